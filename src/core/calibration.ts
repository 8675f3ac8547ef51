/**
 * What declared estimates teach about a model's level for one person. A declared estimate on a task that a model
 * estimated as well is one observation: the residual ln(declared / model's median).
 *
 * - Level: offset = sum(residuals) / (n + k), for the person, and likewise per work type of what is then left. k is
 *   the ratio of the scatter within a person to that between people; see `priorObservations`.
 * - Spread: up to 30 observations the model's own variance counts like k observations beside the person's. From 30
 *   on the interval is that of adaptive conformal inference (Gibbs and Candès 2021, Adaptive Conformal Inference
 *   Under Distribution Shift): the quantile 1 - a of all errors so far, where a <- a + g (wanted - missed) after
 *   each observation, so that the share of misses is held to what is wanted however the person drifts.
 *
 * Everything runs in time order: each observation is first predicted from those before it, then learned. Declared
 * estimates themselves are never changed.
 */
import { logSdOfRange, rangeFromMedian, z90 } from "./log-normal.ts";
import type { Estimate, WorkType } from "./types.ts";

export interface LevelObservation {
  readonly taskId: string;
  readonly type: WorkType;
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
  readonly byType: ReadonlyMap<WorkType, LearnedOffset>;
  /** Squares of the errors of prediction so far. */
  readonly squaredErrors: number;
  /** Half widths on the log scale by adaptive conformal inference; null below 30 observations. */
  readonly conformal: { readonly half50: number; readonly half80: number } | null;
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

/**
 * k: the model's level counts like so many observations. The scatter of a person's forecasts around their level
 * over that between levels, .62² / .25², is 6.2 for METR's 15 developers; 6 to 9 predict best there and in SiP
 * (`docs/ESTIMATES.md`).
 */
export const priorObservations = 7;

/** From here on intervals are conformal. */
export const conformalFrom = 30;

/** g of the update: an interval missed widens the next by so many hundredths of probability. */
const learningRate = 0.05;

/** The standard normal's 75th percentile. */
const z75 = 0.6744897501960817;

/** Runs through a person's observations of one model in time order; the order they come in does not matter. */
export function learnLevel(observations: readonly LevelObservation[]): {
  readonly checks: readonly LevelCheck[];
  readonly now: Calibration;
} {
  const level = new Level();
  const checks = [...observations].sort(inTime).map((observation) => level.learn(observation));
  return { checks, now: level.now() };
}

function inTime(a: LevelObservation, b: LevelObservation): number {
  return a.atMs - b.atMs || a.residual - b.residual || (a.taskId < b.taskId ? -1 : 1);
}

/** The offset of a work type: the person's and, on top of it, the type's. */
export function offsetOf({ person, byType }: Calibration, type: WorkType): number {
  return person.offset + (byType.get(type)?.offset ?? 0);
}

/** Half widths of the intervals around a calibrated median, on the log scale. */
export function halfWidths(
  { person, squaredErrors, conformal }: Calibration,
  modelLogSd: number,
): { readonly half50: number; readonly half80: number } {
  if (conformal !== null) return conformal;
  const variance =
    (priorObservations * modelLogSd ** 2 + squaredErrors) / (priorObservations + person.observations);
  return { half50: z75 * Math.sqrt(variance), half80: z90 * Math.sqrt(variance) };
}

/** A model's estimate at the person's level. Without observations it is the estimate itself. */
export function calibrate(estimate: Estimate, calibration: Calibration, type: WorkType): Estimate {
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
      "model's median": estimate.likelyMinutes,
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
  readonly #types = new Map<WorkType, Sum>();
  #squaredErrors = 0;
  #lastMs: number | null = null;
  /** Sizes of the errors of prediction so far, ascending. */
  readonly #errors: number[] = [];
  /** The adapted shares of misses that the 50 % and 80 % intervals aim for. */
  #miss50 = 0.5;
  #miss80 = 0.2;

  learn(observation: LevelObservation): LevelCheck {
    const before = this.now();
    const halves = halfWidths(before, observation.modelLogSd);
    const error = observation.residual - offsetOf(before, observation.type);
    const size = Math.abs(error);
    if (before.conformal !== null) {
      this.#miss50 += learningRate * (0.5 - (size > halves.half50 ? 1 : 0));
      this.#miss80 += learningRate * (0.2 - (size > halves.half80 ? 1 : 0));
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
    const person = shrunk(this.#person);
    const byType = [...this.#types].map(([type, { observations, total }]) => {
      const left = { observations, total: total - observations * person.offset };
      return [type, shrunk(left)] as const;
    });
    return {
      person,
      byType: new Map(byType),
      squaredErrors: this.#squaredErrors,
      conformal:
        this.#errors.length < conformalFrom
          ? null
          : {
              half50: conformalQuantile(this.#errors, this.#miss50),
              half80: conformalQuantile(this.#errors, this.#miss80),
            },
      lastMs: this.#lastMs,
    };
  }
}

const plus = ({ observations, total }: Sum, residual: number): Sum => ({
  observations: observations + 1,
  total: total + residual,
});

function shrunk({ observations, total }: Sum): LearnedOffset {
  return { observations, offset: total / (observations + priorObservations) };
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
