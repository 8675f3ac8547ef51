/** The ledger's tasks as records add them up; kept by whoever answers many questions. */
import type { CountedWork } from "../core/leverage-record.ts";
import { type LedgerTask, ledgerTasks } from "../core/records/ledger-tasks.ts";
import type { Effects } from "./operation.ts";
import { scoped } from "./scope.ts";

/** Of everybody; those outside the scope are excluded. */
export function everybodysTasks(effects: Effects, counted: CountedWork): Promise<readonly LedgerTask[]> {
  const make = () => ledgerTasksOf(effects, counted);
  const tables = ["task", "task_day", "estimate", "task_work"] as const;
  return effects.kept?.(`tasks, ${counted} counted`, tables, make) ?? make();
}

/** The same of some tasks, or of all. */
export async function ledgerTasksOf(
  effects: Effects,
  counted: CountedWork,
  ids?: readonly string[],
): Promise<readonly LedgerTask[]> {
  if (ids?.length === 0) return [];
  const store = await effects.store();
  const tasks = (await store.tasks(ids)).map((task) => scoped(task, effects.config.scope));
  const inForce = (await store.estimates(ids)).filter((one) => one.inForce);
  const estimates = new Map(inForce.map(({ taskId, estimate }) => [taskId, estimate]));
  const days = await store.taskDays(ids === undefined ? {} : { taskIds: ids });
  return ledgerTasks(tasks, days, estimates, { work: await store.taskWork(ids), counted });
}
