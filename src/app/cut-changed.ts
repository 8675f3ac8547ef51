/** Cuts sessions into turns where their logs went on, were only counted so far, or rules have changed. */
import type { Store } from "../store/store.ts";
import { cutSession } from "./cut-session.ts";
import { boundGarbageOfLedger } from "./garbage.ts";
import type { Effects } from "./operation.ts";
import {
  areTurnRulesOwn,
  areTurnsStale,
  type Needed,
  pendingKey,
  sessionsChanged,
  sessionsToCut,
  turnRulesOf,
  turnsKey,
} from "./result-keys.ts";

/** Cuts the turns of sessions that wait for it, or of all where the rules have changed. */
export async function cutChangedSessions(effects: Effects, needed: Needed = "tasks"): Promise<void> {
  const store = await effects.store();
  if (!(await areTurnsStale(effects, store, needed))) return;
  boundGarbageOfLedger(effects.ledgerFile);
  // At once: in a ledger whose sessions two processes cut by rules of their own, nobody could tell which is cut by whose.
  await store.transaction(async () => {
    // Asked again inside the lock: another process may have read more meanwhile, or have cut it.
    const rulesAreNew = !(await areTurnRulesOwn(effects, store));
    const sessions = rulesAreNew
      ? await store.sessionIds()
      : await withFamilies(store, await sessionsToCut(effects, store, needed));
    if (sessions.length === 0 && !rulesAreNew) return;
    for (const [i, sessionId] of sessions.entries()) {
      await cutSession(effects, sessionId, await store.chunksOfSession(sessionId));
      effects.progress("Cutting turns", i + 1, sessions.length);
    }
    await store.setMeta(pendingKey, "[]");
    await store.setMeta(turnsKey, turnRulesOf(effects));
    await sessionsChanged(store);
  });
}

/** A changed session may change what its forks and resumes still own. */
async function withFamilies(store: Store, sessionIds: readonly string[]): Promise<readonly string[]> {
  const all = new Set(sessionIds);
  for (const id of sessionIds) for (const kin of await store.sessionsSharingPrompts(id)) all.add(kin);
  return [...all].sort();
}
