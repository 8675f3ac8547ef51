/**
 * What declared estimates teach about a model's level for one person. A declared estimate on a task that a model
 * estimated as well is one observation: the residual ln(declared / model's median).
 *
 * - Level: offset = sum(residuals) / (n + k), for the person, and likewise per work type of what is then left. k is
 *   the ratio of the scatter within a person to that between people; see `priorObservations`.
 * - Spread: up to 30 observations the model's own variance counts like k observations beside the squared errors of
 *   prediction. From 30 on the interval is that of adaptive conformal inference (Gibbs and Candès 2021, Adaptive
 *   Conformal Inference Under Distribution Shift): the quantile 1 - a of all errors so far, where
 *   a <- a + g (wanted - missed) after each observation, so that the share of misses is held to what is wanted
 *   however the person drifts.
 *
 * Everything runs in time order: each observation is first predicted from those before it, then learned. Declared
 * estimates themselves are never changed.
 */

import type { Estimate } from "../types.ts";
import { logSdOfRange, rangeFromMedian, z75, z90 } from "./log-normal.ts";

export interface LevelObservation {
  readonly taskId: string;
  /** The work type. */
  readonly type: string;
  /** When the estimate was declared. */
  readonly atMs: number;
  /** ln(declared minutes / the model's median minutes). */
  readonly residual: number;
  /** Log-sd of the model's own interval. */
  readonly modelLogSd: number;
}

export interface LearnedOffset {
  readonly observations: number;
  /** Added to the logarithm of minutes. */
  readonly offset: number;
}

/** What was known of a person's level at one time. */
export interface Calibration {
  readonly person: LearnedOffset;
  /** On top of the person's; only types with observations. */
  readonly byType: ReadonlyMap<string, LearnedOffset>;
  /** Squares of the errors of prediction so far. */
  readonly squaredErrors: number;
  /** Half widths on the log scale by adaptive conformal inference; null below 30 observations. */
  readonly conformal: { readonly half50: number; readonly half80: number } | null;
  /** The observations that the model's own variance counts for. */
  readonly k: number;
  /** When the newest observation was made; null without any. */
  readonly lastMs: number | null;
}

/** An observation beside what was expected of it before it was made. */
export interface LevelCheck {
  readonly observation: LevelObservation;
  readonly before: Calibration;
  readonly half50: number;
  readonly half80: number;
  /** The residual less the offset expected: 0 is a hit. */
  readonly error: number;
}

export interface CalibrationRules {
  /** k: the model's own level and variance count like so many observations. */
  readonly priorObservations: number;
  /** From so many observations on intervals are conformal. */
  readonly conformalFrom: number;
  /** g: what one interval missed adds to the next, as a share of probability. */
  readonly learningRate: number;
}

/**
 * k is the scatter of a person's residuals around their level over that between levels: .62² / .25² is 6.2 for
 * METR's developers; the smallest errors of prediction are at 8 to 9 there and at 9 to 12 in SiP (`docs/ESTIMATES.md`).
 */
export const priorObservations = 8;

export const calibrationV1: CalibrationRules = { priorObservations, conformalFrom: 30, learningRate: 0.05 };

/** Runs through a person's observations of one model in time order; the order they come in does not matter. */
export function learnLevel(
  observations: readonly LevelObservation[],
  rules = calibrationV1,
): {
  readonly checks: readonly LevelCheck[];
  readonly now: Calibration;
} {
  const level = new Level(rules);
  const checks = [...observations].sort(inTime).map((observation) => level.learn(observation));
  return { checks, now: level.now() };
}

function inTime(a: LevelObservation, b: LevelObservation): number {
  return a.atMs - b.atMs || a.residual - b.residual || (a.taskId < b.taskId ? -1 : 1);
}

/** The offset of a work type: the person's and, on top of it, the type's. */
export function offsetOf({ person, byType }: Calibration, type: string): number {
  return person.offset + (byType.get(type)?.offset ?? 0);
}

/** Half widths of the intervals around a calibrated median, on the log scale. */
export function halfWidths(
  { person, squaredErrors, conformal, k }: Calibration,
  modelLogSd: number,
): { readonly half50: number; readonly half80: number } {
  if (conformal !== null) return conformal;
  const variance = (k * modelLogSd ** 2 + squaredErrors) / (k + person.observations);
  return { half50: z75 * Math.sqrt(variance), half80: z90 * Math.sqrt(variance) };
}

