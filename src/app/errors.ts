/** Errors a person can act on. Anything else that is thrown is a defect of the program. */

/** Why a file could not be used, in the system's words without its call: `ENOENT: no such file or directory`. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/, (open|read|scandir|mkdir|rename|stat) .*$/s, "").replace(/, read$/, "");
}

/** The request itself is wrong (unknown task, wrong date); exit code 2. */
export class WrongUse extends Error {
  override readonly name: string = "WrongUse";
  readonly hint: string;
  constructor(what: string, hint: string) {
    super(what);
    this.hint = hint;
  }
}

/** The request names something that is not in the ledger. */
export class NotFound extends WrongUse {
  override readonly name = "NotFound";
}

/** The request is right but could not be carried out (unreadable file, damaged ledger); exit code 1. */
export class CouldNot extends Error {
  override readonly name = "CouldNot";
  readonly hint: string;
  constructor(what: string, hint: string, cause?: unknown) {
    super(what, { cause });
    this.hint = hint;
  }
}
