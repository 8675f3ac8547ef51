/**
 * Checks of the level: the fixes' labels say how tasks compare, hardly how long they really take. Two sets of
 * measured effort and forecasts show what is known, for what it is.
 */
import { linearRegression, mean, medianSorted, quantileSorted, standardDeviation } from "simple-statistics";
import { z90 } from "../../src/core/estimates/log-normal.ts";
import { medianMinutesOf } from "../../src/estimators/diff-model.ts";
import { readTable, researchFolder } from "./labelled-fixes.ts";

/** Measured over predicted minutes, on the log scale. */
export interface Level {
  readonly what: string;
  readonly n: number;
  /** Median of measured / predicted. */
  readonly medianRatio: number;
  /** Sum of measured over sum of predicted: what matters for totals. */
  readonly ratioOfSums: number;
  /** Log-sd by the 10th and 90th percentile: few wild rows do not decide it. */
  readonly logSd: number;
  readonly withinTwice: number;
}

/** Compares pairs of measured and predicted minutes, both above 0. */
export function levelOf(
  what: string,
  pairs: readonly (readonly [measured: number, predicted: number])[],
): Level {
  const logs = pairs.map(([measured, predicted]) => Math.log(measured / predicted)).sort((a, b) => a - b);
  const sum = (at: 0 | 1) => pairs.reduce((total, pair) => total + pair[at], 0);
  return {
    what,
    n: pairs.length,
    medianRatio: Math.exp(medianSorted(logs)),
    ratioOfSums: sum(0) / sum(1),
    logSd: (quantileSorted(logs, 0.9) - quantileSorted(logs, 0.1)) / (2 * z90),
    withinTwice: mean(logs.map((log) => (Math.abs(log) <= Math.LN2 ? 1 : 0))),
  };
}

interface Maintenance {
  readonly lines: number;
  readonly minutes: number;
}

/** Jørgensen 1995: measured effort of maintenance tasks with the lines they changed. */
export function readJorgensen(): readonly Maintenance[] {
  return readTable(`${researchFolder}jorgensen-1995-maintenance.csv`)
    .map((row) => ({ lines: Number(row.lines), minutes: Number(row.h) * 60 }))
    .filter(({ lines, minutes }) => lines > 0 && minutes > 0);
}

/** How effort grows with lines in Jørgensen's data: the exponent, to set beside the diff model's. */
export function jorgensenExponent(tasks: readonly Maintenance[]): number {
  return linearRegression(tasks.map(({ lines, minutes }) => [Math.log1p(lines), Math.log(minutes)])).m;
}

/** Measured effort over the diff model's minutes, by size: a level that drifts with size would show here. */
export function jorgensenLevels(tasks: readonly Maintenance[]): readonly Level[] {
  const limits = [0, 20, 120, 286, Number.POSITIVE_INFINITY];
  return limits.slice(1).map((to, i) => {
    const from = limits[i]!;
    const pairs = tasks
      .filter(({ lines }) => lines > from && lines <= to)
      .map(({ lines, minutes }) => [minutes, medianMinutesOf({ lines, files: 1, hunks: 1 })] as const);
    return levelOf(
      `Jørgensen, ${from + 1} to ${to === Number.POSITIVE_INFINITY ? "any number of" : to} lines`,
      pairs,
    );
  });
}

/** METR 2025 and SiP: measured minutes over what people forecast. */
export function forecastLevels(): readonly Level[] {
  const metr = readTable(`${researchFolder}metr-rct-2025.csv`)
    .filter((row) => Number(row.ai_treatment) === 0)
    .map((row) => {
      const measured = Number(row.initial_implementation_time) + Number(row.post_review_implementation_time);
      return [measured, Number(row.predicted_time_no_ai)] as const;
    });
  const sip = readTable(`${researchFolder}sip-first-70pct.csv`).map(
    (row) => [Number(row.hours_actual) * 60, Number(row.hours_estimate) * 60] as const,
  );
  const usable = (pairs: readonly (readonly [number, number])[]) =>
    pairs.filter(([measured, predicted]) => measured > 0 && predicted > 0);
  return [
    levelOf("METR: maintainers' forecasts, issues done without AI", usable(metr)),
    levelOf("SiP: developers' estimates before the work", usable(sip)),
  ];
}

/** METR: log-sd of the 15 developers' levels, taken from the scatter of their means less what chance explains. */
export function developersLevelLogSd(): number {
  const byDeveloper = new Map<string, number[]>();
  for (const row of readTable(`${researchFolder}metr-rct-2025.csv`)) {
    const measured = Number(row.initial_implementation_time);
    const forecast = Number(row.predicted_time_no_ai);
    if (Number(row.ai_treatment) !== 0 || !(measured > 0 && forecast > 0)) continue;
    byDeveloper.set(row.dev_id!, [...(byDeveloper.get(row.dev_id!) ?? []), Math.log(measured / forecast)]);
  }
  const groups = [...byDeveloper.values()].filter((logs) => logs.length > 1);
  const squares = groups.flatMap((logs) => logs.map((log) => (log - mean(logs)) ** 2));
  const within = squares.reduce((a, b) => a + b, 0) / (squares.length - groups.length);
  const means = groups.map((logs) => mean(logs));
  const scatter = (standardDeviation(means) ** 2 * means.length) / (means.length - 1);
  return Math.sqrt(Math.max(0, scatter - within * mean(groups.map((logs) => 1 / logs.length))));
}
