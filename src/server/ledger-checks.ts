/**
 * Looks at the whole ledger for damage in a thread of its own: when somebody wants to know, and the ledger is not the
 * one that was looked at last. Meanwhile the last look is what there is to tell.
 */
import type { LedgerCheck } from "../app/operation.ts";
import type { Side } from "./side.ts";

/** A ledger that grows all day is looked at no more often. */
const leastPauseMs = 10 * 60_000;

export class LedgerChecks {
  /** Rises when there is news: the first look, or another damage. */
  news = 0;
  #last: LedgerCheck | null = null;
  #lastState: number | null = null;
  #nextMs = 0;
  #side: Side | null = null;
  #looking: Promise<void> | null = null;
  readonly #open: () => Promise<Side>;

  /** Opens a side that reads and is closed after each look. */
  constructor(open: () => Promise<Side>) {
    this.#open = open;
  }

  /** What the last look found, null before the first. `state`: of the ledger, see `Store.changes`. */
  last(state: number): LedgerCheck | null {
    if (state !== this.#lastState && performance.now() >= this.#nextMs) this.#looking ??= this.#look(state);
    return this.#last;
  }

  /** Cuts off whatever look is under way. */
  async end(): Promise<void> {
    this.#nextMs = Infinity;
    await this.#side?.close();
    await this.#looking;
  }

  async #look(state: number): Promise<void> {
    try {
      this.#side = await this.#open();
      const isEnding = this.#nextMs === Infinity;
      const found = isEnding ? null : await this.#side.check();
      await this.#side.close();
      if (found === null) return;
      if (found.damage.join("\n") !== this.#last?.damage.join("\n")) this.news += 1;
      this.#last = found;
      this.#lastState = state;
    } catch {
      // No thread could be opened: whoever asks next tries again.
      return;
    } finally {
      this.#side = null;
      this.#nextMs = Math.max(this.#nextMs, performance.now() + leastPauseMs);
      this.#looking = null;
    }
  }
}
