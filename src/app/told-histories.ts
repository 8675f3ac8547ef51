/** What became of commits, told anew only where the repository, its links or the cut of tasks have changed. */

import {
  type CommitsOfTasks,
  commitsByHistory,
  outcomesIn,
  type ToldHistory,
} from "../core/changes/task-works.ts";
import type { LinkedHistory } from "../core/links/commit-book.ts";
import type { Store } from "../store/store.ts";
import { keyOf } from "./key-of.ts";

/** Rises whenever a rule of `core/changes/outcome.ts` changes an outcome. */
const outcomeRulesVersion = 1;

export async function toldHistories(
  store: Store,
  histories: readonly LinkedHistory[],
  commits: CommitsOfTasks,
): Promise<readonly ToldHistory[]> {
  const byHistory = commitsByHistory(histories, commits);
  const told: ToldHistory[] = [];
  for (const history of histories) {
    const own = byHistory.get(history.id);
    if (own === undefined) continue;
    const shares = [...own].map(([taskId, all]) => [taskId, all.map(({ sha, share }) => [sha, share])]);
    const key = keyOf(outcomeRulesVersion, history.state, shares);
    const known = await store.outcomes(history.id, key);
    const outcomes = known ?? outcomesIn(history, own);
    if (known === null) await store.saveOutcomes(history.id, key, outcomes);
    told.push({ history, commits: own, outcomes });
  }
  return told;
}
