/** What differs between two records of one period, value by value: the heart of `leverage verify`. */

/** A value of a record, or that there is none, or that there is a whole part. */
export type RecordValue = string | number | boolean | null;
export const absent = "(absent)";
export const present = "(present)";

export interface Difference {
  /** `totals.agentMinutes`, `entries.k7m2q.human.likelyMinutes`, `history.2026-03-25.tasks`. */
  readonly path: string;
  readonly was: RecordValue;
  readonly now: RecordValue;
}

export interface Comparison {
  /** Values compared. */
  readonly values: number;
  /** Totals first, then tasks; sentences, which follow from both, last. */
  readonly differences: readonly Difference[];
}

/**
 * What becomes of work goes on after its record was written: branches are merged, lines reworked. These values may
 * differ in a record that is true to the day it was made. In a record of merged work, whose hours hang on outcomes,
 * the others differ with them.
 */
const developing =
  /^(totals\.(byOutcome|mergedLeverageFactor|survival)|(entries|unestimated)\.[^.]+\.(outcome|commits)|analysis\.(outcome|survival))(\.|$)/;

/** Whether a difference tells what became of the work since; others contradict the record. */
export function isDevelopment({ path }: Difference): boolean {
  return developing.test(path);
}

/** In the order a reader wants them; whatever else a record has comes first. */
const parts: readonly string[] = [
  "totals",
  "entries",
  "unestimated",
  "byType",
  "history",
  "scope",
  "analysis",
];

/** What a record says of its making, not of its period: verified otherwise or not at all. */
const leftOut: ReadonlySet<string> = new Set([
  "generatedMs",
  "seal",
  // Counts the whole ledger at the time, whatever the period.
  "scope.problems",
]);

/**
 * Compares two records as JSON has them, whatever the order of their keys. Rows are told by task, day, work type or
 * kind, not by place. Numbers agree within 1e-9 of their size: the last bits of a sum may differ between machines.
 */
export function recordDifferences(then: unknown, now: unknown): Comparison {
  const differences: Difference[] = [];
  const values = compare(then, now, "", differences);
  const rank = ({ path }: Difference) => parts.indexOf(path.split(".")[0]!);
  return { values, differences: differences.sort((a, b) => rank(a) - rank(b)) };
}

function compare(then: unknown, now: unknown, path: string, differences: Difference[]): number {
  if (leftOut.has(path)) return 0;
  const [before, after] = [partsOf(then, path), partsOf(now, path)];
  if (before === null || after === null) {
    if (!areEqual(then, now)) differences.push({ path, was: shown(then), now: shown(now) });
    return 1;
  }
  let values = 0;
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const inner = path === "" ? key : `${path}.${key}`;
    values += compare(before.get(key), after.get(key), inner, differences);
  }
  return values;
}

/** The members of an object or list by name; null for a single value. */
function partsOf(value: unknown, path: string): ReadonlyMap<string, unknown> | null {
  if (typeof value !== "object" || value === null) return null;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const uses = new Map<string, number>();
  const items: readonly unknown[] =
    path === "analysis" ? value.filter((one) => !isOnRunningPeriod(one)) : value;
  return new Map(
    items.map((item, i) => {
      const name = nameOf(item) ?? String(i);
      const use = (uses.get(name) ?? 0) + 1;
      uses.set(name, use);
      return [use === 1 ? name : `${name}#${use}`, item];
    }),
  );
}

/** By what a row of a record is known. */
const names = ["taskId", "day", "type", "kind"] as const;

function nameOf(item: unknown): string | null {
  if (typeof item !== "object" || item === null) return null;
  const known: Readonly<Record<string, unknown>> = { ...item };
  for (const name of names) {
    const value = known[name];
    if (typeof value === "string") return value;
  }
  return null;
}

/** `The day was not over when this was counted` depends on the clock, not on the ledger. */
function isOnRunningPeriod(statement: unknown): boolean {
  if (typeof statement !== "object" || statement === null || !("facts" in statement)) return false;
  const { facts } = statement;
  return typeof facts === "object" && facts !== null && "countedOn" in facts;
}

function areEqual(a: unknown, b: unknown): boolean {
  if (typeof a !== "number" || typeof b !== "number") return a === b;
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}

function shown(value: unknown): RecordValue {
  if (value === undefined) return absent;
  if (typeof value === "object" && value !== null) return present;
  return value as RecordValue;
}
