/** The ledger's tasks with all their estimates, for those who judge estimates. */
import type { EstimatedTask } from "../core/estimates/levels.ts";
import type { Estimate, Task } from "../core/types.ts";
import type { Store } from "../store/store.ts";

/** The whole task beside its estimates. */
export type CountedTask = EstimatedTask & { readonly task: Task };

export async function estimatedTasks(store: Store): Promise<readonly CountedTask[]> {
  const byTask = new Map<string, Estimate[]>();
  for (const { taskId, estimate } of await store.estimates()) {
    const list = byTask.get(taskId);
    if (list) list.push(estimate);
    else byTask.set(taskId, [estimate]);
  }
  return (await store.tasks()).map((task) => ({ task, estimates: byTask.get(task.id) ?? [] }));
}
