/** A side in a thread of its own: the same calls, carried by messages. */
import { setTimeout } from "node:timers/promises";
import type { MessagePort } from "node:worker_threads";
import { Worker } from "node:worker_threads";
import type { ProblemAnswer } from "../answers/problem.ts";
import { CouldNot } from "../app/errors.ts";
import type { LedgerCheck } from "../app/operation.ts";
import { problem, problemOf } from "./problems.ts";
import type { Question, Reply, Side } from "./side.ts";
import { memorySaver } from "./spare-memory.ts";
import { raise, type StopSign, stopSign } from "./stop-sign.ts";

/** What the side's effects say while they work. */
export type Remark =
  | { readonly kind: "progress"; readonly what: string; readonly done: number; readonly total: number }
  | { readonly kind: "say"; readonly line: string };

type Call =
  | { readonly id: number; readonly call: "answer"; readonly question: Question }
  | { readonly id: number; readonly call: "refresh" | "settle" | "check" | "close" };

type Result = Reply | ProblemAnswer | LedgerCheck | null;

type Message =
  | { readonly kind: "result"; readonly id: number; readonly result: Result }
  | { readonly kind: "open" }
  | { readonly kind: "failed"; readonly problem: ProblemAnswer }
  | Remark;

/** What a thread that is gone answers. */
const ended = problem(
  "unexpected",
  "the part of the server that reads the ledger has ended",
  "start it again",
);
const answersOfEnded: Readonly<Record<Call["call"], Result>> = {
  answer: { kind: "problem", problem: ended },
  refresh: ended,
  settle: ended,
  check: null,
  close: null,
};

/**
 * Room for young objects: V8 would take three times as much for a thread, for little gain. Old ones have no limit but the
 * machine's, for a ledger may be of any size.
 */
const heapLimits = { maxYoungGenerationSizeMb: 16 };

/** Ctrl-C waits this long for work to be finished; then it is called off. What is cut off was never committed. */
const closeMs = 2_000;
/** What is called off ends at its next statement; a look at the whole file is the longest, some seconds for each gigabyte. */
const calledOffMs = 10_000;

/**
 * Starts the module `file`, which must call `answerCalls`, with what `data` gives as its `workerData`: it is to look out for
 * the sign.
 * @throws CouldNot where the thread cannot open the ledger.
 */
export async function sideInThread(
  file: URL,
  data: (callOff: StopSign) => unknown,
  remark: (said: Remark) => void,
): Promise<Side> {
  const callOff = stopSign();
  const worker = new Worker(file, { workerData: data(callOff), resourceLimits: heapLimits });
  const waiting = new Map<number, { readonly asked: Call["call"]; resolve(result: unknown): void }>();
  let calls = 0;
  let isGone = false;
  const call = <Result>(asked: {
    readonly call: Call["call"];
    readonly question?: Question;
  }): Promise<Result> =>
    new Promise((resolve) => {
      if (isGone) return resolve(answersOfEnded[asked.call] as Result);
      calls += 1;
      waiting.set(calls, { asked: asked.call, resolve: resolve as (result: unknown) => void });
      worker.postMessage({ id: calls, ...asked });
    });
  await new Promise<void>((opened, failed) => {
    worker.once("error", failed);
    worker.on("message", (message: Message) => {
      if (message.kind === "open") opened();
      else if (message.kind === "failed") failed(new CouldNot(message.problem.detail, message.problem.hint));
      else if (message.kind !== "result") remark(message);
      else {
        waiting.get(message.id)?.resolve(message.result);
        waiting.delete(message.id);
      }
    });
  });
  worker.once("exit", () => {
    isGone = true;
    for (const { asked, resolve } of waiting.values()) resolve(answersOfEnded[asked]);
    waiting.clear();
  });
  return {
    answer: (question) => call({ call: "answer", question }),
    refresh: () => call({ call: "refresh" }),
    settle: () => call({ call: "settle" }),
    check: () => call({ call: "check" }),
    async close() {
      const closed = call({ call: "close" });
      await Promise.race([closed, setTimeout(closeMs, undefined, { ref: false })]);
      // A thread that is stopped inside SQLite takes the whole process with it.
      raise(callOff);
      await Promise.race([closed, setTimeout(calledOffMs, undefined, { ref: false })]);
      await worker.terminate();
    },
  };
}

/** The other end, to be called in the thread. */
export async function answerCalls(port: MessagePort, open: () => Promise<Side>): Promise<void> {
  const send = (message: Message) => port.postMessage(message);
  const sendReply = (id: number, result: Reply) => {
    const moved = result.kind === "answer" ? [result.bytes.buffer] : [];
    port.postMessage({ kind: "result", id, result } satisfies Message, moved);
  };
  const side = await open().catch((error: unknown) => send({ kind: "failed", problem: problemOf(error) }));
  if (side === undefined) return;
  const saveMemory = memorySaver();
  port.on("message", async (asked: Call) => {
    const { id } = asked;
    if (asked.call === "answer") sendReply(id, await side.answer(asked.question));
    else if (asked.call === "check") send({ kind: "result", id, result: await side.check() });
    else if (asked.call === "refresh") send({ kind: "result", id, result: await side.refresh() });
    else if (asked.call === "settle") send({ kind: "result", id, result: await side.settle() });
    else {
      await side.close();
      send({ kind: "result", id, result: null });
    }
    saveMemory();
  });
  send({ kind: "open" });
}
