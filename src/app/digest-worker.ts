/** What a reading thread runs: digests one session after the other as they are handed over. */
import { parentPort, workerData } from "node:worker_threads";
import { processRunsIn } from "../core/days.ts";
import { sources } from "../sources/index.ts";
import { digestSession, type SessionDigest } from "./digest-session.ts";
import type { ThreadRules } from "./digest-threads.ts";
import type { SessionReading } from "./session-reading.ts";

const { ownZone, ...rules } = workerData as ThreadRules;
if (ownZone !== null) processRunsIn(ownZone);
let last: Promise<void> = Promise.resolve();

parentPort?.on("message", (session: SessionReading | null) => {
  // One at a time, and a failure ends the thread: the other side hears of it.
  last = last.then(async () => {
    if (session === null) return parentPort?.close();
    const digest = await digestSession(session, rules, sources);
    parentPort?.postMessage(digest, largeParts(digest));
  });
});

/** Handed over instead of copied: what is copied waits to be collected here, tens of megabytes of it. */
const largeParts = ({ logs }: SessionDigest): ArrayBuffer[] =>
  logs.flatMap(({ chunks }) => chunks.map(({ events }) => events.buffer));
