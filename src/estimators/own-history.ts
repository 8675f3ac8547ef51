/**
 * Work without a source diff (reviews, investigations): the median of the person's own earlier tasks of the same
 * work type. A weak guess, and its interval says so.
 */
import { referenceEngineer } from "../core/estimates.ts";
import { rangeFromMedian } from "../core/log-normal.ts";
import { sourceSize } from "../core/net-diff.ts";
import type { Estimator } from "./estimator.ts";

const name = "own-history";
const version = 1;

/** Fewer tasks than this make no history. */
const leastTasks = 3;

/**
 * Spread of tasks around their type's typical minutes, as a log-sd: measured hours within SiP's 22 work types
 * (5,722 tasks). The 80 % interval is a factor of 5 to either side.
 */
const logSd = 1.26;

export const ownHistory: Estimator = {
  name,
  version,
  about: `median of the person's own tasks of the type, for work without a source diff (from ${leastTasks} tasks)`,
  estimate({ task, diff, past, nowMs }) {
    if (sourceSize(diff).lines > 0) return [];
    // An estimate by this estimator is no observation: history must not feed on itself.
    const alike = past.filter((one) => one.task.type === task.type && one.estimate.estimator !== name);
    if (alike.length < leastTasks) return [];
    const medianMinutes = median(alike.map((one) => one.estimate.likelyMinutes));
    return [
      {
        ...rangeFromMedian(medianMinutes, logSd),
        estimator: name,
        version,
        givenMs: nowMs,
        assumption: `${referenceEngineer} Taken from the person's own earlier tasks of the type "${task.type}".`,
        warnings: ["no source diff to measure: a declared estimate would be far better"],
        inputs: { tasks: alike.length, type: task.type, medianMinutes, logSd },
        note: null,
      },
    ];
  },
};

function median(values: readonly number[]): number {
  const ascending = [...values].sort((a, b) => a - b);
  const middle = ascending.length >> 1;
  const upper = ascending[middle]!;
  return ascending.length % 2 === 1 ? upper : (ascending[middle - 1]! + upper) / 2;
}
