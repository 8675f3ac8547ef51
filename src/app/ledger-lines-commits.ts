/** Takes the histories of repositories out of an exported ledger's lines. */

import type { HistoryCommit } from "../core/changes/repository-history.ts";
import type { Store, StoredRepository } from "../store/store.ts";
import type { ExportedCommit } from "./ledger-lines-schema.ts";
import { tasksKey } from "./result-keys.ts";

/** What of a repository is in the ledger, and what is to be added. */
interface Taken {
  readonly known: Set<string>;
  readonly added: HistoryCommit[];
}

export class CommitsImport {
  readonly #store: Store;
  readonly #repositories = new Map<string, Taken>();
  #changed = false;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Whether it is new, or known better than before. What was read on this machine stays as it was read. */
  async takeRepository(repository: StoredRepository): Promise<boolean> {
    const { id } = repository;
    const before = (await this.#store.repositories()).find((one) => one.id === id);
    const known = new Set((await this.#store.commits(id)).map(({ sha }) => sha));
    this.#repositories.set(id, { known, added: this.#repositories.get(id)?.added ?? [] });
    const isKnown = before !== undefined && (before.filesKey !== "" || sameState(before, repository));
    if (isKnown) return false;
    await this.#store.saveRepository({ ...repository, filesKey: "" });
    this.#changed = true;
    return true;
  }

  /** Whether it is new; null where no line named its repository. */
  async takeCommit({ repositoryId, ...commit }: ExportedCommit): Promise<boolean | null> {
    const taken = this.#repositories.get(repositoryId);
    if (taken === undefined) return null;
    if (taken.known.has(commit.sha)) return false;
    taken.known.add(commit.sha);
    taken.added.push({ ...commit, reachable: false });
    return true;
  }

  async finish(): Promise<void> {
    for (const [id, { added }] of this.#repositories) {
      if (added.length === 0) continue;
      await this.#store.addCommits(id, added);
      this.#changed = true;
    }
    // The tasks know nothing yet of these commits.
    if (this.#changed) await this.#store.setMeta(tasksKey, "");
  }
}

function sameState(a: StoredRepository, b: StoredRepository): boolean {
  return JSON.stringify({ ...a, filesKey: "" }) === JSON.stringify({ ...b, filesKey: "" });
}
