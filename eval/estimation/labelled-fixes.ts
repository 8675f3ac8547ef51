/**
 * Fixes whose time engineers judged: the rows of a CSV file with the columns of the SWE-bench annotation, by
 * default `../shared/estimation/swebench-difficulty-features.csv` beside the repository.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";

/** One fix: its repository, the bucket of time it was put into, and the measured columns of its patch. */
export interface LabelledFix {
  readonly repository: string;
  /** 0 to 3, see `buckets`. */
  readonly bucket: number;
  /** A column's number; throws for a column the file does not have. */
  column(name: string): number;
}

/** The four answers the engineers could give, with their limits in minutes. */
export const buckets = [
  { label: "<15 min fix", fromMinutes: 0, toMinutes: 15 },
  { label: "15 min - 1 hour", fromMinutes: 15, toMinutes: 60 },
  { label: "1-4 hours", fromMinutes: 60, toMinutes: 240 },
  { label: ">4 hours", fromMinutes: 240, toMinutes: Number.POSITIVE_INFINITY },
] as const;

/** Which bucket a number of minutes falls into. */
export function bucketOf(minutes: number): number {
  return buckets.findIndex(({ toMinutes }) => minutes < toMinutes);
}

export const researchFolder = fileURLToPath(new URL("../../../shared/estimation/", import.meta.url));
export const labelledFixesFile = `${researchFolder}swebench-difficulty-features.csv`;

/** Throws with file and line where a row cannot be used. */
export function readLabelledFixes(file: string): readonly LabelledFix[] {
  const rows = readTable(file);
  if (rows.length === 0) throw new Error(`${file}: holds no row below its heading`);
  return rows.map((row, i) => {
    const where = `${file}:${i + 2}`;
    const bucket = buckets.findIndex(({ label }) => label === row.difficulty);
    if (bucket === -1) {
      const known = buckets.map(({ label }) => `"${label}"`).join(", ");
      throw new Error(
        `${where}: the column "difficulty" holds "${row.difficulty ?? ""}"; known are ${known}`,
      );
    }
    if (!row.repo) throw new Error(`${where}: the column "repo" is empty or missing`);
    return { repository: row.repo, bucket, column: (name) => numberIn(row, name, where) };
  });
}

/** The rows of any CSV file with a heading; throws, naming the file, where it cannot be read. */
export function readTable(file: string): readonly Readonly<Record<string, string>>[] {
  try {
    return parse<Record<string, string>>(readFileSync(file), {
      columns: true,
      bom: true,
      skip_empty_lines: true,
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${file}: cannot be read as a CSV file with a heading (${why})`, { cause });
  }
}

function numberIn(row: Readonly<Record<string, string>>, name: string, where: string): number {
  const text = row[name];
  if (text === undefined) throw new Error(`${where}: there is no column "${name}"`);
  const value = Number(text);
  // Some columns are empty where the patch came without its tests or its issue text.
  if (!Number.isFinite(value))
    throw new Error(`${where}: the column "${name}" holds "${text}", not a number`);
  return value;
}
