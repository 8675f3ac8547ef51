/**
 * Kysely over the ledger's connection: its own SQLite dialect asks for no more than `prepare`. The package is loaded when
 * a query is composed with it; a start that finds nothing new composes none.
 */
import {
  type Driver,
  Kysely,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import { LedgerBusy } from "./errors.ts";
import type { LedgerTables } from "./schema.ts";
import type { SqliteConnection } from "./sqlite-dialect.ts";

/** Queries over the connection, which begins and ends transactions in its own way. */
export function kyselyOver(connection: SqliteConnection): Kysely<LedgerTables> {
  return new Kysely<LedgerTables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => ledgerDriver(connection),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createIntrospector: (db) => new SqliteIntrospector(db),
    },
  });
}

function ledgerDriver(connection: SqliteConnection): Driver {
  return Object.assign(new SqliteDriver({ database: connection }), {
    beginTransaction: () => beginWhenFree(connection),
    commitTransaction: async () => connection.commit(),
    rollbackTransaction: async () => connection.rollback(),
  });
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
