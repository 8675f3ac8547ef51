/** The list of estimators, best first: of those that speak on a task, the first is in force. */
import type { Estimate } from "../core/types.ts";
import { declared } from "./declared.ts";
import { diffModel } from "./diff-model.ts";
import type {
  Estimator,
  PastEstimator,
  PastOfTask,
  PeoplesEstimator,
  SaidOfTask,
  WorkEstimator,
  WorkOfTask,
} from "./estimator.ts";
import { similarTasks } from "./similar-tasks.ts";

const ofPeople: readonly PeoplesEstimator[] = [declared];
const ofWork: readonly WorkEstimator[] = [diffModel];
const ofPast: readonly PastEstimator[] = [similarTasks];

export const estimators: readonly Estimator[] = [...ofPeople, ...ofWork, ...ofPast];

/** Models that say the same whoever did the work: what a person declares sets their level. */
export const calibratedModels: readonly string[] = ofWork.map(({ name }) => name);

/** A task's own among its estimates: without those set to a level or told from the past. */
export function ownEstimates(estimates: readonly Estimate[]): readonly Estimate[] {
  return estimates.filter(
    ({ estimator, levelFrom }) => levelFrom === undefined && !ofPast.some(({ name }) => name === estimator),
  );
}

/** What people declared for a task. */
export function saidEstimates(said: SaidOfTask): readonly Estimate[] {
  return ofPeople.flatMap((estimator) => estimator.estimate(said));
}

/** What models say of a task's own work. */
export function workEstimates(work: WorkOfTask): readonly Estimate[] {
  return ofWork.flatMap((estimator) => estimator.estimate(work));
}

/** What models say that know the person's past tasks. */
export function pastEstimates(past: PastOfTask): readonly Estimate[] {
  return ofPast.flatMap((estimator) => estimator.estimate(past));
}
