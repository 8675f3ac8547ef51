/** Cuts sessions into turns where their logs went on, were only counted so far, or rules have changed. */
import type { Store } from "../store/store.ts";
import { cutSession } from "./cut-session.ts";
import { boundGarbageOfLedger } from "./garbage.ts";
import type { Effects } from "./operation.ts";
import {
  areTurnsStale,
  type Needed,
  pendingKey,
  pendingSessions,
  sessionsChanged,
  sessionsWait,
  turnRulesOf,
  turnsKey,
} from "./result-keys.ts";

/** Sessions cut in one transaction: a history may hold thousands, and what is done stays done. */
const sessionsAtOnce = 100;

/** Cuts the turns of sessions that wait for it, or of all where the rules have changed. */
export async function cutChangedSessions(effects: Effects, needed: Needed = "tasks"): Promise<void> {
  const store = await effects.store();
  if (!(await areTurnsStale(effects, store, needed))) return;
  boundGarbageOfLedger(effects.ledgerFile);
  let done = 0;
  for (let left = 1; left > 0; ) {
    left = await store.transaction(async () => {
      // Asked again inside the lock: another process may have read more meanwhile, or have cut it.
      if (done === 0) await noteAllToCut(effects, store, needed);
      const pending = await pendingSessions(store);
      if (pending.length === 0) return 0;
      const all = done + pending.length;
      for (const sessionId of pending.slice(0, sessionsAtOnce)) {
        await cutSession(effects, sessionId, await store.chunksOfSession(sessionId));
        done += 1;
        effects.progress("Cutting turns", done, all);
      }
      const rest = pending.slice(sessionsAtOnce);
      await store.setMeta(pendingKey, JSON.stringify(rest));
      await sessionsChanged(store);
      return rest.length;
    });
  }
}

async function noteAllToCut(effects: Effects, store: Store, needed: Needed): Promise<void> {
  const rules = turnRulesOf(effects);
  if ((await store.meta(turnsKey)) !== rules) {
    await store.setMeta(turnsKey, rules);
    return sessionsWait(store, await store.sessionIds());
  }
  const changed = await pendingSessions(store);
  const counted = needed === "usage" ? [] : await store.usagesAhead();
  const kin = await Promise.all(changed.map((sessionId) => store.sessionsSharingPrompts(sessionId)));
  // A changed session may change what its forks and resumes still own.
  await sessionsWait(store, [...counted, ...kin.flat()]);
}
