/** How well predicted minutes agree with the buckets engineers put the same fixes into. */
import { mean, sampleCorrelation } from "simple-statistics";
import { bucketOf, buckets } from "./labelled-fixes.ts";

/** A prediction for one fix. */
export interface Prediction {
  readonly medianMinutes: number;
  /** Probability that it takes less than so many minutes; null for a rule that gives no spread. */
  readonly below: ((minutes: number) => number) | null;
  /** High over low end of the 50 % and 80 % intervals; null likewise. */
  readonly width50: number | null;
  readonly width80: number | null;
}

export interface Scores {
  readonly n: number;
  /** Share of fixes whose median falls into the labelled bucket, and into it or a neighbour. */
  readonly exact: number;
  readonly withinOne: number;
  /** Rank correlation of median and bucket, ties at their mean rank. */
  readonly spearman: number;
  /** Cohen's kappa of the buckets, quadratic weights. */
  readonly kappa: number;
  /**
   * Share of the labels inside the 50 % and 80 % intervals. A label is a bucket, so it counts by the part of the
   * bucket's predicted probability that the interval holds.
   */
  readonly coverage50: number | null;
  readonly coverage80: number | null;
  /** Mean of high over low end of the intervals. */
  readonly width50: number | null;
  readonly width80: number | null;
  /** Mean of -ln of the probability given to the labelled bucket: the sharpest of these measures; lower is better. */
  readonly logLoss: number | null;
}

/** Scores predictions against labels, in the same order. */
export function score(predictions: readonly Prediction[], labels: readonly number[]): Scores {
  const found = predictions.map(({ medianMinutes }) => bucketOf(medianMinutes));
  const misses = found.map((bucket, i) => Math.abs(bucket - labels[i]!));
  const medians = predictions.map(({ medianMinutes }) => medianMinutes);
  return {
    n: labels.length,
    exact: mean(misses.map((miss) => (miss === 0 ? 1 : 0))),
    withinOne: mean(misses.map((miss) => (miss <= 1 ? 1 : 0))),
    spearman: rankCorrelation(medians, labels),
    kappa: quadraticKappa(found, labels),
    coverage50: meanOrNull(predictions.map((one, i) => coverage(one, labels[i]!, 0.25, 0.75))),
    coverage80: meanOrNull(predictions.map((one, i) => coverage(one, labels[i]!, 0.1, 0.9))),
    width50: meanOrNull(predictions.map(({ width50 }) => width50)),
    width80: meanOrNull(predictions.map(({ width80 }) => width80)),
    logLoss: meanOrNull(predictions.map((one, i) => logLoss(one, labels[i]!))),
  };
}

/** The predicted probability below the labelled bucket and below its upper limit. */
function limitsOf({ below }: Prediction, label: number): readonly [number, number] | null {
  if (below === null) return null;
  const { fromMinutes, toMinutes } = buckets[label]!;
  return [fromMinutes === 0 ? 0 : below(fromMinutes), Number.isFinite(toMinutes) ? below(toMinutes) : 1];
}

/** The part of the labelled bucket's predicted probability between two quantiles; null without a spread. */
export function coverage(prediction: Prediction, label: number, low: number, high: number): number | null {
  const limits = limitsOf(prediction, label);
  if (limits === null) return null;
  const [from, to] = limits;
  const inside = Math.max(0, Math.min(to, high) - Math.max(from, low));
  return to > from ? inside / (to - from) : 0;
}

function logLoss(prediction: Prediction, label: number): number | null {
  const limits = limitsOf(prediction, label);
  return limits === null ? null : -Math.log(Math.max(1e-12, limits[1] - limits[0]));
}

function meanOrNull(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : mean(known);
}

/** Spearman's rank correlation; 0 where one side is all the same. */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  if (new Set(a).size < 2 || new Set(b).size < 2) return 0;
  return sampleCorrelation([...meanRanks(a)], [...meanRanks(b)]);
}

function meanRanks(values: readonly number[]): readonly number[] {
  const order = values.map((_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const ranks = values.map(() => 0);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]!] === values[order[from]!]) to += 1;
    for (let k = from; k <= to; k++) ranks[order[k]!] = (from + to) / 2;
    from = to + 1;
  }
  return ranks;
}

/** Agreement beyond chance, with misses weighing by their square (Cohen 1968). */
export function quadraticKappa(a: readonly number[], b: readonly number[]): number {
  const misses = mean(a.map((value, i) => (value - b[i]!) ** 2));
  const byChance = mean(a.map((one) => mean(b.map((other) => (one - other) ** 2))));
  return byChance === 0 ? 0 : 1 - misses / byChance;
}
