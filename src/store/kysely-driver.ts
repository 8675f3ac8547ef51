/**
 * Kysely over the ledger's connection: its own SQLite dialect asks for no more than `prepare`. The package is loaded when
 * a query is composed with it; a start that finds little new composes none.
 */
import {
  type DatabaseConnection,
  type Driver,
  Kysely,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { LedgerTables } from "./schema.ts";
import type { SqliteConnection } from "./sqlite-dialect.ts";

/** The end of what each query has to wait for, again and again until it is null. */
export type InTheWay = () => Promise<void> | null;

/** Queries over the connection; transactions are the ledger's own. */
export function kyselyOver(connection: SqliteConnection, inTheWay: InTheWay): Kysely<LedgerTables> {
  return new Kysely<LedgerTables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => ledgerDriver(connection, inTheWay),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createIntrospector: (db) => new SqliteIntrospector(db),
    },
  });
}

function ledgerDriver(connection: SqliteConnection, inTheWay: InTheWay): Driver {
  const driver = new SqliteDriver({ database: connection });
  let inner: DatabaseConnection;
  const nothing = async () => undefined;
  return {
    async init() {
      await driver.init();
      inner = await driver.acquireConnection();
    },
    acquireConnection: async () => ({
      async executeQuery(query) {
        for (let other = inTheWay(); other !== null; other = inTheWay()) await other;
        return inner.executeQuery(query);
      },
      streamQuery: (query, size) => inner.streamQuery(query, size),
    }),
    beginTransaction: () => Promise.reject(new Error("transactions are begun by Transactions.run")),
    ...{
      commitTransaction: nothing,
      rollbackTransaction: nothing,
      releaseConnection: nothing,
      destroy: nothing,
    },
  };
}
