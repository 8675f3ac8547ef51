/** Failures as problem details: every kind once, with its status and title. */
import type { ProblemAnswer } from "../answers/problem.ts";
import { CouldNot, NotFound, WrongUse } from "../app/errors.ts";
import { LedgerBusy, LedgerError } from "../store/errors.ts";

/** Kinds of problems by name; the page about the API lists them. */
export const problemKinds = {
  malformed: { status: 400, title: "The request cannot be read" },
  "token-needed": { status: 401, title: "A token is needed" },
  refused: { status: 403, title: "The request is refused" },
  "read-only": { status: 403, title: "The server was started read-only" },
  "not-found": { status: 404, title: "There is no such thing" },
  method: { status: 405, title: "Another method is needed" },
  "too-large": { status: 413, title: "The request is too large" },
  "not-json": { status: 415, title: "The request must be JSON" },
  "wrong-host": { status: 421, title: "This is not the server of that name" },
  "wrong-use": { status: 422, title: "The request cannot be carried out as it stands" },
  unexpected: { status: 500, title: "The server failed" },
  "could-not": { status: 500, title: "The request could not be carried out" },
  busy: { status: 503, title: "The ledger is in use" },
} as const;

export type ProblemKind = keyof typeof problemKinds;

export function problem(kind: ProblemKind, detail: string, hint: string): ProblemAnswer {
  return { type: `/api#${kind}`, ...problemKinds[kind], detail, hint };
}

/** What a thrown error says to whoever asked; what a defect says of the program's inside stays inside. */
export function problemOf(error: unknown): ProblemAnswer {
  if (error instanceof NotFound) return problem("not-found", error.message, error.hint);
  if (error instanceof WrongUse) return problem("wrong-use", error.message, error.hint);
  if (error instanceof LedgerBusy) return problem("busy", error.message, error.hint);
  if (error instanceof CouldNot || error instanceof LedgerError)
    return problem("could-not", error.message, error.hint);
  return problem(
    "unexpected",
    "an unexpected failure, which the server's own terminal describes",
    "please report it with what stands there",
  );
}

/** Whether the error is a defect of the program, to be shown where it was started. */
export function isDefect(error: unknown): boolean {
  return !(error instanceof WrongUse || error instanceof CouldNot || error instanceof LedgerError);
}
