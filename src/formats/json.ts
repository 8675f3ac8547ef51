/**
 * The record as it is, `leverage-record@1`. Canonical: members in the order of their names (by UTF-16 code
 * unit), two spaces of indentation, so equal records are equal texts whatever built them. Times are
 * milliseconds since 1970, minutes and factors are unrounded.
 */
import type { Format } from "./format.ts";

/** Characters that would act on a terminal or turn its reading direction; in JSON they may be written `\uXXXX`. */
const unsafeToShow = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function canonicalMember(name: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) {
    // JSON has no word for it, and the `null` it would become means "unknown".
    throw new Error(
      `The record holds ${value} as "${name}", which no record should: please report it as a bug.`,
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The canonical form in one line, for hashing. @throws for a number that JSON has no word for. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, canonicalMember);
}

export const json: Format = {
  name: "json",
  about: "all figures unrounded, for programs (leverage-record@1)",
  extension: "json",
  async print(record) {
    return `${JSON.stringify(record, canonicalMember, 2).replace(unsafeToShow, escapeCharacter)}\n`;
  },
};
