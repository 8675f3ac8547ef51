/** The best periods so far and the longest runs of recorded days, measured as the sentences of a record measure them. */
import type { Statement } from "../leverage-record.ts";
import type { Unit } from "../periods.ts";
import type { Day } from "../types.ts";
import { type PeriodFigures, periodsOf } from "./history.ts";
import { dayStreaks, longestRunBefore, runEndingAt, workingRunEndingAt } from "./streaks.ts";
import { measures, superlatives } from "./superlatives.ts";

/** The highest figure of any period. */
export interface Best {
  readonly way: "highest" | "most";
  readonly noun: string;
  readonly value: number;
  /** The value as sentences print it. */
  readonly text: string;
  /** The period that reached it first. */
  readonly from: Day;
  readonly to: Day;
  /** Periods that have the figure; a best of fewer than three proves little. */
  readonly periods: number;
}

export interface Streaks {
  /** Recorded days in a row up to and with `until`, the newest recorded day. */
  readonly days: number;
  /** The same over working days, Monday to Friday. */
  readonly workingDays: number;
  readonly until: Day;
  /** The longest run of all, and its last day. */
  readonly longestDays: number;
  readonly longestUntil: Day;
}

export interface PersonalBests {
  readonly bests: readonly Best[];
  /** Null where nothing is recorded. */
  readonly streaks: Streaks | null;
  /** What stands out about the newest period and day. */
  readonly statements: readonly Statement[];
}

/** `days`: every recorded day, ascending. */
export function personalBests(days: readonly PeriodFigures[], unit: Unit): PersonalBests {
  const series = periodsOf(days, unit);
  return {
    bests: measures.flatMap((measure) => bestOf(series, measure) ?? []),
    streaks: streaksOf(days),
    statements: days.length === 0 ? [] : [...superlatives(series, unit), ...dayStreaks(days)],
  };
}

function bestOf(series: readonly PeriodFigures[], measure: (typeof measures)[number]): Best | null {
  const having = series.filter((figures) => measure.of(figures) !== null);
  let best: PeriodFigures | null = null;
  for (const figures of having) {
    const value = measure.printed(measure.of(figures)!);
    // Compared as printed: whoever is level came second.
    if (best === null || value > measure.printed(measure.of(best)!)) best = figures;
  }
  const value = best === null ? 0 : measure.of(best)!;
  if (best === null || value <= 0) return null;
  const { from, to } = best;
  const way = measure.ways.includes("most") ? "most" : "highest";
  return { way, noun: measure.noun, value, text: measure.text(value), from, to, periods: having.length };
}

function streaksOf(days: readonly PeriodFigures[]): Streaks | null {
  const until = days.at(-1)?.from;
  if (until === undefined) return null;
  const recorded = new Set(days.map(({ from }) => from));
  const run = runEndingAt(recorded, until);
  const earlier = longestRunBefore(recorded, until);
  const isLonger = earlier !== null && earlier.length > run;
  return {
    days: run,
    workingDays: workingRunEndingAt(recorded, until),
    until,
    longestDays: isLonger ? earlier.length : run,
    longestUntil: isLonger ? earlier.last : until,
  };
}
