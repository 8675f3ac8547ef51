/** What each operation answers, by its name, as the server's schemas have it; `decoders` holds the answers to it. */
import type { z } from "zod";
import type { changes, events, reads } from "./decoders/schemas.ts";

type Outputs<Schemas extends Readonly<Record<string, z.ZodType>>> = {
  [Name in keyof Schemas]: z.output<Schemas[Name]>;
};

/** Of operations that only read. */
export type Answers = Outputs<typeof reads>;

/** Of operations that append an opinion. */
export type Changes = Outputs<typeof changes>;

/** What the server tells by itself. */
export type Events = Outputs<typeof events>;

/** Fields of an operation's input as a client writes them. */
export type Input = Readonly<
  Record<string, string | number | boolean | readonly (string | number)[] | null | undefined>
>;
