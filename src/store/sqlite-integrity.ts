/** Looks at every row of a ledger, and at its journal, for damage. */

import { decodeCommits } from "./commit-encoding.ts";
import { decodeEvents, decodeRequests } from "./encoding.ts";
import { LedgerCalledOff, reasonOf } from "./errors.ts";
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
    mustBeDamage(error);
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
  /** The rows that `read` refuses, where SQLite can tell: it takes a third of the time of fetching and parsing them. */
  readonly broken?: string;
}

/** Tables whose rows are JSON. */
const detailed = [
  ...["file", "repository", "opinion", "session", "turn", "task", "supervision"],
  ...["task_work", "commit_link", "commit_outcome"],
];

const json = (table: string, column: string): Reader => ({
  table,
  column,
  read: JSON.parse,
  broken: `not json_valid(${column})`,
});

/** What each table's encoded columns must survive. */
const readers: readonly Reader[] = [
  { table: "chunk", column: "events", read: (events: Uint8Array) => decodeEvents("", events) },
  { table: "history", column: "commits", read: decodeCommits },
  { table: "session", column: "requests", read: decodeRequests },
  { table: "turn", column: "requests", read: decodeRequests },
  // Empty in sessions of an earlier schema, until they are cut anew.
  {
    table: "session",
    column: "trace",
    read: (trace: string) => trace === "" || JSON.parse(trace),
    broken: "trace <> '' and not json_valid(trace)",
  },
  json("session", "segments"),
  ...["agent", "detail"].map((column) => json("part", column)),
  ...["lost", "days", "turns"].map((column) => json("session_usage", column)),
  ...[json("component", "members"), json("attention", "detail"), json("evidence", "detail")],
  json("commit_link", "candidates"),
  ...detailed.map((table) => json(table, "detail")),
  { table: "task_day", column: "detail", read: readDay },
  { table: "estimate", column: "detail", read: readEstimates },
];

/** A flipped bit in a name leaves sound JSON behind, and a record that adds up to nothing. */
function readDay(detail: string): void {
  const day = JSON.parse(detail) as Readonly<Record<string, unknown>>;
  mustBeNumbers(day, ["turns", "agentMs", "agentWorkMs", "uncertainMs", "netLines", "declaredTokens"]);
  mustBeNumbers(day, ["promptingMs", "reviewingMs", "approvingMs"]);
}

function readEstimates(detail: string): void {
  for (const { estimate } of JSON.parse(detail) as readonly { estimate: Record<string, unknown> }[])
    mustBeNumbers(estimate, ["lowMinutes", "likelyMinutes", "highMinutes", "version", "givenMs"]);
}

function mustBeNumbers(row: Readonly<Record<string, unknown>>, names: readonly string[]): void {
  const missing = names.find((name) => typeof row[name] !== "number");
  if (missing !== undefined) throw new Error(`it has no number for ${missing}`);
}

/** Row by row only where something is wrong: then every row is to be named that is. */
function rowDamage(connection: SqliteConnection, reader: Reader): readonly string[] {
  if (isSound(connection, reader)) return [];
  const { table, column, read } = reader;
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

function isSound(connection: SqliteConnection, { table, column, read, broken }: Reader): boolean {
  try {
    if (broken !== undefined)
      return connection.all(`select 1 from ${table} where ${broken} limit 1`).length === 0;
    const rows = connection.prepare(`select ${column} as value from ${table}`).iterate([]);
    for (const row of rows) read((row as { readonly value: never }).value);
    return true;
  } catch (error) {
    mustBeDamage(error);
    // Which rows it is, is told by looking at each.
    return false;
  }
}

/** @throws the error, if it is not the ledger's fault. */
function mustBeDamage(error: unknown): void {
  if (error instanceof LedgerCalledOff) throw error;
}
