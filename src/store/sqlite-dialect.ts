/**
 * The `node:sqlite` API, wherever it comes from: Node has it built in from 22.13; on Node 20 `@photostructure/sqlite` is
 * the same API with its binary inside the package.
 */
import type { SqliteDatabase, SqliteStatement } from "kysely";
import { LedgerCalledOff, ledgerError } from "./errors.ts";

/** A value that every binding of the API takes; booleans and undefined are refused by some. */
export type SqliteValue = string | number | null | Uint8Array;

interface StatementSync {
  all(...parameters: SqliteValue[]): unknown[];
  run(...parameters: SqliteValue[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  iterate(...parameters: SqliteValue[]): IterableIterator<unknown>;
}

interface DatabaseSync {
  exec(sql: string): void;
  prepare(sql: string): StatementSync;
  close(): void;
}

type DatabaseSyncClass = new (path: string, options?: { readOnly?: boolean }) => DatabaseSync;

/** How long a statement waits for another process. A transaction's beginning waits longer, in many short tries. */
export const busyTimeoutMs = 30_000;

/** The small value that every transaction raises which changes the ledger. */
export const revisionKey = "revision";

/** Small values whose keys begin so are what `Store.keep` and `Store.remember` were given. */
export const keptKey = "kept";
export const rememberedKey = "remembered";

export interface ConnectionOptions {
  readonly readOnly: boolean;
  /** Asked before each statement and row by row: once it says yes, all fail, and the ledger can only be rolled back and closed. */
  isCalledOff?(): boolean;
}

/** One open database: statements are prepared once, and every error says what is wrong with the ledger. */
export class SqliteConnection implements SqliteDatabase {
  readonly path: string;
  readonly readOnly: boolean;
  readonly #database: DatabaseSync;
  readonly #isCalledOff: () => boolean;
  readonly #statements = new Map<string, StatementSync>();
  #closed = false;
  #transaction: { failure: { readonly error: unknown } | null } | null = null;

  private constructor(path: string, options: ConnectionOptions, database: DatabaseSync) {
    this.path = path;
    this.readOnly = options.readOnly;
    this.#isCalledOff = options.isCalledOff ?? (() => false);
    this.#database = database;
  }

  /** @throws LedgerError where the file cannot be opened. */
  static async open(path: string, options: ConnectionOptions): Promise<SqliteConnection> {
    const { readOnly } = options;
    const Database = await sqliteClass();
    try {
      return new SqliteConnection(path, options, new Database(path, { readOnly }));
    } catch (error) {
      throw ledgerError(error, path);
    }
  }

  /** Run statements that take no values and give no rows. */
  exec(sql: string): void {
    this.#named(() => this.#database.exec(sql));
  }

  all<Row>(sql: string, ...parameters: SqliteValue[]): Row[] {
    return this.#named(() => this.#statement(sql).all(...parameters) as Row[]);
  }

  /** Gives the number of rows changed. A change by itself is a transaction. */
  run(sql: string, ...parameters: SqliteValue[]): number {
    const change = () => this.#named(() => Number(this.#statement(sql).run(...parameters).changes));
    return this.#transaction === null ? this.#alone(change) : change();
  }

  #alone(change: () => number): number {
    this.begin();
    try {
      const changed = change();
      if (changed > 0) this.raiseRevision();
      this.commit();
      return changed;
    } catch (error) {
      this.rollback();
      throw error;
    }
  }

  /** To be called inside each transaction that changes the ledger. */
  raiseRevision(): void {
    this.run(
      "insert into meta (key, value) values (?, '1') on conflict (key) do update set value = value + 1",
      revisionKey,
    );
  }

  /** Rows that this connection has changed since it was opened. */
  changedRows(): number {
    return this.all<{ changed: number }>("select total_changes() as changed")[0]!.changed;
  }

  /**
   * A writer takes the lock at once: one that reads first and writes later fails when another wrote meanwhile.
   * Waits as long as the connection does, or for `waitMs`.
   * @throws LedgerBusy
   */
  begin(waitMs?: number): void {
    if (waitMs !== undefined) this.exec(`pragma busy_timeout = ${waitMs}`);
    try {
      this.exec(this.readOnly ? "begin" : "begin immediate");
      this.#transaction = { failure: null };
    } finally {
      // Not called off: nobody would know of the transaction.
      if (waitMs !== undefined) this.#database.exec(`pragma busy_timeout = ${busyTimeoutMs}`);
    }
  }

  /** The open transaction cannot be committed any more; `commit` will say why. */
  doom(error: unknown): void {
    if (this.#transaction !== null) this.#transaction.failure ??= { error };
  }

  /** @throws the first failure within the transaction, even if a caller passed over it. */
  commit(): void {
    this.exec("commit");
    this.#transaction = null;
  }

  rollback(): void {
    this.#transaction = null;
    try {
      this.#database.exec("rollback");
    } catch (error) {
      // SQLite has undone the transaction itself where the disk was full.
      if (!(error instanceof Error && /no transaction is active/.test(error.message)))
        throw ledgerError(error, this.path);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#statements.clear();
    this.#database.close();
  }

  /** For Kysely. */
  prepare(sql: string): SqliteStatement {
    const values = (parameters: readonly unknown[]) => parameters as SqliteValue[];
    return {
      reader: /^\s*(select|with|pragma|explain)\b|\breturning\b/i.test(sql),
      all: (parameters) => this.all(sql, ...values(parameters)),
      run: (parameters) => ({ changes: this.run(sql, ...values(parameters)), lastInsertRowid: 0 }),
      iterate: (parameters) => this.#rows(sql, values(parameters)),
    };
  }

  *#rows(sql: string, parameters: SqliteValue[]): IterableIterator<unknown> {
    for (const row of this.#statement(sql).iterate(...parameters)) {
      this.#mustGoOn();
      yield row;
    }
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #mustGoOn(): void {
    if (this.#isCalledOff()) throw new LedgerCalledOff(this.path);
  }

  #named<T>(call: () => T): T {
    // After a failure SQLite may have ended the transaction: what follows would be kept by itself.
    if (this.#transaction?.failure) throw this.#transaction.failure.error;
    this.#mustGoOn();
    try {
      return call();
    } catch (error) {
      const named = ledgerError(error, this.path);
      this.doom(named);
      throw named;
    }
  }
}

async function sqliteClass(): Promise<DatabaseSyncClass> {
  const builtIn = withoutSqliteWarning(() => process.getBuiltinModule("node:sqlite"));
  const module = (builtIn ?? (await import("@photostructure/sqlite"))) as { DatabaseSync: DatabaseSyncClass };
  return module.DatabaseSync;
}

/** Node 22 and 24 call their SQLite experimental at the first use, on stderr; every other warning passes. */
function withoutSqliteWarning<T>(load: () => T): T {
  const emitWarning = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    const isSqlite = rest[0] === "ExperimentalWarning" && /sqlite/i.test(String(warning));
    if (!isSqlite) Reflect.apply(emitWarning, process, [warning, ...rest]);
  }) as typeof process.emitWarning;
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}
