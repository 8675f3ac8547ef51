/** Whether the histories of repositories can have anything new, told without git and without reading any. */
import { gitFilesKey } from "../sources/git/files-key.ts";
import type { Store, StoredRepository } from "../store/store.ts";
import type { Effects } from "./operation.ts";
import { sessionsKey } from "./result-keys.ts";

/**
 * Where the ledger notes which sessions it has looked for repositories of, and what to ask these for; empty: all are
 * to be looked at again.
 */
export const wishesKey = "history-wishes";

export async function mayHistoriesBeNew(effects: Effects, store: Store): Promise<boolean> {
  const noted = (await store.meta(wishesKey)) ?? "";
  if (!effects.config.git) return noted !== "";
  if (noted === "" || (await haveSessionsChanged(store))) return true;
  return changedRepositories(await store.repositories()).length > 0;
}

/** Where the ledger notes which sessions were looked at last (`sessionsKey`). */
export const lookedKey = "histories-looked";

/** Since repositories were looked for last. A ledger that no session has changed in yet notes neither. */
export const haveSessionsChanged = async (store: Store): Promise<boolean> =>
  ((await store.meta(sessionsKey)) ?? "") !== ((await store.meta(lookedKey)) ?? "");

/** Those whose own files are not as they were. */
export const changedRepositories = (repositories: readonly StoredRepository[]): readonly StoredRepository[] =>
  repositories.filter(({ id, filesKey }) => filesKey !== gitFilesKey(id));
