import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonBytes } from "../../src/server/json-bytes.ts";

const textOf = (value: unknown) => new TextDecoder().decode(jsonBytes(value));

describe("an answer as bytes", () => {
  it("is what JSON.stringify says, whatever its form", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, noUnicodeString: false }), (value) => {
        expect(textOf(value)).toBe(JSON.stringify(value));
      }),
    );
  });

  it("leaves out what is undefined, and has null for it in a list", () => {
    const value = { a: undefined, b: [undefined, { c: undefined }], d: {}, e: () => 1, f: new Date(0) };
    expect(textOf(value)).toBe(JSON.stringify(value));
  });

  it("keeps half of a surrogate pair, and grows with its text", () => {
    const value = {
      entries: Array.from({ length: 3_000 }, (_, i) => ({ title: `\ud83d ${"–".repeat(i)}` })),
    };
    expect(textOf(value)).toBe(JSON.stringify(value));
  });
});
