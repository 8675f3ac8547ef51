/** The ledger as one SQLite file. */
import { createHash } from "node:crypto";
import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { cannotOpen, LedgerBusy, LedgerError, reasonOf } from "./errors.ts";
import { OpinionJournal } from "./journal.ts";
import { notedSince } from "./noted-changes.ts";
import { newestVersion, versionOf } from "./schema-version.ts";
import {
  busyTimeoutMs,
  type ConnectionOptions,
  keptKey,
  rememberedKey,
  revisionKey,
  SqliteConnection,
} from "./sqlite-dialect.ts";
import { sqliteFacts } from "./sqlite-facts.ts";
import { sqliteHistories } from "./sqlite-histories.ts";
import { sqliteIntegrity } from "./sqlite-integrity.ts";
import { keepInStep, sqliteOpinions } from "./sqlite-opinions.ts";
import { sqliteResults } from "./sqlite-results.ts";
import { Transactions } from "./sqlite-transactions.ts";
import type { Store } from "./store.ts";

/** `readOnly`: the file must exist; nothing is written, not even the journal's missing lines. */
export type OpenOptions = Partial<ConnectionOptions>;

/**
 * Opens the ledger at `path`, or a new one there; `:memory:` gives one that is gone when closed. Opinions are
 * kept in `opinions.jsonl` in the same folder too, and read back from there where the ledger lacks them.
 * @throws LedgerDamaged where the file is no sound ledger.
 * @throws LedgerError where it cannot be opened, is another program's, or was written by a newer version.
 */
export async function openStore(path: string, options: OpenOptions = {}): Promise<Store> {
  const inMemory = path === ":memory:";
  const readOnly = options.readOnly ?? false;
  if (!inMemory && !readOnly) prepareFile(path);
  const connection = await SqliteConnection.open(path, { ...options, readOnly });
  try {
    await prepareConnection(connection);
    const journal = inMemory ? null : new OpinionJournal(path);
    const transactions: Transactions = new Transactions(connection, async () => {
      if (journal !== null) await keepInStep(transactions, facts, journal);
    });
    const facts = sqliteFacts(transactions);
    if (journal !== null && !readOnly) await keepInStep(transactions, facts, journal);
    return {
      ...facts,
      ...sqliteHistories(transactions),
      ...sqliteOpinions(transactions),
      ...sqliteResults(transactions),
      ...metaOf(transactions),
      transaction: (work) => transactions.run(work),
      changes: async () => changesOf(connection),
      changesSince: (mark) => notedSince(transactions, mark),
      integrity: () => sqliteIntegrity(transactions, journal),
      close: () => transactions.close(),
    };
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Settings, and the newest schema. */
async function prepareConnection(connection: SqliteConnection): Promise<void> {
  connection.exec(
    `pragma busy_timeout = ${busyTimeoutMs}; pragma foreign_keys = on; pragma recursive_triggers = on`,
  );
  const version = versionOf(connection);
  if (connection.readOnly) {
    if (version < newestVersion) throw olderLedger(connection.path);
    return;
  }
  await useWriteAheadLog(connection);
  if (version < newestVersion) (await import("./migrations.ts")).migrate(connection);
}

/**
 * In this mode readers and a writer do not wait for each other. NORMAL can lose the last transactions when the
 * power fails, never part of one, and they are read from the logs again.
 */
async function useWriteAheadLog(connection: SqliteConnection): Promise<void> {
  // A checkpoint every 16 MB instead of 4: reading many logs would do little else than wait for the disk.
  connection.exec("pragma synchronous = normal; pragma wal_autocheckpoint = 4000");
  const endSeconds = process.uptime() + busyTimeoutMs / 1000;
  for (;;) {
    try {
      connection.exec("pragma journal_mode = wal");
      return;
    } catch (error) {
      // SQLite does not wait for the lock here when another process is opening the same new ledger.
      if (!(error instanceof LedgerBusy) || process.uptime() > endSeconds) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

/** SQLite counts what other connections commit; within a transaction the number is that of its snapshot. */
function changesOf(connection: SqliteConnection): number {
  return connection.all<{ data_version: number }>("pragma data_version")[0]!.data_version;
}

/** The folder and an empty file, for the owner's eyes only: prompts' heads are in it. */
function prepareFile(path: string): void {
  try {
    if (existsSync(path)) {
      // SQLite reads a ledger that cannot be written as long as its write-ahead log lies there, and fails later.
      accessSync(path, constants.W_OK);
      return;
    }
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, "a", 0o600));
  } catch (error) {
    throw cannotOpen(path, reasonOf(error), error);
  }
}

function olderLedger(path: string): LedgerError {
  return new LedgerError(
    path,
    "was written by an older version of leverage and cannot be read without being brought up to date",
    "run `leverage` once where it may write the ledger",
  );
}

/** So that a flipped bit is never taken for another number. */
const checksumOf = (text: string): string => createHash("sha1").update(text).digest("hex");
const checksumLetters = 40;

function metaOf(
  transactions: Transactions,
): Pick<Store, "meta" | "setMeta" | "revision" | "kept" | "keep" | "remembered" | "remember"> {
  const meta = async (key: string) => {
    const [row] = await transactions.ask<{ value: string }>("select value from meta where key = ?", key);
    return row?.value ?? null;
  };
  // What is said again as it was is no change.
  const setMeta = (key: string, value: string) =>
    transactions.change(
      `insert into meta (key, value) values (?, ?)
        on conflict (key) do update set value = excluded.value where value is not excluded.value`,
      ...[key, value],
    );
  const revision = async () => Number((await meta(revisionKey)) ?? 0);
  return {
    meta,
    async setMeta(key, value) {
      await transactions.run(() => setMeta(key, value));
    },
    revision,
    async kept(name) {
      const text = await meta(`${keptKey} ${name}`);
      if (text === null) return null;
      const mark = text.indexOf(" ");
      return Number(text.slice(0, mark)) === (await revision()) ? text.slice(mark + 1) : null;
    },
    async keep(name, of, text) {
      await transactions.runQuietly(async () => {
        if ((await revision()) !== of) return;
        await transactions.change(
          "delete from meta where key like ? and cast(value as integer) < ?",
          ...[`${keptKey} %`, of],
        );
        await setMeta(`${keptKey} ${name}`, `${of} ${text}`);
      });
    },
    async remembered(name) {
      const value = await meta(`${rememberedKey} ${name}`);
      const text = value?.slice(checksumLetters) ?? null;
      return text !== null && value === checksumOf(text) + text ? text : null;
    },
    remember: (name, text) =>
      transactions.runQuietly(() => setMeta(`${rememberedKey} ${name}`, checksumOf(text) + text)),
  };
}
