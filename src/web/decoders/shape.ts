/**
 * The form of an answer, as short as it can be written, since the page has to fetch it: `"n"`, `"s"`, `"b"` and `"0"` are
 * a number, a text, a yes or no, and null; an object holds the fields of an object (`name?` need not be there); a list
 * begins with what it stands for.
 */
export type Shape =
  | "n"
  | "s"
  | "b"
  | "0"
  /** A list of such. */
  | readonly ["list", Shape]
  /** An object with any names. */
  | readonly ["map", Shape]
  /** One of these values. */
  | readonly ["one", ...(string | number | boolean)[]]
  /** In one of these forms. */
  | readonly ["or", ...Shape[]]
  | { readonly [field: string]: Shape };
