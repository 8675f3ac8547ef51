/** Puts estimates on tasks: every estimator's opinion is kept, one is in force. */

import type { NetDiff } from "../core/changes/net-diff.ts";
import type { TaskDiff } from "../core/changes/task-diff.ts";
import { estimateInForce } from "../core/estimates/estimates.ts";
import { calibrator, levelsOf } from "../core/estimates/levels.ts";
import { type TakenPlan, takenPlans } from "../core/estimates/plans.ts";
import type { Estimate, Opinion, Task, TaskDay, Turn } from "../core/types.ts";
import type { EstimatorInput } from "../estimators/estimator.ts";
import { calibratedModels, estimateTask, estimators } from "../estimators/index.ts";
import { PastTasks } from "../estimators/past-tasks.ts";
import { taskTraits } from "../estimators/similar-tasks.ts";
import type { TaskResults } from "../store/store.ts";

export interface EstimatesInput {
  readonly tasks: readonly Task[];
  readonly turns: readonly Turn[];
  readonly days: readonly TaskDay[];
  /** By task. */
  readonly diffs: ReadonlyMap<string, TaskDiff>;
  /** Those in force. */
  readonly opinions: readonly Opinion[];
}

interface Evidence {
  readonly task: Task;
  readonly input: Omit<EstimatorInput, "past">;
  readonly estimates: readonly Estimate[];
}

/**
 * All estimates of all tasks, the best-ranked first. A model's estimate is dated by the task's last sign of life
 * (or by the newest declared estimate that set its level), not by the clock: making results anew gives the same.
 *
 * First what each task shows by itself, then the person's level, then what their past tasks say of the next.
 */
export function estimateTasks(input: EstimatesInput): TaskResults["estimates"] {
  const byThemselves = estimators.filter((estimator) => !estimator.learnsFromPast);
  const seen = evidenceOf(input).map((one) => ({
    ...one,
    estimates: estimateTask({ ...one.input, past: new PastTasks() }, byThemselves),
  }));
  const calibrated = calibrator(levelsOf(seen, calibratedModels));
  return withPast(seen.map((one) => ({ ...one, estimates: calibrated(one) }))).flatMap(
    ({ task, estimates }) => {
      const inForce = estimateInForce(estimates);
      return estimates.map((estimate) => ({ taskId: task.id, estimate, inForce: estimate === inForce }));
    },
  );
}

const nothing: NetDiff = { files: [] };

function evidenceOf(input: EstimatesInput): readonly Omit<Evidence, "estimates">[] {
  const turnsById = new Map(input.turns.map((turn) => [turn.id, turn]));
  const agentMs = new Map<string, number>();
  for (const day of input.days) agentMs.set(day.taskId, (agentMs.get(day.taskId) ?? 0) + day.agentMs);
  const plansOf = groupedByTask(takenPlans(input.opinions, input.tasks, input.turns));
  return input.tasks.map((task) => {
    const turns = task.turnIds.flatMap((id) => turnsById.get(id) ?? []);
    const { diff, parts } = input.diffs.get(task.id) ?? { diff: nothing, parts: [] };
    return {
      task,
      input: {
        task,
        turns,
        agentMinutes: (agentMs.get(task.id) ?? 0) / 60_000,
        diff,
        parts,
        opinions: input.opinions,
        plans: plansOf.get(task.id) ?? [],
        nowMs: task.lastMs,
      },
    };
  });
}

/**
 * Adds what past tasks say. Tasks are asked in the order they began; a past task counts once it ended, with the
 * estimate in force that its own evidence gives: history must not feed on itself.
 */
function withPast(tasks: readonly Evidence[]): readonly Evidence[] {
  const learners = estimators.filter((estimator) => estimator.learnsFromPast);
  const ended = [...tasks].sort((a, b) => inTime(a.task, b.task, "lastMs"));
  const pastOf = new Map<string, PastTasks>();
  const pastOfPerson = (person: string): PastTasks => {
    const past = pastOf.get(person) ?? new PastTasks();
    pastOf.set(person, past);
    return past;
  };
  let next = 0;
  return [...tasks]
    .sort((a, b) => inTime(a.task, b.task, "firstMs"))
    .map((one) => {
      for (; ended[next]!.task.lastMs < one.task.firstMs; next += 1) {
        const { task, input, estimates } = ended[next]!;
        const minutes = estimateInForce(estimates)?.likelyMinutes ?? 0;
        if (minutes > 0)
          pastOfPerson(task.person).remember(taskTraits(task, input.turns, input.diff), minutes);
      }
      const past = pastOfPerson(one.task.person);
      return { ...one, estimates: [...one.estimates, ...estimateTask({ ...one.input, past }, learners)] };
    });
}

const inTime = (a: Task, b: Task, at: "firstMs" | "lastMs"): number =>
  a[at] - b[at] || (a.id < b.id ? -1 : 1);

function groupedByTask(taken: readonly TakenPlan[]): ReadonlyMap<string, readonly TakenPlan[]> {
  const byTask = new Map<string, TakenPlan[]>();
  for (const one of taken) byTask.set(one.taskId, [...(byTask.get(one.taskId) ?? []), one]);
  return byTask;
}
