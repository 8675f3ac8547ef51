/** What a reading thread runs: digests one session after the other as they are handed over. */
import { parentPort, workerData } from "node:worker_threads";
import { sources } from "../sources/index.ts";
import { type DigestRules, digestSession } from "./digest-session.ts";
import type { SessionReading } from "./session-reading.ts";

const rules = workerData as DigestRules;
let last: Promise<void> = Promise.resolve();

parentPort?.on("message", (session: SessionReading | null) => {
  // One at a time, and a failure ends the thread: the other side hears of it.
  last = last.then(async () => {
    if (session === null) parentPort?.close();
    else parentPort?.postMessage(await digestSession(session, rules, sources));
  });
});
