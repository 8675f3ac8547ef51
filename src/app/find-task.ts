/** Finding what a person names: a task by id, prompts of a task by their numbers. */
import { resolveTask } from "../core/tasks/task-ids.ts";
import type { Task } from "../core/types.ts";
import type { Store } from "../store/store.ts";
import { NotFound, WrongUse } from "./errors.ts";

/** The task an id names. @throws WrongUse where none or several do, with the way out. */
export async function findTask(store: Store, id: string): Promise<Task> {
  // Most are named whole, and all tasks of a large ledger take a tenth of a second to read.
  const [called] = await store.tasks([id]);
  if (called !== undefined) return called;
  const found = resolveTask(id, await store.tasks());
  if (found.kind === "found") return found.task;
  if (found.kind === "ambiguous") {
    throw new WrongUse(
      `"${id}" may mean ${found.candidates.map((task) => task.id).join(" or ")}`,
      "type one letter more",
    );
  }
  const near = found.nearest.map((task) => `${task.id} (${task.title})`).join(", ");
  throw new NotFound(
    `there is no task "${id}"`,
    near === "" ? "leverage task list shows all tasks" : `did you mean ${near}?`,
  );
}

/**
 * Turn ids of the prompts that `words` name in a task: numbers as `task show` prints them (`3`), ranges
 * (`3-5`, `7-`), or the beginning of a prompt's uuid. @throws WrongUse for a prompt the task does not hold.
 */
export function findPrompts(task: Task, words: readonly string[]): readonly string[] {
  const chosen = new Set<string>();
  for (const word of words) {
    for (const turnId of promptsNamed(task, word)) chosen.add(turnId);
  }
  return task.turnIds.filter((turnId) => chosen.has(turnId));
}

function promptsNamed(task: Task, word: string): readonly string[] {
  const range = /^(\d+)(-(\d*))?$/.exec(word);
  const count = task.turnIds.length;
  if (range !== null) {
    const from = Number(range[1]);
    const to = range[2] === undefined ? from : range[3] === "" ? count : Number(range[3]);
    if (from >= 1 && from <= to && to <= count) return task.turnIds.slice(from - 1, to);
  }
  const byUuid = task.turnIds.filter((turnId) => (turnId.split("/")[1] ?? "").startsWith(word));
  if (word.length >= 4 && byUuid.length === 1) return byUuid;
  throw new NotFound(
    `task ${task.id} has no prompt "${word}"`,
    `it has prompts 1 to ${count}; leverage task show ${task.id} lists them`,
  );
}
