/** Looks at every row of a ledger, and at its journal, for damage. */

import { decodeCommits } from "./commit-encoding.ts";
import { decodeEvents, decodeRequests } from "./encoding.ts";
import { reasonOf } from "./errors.ts";
import type { OpinionJournal } from "./journal.ts";
import type { SqliteConnection } from "./sqlite-dialect.ts";
import { journalDamage } from "./sqlite-opinions.ts";
import type { Transactions } from "./sqlite-transactions.ts";

/** One line for each thing that is wrong. */
export async function sqliteIntegrity(
  transactions: Transactions,
  journal: OpinionJournal | null,
): Promise<readonly string[]> {
  const { connection } = transactions;
  const inLedger = [
    ...damageOf("the file", () => fileDamage(connection)),
    ...readers.flatMap((reader) => damageOf(`table ${reader.table}`, () => rowDamage(connection, reader))),
  ];
  // Without readable opinions there is nothing to compare the journal with.
  if (journal === null || inLedger.some((line) => line.startsWith("table opinion"))) return inLedger;
  return [...inLedger, ...(await journalDamage(transactions, journal))];
}

/** What a check finds, or why it cannot be made. */
function damageOf(where: string, check: () => readonly string[]): readonly string[] {
  try {
    return check();
  } catch (error) {
    return [`${where}: ${reasonOf(error)}`];
  }
}

function fileDamage(connection: SqliteConnection): readonly string[] {
  const pages = connection
    .all<{ integrity_check: string }>("pragma integrity_check")
    .map((row) => row.integrity_check)
    .filter((line) => line !== "ok");
  const links = connection
    .all<{ table: string; rowid: number; parent: string }>("pragma foreign_key_check")
    .map((row) => `table ${row.table}, row ${row.rowid}: its ${row.parent} is missing`);
  return [...pages, ...links];
}

interface Reader {
  readonly table: string;
  readonly column: string;
  readonly read: (value: never) => unknown;
}

/** Tables whose rows are JSON. */
const detailed = [
  ...["file", "repository", "opinion", "session", "turn", "task", "task_day", "estimate", "supervision"],
  ...["task_work", "commit_link", "commit_outcome", "part", "attention", "evidence"],
];

/** What each table's encoded columns must survive. */
const readers: readonly Reader[] = [
  { table: "chunk", column: "events", read: (events: Uint8Array) => decodeEvents("", events) },
  { table: "history", column: "commits", read: decodeCommits },
  { table: "session", column: "requests", read: decodeRequests },
  { table: "turn", column: "requests", read: decodeRequests },
  // Empty in sessions of an earlier schema, until they are cut anew.
  { table: "session", column: "trace", read: (trace: string) => trace === "" || JSON.parse(trace) },
  { table: "session", column: "segments", read: JSON.parse },
  { table: "component", column: "members", read: JSON.parse },
  { table: "part", column: "agent", read: JSON.parse },
  ...["lost", "days", "turns"].map((column) => ({ table: "session_usage", column, read: JSON.parse })),
  ...detailed.map((table) => ({ table, column: "detail", read: JSON.parse })),
];

function rowDamage(connection: SqliteConnection, { table, column, read }: Reader): readonly string[] {
  const ids = connection.all<{ id: number }>(`select rowid as id from ${table} order by rowid`);
  return ids.flatMap(({ id }) =>
    damageOf(`table ${table}, row ${id}`, () => {
      const rows = connection.all<{ value: never }>(
        `select ${column} as value from ${table} where rowid = ?`,
        id,
      );
      for (const row of rows) read(row.value);
      return [];
    }),
  );
}
