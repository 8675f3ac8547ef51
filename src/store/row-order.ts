/** In which order rows of results come, whoever keeps or asks for them. */
import type { Task, TaskDay } from "../core/types.ts";

/** As SQLite compares the texts that keys are made of. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Tasks, the earliest first. */
export const byBeginning = (a: Pick<Task, "id" | "firstMs">, b: Pick<Task, "id" | "firstMs">): number =>
  a.firstMs - b.firstMs || byText(a.id, b.id);

/** Days of tasks, the earliest first. */
export const byDay = (a: Pick<TaskDay, "day" | "taskId">, b: Pick<TaskDay, "day" | "taskId">): number =>
  byText(a.day, b.day) || byText(a.taskId, b.taskId);

/** Sorting leaves the rows of one task in their order. */
export const byTask = (a: { readonly taskId: string }, b: { readonly taskId: string }): number =>
  byText(a.taskId, b.taskId);
