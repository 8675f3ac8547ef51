/** Transactions over the ledger's one connection: who is inside, who waits, what happens at the end. */
import { AsyncLocalStorage } from "node:async_hooks";
import { type Insertable, Kysely, type Transaction } from "kysely";
import type { Opinion } from "../core/types.ts";
import { LedgerError } from "./errors.ts";
import type { LedgerTables } from "./schema.ts";
import { type SqliteConnection, type SqliteValue, sqliteDialect } from "./sqlite-dialect.ts";

interface Open {
  readonly db: Transaction<LedgerTables>;
  /** What was said inside, for the journal. */
  readonly opinions: Opinion[];
  done: boolean;
}

/**
 * What is called within a transaction's work belongs to it; everything else waits until it ends. Kysely's
 * connection lock does the waiting.
 */
export class Transactions {
  readonly connection: SqliteConnection;
  readonly #kysely: Kysely<LedgerTables>;
  readonly #open = new AsyncLocalStorage<Open>();

  readonly #committed: (opinions: readonly Opinion[]) => void;

  /** `committed` gets the opinions of each transaction, once they are stored. */
  constructor(connection: SqliteConnection, committed: (opinions: readonly Opinion[]) => void) {
    this.connection = connection;
    this.#committed = committed;
    this.#kysely = new Kysely<LedgerTables>({ dialect: sqliteDialect(connection) });
  }

  /** Queries: inside the transaction around the caller, or by itself. */
  get db(): Kysely<LedgerTables> {
    const open = this.#open.getStore();
    if (open?.done) throw new Error("a ledger call outlived its transaction: it was not awaited inside");
    return open?.db ?? this.#kysely;
  }

  /** Everything `work` writes, or nothing. A transaction inside a transaction is part of it. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const outer = this.#open.getStore();
    if (outer !== undefined && !outer.done) {
      try {
        return await work();
      } catch (error) {
        this.connection.doom(error);
        throw error;
      }
    }
    const opinions: Opinion[] = [];
    const result = await this.#kysely.transaction().execute(async (db) => {
      const open: Open = { db, opinions, done: false };
      try {
        return await this.#open.run(open, work);
      } finally {
        open.done = true;
      }
    });
    if (opinions.length > 0) this.#committed(opinions);
    return result;
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

  /** To be called inside a transaction, which then hands the opinion on when it is committed. */
  said(opinion: Opinion): void {
    this.#open.getStore()!.opinions.push(opinion);
  }

  async close(): Promise<void> {
    if (!this.connection.readOnly) this.#emptyLog();
    await this.#kysely.destroy();
    // Kysely closes only a connection that it has used.
    this.connection.close();
  }

  /** One binding leaves its statements open, and so would leave the write-ahead log as large as it is. */
  #emptyLog(): void {
    try {
      this.connection.exec("pragma busy_timeout = 0; pragma wal_checkpoint(truncate)");
    } catch (error) {
      // Nothing is lost: the next opening takes the log over, and says what is wrong if it cannot.
      if (!(error instanceof LedgerError)) throw error;
    }
  }
}
