/** Holds a schema to the type it describes: one that says more, less or something else does not compile. */
import type { z } from "zod";

/** A type as JSON and comparison see it: nothing read-only, intersections flattened. */
type Plain<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends readonly (infer Element)[]
    ? Plain<Element>[]
    : { -readonly [Key in keyof T]: Plain<T[Key]> };

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2
    ? true
    : [A, B] extends [B, A]
      ? SameKeys<A, B>
      : false;

/** An optional field of one side is no hindrance to assigning the other: keys are compared by themselves. */
type SameKeys<A, B> = [keyof A, keyof B] extends [keyof B, keyof A] ? true : false;

/** The schema itself where its output is `Output`; else a type nothing can be assigned to. */
export type Agrees<Output, Schema extends z.ZodType> =
  Same<Plain<z.output<Schema>>, Plain<Output>> extends true
    ? Schema
    : { readonly "schema and type differ": [Plain<z.output<Schema>>, Plain<Output>] };
