/**
 * How well models told what a person then declared: on every task that has both, by each model's estimate as it
 * stands without that declaration.
 */

import type { Estimate } from "../types.ts";
import { declaredName, estimateInForce, estimatorLabel } from "./estimates.ts";
import type { EstimatedTask } from "./levels.ts";
import { logSdOfRange, z75, z90 } from "./log-normal.ts";

export interface ModelScores {
  readonly person: string;
  /** `diff-model@1`, `diff-model@1 calibrated` ... */
  readonly estimator: string;
  readonly tasks: number;
  /** Pearson correlation of the logarithms; null below three tasks, or where one side is all the same. */
  readonly r: number | null;
  /** Share of tasks where the declared minutes lie within twice and half the model's. */
  readonly withinTwice: number;
  /** Median of declared over modelled minutes: 1 is no bias. */
  readonly medianRatio: number;
  /** Share of declared minutes inside the intervals. */
  readonly coverage50: number;
  readonly coverage80: number;
  /** Median of high over low end. */
  readonly width50: number;
  readonly width80: number;
}

/** One row a person and model, the model with most tasks first. */
export function scoreModels(tasks: readonly EstimatedTask[]): readonly ModelScores[] {
  const groups = new Map<string, { person: string; estimator: string; pairs: Pair[] }>();
  for (const { task, estimates } of tasks) {
    const declared = estimateInForce(estimates);
    if (declared?.estimator !== declaredName || !(declared.likelyMinutes > 0)) continue;
    for (const model of estimates) {
      if (model.estimator === declaredName || !(model.likelyMinutes > 0)) continue;
      const estimator = estimatorLabel(model);
      const key = JSON.stringify([task.person, estimator]);
      const group = groups.get(key) ?? { person: task.person, estimator, pairs: [] };
      groups.set(key, group);
      group.pairs.push({ declared: declared.likelyMinutes, model });
    }
  }
  return [...groups.values()]
    .map(({ person, estimator, pairs }) => ({ person, estimator, ...scoresOf(pairs) }))
    .sort((a, b) => compare(a.person, b.person) || b.tasks - a.tasks || compare(a.estimator, b.estimator));
}

interface Pair {
  readonly declared: number;
  readonly model: Estimate;
}

function scoresOf(pairs: readonly Pair[]): Omit<ModelScores, "person" | "estimator"> {
  const errors = pairs.map(({ declared, model }) => Math.log(declared / model.likelyMinutes));
  const logSds = pairs.map(({ model }) => logSdOfRange(model));
  const share = (inside: (error: number, i: number) => boolean) =>
    errors.filter(inside).length / errors.length;
  const width = (z: number) => Math.exp(2 * z * median(logSds));
  return {
    tasks: pairs.length,
    r: correlation(
      pairs.map(({ declared }) => Math.log(declared)),
      pairs.map(({ model }) => Math.log(model.likelyMinutes)),
    ),
    // Twice is within twice, whatever the logarithm's last digit says.
    withinTwice: share((error) => Math.abs(error) <= Math.LN2 + 1e-9),
    medianRatio: Math.exp(median(errors)),
    coverage50: share((error, i) => Math.abs(error) <= z75 * logSds[i]!),
    coverage80: share((error, i) => Math.abs(error) <= z90 * logSds[i]!),
    width50: width(z75),
    width80: width(z90),
  };
}

/** Pearson's r; null where there is too little to correlate. */
export function correlation(a: readonly number[], b: readonly number[]): number | null {
  if (a.length < 3) return null;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = mean(a.map((value, i) => (value - meanA) * (b[i]! - meanB)));
  const spread = (values: readonly number[], middle: number) =>
    Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
  const scale = spread(a, meanA) * spread(b, meanB);
  return scale > 1e-12 ? covariance / scale : null;
}

export function median(values: readonly number[]): number {
  const ascending = [...values].sort((a, b) => a - b);
  const middle = ascending.length >> 1;
  const upper = ascending[middle]!;
  return ascending.length % 2 === 1 ? upper : (ascending[middle - 1]! + upper) / 2;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
