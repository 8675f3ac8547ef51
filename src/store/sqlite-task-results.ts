/**
 * Replaces tasks and what belongs to them. Of a long history one more turn changes little, and comparing rows costs
 * far less than writing them: only rows that are not as they were are written.
 */
import type { Insertable } from "kysely";
import type { SupervisoryInterval } from "../core/types.ts";
import type { LedgerTables } from "./schema.ts";
import type { SqliteConnection } from "./sqlite-dialect.ts";
import type { Transactions } from "./sqlite-transactions.ts";
import type { TaskEstimate, TaskResults } from "./store.ts";

/** Within a transaction. */
export function replaceTaskResults(transactions: Transactions, results: TaskResults): void {
  const { tasks, days, estimates, supervision, work } = results;
  replaceTasks(
    transactions,
    tasks.map((task) => ({ id: task.id, first_ms: task.firstMs, detail: JSON.stringify(task) })),
  );
  replaceRows(
    transactions,
    "task_day",
    days.map((day) => ({ task_id: day.taskId, day: day.day, detail: JSON.stringify(day) })),
  );
  replaceRows(transactions, "estimate", estimateRows(estimates));
  if (supervision !== null) replaceRows(transactions, "supervision", supervision.map(supervisionRow));
  replaceRows(
    transactions,
    "task_work",
    work.map((one) => ({ task_id: one.taskId, detail: JSON.stringify(one) })),
  );
}

const supervisionRow = (one: SupervisoryInterval) => {
  return { from_ms: one.fromMs, to_ms: one.toMs, detail: JSON.stringify(one) };
};

/** A row a task, since their order matters. */
function estimateRows(estimates: readonly TaskEstimate[]): readonly Insertable<LedgerTables["estimate"]>[] {
  const byTask = new Map<string, TaskEstimate[]>();
  for (const one of estimates) byTask.set(one.taskId, [...(byTask.get(one.taskId) ?? []), one]);
  return [...byTask].map(([taskId, own]) => ({ task_id: taskId, detail: JSON.stringify(own) }));
}

/** Never deleted and inserted again: what belongs to a task would go with it. */
function replaceTasks(
  { connection }: Transactions,
  tasks: readonly Insertable<LedgerTables["task"]>[],
): void {
  const known = new Map(
    connection
      .all<{ id: string; detail: string }>("select id, detail from task")
      .map((row) => [row.id, row.detail]),
  );
  for (const { id, first_ms, detail } of tasks) {
    if (known.get(id) !== detail) {
      connection.run(
        `insert into task (id, first_ms, detail) values (?, ?, ?)
          on conflict (id) do update set first_ms = excluded.first_ms, detail = excluded.detail`,
        id,
        first_ms,
        detail,
      );
    }
    known.delete(id);
  }
  for (const id of known.keys()) connection.run("delete from task where id = ?", id);
}

function replaceRows<Table extends "task_day" | "estimate" | "supervision" | "task_work">(
  transactions: Transactions,
  table: Table,
  rows: readonly (Insertable<LedgerTables[Table]> & { readonly detail: string })[],
): void {
  const known = rowsOf(transactions.connection, table);
  const fresh = rows.filter((row) => known.get(row.detail)?.pop() === undefined);
  for (const rowids of known.values()) {
    for (const rowid of rowids) transactions.connection.run(`delete from ${table} where rowid = ?`, rowid);
  }
  for (const row of fresh) transactions.insert(table, row);
}

/** The row ids of each row there is, by its detail: that says all. */
function rowsOf(connection: SqliteConnection, table: string): ReadonlyMap<string, number[]> {
  const found = new Map<string, number[]>();
  const rows = connection.all<{ rowid: number; detail: string }>(`select rowid, detail from ${table}`);
  for (const { rowid, detail } of rows) {
    const known = found.get(detail);
    if (known === undefined) found.set(detail, [rowid]);
    else known.push(rowid);
  }
  return found;
}
