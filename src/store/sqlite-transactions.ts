/** Transactions over the ledger's one connection: who is inside, who waits, what happens at the end. */
import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Compilable,
  type CompiledQuery,
  type Insertable,
  type Kysely,
  type RawBuilder,
  type SqlBool,
  sql,
  type Transaction,
} from "kysely";
import { LedgerDamaged, LedgerError, reasonOf } from "./errors.ts";
import { kyselyOver } from "./kysely-driver.ts";
import type { LedgerTables } from "./schema.ts";
import type { SqliteConnection, SqliteValue } from "./sqlite-dialect.ts";

interface Open {
  readonly db: Transaction<LedgerTables>;
  /** Whether an opinion was given inside. */
  said: boolean;
  done: boolean;
}

/**
 * What is called within a transaction's work belongs to it; everything else waits until it ends. Kysely's
 * connection lock does the waiting.
 */
export class Transactions {
  readonly connection: SqliteConnection;
  #made: Kysely<LedgerTables> | null = null;
  /** Settled when the last transaction that was asked for has ended; null where all have. */
  #ended: Promise<void> | null = null;
  readonly #open = new AsyncLocalStorage<Open>();
  readonly #saidSomething: () => Promise<void>;

  /** `saidSomething` is called after each transaction in which an opinion was given. */
  constructor(connection: SqliteConnection, saidSomething: () => Promise<void>) {
    this.connection = connection;
    this.#saidSomething = saidSomething;
  }

  /** Made when a query is composed. */
  get #kysely(): Kysely<LedgerTables> {
    this.#made ??= kyselyOver(this.connection);
    return this.#made;
  }

  /** Queries: inside the transaction around the caller, or by itself. */
  get db(): Kysely<LedgerTables> {
    return this.#around()?.db ?? this.#kysely;
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
    if (this.#around() !== undefined) {
      try {
        return await work();
      } catch (error) {
        this.connection.doom(error);
        throw error;
      }
    }
    let said = false;
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#ended = ended;
    let result: T;
    try {
      result = await this.#kysely.transaction().execute(async (db) => {
        const open: Open = { db, said: false, done: false };
        const before = this.connection.changedRows();
        try {
          const result = await this.#open.run(open, work);
          if (isNews && this.connection.changedRows() !== before) this.connection.raiseRevision();
          return result;
        } finally {
          open.done = true;
          said = open.said;
        }
      });
    } finally {
      if (this.#ended === ended) this.#ended = null;
      end();
    }
    if (said) await this.#saidSomething();
    return result;
  }

  /**
   * A plain query. The few that every start asks are written so: without them it would have to load Kysely. Like all
   * others it waits for an open transaction, unless the caller is inside.
   */
  async ask<Row>(text: string, ...values: readonly SqliteValue[]): Promise<Row[]> {
    if (this.#around() === undefined) while (this.#ended !== null) await this.#ended;
    return this.connection.all<Row>(text, ...values);
  }

  /**
   * A query that is asked often: Kysely makes its text once, from the values of the first call, whose places
   * later calls fill in their order. `make` must pass each value on once and as it is.
   */
  prepared<Row, Values extends readonly SqliteValue[]>(
    make: (db: Kysely<LedgerTables>, ...values: Values) => Compilable<Row>,
  ): (...values: Values) => Promise<Row[]> {
    let compiled: CompiledQuery<Row> | null = null;
    return async (...values) => {
      compiled ??= make(this.#kysely, ...values).compile();
      if (this.#around() === undefined)
        return (await this.#kysely.executeQuery<Row>({ ...compiled, parameters: values })).rows;
      // The connection is the caller's: what Kysely does around a query takes longer than most of these.
      if (compiled.query.kind === "SelectQueryNode") return this.connection.all(compiled.sql, ...values);
      this.connection.run(compiled.sql, ...values);
      return [];
    };
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
    // Kysely closes only a connection that it has used.
    await this.#made?.destroy();
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

/** However many values there are, the statement's text is the same and is prepared once. */
export function isOneOf(column: string, values: readonly string[]): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.ref(column)} in (select value from json_each(${JSON.stringify(values)}))`;
}