/** A model's estimate at the person's level. Without observations it is the estimate itself. */
export function calibrate(estimate: Estimate, calibration: Calibration, type: string): Estimate {
  const { person, byType, lastMs } = calibration;
  if (lastMs === null) return estimate;
  const offset = offsetOf(calibration, type);
  const { half80 } = halfWidths(calibration, logSdOfRange(estimate));
  return {
    ...estimate,
    ...rangeFromMedian(estimate.likelyMinutes * Math.exp(offset), half80 / z90),
    givenMs: Math.max(estimate.givenMs, lastMs),
    assumption: `${estimate.assumption} Set to the level of the estimates this person declared.`,
    inputs: {
      ...estimate.inputs,
      "calibration offset": offset,
      "declared estimates": person.observations,
      "of the type": byType.get(type)?.observations ?? 0,
      "calibrated logSd": half80 / z90,
      interval: calibration.conformal === null ? "shrunk variance" : "adaptive conformal",
    },
    levelFrom: person.observations,
  };
}

interface Sum {
  readonly observations: number;
  readonly total: number;
}

/** What has been learned so far, in sums. */
class Level {
  #person: Sum = { observations: 0, total: 0 };
  readonly #types = new Map<string, Sum>();
  #squaredErrors = 0;
  #lastMs: number | null = null;
  /** Sizes of the errors of prediction so far, ascending. */
  readonly #errors: number[] = [];
  /** The adapted shares of misses that the 50 % and 80 % intervals aim for. */
  #miss50 = 0.5;
  #miss80 = 0.2;

  constructor(private readonly rules: CalibrationRules) {}

  learn(observation: LevelObservation): LevelCheck {
    const before = this.now();
    const halves = halfWidths(before, observation.modelLogSd);
    const error = observation.residual - offsetOf(before, observation.type);
    const size = Math.abs(error);
    if (before.conformal !== null) {
      this.#miss50 += this.rules.learningRate * (0.5 - (size > halves.half50 ? 1 : 0));
      this.#miss80 += this.rules.learningRate * (0.2 - (size > halves.half80 ? 1 : 0));
    }
    this.#squaredErrors += error ** 2;
    this.#errors.splice(placeOf(size, this.#errors), 0, size);
    this.#lastMs = observation.atMs;
    this.#person = plus(this.#person, observation.residual);
    const type = this.#types.get(observation.type) ?? { observations: 0, total: 0 };
    this.#types.set(observation.type, plus(type, observation.residual));
    return { observation, before, ...halves, error };
  }

  now(): Calibration {
    const { priorObservations: k, conformalFrom } = this.rules;
    const person = shrunk(this.#person, k);
    const byType = [...this.#types].map(([type, { observations, total }]) => {
      const left = { observations, total: total - observations * person.offset };
      return [type, shrunk(left, k)] as const;
    });
    return {
      person,
      byType: new Map(byType),
      squaredErrors: this.#squaredErrors,
      k,
      conformal: this.#errors.length < conformalFrom ? null : this.#conformal(),
      lastMs: this.#lastMs,
    };
  }

  #conformal(): NonNullable<Calibration["conformal"]> {
    const half50 = conformalQuantile(this.#errors, this.#miss50);
    return { half50, half80: Math.max(half50, conformalQuantile(this.#errors, this.#miss80)) };
  }
}

const plus = ({ observations, total }: Sum, residual: number): Sum => ({
  observations: observations + 1,
  total: total + residual,
});

function shrunk({ observations, total }: Sum, k: number): LearnedOffset {
  return { observations, offset: observations === 0 ? 0 : total / (observations + k) };
}

/**
 * The smallest error that at least a share 1 - `miss` of n + 1 errors stays below. Beyond the largest one seen no
 * finite width is certain; the largest stands for it.
 */
function conformalQuantile(ascending: readonly number[], miss: number): number {
  const rank = Math.ceil((1 - miss) * (ascending.length + 1));
  return ascending[Math.min(ascending.length, Math.max(1, rank)) - 1]!;
}

/** Where a value goes in ascending values. */
function placeOf(value: number, ascending: readonly number[]): number {
  let from = 0;
  let to = ascending.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (ascending[middle]! < value) from = middle + 1;
    else to = middle;
  }
  return from;
}
