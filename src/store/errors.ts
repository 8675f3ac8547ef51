/** What can be wrong with a ledger file, said in one line with the way out. */

/** A ledger that cannot be used. `message` says which file and why, `hint` what to do. */
export class LedgerError extends Error {
  override readonly name: string = "LedgerError";
  readonly path: string;
  readonly hint: string;
  constructor(path: string, what: string, hint: string, cause?: unknown) {
    super(`the ledger ${path} ${what}`, { cause });
    this.path = path;
    this.hint = hint;
  }
}

/** The file's content is not a sound ledger. Opinions survive in the journal beside it. */
export class LedgerDamaged extends LedgerError {
  override readonly name = "LedgerDamaged";
  constructor(path: string, what: string, cause?: unknown) {
    super(
      path,
      `is damaged: ${what}`,
      "run `leverage doctor --repair`: it keeps the damaged file aside and saves what can be read into a new one, " +
        "then `leverage rebuild`",
      cause,
    );
  }
}

/** Another process holds the ledger's lock longer than is waited for. */
export class LedgerBusy extends LedgerError {
  override readonly name = "LedgerBusy";
  constructor(path: string, cause?: unknown) {
    super(
      path,
      "is in use by another process that does not let go",
      "wait until the other `leverage` is done, or end it, and try again",
      cause,
    );
  }
}

/** The work was called off; what it had begun is rolled back. */
export class LedgerCalledOff extends LedgerError {
  override readonly name = "LedgerCalledOff";
  constructor(path: string) {
    super(path, "is being closed", "start again what was at work; nothing of it was kept");
  }
}

/** SQLite's primary result codes, https://sqlite.org/rescode.html. */
const code = {
  error: 1,
  permission: 3,
  busy: 5,
  locked: 6,
  readOnly: 8,
  input: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/** SQLite's own texts, for errors without a code: `@photostructure/sqlite` 1 gives none where reading rows fails. */
const codeByText: Readonly<Record<string, number>> = {
  "access permission denied": code.permission,
  "database is locked": code.busy,
  "database table is locked": code.locked,
  "attempt to write a readonly database": code.readOnly,
  "disk I/O error": code.input,
  "database disk image is malformed": code.corrupt,
  "database or disk is full": code.full,
  "unable to open database file": code.cannotOpen,
  "file is not a database": code.notADatabase,
};

/** Extended codes keep the primary one in their low byte. */
function codeOf(error: Error): number | undefined {
  if ("errcode" in error && typeof error.errcode === "number") return error.errcode & 0xff;
  if (!("code" in error) || error.code !== "ERR_SQLITE_ERROR") return undefined;
  return codeByText[error.message] ?? code.error;
}

/** The error of an SQLite call as one a person can act on; anything else is returned as it is. */
export function ledgerError(error: unknown, path: string): unknown {
  if (error instanceof LedgerError || !(error instanceof Error)) return error;
  switch (codeOf(error)) {
    case code.corrupt:
    case code.notADatabase:
      return new LedgerDamaged(path, error.message, error);
    case code.error:
      return /no such (table|column|index)|malformed JSON/.test(error.message)
        ? new LedgerDamaged(path, error.message, error)
        : error;
    case code.busy:
    case code.locked:
      return new LedgerBusy(path, error);
    case code.full:
      return new LedgerError(
        path,
        "cannot grow: the disk is full",
        "free some space and try again; nothing was half-written",
        error,
      );
    case code.readOnly:
    case code.permission:
    case code.cannotOpen:
      return cannotOpen(path, error.message, error);
    case code.input:
      return new LedgerError(
        path,
        `cannot be read or written: ${error.message}`,
        "check the disk and its free space, and try again; `leverage doctor` checks the ledger",
        error,
      );
    default:
      return error;
  }
}

/** The file or its folder does not let us in. */
export function cannotOpen(path: string, why: string, cause: unknown): LedgerError {
  return new LedgerError(
    path,
    `cannot be opened: ${why}`,
    "make the file and its folder writable for you, or set LEVERAGE_HOME to a folder that is",
    cause,
  );
}

/** Why something failed, without naming the ledger: for lists that name it once. */
export function reasonOf(error: unknown): string {
  if (error instanceof LedgerError && error.cause !== undefined) return reasonOf(error.cause);
  return error instanceof Error ? error.message : String(error);
}
