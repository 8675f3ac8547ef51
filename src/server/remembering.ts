/**
 * A store that decodes what views ask for again and again only once. When the ledger has changed, tables whose rows'
 * changes are noted lose those rows; everything else is read again.
 */

import type { TaskWork } from "../core/changes/task-work.ts";
import type { Task, TaskDay } from "../core/types.ts";
import { byBeginning, byDay, byTask, byText } from "../store/row-order.ts";
import type { NotedTable, Store, TaskEstimate } from "../store/store.ts";
import { KeptRows, type TableOf } from "./kept-rows.ts";

export interface Remembering {
  readonly store: Store;
  /** See `Effects`. */
  kept<Value>(name: string, of: readonly NotedTable[], make: () => Promise<Value>): Promise<Value>;
  /** The ledger has changed; to be called in the transaction in which it is then read. */
  ledgerChanged(): Promise<void>;
}

interface Known {
  readonly of: readonly NotedTable[] | null;
  readonly value: Promise<unknown>;
}

/** Remembers whole results that most views draw on; turns and requests, which take most of a ledger's room, are read each time. */
export function remembering(store: Store): Remembering {
  const known = new Map<string, Known>();
  /** `of` are the tables it was made of; null: of any. */
  const once = <Value>(name: string, make: () => Promise<Value>, of: Known["of"] = null): Promise<Value> => {
    const before = known.get(name);
    if (before !== undefined) return before.value as Promise<Value>;
    const value = make();
    known.set(name, { of, value });
    value.catch(() => known.delete(name));
    return value;
  };
  const tables = {
    task: kept<Task>({
      load: store.tasks,
      keyOf: ({ id }) => id,
      compare: byBeginning,
    }),
    task_day: kept<TaskDay>({
      load: (taskIds) => store.taskDays(taskIds === undefined ? {} : { taskIds }),
      keyOf: ({ taskId }) => taskId,
      compare: byDay,
    }),
    estimate: kept<TaskEstimate>({
      load: store.estimates,
      keyOf: ({ taskId }) => taskId,
      compare: byTask,
    }),
    task_work: kept<TaskWork>({
      load: store.taskWork,
      keyOf: ({ taskId }) => taskId,
      compare: byTask,
    }),
    session: kept({
      load: store.sessions,
      keyOf: ({ sessionId }) => sessionId,
      compare: (a, b) => a.firstMs - b.firstMs || byText(a.sessionId, b.sessionId),
    }),
  };
  let mark: number | null = null;
  return {
    kept: (name, of, make) => once(`made: ${name}`, make, of),
    async ledgerChanged() {
      const { mark: now, keys } = await store.changesSince(mark);
      mark = now;
      for (const [table, rows] of Object.entries(tables))
        rows.changed(keys === null ? null : (keys.get(table as keyof typeof tables) ?? []));
      for (const [name, { of }] of known)
        if (keys === null || of === null || of.some((table) => keys.has(table))) known.delete(name);
    },
    store: {
      ...store,
      tasks: (ids) => (ids === undefined ? tables.task.all() : tables.task.some(ids)),
      async taskDays({ from, to, taskIds } = {}) {
        const days = await (taskIds === undefined ? tables.task_day.all() : tables.task_day.some(taskIds));
        if (from === undefined && to === undefined) return days;
        return days.filter(
          ({ day }) => (from === undefined || day >= from) && (to === undefined || day <= to),
        );
      },
      estimates: (ids) => (ids === undefined ? tables.estimate.all() : tables.estimate.some(ids)),
      taskWork: (ids) => (ids === undefined ? tables.task_work.all() : tables.task_work.some(ids)),
      sessions: (ids) => (ids === undefined ? tables.session.all() : tables.session.some(ids)),
      files: () => once("files", () => store.files()),
      problems: (filter) => once(`problems ${JSON.stringify(filter)}`, () => store.problems(filter)),
      problemCounts: () => once("problem counts", () => store.problemCounts()),
      opinions: () => once("opinions", () => store.opinions()),
      links: () => once("links", () => store.links()),
      repositories: () => once("repositories", () => store.repositories()),
      meta: (key) => once(`meta ${key}`, () => store.meta(key)),
    },
  };
}

const kept = <Row>(table: TableOf<Row>): KeptRows<Row> => new KeptRows(table);
