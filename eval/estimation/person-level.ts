/**
 * What calibration would have done to people's forecasts, in time order: METR's developers and SiP's projects stand
 * for persons, measured over forecast minutes for declared over modelled ones.
 */
import { mean } from "simple-statistics";
import {
  type CalibrationRules,
  calibrationV1,
  type LevelCheck,
  type LevelObservation,
  learnLevel,
} from "../../src/core/estimates/calibration.ts";
import { declaredLogSd } from "../../src/core/estimates/estimates.ts";
import { readTable, researchFolder } from "./labelled-fixes.ts";
import { readMeasuredTasks, sipFile } from "./similar.ts";

/** One person's observations, or what stands for a person. */
export type Stream = readonly LevelObservation[];

/** METR: each developer's issues done without AI, in the order of the file. */
export function metrStreams(): readonly Stream[] {
  const rows = readTable(`${researchFolder}metr-rct-2025.csv`).filter(
    (row) => Number(row.ai_treatment) === 0,
  );
  return grouped(
    rows.flatMap((row, i) => {
      const measured = Number(row.initial_implementation_time) + Number(row.post_review_implementation_time);
      const forecast = Number(row.predicted_time_no_ai);
      if (!(measured > 0 && forecast > 0)) return [];
      return { who: row.dev_id!, ...observation(i, "feature", measured / forecast) };
    }),
  );
}

/** SiP: each project's tasks by day, its sub-categories as work types. */
export function sipStreams(): readonly Stream[] {
  const tasks = readMeasuredTasks(sipFile);
  return grouped(
    tasks.map((task, i) => ({
      who: task.project,
      ...observation(i, task.type, task.minutes / task.forecastMinutes),
    })),
  );
}

const observation = (i: number, type: string, ratio: number): LevelObservation => ({
  taskId: String(i),
  type,
  atMs: i,
  residual: Math.log(ratio),
  modelLogSd: declaredLogSd,
});

function grouped(rows: readonly (LevelObservation & { readonly who: string })[]): readonly Stream[] {
  const streams = new Map<string, LevelObservation[]>();
  for (const row of rows) streams.set(row.who, [...(streams.get(row.who) ?? []), row]);
  return [...streams.values()];
}

/** Root of the mean squared error of predicting each observation from the earlier ones of its stream. */
export function errorOf(streams: readonly Stream[], priorObservations: number): number {
  const rules: CalibrationRules = { ...calibrationV1, priorObservations };
  const checks = streams.flatMap((stream) => learnLevel(stream, rules).checks);
  return Math.sqrt(mean(checks.map(({ error }) => error ** 2)));
}

export interface IntervalScores {
  readonly n: number;
  readonly coverage50: number;
  readonly coverage80: number;
  /** Median of high over low end of the 80 % interval. */
  readonly width80: number;
}

export function intervalScores(checks: readonly LevelCheck[]): IntervalScores {
  const inside = (half: (check: LevelCheck) => number) =>
    mean(checks.map((check) => (Math.abs(check.error) <= half(check) ? 1 : 0)));
  const widths = checks.map(({ half80 }) => half80).sort((a, b) => a - b);
  return {
    n: checks.length,
    coverage50: inside(({ half50 }) => half50),
    coverage80: inside(({ half80 }) => half80),
    width80: Math.exp(2 * widths[widths.length >> 1]!),
  };
}

export function checksOf(streams: readonly Stream[], rules = calibrationV1): readonly LevelCheck[] {
  return streams.flatMap((stream) => learnLevel(stream, rules).checks);
}
