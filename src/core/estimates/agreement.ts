/**
 * How well blind second estimates agree with the first ones: the only check of estimates that needs nobody's word
 * on how long the work would have taken.
 */

import type { Estimate, Opinion, Task } from "../types.ts";
import { originOf } from "./estimate-origins.ts";
import { declaredName } from "./estimates.ts";

export interface Agreement {
  /** Pairs of which both are above zero. */
  readonly n: number;
  /** Pearson's correlation of the logarithms; null below three pairs or where one side never varies. */
  readonly r: number | null;
  /** Share of the pairs whose larger is at most twice the smaller; null without pairs. */
  readonly within2x: number | null;
  /** Geometric mean of blind / first: 0.8 says that blind estimates are 20 % lower; null without pairs. */
  readonly bias: number | null;
}

/** `first` and `blind` are minutes, pair by pair. */
export function agreement(first: readonly number[], blind: readonly number[]): Agreement {
  const pairs = first
    .map((minutes, i) => [minutes, blind[i] ?? 0] as const)
    .filter(([a, b]) => a > 0 && b > 0)
    .map(([a, b]) => [Math.log(a), Math.log(b)] as const);
  const n = pairs.length;
  if (n === 0) return { n, r: null, within2x: null, bias: null };
  const near = pairs.filter(([a, b]) => Math.abs(a - b) <= Math.LN2 + 1e-12);
  return {
    n,
    r: n < 3 ? null : correlation(pairs),
    within2x: near.length / n,
    bias: Math.exp(mean(pairs.map(([a, b]) => b - a))),
  };
}

function correlation(pairs: readonly (readonly [number, number])[]): number | null {
  const [meanA, meanB] = [mean(pairs.map(([a]) => a)), mean(pairs.map(([, b]) => b))];
  const product = sum(pairs.map(([a, b]) => (a - meanA) * (b - meanB)));
  const scale = Math.sqrt(
    sum(pairs.map(([a]) => (a - meanA) ** 2)) * sum(pairs.map(([, b]) => (b - meanB) ** 2)),
  );
  return scale < 1e-12 ? null : Math.min(1, Math.max(-1, product / scale));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

/** A task that somebody estimated blind, and what was estimated for it before. */
export interface BlindPair {
  readonly taskId: string;
  readonly by: string;
  readonly firstMinutes: number;
  readonly blindMinutes: number;
  /** Who gave the first one. */
  readonly first: "declared" | "model";
}

/**
 * Each person's newest blind estimate of a task beside the first one: the oldest declared before it, else the
 * model's that would be in force. `estimatesOf` gives a task's estimates, the best-ranked first; `inForce` as
 * `opinionsInForce` has it.
 */
export function blindPairs(
  tasks: readonly Task[],
  estimatesOf: (taskId: string) => readonly Estimate[],
  inForce: readonly Opinion[],
): readonly BlindPair[] {
  return blindEstimates(tasks, inForce).flatMap(({ taskId, by, atMs, minutes }) => {
    const estimates = estimatesOf(taskId);
    const declared = estimates
      .filter(({ estimator, givenMs }) => estimator === declaredName && givenMs <= atMs)
      .sort((a, b) => a.givenMs - b.givenMs);
    const first = declared[0] ?? estimates.find((estimate) => originOf(estimate) === "model");
    if (first === undefined) return [];
    return [
      {
        taskId,
        by,
        firstMinutes: first.likelyMinutes,
        blindMinutes: minutes,
        first: first.estimator === declaredName ? "declared" : "model",
      } as const,
    ];
  });
}

/** The newest blind estimate of each task by each person, in the order of the tasks. */
export function blindEstimates(tasks: readonly Task[], inForce: readonly Opinion[]) {
  const taskOf = new Map(
    tasks.flatMap((task) => [task.anchor, ...task.turnIds].map((id) => [id, task.id] as const)),
  );
  const newest = new Map<string, { taskId: string; by: string; atMs: number; minutes: number }>();
  for (const { body, by, atMs } of inForce) {
    if (body.kind !== "blind-estimate") continue;
    const taskId = taskOf.get(body.turnId);
    if (taskId === undefined) continue;
    newest.set(JSON.stringify([taskId, by]), { taskId, by, atMs, minutes: body.minutes.likelyMinutes });
  }
  return [...newest.values()];
}
