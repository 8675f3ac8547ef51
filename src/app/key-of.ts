import { createHash } from "node:crypto";
import { textOf } from "./result-keys.ts";

/** A short text that is equal where all parts are: 16 hexadecimal digits of a SHA-256. */
export const keyOf = (...parts: readonly unknown[]): string =>
  createHash("sha256")
    .update(textOf(...parts))
    .digest("hex")
    .slice(0, 16);
