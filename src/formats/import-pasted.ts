/**
 * Rows of tables pasted from a page, whose cells run together:
 * `20Update stale numbers (15 files)4h12m3m20.0x80.0x`.
 *
 * Where a title ends in digits the border cannot be seen (`...phase 24h4m`: 4 hours or 24?). Every way to
 * take the row apart is tried, and the printed factors serve as the check sum that picks one.
 */
import { agrees, isBlank, readFactor, readMinutes } from "./import-cells.ts";
import type { Column, Heading } from "./import-columns.ts";

/** A row taken apart: one text a heading. */
export interface PastedRow {
  readonly cells: readonly string[];
  /** Other borders would fit as well, and no printed factor decides between them. */
  readonly ambiguous: boolean;
}

const number = String.raw`~?(?!0\d)(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?`;
const duration = `${number} ?(?:hours?|hrs?|h|minutes?|mins?|min|m)`;
const cellPatterns: Partial<Record<Column, RegExp>> = {
  // A bare zero here would only be the last digit of something else: `6 phases4|0h` for `6 phases|40h`.
  human: new RegExp(`^(?!0 ?[a-z×])${duration}(?: ?${duration})?$`, "i"),
  agent: new RegExp(`^${duration}(?: ?${duration})?$`, "i"),
  supervisory: new RegExp(`^(?:${duration}|[-–—])?$`, "i"),
  weeks: new RegExp(`^(?:${number} ?(?:weeks?|w)|[-–—])?$`, "i"),
  tokens: new RegExp(`^(?:${number} ?[km]?|[-–—])?$`, "i"),
  factor: new RegExp(`^(?:(?!0 ?[a-z×])${number} ?[x×]|[-–—])?$`, "i"),
  supervisoryFactor: new RegExp(`^(?:(?!0 ?[a-z×])${number} ?[x×]|[-–—])?$`, "i"),
};

/** Longest cell met: `1,440.5 minutes`. */
const longestCell = 20;

/**
 * Take a row apart under the headings of its table; null where it is no row of it. `expected` is the
 * number the row should carry: `377 numerals fixed` is row 3 when 2 came before.
 */
export function splitPastedRow(
  line: string,
  headings: readonly Heading[],
  expected: number,
): PastedRow | null {
  const titleAt = headings.findIndex((heading) => heading.column === "title");
  const before = headings.slice(0, titleAt);
  if (before.some((heading) => heading.column !== "position")) return null;
  const position = before.length === 0 ? "" : rowNumber(line, expected);
  if (position === null) return null;

  const typed = headings.slice(titleAt + 1);
  const patterns = typed.map((heading) => heading.column && cellPatterns[heading.column]);
  if (patterns.some((pattern) => !pattern)) return null;
  const candidates = readingsOf(line, position.length, patterns as readonly RegExp[])
    .map((cells) => ({ cells, ...judge(cells, typed) }))
    .sort((a, b) => b.checks - a.checks || a.blanks - b.blanks || a.titleDigits - b.titleDigits);
  const best = candidates[0];
  if (!best) return null;
  const rivals = candidates.filter((other) => other.checks === best.checks && other.blanks === best.blanks);
  return {
    cells: [...(before.length === 0 ? [] : [position]), ...best.cells],
    ambiguous: rivals.length > 1,
  };
}

/** The digits of the line's start that number the row: the expected ones, else the fewest. */
function rowNumber(line: string, expected: number): string | null {
  const wanted = String(expected);
  if (line.startsWith(wanted)) return wanted;
  const digits = /^\d{1,4}/.exec(line)?.[0] ?? "";
  for (let length = 1; length <= digits.length; length += 1) {
    const candidate = digits.slice(0, length);
    if (Number(candidate) > expected) return candidate;
  }
  return digits === "" ? null : digits;
}

/** All ways to read the line's end as cells, each with the title before them. */
function readingsOf(line: string, from: number, patterns: readonly RegExp[]): readonly (readonly string[])[] {
  const found: string[][] = [];
  const step = (index: number, end: number, after: readonly string[]): void => {
    if (index < 0) {
      const title = line.slice(from, end).trim();
      if (title !== "") found.push([title, ...after]);
      return;
    }
    for (let start = end; start >= Math.max(from, end - longestCell); start -= 1) {
      const cell = line.slice(start, end).trim();
      // Spaces belong to the cell on their left, so that each reading is found once.
      if (line[start] === " " || !patterns[index]?.test(cell)) continue;
      step(index - 1, start, [cell, ...after]);
    }
  };
  step(patterns.length - 1, line.trimEnd().length, []);
  return found;
}

/** How well a reading's own printed figures bear it out. */
function judge(cells: readonly string[], headings: readonly Heading[]) {
  const cellOf = (column: Column) => cells[headings.findIndex((h) => h.column === column) + 1] ?? "";
  const minutesOf = (column: Column) => readMinutes(cellOf(column), 1)?.value ?? 0;
  const human = minutesOf("human");
  let checks = 0;
  for (const [factor, time] of [
    ["factor", "agent"],
    ["supervisoryFactor", "supervisory"],
  ] as const) {
    const printed = headings.some((h) => h.column === factor) ? readFactor(cellOf(factor)) : null;
    if (printed && minutesOf(time) > 0) checks += agrees(printed, human / minutesOf(time)) ? 1 : -1;
  }
  const weeks = headings.some((h) => h.column === "weeks") ? readMinutes(cellOf("weeks"), 2400) : null;
  if (weeks) checks += agrees(weeks, human) ? 1 : -1;
  return {
    checks,
    blanks: cells.filter(isBlank).length,
    // With nothing else to go by, a run of digits is one number.
    titleDigits: /\d$/.test(cells[0] ?? "") ? 1 : 0,
  };
}
