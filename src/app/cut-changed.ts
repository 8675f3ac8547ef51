/** Cuts sessions into turns where their logs went on or rules have changed. */
import type { Store } from "../store/store.ts";
import { cutSession } from "./cut-session.ts";
import type { Effects } from "./operation.ts";
import {
  areTurnsStale,
  pendingKey,
  pendingSessions,
  sessionsChanged,
  turnRulesOf,
  turnsKey,
} from "./result-keys.ts";

/** Cuts the turns of sessions with new facts, or of all where the rules have changed. */
export async function cutChangedSessions(effects: Effects): Promise<void> {
  const store = await effects.store();
  if (!(await areTurnsStale(effects, store))) return;
  const rules = turnRulesOf(effects);
  await store.transaction(async () => {
    // Asked again inside the lock: another process may have read more meanwhile, or have cut it.
    const rulesAreNew = (await store.meta(turnsKey)) !== rules;
    const sessions = rulesAreNew
      ? await store.sessionIds()
      : await withFamilies(store, await pendingSessions(store));
    if (sessions.length === 0 && !rulesAreNew) return;
    for (const [i, sessionId] of sessions.entries()) {
      await cutSession(effects, sessionId, await store.chunksOfSession(sessionId));
      effects.progress("Cutting turns", i + 1, sessions.length);
    }
    await store.setMeta(pendingKey, "[]");
    await store.setMeta(turnsKey, rules);
    await sessionsChanged(store);
  });
}

/** A changed session may change what its forks and resumes still own. */
async function withFamilies(store: Store, sessionIds: readonly string[]): Promise<readonly string[]> {
  const all = new Set(sessionIds);
  for (const id of sessionIds) for (const kin of await store.sessionsSharingPrompts(id)) all.add(kin);
  return [...all].sort();
}
