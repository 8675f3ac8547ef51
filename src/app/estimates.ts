/** Puts estimates on tasks: every estimator's opinion is kept, one is in force. */

import { estimateInForce } from "../core/estimates/estimates.ts";
import { calibrator, levelsOf } from "../core/estimates/levels.ts";
import { type TakenPlan, type TurnPlace, takenPlans } from "../core/estimates/plans.ts";
import type { Estimate, Opinion, Task } from "../core/types.ts";
import { calibratedModels, pastEstimates, saidEstimates } from "../estimators/index.ts";
import { PastTasks, type TaskTraits } from "../estimators/past-tasks.ts";
import { taskTraits } from "../estimators/similar-tasks.ts";
import type { TaskResults } from "../store/store.ts";

/** What a task shows by itself (`component-parts.ts`). */
export interface WorkShown {
  readonly models: readonly Estimate[];
  readonly promptHead: string;
  readonly writtenLines: number;
}

export interface EstimatesInput {
  readonly tasks: readonly Task[];
  /** By the tasks' anchors; imported tasks have none. */
  readonly shown: ReadonlyMap<string, WorkShown>;
  /** Those in force. */
  readonly opinions: readonly Opinion[];
  /** For the branches of plans. */
  readonly turns: readonly TurnPlace[];
}

interface Evidence {
  readonly task: Task;
  readonly traits: TaskTraits;
  readonly estimates: readonly Estimate[];
}

/**
 * All estimates of all tasks, the best-ranked first. A model's estimate is dated by the task's last sign of life
 * (or by the newest declared estimate that set its level), not by the clock: making results anew gives the same.
 *
 * First what each task shows by itself, then the person's level, then what their past tasks say of the next.
 */
export function estimateTasks(input: EstimatesInput): TaskResults["estimates"] {
  const seen = evidenceOf(input);
  const calibrated = calibrator(levelsOf(seen, calibratedModels));
  return withPast(seen.map((one) => ({ ...one, estimates: calibrated(one) }))).flatMap(
    ({ task, estimates }) => {
      const inForce = estimateInForce(estimates);
      return estimates.map((estimate) => ({ taskId: task.id, estimate, inForce: estimate === inForce }));
    },
  );
}

const nothingShown: WorkShown = { models: [], promptHead: "", writtenLines: 0 };

function evidenceOf({ tasks, shown, opinions, turns }: EstimatesInput): readonly Evidence[] {
  const taskOf = new Map<string, string>();
  for (const { id, anchor, turnIds } of tasks) for (const turn of [anchor, ...turnIds]) taskOf.set(turn, id);
  const saidOf = new Map<string, Opinion[]>();
  for (const opinion of opinions) {
    const taskId = taskOf.get(turnSpokenOf(opinion) ?? "");
    if (taskId !== undefined) saidOf.set(taskId, [...(saidOf.get(taskId) ?? []), opinion]);
  }
  const plansOf = groupedByTask(takenPlans(opinions, tasks, turns));
  return tasks.map((task) => {
    const { models, promptHead, writtenLines } = shown.get(task.anchor) ?? nothingShown;
    const said = { task, opinions: saidOf.get(task.id) ?? [], plans: plansOf.get(task.id) ?? [] };
    return {
      task,
      traits: taskTraits(task, promptHead, writtenLines),
      estimates: [...saidEstimates(said), ...models],
    };
  });
}

function turnSpokenOf({ body }: Opinion): string | null {
  if (body.kind === "imported-entry") return `import/${body.entry.key}`;
  return "turnId" in body ? body.turnId : null;
}

/**
 * Adds what past tasks say. Tasks are asked in the order they began; a past task counts once it ended, with the
 * estimate in force that its own evidence gives: history must not feed on itself.
 */
function withPast(tasks: readonly Evidence[]): readonly Evidence[] {
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
        const { task, traits, estimates } = ended[next]!;
        const minutes = estimateInForce(estimates)?.likelyMinutes ?? 0;
        if (minutes > 0) pastOfPerson(task.person).remember(traits, minutes);
      }
      const { task, traits } = one;
      const byPast = pastEstimates({ traits, lastMs: task.lastMs, past: pastOfPerson(task.person) });
      return { ...one, estimates: [...one.estimates, ...byPast] };
    });
}

const inTime = (a: Task, b: Task, at: "firstMs" | "lastMs"): number =>
  a[at] - b[at] || (a.id < b.id ? -1 : 1);

function groupedByTask(taken: readonly TakenPlan[]): ReadonlyMap<string, readonly TakenPlan[]> {
  const byTask = new Map<string, TakenPlan[]>();
  for (const one of taken) byTask.set(one.taskId, [...(byTask.get(one.taskId) ?? []), one]);
  return byTask;
}
