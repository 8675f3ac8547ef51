/** The list of estimators, best first: of those that speak on a task, the first is in force. */
import type { Estimate } from "../core/types.ts";
import { declared } from "./declared.ts";
import { diffModel } from "./diff-model.ts";
import type { Estimator, EstimatorInput } from "./estimator.ts";
import { similarTasks } from "./similar-tasks.ts";

export const estimators = [declared, diffModel, similarTasks] as const satisfies readonly Estimator[];

/** Models that say the same whoever did the work: what a person declares sets their level. */
export const calibratedModels: readonly string[] = estimators
  .filter(({ learnsFromPast, name }) => !learnsFromPast && name !== declared.name)
  .map(({ name }) => name);

/** Every estimate of a task, in order of rank; `estimateInForce` (core) chooses. Empty: no estimate yet. */
export function estimateTask(
  input: EstimatorInput,
  list: readonly Estimator[] = estimators,
): readonly Estimate[] {
  return list.flatMap((estimator) => estimator.estimate(input));
}
