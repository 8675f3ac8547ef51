/** Which schema a ledger has, asked at every opening; its steps are loaded only where one is lacking. */
import { LedgerError } from "./errors.ts";
import type { SqliteConnection } from "./sqlite-dialect.ts";

/** The number of the last step in `migrations.ts`. */
export const newestVersion = 11;

/** Marks an SQLite file as a ledger ("LVRG"), so that no other program's database is taken for one. */
export const applicationId = 0x4c56_5247;

/** The schema's version, 0 for an empty file. @throws LedgerError where this program cannot use the file. */
export function versionOf(connection: SqliteConnection): number {
  const [row] = connection.all<{ application: number; version: number; tables: number }>(`
    select (select application_id from pragma_application_id) as application,
      (select user_version from pragma_user_version) as version,
      (select count(*) from sqlite_schema) as tables
  `);
  const { application, version, tables } = row!;
  if (application !== applicationId && (application !== 0 || tables > 0)) {
    throw new LedgerError(
      connection.path,
      "is another program's database",
      "move it away, or set LEVERAGE_HOME to another folder",
    );
  }
  if (version > newestVersion) {
    throw new LedgerError(
      connection.path,
      `was written by a newer version of leverage (schema ${version}, this one knows ${newestVersion})`,
      "update leverage: npm install --global leverage-ledger@latest",
    );
  }
  return version;
}
