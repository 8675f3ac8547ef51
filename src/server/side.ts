/**
 * A side of the ledger's desk: it carries out operations, one after another, over a connection of its own. One side
 * writes; the others read what is there, each answer from one snapshot, while the writer is at work. A side may
 * live in a thread of its own (`threads.ts`), so that no analysis keeps the server from answering.
 */
import type { ProblemAnswer } from "../answers/problem.ts";
import { checkLedger } from "../app/doctor.ts";
import type { Effects, LedgerCheck } from "../app/operation.ts";
import type { RecordOutput } from "../app/record.ts";
import { bringUpToDate, refresh } from "../app/refresh.ts";
import { formatNamed } from "../formats/index.ts";
import { type OpenOptions, openStore } from "../store/index.ts";
import { jsonBytes } from "./json-bytes.ts";
import { isDefect, problemOf } from "./problems.ts";
import { remembering } from "./remembering.ts";
import { routes } from "./routes.ts";

export interface Question {
  /** The operation's name. */
  readonly name: string;
  /** As `inputOf` gives it. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The record as a file in this format. */
  readonly format: string | null;
  /** Where the answer tells of it: what the last look at the whole ledger found; null: there was none yet. */
  readonly lastCheck?: LedgerCheck | null;
}

export type Reply =
  /** In UTF-8: handed from thread to thread without a copy, and sent as it is. */
  | { readonly kind: "answer"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "problem"; readonly problem: ProblemAnswer };

export interface Side {
  answer(question: Question): Promise<Reply>;
  /** Reads what is new in the logs; null where that went well. Only of the side that writes. */
  refresh(): Promise<ProblemAnswer | null>;
  /** Tells now what corrections left to be told later; null where that went well. Only of the side that writes. */
  settle(): Promise<ProblemAnswer | null>;
  /** Looks through the whole ledger for damage, which takes seconds of a large one; null where it could not. */
  check(): Promise<LedgerCheck | null>;
  close(): Promise<void>;
}

/** So long after a correction is the rest settled that follows from it: who corrects one task mostly corrects the next. */
export const settleMs = 2_000;

/** The side that writes: refreshes, corrections, and whatever needs the ledger's lock. */
export async function writingSide(effects: Effects): Promise<Side> {
  // Makes the ledger where there is none, so that others can open it to read.
  await effects.store();
  let last: Promise<unknown> = Promise.resolve();
  // One at a time: two analyses at once would each see half of the other.
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
  let isUnsettled = false;
  let settling: NodeJS.Timeout | undefined;
  let isClosed = false;
  /** Works that settle, too. */
  const bringingUp = (work: () => Promise<unknown>): Promise<ProblemAnswer | null> =>
    inTurn(async () => {
      try {
        await work();
        isUnsettled = false;
        clearTimeout(settling);
        return null;
      } catch (error) {
        return told(error, effects);
      }
    });
  const settle = async (): Promise<ProblemAnswer | null> => {
    const problem = await bringingUp(() => bringUpToDate(effects));
    // The ledger may be in use, the disk full: until it is settled pages show what was left.
    if (problem !== null) settleSoon();
    return problem;
  };
  const settleSoon = () => {
    isUnsettled = true;
    clearTimeout(settling);
    if (!isClosed) settling = setTimeout(settle, settleMs);
  };
  const correcting: Effects = { ...effects, keptUpToDate: true, settleLater: settleSoon };
  return {
    answer: (question) => inTurn(() => replyTo(question, correcting)),
    refresh: () => bringingUp(() => refresh(effects)),
    settle: async () => (isUnsettled ? settle() : null),
    check: () => inTurn(() => checkOf(effects)),
    close() {
      // What is not settled is noted in the ledger: the next command does it.
      isClosed = true;
      clearTimeout(settling);
      return inTurn(() => effects.closeStore());
    },
  };
}

/** A side that reads; `effects.ledgerFile` must be there. */
export async function readingSide(effects: Effects, options: OpenOptions): Promise<Side> {
  const opened = await openStore(effects.ledgerFile, { ...options, readOnly: true });
  const { store, kept, ledgerChanged } = remembering(opened);
  const reading: Effects = { ...effects, store: async () => store, kept, keptUpToDate: true };
  let changes: number | null = null;
  return {
    answer: (question) =>
      opened
        .transaction(async () => {
          const now = await opened.changes();
          if (now !== changes) await ledgerChanged();
          changes = now;
          const { lastCheck, format } = question;
          return replyTo(question, {
            ...reading,
            ...(lastCheck === undefined ? {} : { lastCheck }),
            // A page's answer may be drawn from what is not settled yet; a file never is.
            ...(format === null ? { unsealed: true } : {}),
          });
        })
        .catch((error: unknown) => ({ kind: "problem", problem: told(error, effects) })),
    refresh: () => Promise.reject(new Error("this side reads")),
    settle: () => Promise.reject(new Error("this side reads")),
    check: () => checkOf({ ...reading, store: async () => opened }),
    close: () => opened.close(),
  };
}

async function checkOf(effects: Effects): Promise<LedgerCheck | null> {
  try {
    return await checkLedger(effects);
  } catch (error) {
    told(error, effects);
    return null;
  }
}

const encoder = new TextEncoder();

async function replyTo({ name, input, format }: Question, effects: Effects): Promise<Reply> {
  try {
    const route = routes.find(({ operation }) => operation.name === name);
    if (route === undefined) throw new Error(`there is no operation ${name}`);
    const output = await route.operation.run(input, effects);
    if (format === null) return { kind: "answer", bytes: jsonBytes(output) };
    return { kind: "answer", bytes: encoder.encode(await asFile(output as RecordOutput, format)) };
  } catch (error) {
    return { kind: "problem", problem: told(error, effects) };
  }
}

const fileColumns = 100;

async function asFile({ record }: RecordOutput, format: string): Promise<string> {
  const options = { columns: fileColumns, wide: false, colour: false };
  return formatNamed(format)!.print(record, options);
}

/** A defect is described where the server was started, and only there. */
function told(error: unknown, effects: Effects): ProblemAnswer {
  if (isDefect(error)) {
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    effects.say(`leverage: unexpected failure, please report it with the lines below\n${trace}`);
  }
  return problemOf(error);
}
