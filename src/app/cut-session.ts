/** Cuts one session's log into turns and stores them. */
import { createHash } from "node:crypto";
import { personOf, projectOf } from "../core/places.ts";
import { cutTurns } from "../core/turns.ts";
import type { Chunk } from "../store/store.ts";
import type { Effects } from "./operation.ts";
import { assembleSession, replayedRows } from "./session-logs.ts";

/** Rises whenever a rule changes a number: ledgers analysed by older rules are analysed again. */
const rulesVersion = 1;

/** Where the ledger notes the rules that its turns were cut by. */
export const turnsKey = "turns-key";

/** The rules a turn depends on, as a short key. */
export const turnRulesOf = (effects: Effects): string => keyOf(rulesVersion, effects.config.people);

export const keyOf = (...parts: readonly unknown[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);

/** Person and project of a session whose log names no folder. */
const unknown = "unknown";

/** `chunks` are all that count of the session; they must be in the ledger already. None: the session is gone. */
export async function cutSession(
  effects: Effects,
  sessionId: string,
  chunks: readonly Chunk[],
): Promise<void> {
  const store = await effects.store();
  if (chunks.length === 0) return store.removeSession(sessionId);
  const { session, turns, problems } = cutTurns(assembleSession(sessionId, chunks), {
    personOf: (cwd) => (cwd === null ? unknown : personOf(cwd, effects.config.people)),
    projectOf: (cwd) => (cwd === null ? unknown : projectOf(cwd)),
    ignoreUuids: await replayedRows(store, sessionId),
  });
  if (problems.length > 0) await store.addProblems(problems);
  await store.saveSession({ session, turns });
}
