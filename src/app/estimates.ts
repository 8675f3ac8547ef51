/** Puts estimates on tasks: every estimator's opinion is kept, one is in force. */
import { estimateInForce } from "../core/estimates.ts";
import { fileClassifier } from "../core/file-kinds.ts";
import { netDiff } from "../core/net-diff.ts";
import { type TakenPlan, takenPlans } from "../core/plans.ts";
import type { Opinion, Session, Task, TaskDay, Turn } from "../core/types.ts";
import type { PastTask } from "../estimators/estimator.ts";
import { estimateTask } from "../estimators/index.ts";
import type { TaskResults } from "../store/store.ts";

export interface EstimatesInput {
  readonly tasks: readonly Task[];
  readonly turns: readonly Turn[];
  readonly sessions: readonly Session[];
  readonly days: readonly TaskDay[];
  /** Those in force. */
  readonly opinions: readonly Opinion[];
}

/**
 * All estimates of all tasks. A model's estimate is dated by the task's last sign of life, not by the clock:
 * making results anew gives the same ones.
 */
export function estimateTasks(input: EstimatesInput): TaskResults["estimates"] {
  const turnsById = new Map(input.turns.map((turn) => [turn.id, turn]));
  const folderOf = new Map(input.sessions.map((session) => [session.sessionId, session.cwd]));
  const agentMs = new Map<string, number>();
  for (const day of input.days) agentMs.set(day.taskId, (agentMs.get(day.taskId) ?? 0) + day.agentMs);
  const plansOf = groupedByTask(takenPlans(input.opinions, input.tasks, input.turns));
  const pastOf = new Map<string, PastTask[]>();
  const inOrder = [...input.tasks].sort((a, b) => a.lastMs - b.lastMs || (a.id < b.id ? -1 : 1));

  return inOrder.flatMap((task) => {
    const turns = task.turnIds.flatMap((id) => turnsById.get(id) ?? []);
    const folders = new Set(task.sessionIds.flatMap((id) => folderOf.get(id) ?? []));
    const agentMinutes = (agentMs.get(task.id) ?? 0) / 60_000;
    const past = pastOf.get(task.person) ?? [];
    pastOf.set(task.person, past);
    const estimates = estimateTask({
      task,
      turns,
      agentMinutes,
      diff: netDiff(
        turns.flatMap((turn) => turn.edits),
        fileClassifier([...folders]),
      ),
      opinions: input.opinions,
      plans: plansOf.get(task.id) ?? [],
      past: past.filter((one) => one.task.lastMs < task.firstMs),
      nowMs: task.lastMs,
    });
    const inForce = estimateInForce(estimates);
    if (inForce !== null) past.push({ task, agentMinutes, estimate: inForce });
    return estimates.map((estimate) => ({ taskId: task.id, estimate, inForce: estimate === inForce }));
  });
}

function groupedByTask(taken: readonly TakenPlan[]): ReadonlyMap<string, readonly TakenPlan[]> {
  const byTask = new Map<string, TakenPlan[]>();
  for (const one of taken) byTask.set(one.taskId, [...(byTask.get(one.taskId) ?? []), one]);
  return byTask;
}
