/**
 * What must be true of the results at any moment, even between reading and analysis: a session that is not noted
 * for analysis has the turns that its facts give, or the usage if it is only counted so far. A session that a crash
 * dropped from the notes shows here at once, and not only if its log never grows again.
 */

import { isDeepStrictEqual } from "node:util";
import { cutChunks } from "../../src/app/cut-session.ts";
import { pendingSessions } from "../../src/app/result-keys.ts";
import { assembleSession, replayedRows } from "../../src/app/session-logs.ts";
import { usageByDay } from "../../src/core/records/session-usage.ts";
import { requestsOfLog } from "../../src/core/turns/model-requests.ts";
import { byTime } from "../../src/store/requests-once.ts";
import type { Store } from "../../src/store/store.ts";

/** What is wrong, or null. */
export async function staleSession(store: Store): Promise<string | null> {
  const noted = new Set<string>();
  for (const id of await pendingSessions(store)) {
    noted.add(id);
    for (const kin of await store.sessionsSharingPrompts(id)) noted.add(kin);
  }
  const ahead = new Set(await store.usagesAhead());
  const notShown = new Set(await store.sessionsToCount());
  const usages = await store.usageOfDays();
  for (const id of await store.sessionIds()) {
    if (noted.has(id)) continue;
    if (ahead.has(id)) {
      if (notShown.has(id)) continue;
      const requests = requestsOfLog(assembleSession(id, await store.chunksOfSession(id)));
      const days = usageByDay([...requests].sort(byTime), "UTC").map((day) => ({ sessionId: id, ...day }));
      const known = usages.filter(({ sessionId }) => sessionId === id);
      if (!isDeepStrictEqual(days, known)) return `session ${id} is counted otherwise than its facts tell`;
      continue;
    }
    const { turns } = cutChunks(id, await store.chunksOfSession(id), {}, await replayedRows(store, id));
    const stored = await store.turns({ sessionIds: [id] });
    const inOrder = [...turns].sort((a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1));
    const known = [...stored].sort((a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1));
    if (!isDeepStrictEqual(JSON.parse(JSON.stringify(inOrder)), JSON.parse(JSON.stringify(known)))) {
      return `session ${id} has ${known.length} turns, its facts give ${inOrder.length} or others, and nobody noted it`;
    }
  }
  return null;
}
