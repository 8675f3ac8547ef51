/** The ledger's tasks as records add them up; kept by whoever answers many questions. */
import type { CountedWork } from "../core/leverage-record.ts";
import { type LedgerTask, ledgerTasks } from "../core/records/ledger-tasks.ts";
import type { Effects } from "./operation.ts";
import { scoped } from "./scope.ts";

/** Of everybody; those outside the scope are excluded. */
export function everybodysTasks(effects: Effects, counted: CountedWork): Promise<readonly LedgerTask[]> {
  const make = async () => {
    const store = await effects.store();
    const tasks = (await store.tasks()).map((task) => scoped(task, effects.config.scope));
    const inForce = (await store.estimates()).filter((one) => one.inForce);
    const estimates = new Map(inForce.map(({ taskId, estimate }) => [taskId, estimate]));
    const work = await store.taskWork();
    return ledgerTasks(tasks, await store.taskDays(), estimates, { work, counted });
  };
  const tables = ["task", "task_day", "estimate", "task_work"] as const;
  return effects.kept?.(`tasks, ${counted} counted`, tables, make) ?? make();
}
