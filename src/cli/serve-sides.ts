/** The sides of the server's ledger, each in a thread of its own; in this one where the sources run unbuilt. */
import { existsSync } from "node:fs";
import type { MessagePort } from "node:worker_threads";
import type { Effects } from "../app/operation.ts";
import { readingSide, type Side, writingSide } from "../server/side.ts";
import { isRaised, type StopSign } from "../server/stop-sign.ts";
import { answerCalls, type Remark, sideInThread } from "../server/threads.ts";
import { sources } from "../sources/index.ts";
import type { OpenOptions } from "../store/index.ts";
import { clockOf, fileLedger } from "./effects.ts";

export type Role = "writing" | "reading";

/** Effects as they can be sent to a thread: without what they do. */
type SentEffects = Pick<
  Effects,
  | "config"
  | "configFile"
  | "timezone"
  | "logPlaces"
  | "environment"
  | "userHome"
  | "ledgerHome"
  | "ledgerFile"
  | "person"
  | "sample"
>;

export interface SideData {
  readonly role: Role;
  /** Raised when the side is to be closed, and somebody waits for it. */
  readonly callOff: StopSign;
  readonly effects: SentEffects;
  readonly readingThreads: {
    readonly file: string;
    readonly count: number;
    readonly worthBytes: number;
  } | null;
}

const threadFile = new URL("./serve-thread.js", import.meta.url);

export function openSides(effects: Effects): (role: Role, remark: (said: Remark) => void) => Promise<Side> {
  return (role, remark) => {
    if (existsSync(threadFile))
      return sideInThread(threadFile, (callOff) => sent(role, callOff, effects), remark);
    const progress: Effects["progress"] = (what, done, total) =>
      remark({ kind: "progress", what, done, total });
    return sideHere(role, { ...effects, progress }, {});
  };
}

/** What the thread runs. */
export function runSide(port: MessagePort, data: SideData): Promise<void> {
  const { role, callOff, effects, readingThreads } = data;
  const send = (said: Remark) => port.postMessage(said);
  const whole = (): Omit<Effects, "store" | "closeStore"> => ({
    ...effects,
    ...(readingThreads === null
      ? {}
      : { readingThreads: { ...readingThreads, file: new URL(readingThreads.file) } }),
    clock: clockOf(effects.environment),
    sources,
    progress: (what, done, total) => send({ kind: "progress", what, done, total }),
    say: (line) => send({ kind: "say", line }),
  });
  return answerCalls(port, () => sideHere(role, whole(), { isCalledOff: () => isRaised(callOff) }));
}

function sideHere(
  role: Role,
  given: Omit<Effects, "store" | "closeStore">,
  options: OpenOptions,
): Promise<Side> {
  const effects = { ...given, ...fileLedger(given.ledgerFile, options) };
  return role === "writing" ? writingSide(effects) : readingSide(effects, options);
}

function sent(role: Role, callOff: StopSign, effects: Effects): SideData {
  const { config, configFile, timezone, logPlaces, userHome, ledgerHome, ledgerFile, person, sample } =
    effects;
  const { readingThreads } = effects;
  return {
    role,
    callOff,
    effects: {
      ...{ config, configFile, timezone, logPlaces, userHome, ledgerHome, ledgerFile, person, sample },
      environment: { ...effects.environment },
    },
    readingThreads:
      readingThreads === undefined ? null : { ...readingThreads, file: readingThreads.file.href },
  };
}
