/**
 * Notes which rows of some results changed, whoever changed them: triggers write the row's key into a table, so that a
 * reader who keeps decoded rows learns what to decode again. Only the newest notes are kept.
 */
import type { NotedTable } from "./schema.ts";
import type { SqliteConnection } from "./sqlite-dialect.ts";
import type { Transactions } from "./sqlite-transactions.ts";
import type { NotedChanges } from "./store.ts";

/** The column by which each table's rows are asked for. */
const keys: Readonly<Record<NotedTable, string>> = {
  task: "id",
  task_day: "task_id",
  estimate: "task_id",
  task_work: "task_id",
  session: "session_id",
  attention: "session_id",
};

/** Somebody who missed more reads everything again, which takes no longer. */
const mostNotes = 10_000;

export function noteChanges(connection: SqliteConnection): void {
  connection.exec("create table change (seq integer primary key, of_table text not null, key text not null)");
  for (const [table, key] of Object.entries(keys)) {
    noteOn(connection, table, "insert", [`new.${key}`]);
    noteOn(connection, table, "update", [`old.${key}`, `new.${key}`]);
    noteOn(connection, table, "delete", [`old.${key}`]);
  }
}

function noteOn(
  connection: SqliteConnection,
  table: string,
  event: string,
  changed: readonly string[],
): void {
  const notes = changed.map((key) => `insert into change (of_table, key) values ('${table}', ${key});`);
  connection.exec(`
    create trigger ${table}_${event}_noted after ${event} on ${table} begin
      ${notes.join("\n")}
      delete from change where seq <= (select max(seq) from change) - ${mostNotes};
    end;
  `);
}

export async function notedSince(transactions: Transactions, mark: number | null): Promise<NotedChanges> {
  const { first, last } = await transactions.db
    .selectFrom("change")
    .select((row) => [row.fn.min("seq").as("first"), row.fn.max("seq").as("last")])
    .executeTakeFirstOrThrow();
  const now = last ?? 0;
  if (mark === null || mark > now || mark + 1 < (first ?? 1)) return { mark: now, keys: null };
  const rows = await transactions.db
    .selectFrom("change")
    .select(["of_table", "key"])
    .where("seq", ">", mark)
    .execute();
  const changed = new Map<NotedTable, Set<string>>();
  for (const { of_table, key } of rows) {
    const known = changed.get(of_table);
    if (known === undefined) changed.set(of_table, new Set([key]));
    else known.add(key);
  }
  return { mark: now, keys: changed };
}
