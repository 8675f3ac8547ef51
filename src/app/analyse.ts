/**
 * Makes results from facts and opinions: sessions and turns for the sessions whose facts changed, then the parts of the
 * components they are in (`component-parts.ts`), then from all parts and what people said tasks, task days, estimates
 * and supervisory time (`task-results.ts`). Nothing here is ever the only copy: dropping all results and analysing again
 * gives the same ones.
 */

import { opinionsInForce } from "../core/tasks/corrections.ts";
import type { Store } from "../store/store.ts";
import { countUsage } from "./billing.ts";
import { analyseComponents, changesTheCut, nothingNew } from "./components.ts";
import { cutChangedSessions } from "./cut-changed.ts";
import { leaveUnsettled, settleEstimates } from "./estimates.ts";
import { boundGarbageOfLedger } from "./garbage.ts";
import { keyOf } from "./key-of.ts";
import type { Effects } from "./operation.ts";
import { areTasksStale, isUsageStale, partsRules, tasksKey, tasksRules, turnRulesOf } from "./result-keys.ts";
import { storeTaskResults } from "./task-results.ts";

/** Names what the parts of all components are made from beside facts: people say much that changes none of them. */
const partsKey = "parts-key";

/**
 * Brings the results up to the facts and opinions; does nothing where they are. With `settleLater`, the estimates of tasks
 * that hang on the changed ones stay as they are, which it is told of.
 */
export async function analyse(effects: Effects, settleLater?: () => void): Promise<void> {
  const store = await effects.store();
  await cutChangedSessions(effects);
  if (!(await areTasksStale(effects, store))) return;
  boundGarbageOfLedger(effects.ledgerFile);
  await store.transaction(async () => {
    // Asked inside the lock: what another process has read meanwhile is in no task's sums yet.
    if (await isUsageStale(effects, store)) await countUsage(effects, store);
    // Asked again inside the lock: facts may have come meanwhile, which leave it empty.
    const factsAreKnown = ((await store.meta(tasksKey)) ?? "") !== "";
    const parts = keyOf(turnRulesOf(effects), partsRules(effects), await opinionsOnTheCut(store));
    const isCut = factsAreKnown && (await store.meta(partsKey)) === parts;
    const analysed = isCut ? nothingNew : await analyseComponents(effects, store);
    const unsettled = await storeTaskResults(effects, store, analysed);
    await store.setMeta(partsKey, parts);
    if (settleLater !== undefined) {
      // By nobody's rules are the tasks up to date now.
      if (factsAreKnown) await store.setMeta(tasksKey, "unsettled");
      return leaveUnsettled(store, unsettled);
    }
    await settleEstimates(store, unsettled);
    await store.setMeta(tasksKey, await tasksRules(effects, store));
  });
  // Not inside: whatever it begins would belong to the transaction.
  settleLater?.();
}

async function opinionsOnTheCut(store: Store): Promise<readonly number[]> {
  const inForce = opinionsInForce(await store.opinions());
  return inForce.filter(changesTheCut).map(({ seq }) => seq);
}
