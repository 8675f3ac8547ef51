/**
 * Reading fields of parsed JSON without trusting it: each function gives the value when it has the type
 * asked for and null (or an empty list) when it has not, so a changed log format never throws.
 */
export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

export function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** As `textOf`, with the empty text as null: logs write `""` for "not in a repository". */
export function filledTextOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

export function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
