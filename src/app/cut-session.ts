/** Cuts one session's log into turns. */
import { personOf, projectOf } from "../core/places.ts";
import { type CutResult, cutTurns } from "../core/turns/turns.ts";
import type { Chunk } from "../store/store.ts";
import type { Config } from "./config.ts";
import type { Effects } from "./operation.ts";
import { assembleSession, replayedRows } from "./session-logs.ts";

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
  const replayed = await replayedRows(store, sessionId);
  const { session, turns, problems } = cutChunks(sessionId, chunks, effects.config.people, replayed);
  await store.saveSession({ session, turns, problems });
}

/** `ignoreUuids`: rows that belong to an older session. */
export function cutChunks(
  sessionId: string,
  chunks: readonly Chunk[],
  people: Config["people"],
  ignoreUuids: ReadonlySet<string>,
): CutResult {
  return cutTurns(assembleSession(sessionId, chunks), {
    personOf: (cwd) => (cwd === null ? unknown : personOf(cwd, people)),
    projectOf: (cwd) => (cwd === null ? unknown : projectOf(cwd)),
    ignoreUuids,
  });
}
