/** Transactions over the ledger's one connection: who is inside, who waits, what happens at the end. */
import { AsyncLocalStorage } from "node:async_hooks";
import { type Insertable, type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import { LedgerBusy, LedgerDamaged, LedgerError, reasonOf } from "./errors.ts";
import { kyselyOver } from "./kysely-driver.ts";
import type { LedgerTables } from "./schema.ts";
import type { SqliteConnection, SqliteValue } from "./sqlite-dialect.ts";

interface Open {
  /** Whether an opinion was given inside. */
  said: boolean;
  done: boolean;
}

/** What is called within a transaction's work belongs to it; everything else waits until it ends. */
export class Transactions {
  readonly connection: SqliteConnection;
  #made: Kysely<LedgerTables> | null = null;
  /** Settled when the open transaction has ended; null where none is. */
  #ended: Promise<void> | null = null;
  readonly #open = new AsyncLocalStorage<Open>();
  readonly #saidSomething: () => Promise<void>;

  /** `saidSomething` is called after each transaction in which an opinion was given. */
  constructor(connection: SqliteConnection, saidSomething: () => Promise<void>) {
    this.connection = connection;
    this.#saidSomething = saidSomething;
  }

  /** For composed queries; made, and loaded, when the first one is. */
  get db(): Kysely<LedgerTables> {
    this.#made ??= kyselyOver(this.connection, () => this.#inTheWay());
    return this.#made;
  }

  /** The transaction that the caller is inside of. */
  #around(): Open | undefined {
    const open = this.#open.getStore();
    if (open?.done) throw new Error("a ledger call outlived its transaction: it was not awaited inside");
    return open;
  }

  /** Everything `work` writes, or nothing. A transaction inside a transaction is part of it. */
  run<T>(work: () => Promise<T>): Promise<T> {
    return this.#run(work, true);
  }

  /** The same for what tells nothing new about the ledger: its revision stays. */
  runQuietly<T>(work: () => Promise<T>): Promise<T> {
    return this.#run(work, false);
  }

  async #run<T>(work: () => Promise<T>, isNews: boolean): Promise<T> {
    const around = this.#around();
    if (around !== undefined) {
      try {
        return await work();
      } catch (error) {
        if (!around.done) this.connection.doom(error);
        throw error;
      }
    }
    while (this.#ended !== null) await this.#ended;
    const end = this.#begun();
    const open: Open = { said: false, done: false };
    let result: T;
    try {
      await beginWhenFree(this.connection);
      try {
        const before = this.connection.changedRows();
        result = await this.#open.run(open, work);
        if (isNews && this.connection.changedRows() !== before) this.connection.raiseRevision();
        this.connection.commit();
      } catch (error) {
        this.connection.rollback();
        throw error;
      } finally {
        open.done = true;
      }
    } finally {
      end();
    }
    if (open.said) await this.#saidSomething();
    return result;
  }

  /** All others wait from now on, until what it gives is called. */
  #begun(): () => void {
    let tell: () => void = () => undefined;
    this.#ended = new Promise<void>((resolve) => {
      tell = resolve;
    });
    return () => {
      this.#ended = null;
      tell();
    };
  }

  /**
   * The end of a transaction that the caller is not inside of. To be asked again after waiting for it, and then nothing may
   * come between: the next transaction would begin.
   */
  #inTheWay(): Promise<void> | null {
    return this.#around() === undefined ? this.#ended : null;
  }

  /**
   * A plain query. Those that a start or a grown log asks are written so: without them neither has to load Kysely, which
   * takes as long as reading the log.
   */
  async ask<Row>(text: string, ...values: readonly SqliteValue[]): Promise<Row[]> {
    for (let other = this.#inTheWay(); other !== null; other = this.#inTheWay()) await other;
    return this.connection.all<Row>(text, ...values);
  }

  /** Several plain queries whose answers are of one state of the ledger. */
  async atOneMoment<T>(ask: () => T): Promise<T> {
    for (let other = this.#inTheWay(); other !== null; other = this.#inTheWay()) await other;
    if (this.#around() !== undefined) return ask();
    this.connection.exec("begin");
    try {
      return ask();
    } finally {
      // Nothing was written.
      this.connection.rollback();
    }
  }

  /** A plain change; by itself it is a transaction. */
  async change(text: string, ...values: readonly SqliteValue[]): Promise<void> {
    if (this.#around() === undefined) return this.run(() => this.change(text, ...values));
    this.connection.run(text, ...values);
  }

  /**
   * Insert without Kysely's cost of a query a row; the statement is prepared once for each set of columns. To
   * be called inside a transaction. Gives the number of rows added.
   */
  insert<Table extends keyof LedgerTables>(
    table: Table,
    row: Insertable<LedgerTables[Table]> & Record<string, SqliteValue>,
    ifKnown: "fail" | "ignore" = "fail",
  ): number {
    const columns = Object.keys(row);
    const values = columns.map(() => "?").join(", ");
    const insert = ifKnown === "ignore" ? "insert or ignore" : "insert";
    return this.connection.run(
      `${insert} into ${table} (${columns.join(", ")}) values (${values})`,
      ...Object.values(row),
    );
  }

  /** What `decode` makes of stored rows. @throws LedgerDamaged where they cannot be read. */
  read<T>(decode: () => T): T {
    try {
      return decode();
    } catch (error) {
      throw new LedgerDamaged(this.connection.path, `a row cannot be read: ${reasonOf(error)}`, error);
    }
  }

  /** An opinion was given; to be called inside its transaction. */
  said(): void {
    this.#open.getStore()!.said = true;
  }

  async close(): Promise<void> {
    if (!this.connection.readOnly) this.#emptyLog();
    this.connection.close();
  }

  /** The log file is emptied even where another process has the ledger open, too. */
  #emptyLog(): void {
    try {
      this.connection.exec("pragma busy_timeout = 0; pragma wal_checkpoint(truncate)");
    } catch (error) {
      // Nothing is lost: the next opening takes the log over, and says what is wrong if it cannot.
      if (!(error instanceof LedgerError)) throw error;
    }
  }
}

/** One of some values, given with `listOf`: however many there are, the statement's text is the same and is prepared once. */
export const inList = "in (select value from json_each(?))";
export const listOf = (values: readonly string[]): string => JSON.stringify(values);

/** The same for a composed query. */
export function isOneOf(column: string, values: readonly string[]): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.ref(column)} in (select value from json_each(${listOf(values)}))`;
}

/** Another process may analyse gigabytes in one transaction; a lock must not become a person's problem. */
const longestWaitMs = 10 * 60_000;
const tryMs = 50;

/**
 * While SQLite waits the process hears nothing and does nothing, and what it waits for may be a transaction of its
 * own over another connection: so each try is short.
 */
async function beginWhenFree(connection: SqliteConnection): Promise<void> {
  const endSeconds = process.uptime() + longestWaitMs / 1000;
  for (;;) {
    try {
      return connection.begin(tryMs);
    } catch (error) {
      if (!(error instanceof LedgerBusy) || process.uptime() > endSeconds) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
