/**
 * The person's own past tasks: for work without a source diff (reviews, investigations), and a second voice where
 * the diff model speaks. Its interval is as wide as such guesses were measured to be.
 */

import { referenceEngineer } from "../core/estimates/estimates.ts";
import { rangeFromMedian } from "../core/estimates/log-normal.ts";
import type { Task } from "../core/types.ts";
import type { PastEstimator } from "./estimator.ts";
import type { Expectation, TaskTraits } from "./past-tasks.ts";

const name = "similar-tasks";
const version = 1;

/** Fewer past tasks of the work type than this say nothing. */
const leastOfType = 3;

/**
 * Log-sd of measured minutes around the guess in SiP (5,690 tasks, each told from earlier days): the 80 %
 * interval is a factor of 4.4 to either side. `npm run eval:similar` shows what it covers.
 */
const logSd = 1.15;

export const similarTasks: PastEstimator = {
  name,
  version,
  about: `the person's own past tasks, by work type, words, project and size (from ${leastOfType} of the type)`,
  from: "past",
  estimate({ traits, past, lastMs }) {
    const expected = past.expect(traits);
    if (expected === null || expected.ofType < leastOfType) return [];
    const medianMinutes = Math.exp(expected.logMinutes);
    const spread = similarLogSd(expected);
    return [
      {
        ...rangeFromMedian(medianMinutes, spread),
        estimator: name,
        version,
        givenMs: lastMs,
        assumption: `${referenceEngineer} Told from the person's own earlier tasks like it.`,
        warnings: [],
        inputs: {
          type: traits.type,
          "tasks of the type": expected.ofType,
          "weight of tasks with like words": expected.alike,
          ...(expected.nearest === null ? {} : { "most like": expected.nearest }),
          medianMinutes,
          logSd: spread,
        },
        note: null,
      },
    ];
  },
};

/** The spread of a guess: with few tasks to go by, the type's level itself is unsure. */
export function similarLogSd({ ofType, alike }: Expectation): number {
  return logSd * Math.sqrt(1 + 1 / (1 + ofType + alike));
}

/** A task as past tasks are compared. `promptHead`: of its first prompt; `writtenLines`: of its net diff. */
export function taskTraits(
  { id, type, project, title }: Pick<Task, "id" | "type" | "project" | "title">,
  promptHead: string,
  lines: number,
): TaskTraits {
  return { id, type, project, text: `${title} ${promptHead}`, lines };
}
