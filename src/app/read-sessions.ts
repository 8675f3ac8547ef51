/** Sessions and their turns while something is made of them: what is asked for again soon is read once. */
import type { Session, Turn } from "../core/types.ts";
import type { Store } from "../store/store.ts";

/** As many turns are kept for those who ask again; a turn takes some 10 kB. */
const mostTurnsKept = 4_000;

interface Read {
  readonly session: Session | null;
  readonly turns: Turn[];
}

export class ReadSessions {
  /** The last ones asked for come last. */
  readonly #kept = new Map<string, Read>();
  #turnsKept = 0;

  constructor(private readonly store: Store) {}

  /** By their beginning. */
  async sessions(ids: Iterable<string>): Promise<readonly Session[]> {
    const sessions = (await this.#read(ids)).flatMap(({ session }) => session ?? []);
    return sessions.sort((a, b) => a.firstMs - b.firstMs || (a.sessionId < b.sessionId ? -1 : 1));
  }

  /** All turns of the sessions, in time order. */
  async turns(ids: Iterable<string>): Promise<readonly Turn[]> {
    const turns = (await this.#read(ids)).flatMap((one) => one.turns);
    return turns.sort((a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1));
  }

  async #read(ids: Iterable<string>): Promise<readonly Read[]> {
    const wanted = new Set(ids);
    const found = new Map<string, Read>();
    for (const id of wanted) {
      const known = this.#kept.get(id);
      if (known !== undefined) found.set(id, known);
    }
    const missing = [...wanted].filter((id) => !found.has(id));
    if (missing.length > 0) {
      const sessions = new Map((await this.store.sessions(missing)).map((one) => [one.sessionId, one]));
      for (const id of missing) found.set(id, { session: sessions.get(id) ?? null, turns: [] });
      for (const turn of await this.store.turns({ sessionIds: missing })) {
        found.get(turn.sessionId)!.turns.push(turn);
      }
    }
    this.#keep(found);
    return [...wanted].map((id) => found.get(id)!);
  }

  #keep(found: ReadonlyMap<string, Read>): void {
    for (const [id, read] of found) {
      if (!this.#kept.delete(id)) this.#turnsKept += read.turns.length;
      this.#kept.set(id, read);
    }
    for (const [id, { turns }] of this.#kept) {
      if (this.#turnsKept <= mostTurnsKept) return;
      this.#kept.delete(id);
      this.#turnsKept -= turns.length;
    }
  }
}
