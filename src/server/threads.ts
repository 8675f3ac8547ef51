/** A side in a thread of its own: the same calls, carried by messages. */
import type { MessagePort } from "node:worker_threads";
import { Worker } from "node:worker_threads";
import type { ProblemAnswer } from "../answers/problem.ts";
import { CouldNot } from "../app/errors.ts";
import { problem, problemOf } from "./problems.ts";
import type { Question, Reply, Side } from "./side.ts";

/** What the side's effects say while they work. */
export type Remark =
  | { readonly kind: "progress"; readonly what: string; readonly done: number; readonly total: number }
  | { readonly kind: "say"; readonly line: string };

type Call =
  | { readonly id: number; readonly call: "answer"; readonly question: Question }
  | { readonly id: number; readonly call: "refresh" | "close" };

type Message =
  | { readonly kind: "result"; readonly id: number; readonly result: Reply | ProblemAnswer | null }
  | { readonly kind: "open" }
  | { readonly kind: "failed"; readonly problem: ProblemAnswer }
  | Remark;

/** What is answered for a thread that a defect has ended. */
const threadEnded: Reply = {
  kind: "problem",
  problem: problem("unexpected", "the part of the server that reads the ledger has ended", "start it again"),
};

/**
 * Starts the module `file`, which must call `answerCalls`, with `data` as its `workerData`.
 * @throws CouldNot where the thread cannot open the ledger.
 */
export async function sideInThread(file: URL, data: unknown, remark: (said: Remark) => void): Promise<Side> {
  const worker = new Worker(file, { workerData: data });
  const waiting = new Map<number, (result: unknown) => void>();
  let calls = 0;
  let ended = false;
  const call = <Result>(asked: {
    readonly call: Call["call"];
    readonly question?: Question;
  }): Promise<Result> =>
    new Promise((resolve) => {
      if (ended) return resolve(threadEnded as Result);
      calls += 1;
      waiting.set(calls, resolve as (result: unknown) => void);
      worker.postMessage({ id: calls, ...asked });
    });
  await new Promise<void>((opened, failed) => {
    worker.once("error", failed);
    worker.on("message", (message: Message) => {
      if (message.kind === "open") opened();
      else if (message.kind === "failed") failed(new CouldNot(message.problem.detail, message.problem.hint));
      else if (message.kind !== "result") remark(message);
      else {
        waiting.get(message.id)?.(message.result);
        waiting.delete(message.id);
      }
    });
  });
  worker.once("exit", () => {
    ended = true;
    for (const resolve of waiting.values()) resolve(threadEnded);
    waiting.clear();
  });
  return {
    answer: (question) => call({ call: "answer", question }),
    refresh: () => call({ call: "refresh" }),
    async close() {
      await call({ call: "close" });
      await worker.terminate();
    },
  };
}

/** The other end, to be called in the thread. */
export async function answerCalls(port: MessagePort, open: () => Promise<Side>): Promise<void> {
  const send = (message: Message) => port.postMessage(message);
  const side = await open().catch((error: unknown) => send({ kind: "failed", problem: problemOf(error) }));
  if (side === undefined) return;
  port.on("message", async (asked: Call) => {
    const { id } = asked;
    if (asked.call === "answer") send({ kind: "result", id, result: await side.answer(asked.question) });
    else if (asked.call === "refresh") send({ kind: "result", id, result: await side.refresh() });
    else {
      await side.close();
      send({ kind: "result", id, result: null });
    }
  });
  send({ kind: "open" });
}
