/**
 * Totals of human minutes with an 80 % interval, by simulation: the interval of a sum of log-normals that share
 * a level error has no closed form.
 *
 * Each item's noise has two parts. Its own averages out over many tasks; the error of the level (a model or a
 * person that is always too high or too low) is shared and does not. The parts add up to the item's own
 * `logSd`, so one item alone has exactly its own interval.
 */

import type { MinutesRange } from "../types.ts";
import { priorObservations } from "./calibration.ts";
import { medianFromMean, normalQuantile, rangeFromMedian } from "./log-normal.ts";

export interface TotalItem {
  /** Mean minutes of the whole task. */
  readonly meanMinutes: number;
  /** Standard deviation of the logarithm, of the item as a whole. */
  readonly logSd: number;
  /** Level errors it shares with other items, as log-sds: the model's, and that of the person's declared estimates. */
  readonly level: LevelError;
  /** The part of the task that counts here, 0 to 1. */
  readonly share: number;
}

export interface LevelError {
  readonly model: number;
  readonly declared: number;
}

export interface TotalMinutes extends MinutesRange {
  /** The sum of the items' means, exact. */
  readonly meanMinutes: number;
}

/**
 * Shared level error of model estimates, as a log-sd: the middle of .23 to .40 (method section 5; labels against
 * measured effort).
 */
export const modelLevelLogSd = 0.3;

/**
 * Shared level error of a person's own estimates: log-sd between the developers of METR's 2025 trial, of
 * measured minutes over their forecasts (.25 on the 110 issues done without AI, .23 to .26 on its other cuts).
 */
export const declaredLevelLogSd = 0.25;

/** Of what a person declares. */
export const levelOfDeclared: LevelError = { model: 0, declared: declaredLevelLogSd };

/**
 * Of a model's estimate whose level so many declared estimates of the person have set (0: none did). As a shrunk
 * mean's, the model's level variance falls to k / (n + k) of itself; in its place comes the person's own level
 * error, by the share n / (n + k) that the person's level has in the offset.
 */
export function levelOfModel(observations: number): LevelError {
  const known = observations / (observations + priorObservations);
  return { model: modelLevelLogSd * Math.sqrt(1 - known), declared: declaredLevelLogSd * known };
}

const draws = 2000;

/**
 * The total of the items' shares with its 10th, 50th and 90th percentile. The same items and seed give the same
 * figures, in whatever order the items come.
 *
 * Stratified draws: every item uses the same 2,000 equally likely normal values in an order of its own, so each
 * item's simulated mean is nearly its exact mean and 2,000 draws are plenty.
 */
export function simulateTotal(items: readonly TotalItem[], seed: number): TotalMinutes {
  const counted = items.filter((item) => item.meanMinutes * item.share > 0).sort(inFixedOrder);
  const meanMinutes = counted.reduce((total, item) => total + item.meanMinutes * item.share, 0);
  const only = counted[0];
  if (only === undefined) return { lowMinutes: 0, likelyMinutes: 0, highMinutes: 0, meanMinutes: 0 };
  if (counted.length === 1) {
    const median = medianFromMean({ mean: meanMinutes, logSd: only.logSd });
    return { ...rangeFromMedian(median, only.logSd), meanMinutes };
  }
  const totals = simulatedTotals(counted, seed);
  return {
    lowMinutes: quantile(totals, 0.1),
    likelyMinutes: quantile(totals, 0.5),
    highMinutes: quantile(totals, 0.9),
    meanMinutes,
  };
}

/** Any order that depends on the items alone; equal items are interchangeable. */
function inFixedOrder(a: TotalItem, b: TotalItem): number {
  return (
    a.meanMinutes * a.share - b.meanMinutes * b.share ||
    a.logSd - b.logSd ||
    a.level.model - b.level.model ||
    a.level.declared - b.level.declared
  );
}

/** The simulated totals, ascending. */
function simulatedTotals(items: readonly TotalItem[], seed: number): Float64Array {
  const random = randomFrom(seed);
  const modelLevel = shuffled(random);
  const declaredLevel = shuffled(random);
  const totals = new Float64Array(draws);
  for (const item of items) {
    const { model, declared, ownLogSd } = partsOf(item);
    const median = medianFromMean({ mean: item.meanMinutes * item.share, logSd: item.logSd });
    const own = shuffled(random);
    for (let i = 0; i < draws; i++) {
      totals[i]! +=
        median * Math.exp(ownLogSd * own[i]! + model * modelLevel[i]! + declared * declaredLevel[i]!);
    }
  }
  return totals.sort();
}

/** The shared errors and the item's own; an item that is surer than a shared level has that error alone. */
function partsOf({ logSd, level }: TotalItem): LevelError & { readonly ownLogSd: number } {
  const shared = Math.hypot(level.model, level.declared);
  const scale = shared > logSd ? logSd / shared : 1;
  return {
    model: level.model * scale,
    declared: level.declared * scale,
    ownLogSd: Math.sqrt(Math.max(0, logSd ** 2 - (shared * scale) ** 2)),
  };
}

let strata: Float64Array | null = null;

/** Equally likely standard normal values, in a random order (Fisher and Yates). */
function shuffled(random: () => number): Float64Array {
  strata ??= Float64Array.from({ length: draws }, (_, i) => normalQuantile((i + 0.5) / draws));
  const values = strata.slice();
  for (let i = draws - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const value = values[i]!;
    values[i] = values[j]!;
    values[j] = value;
  }
  return values;
}

/** Quantile of ascending values, linear between neighbours. */
function quantile(values: Float64Array, p: number): number {
  const at = p * (values.length - 1);
  const below = Math.floor(at);
  const low = values[below]!;
  return low + (at - below) * ((values[below + 1] ?? low) - low);
}

/** Uniform numbers in [0, 1): Mulberry32 (Ettinger 2017, public domain), enough for shuffling. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
