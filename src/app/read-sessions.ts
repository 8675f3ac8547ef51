/** Sessions and their turns while something is made of them: each is read once, and only if somebody asks. */
import type { Session, Turn } from "../core/types.ts";
import type { Store } from "../store/store.ts";

export class ReadSessions {
  readonly #sessions = new Map<string, Session>();
  readonly #turns = new Map<string, Turn[]>();

  constructor(private readonly store: Store) {}

  /** By their beginning. */
  async sessions(ids: Iterable<string>): Promise<readonly Session[]> {
    const found = await this.#read(ids);
    const sessions = found.flatMap((id) => this.#sessions.get(id) ?? []);
    return sessions.sort((a, b) => a.firstMs - b.firstMs || (a.sessionId < b.sessionId ? -1 : 1));
  }

  /** All turns of the sessions, in time order. */
  async turns(ids: Iterable<string>): Promise<readonly Turn[]> {
    const found = await this.#read(ids);
    const turns = found.flatMap((id) => this.#turns.get(id) ?? []);
    return turns.sort((a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1));
  }

  async #read(ids: Iterable<string>): Promise<readonly string[]> {
    const wanted = [...new Set(ids)];
    const missing = wanted.filter((id) => !this.#turns.has(id));
    if (missing.length === 0) return wanted;
    for (const session of await this.store.sessions(missing)) this.#sessions.set(session.sessionId, session);
    for (const id of missing) this.#turns.set(id, []);
    for (const turn of await this.store.turns({ sessionIds: missing })) {
      this.#turns.get(turn.sessionId)!.push(turn);
    }
    return wanted;
  }
}
