/**
 * The ledger's desk: takes questions, gives each to the side it belongs to, and keeps answers until the ledger
 * changes. The ledger's revision is a number that rises with every change, whoever made it.
 */
import type { ProblemAnswer } from "../answers/problem.ts";
import type { Day } from "../core/types.ts";
import type { Store } from "../store/store.ts";
import { LedgerChecks } from "./ledger-checks.ts";
import type { Route } from "./routes.ts";
import type { Question, Reply, Side } from "./side.ts";

export interface Sides {
  readonly writing: Side;
  readonly reading: Side;
  /** One more that reads, for what takes seconds. */
  openSlow(): Promise<Side>;
}

interface Kept {
  readonly reply: Promise<Reply>;
  /** 0 until it is there. */
  bytes: number;
}

/** Answers of this size together are kept: every view of some pages, and little beside the program itself. */
const keptBytes = 16_000_000;

export class Desk {
  readonly #ledger: Pick<Store, "changes" | "revision" | "close">;
  readonly #sides: Sides;
  readonly #today: () => Day;
  readonly #kept = new Map<string, Kept>();
  #keptBytes = 0;
  readonly #checks: LedgerChecks;
  #slow: Promise<Side> | null = null;
  #changes = 0;
  #ledgerRevision = 0;
  #state = "";
  #revision = 0;
  #refreshing: Promise<ProblemAnswer | null> | null = null;
  #refreshAgain = false;

  /** `ledger` is a connection of the desk's own, asked only whether something changed. */
  constructor(ledger: Pick<Store, "changes" | "revision" | "close">, sides: Sides, today: () => Day) {
    this.#ledger = ledger;
    this.#sides = sides;
    this.#checks = new LedgerChecks(sides.openSlow);
    this.#today = today;
  }

  /** The revision as it is now; kept answers of older ones are dropped. "Today" is another one tomorrow. */
  async revision(): Promise<number> {
    const changes = await this.#ledger.changes();
    // Whoever drew a record keeps it in the ledger, which is a change and no news.
    if (changes !== this.#changes) this.#ledgerRevision = await this.#ledger.revision();
    this.#changes = changes;
    const state = `${this.#ledgerRevision} ${this.#today()} ${this.#checks.news}`;
    if (state !== this.#state) {
      this.#state = state;
      this.#revision += 1;
      this.#kept.clear();
      this.#keptBytes = 0;
    }
    return this.#revision;
  }

  /** True while logs are read. */
  get atWork(): boolean {
    return this.#refreshing !== null;
  }

  async answer(route: Route, question: Question): Promise<Reply> {
    if (route.kind === "check" || question.format !== null) {
      // What leaves as a file, and what such a file is held to, may not be told otherwise a moment later.
      const problem = await this.#sides.writing.settle();
      if (problem !== null) return { kind: "problem", problem };
      await this.revision();
    }
    if (route.kind !== "read") return this.#sides.writing.answer(question);
    const asked = route.tellsOfCheck
      ? { ...question, lastCheck: this.#checks.last(this.#changes) }
      : question;
    const side = route.slow ? await this.#openSlow() : this.#sides.reading;
    return this.#once(JSON.stringify(asked), () => side.answer(asked));
  }

  /**
   * Brings the ledger up to the logs. Called while that goes on, it is done once more afterwards: what grew
   * meanwhile may have been missed.
   */
  refresh(): Promise<ProblemAnswer | null> {
    if (this.#refreshing !== null) {
      this.#refreshAgain = true;
      return this.#refreshing;
    }
    this.#refreshing = this.#refreshAll().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  /** The side that writes goes last: it empties the ledger's write-ahead log, which nobody may be reading then. */
  async close(): Promise<void> {
    const slow = this.#slow?.then((side) => side.close());
    await Promise.all([this.#sides.reading.close(), slow, this.#checks.end()]);
    await this.#ledger.close();
    await this.#sides.writing.close();
  }

  async #refreshAll(): Promise<ProblemAnswer | null> {
    for (;;) {
      this.#refreshAgain = false;
      const problem = await this.#sides.writing.refresh();
      if (problem !== null || !this.#refreshAgain) return problem;
    }
  }

  #openSlow(): Promise<Side> {
    this.#slow ??= this.#sides.openSlow().catch((error: unknown) => {
      this.#slow = null;
      throw error;
    });
    return this.#slow;
  }

  /** Several who ask the same share one answer; the oldest are given up where they take too much room. */
  #once(key: string, ask: () => Promise<Reply>): Promise<Reply> {
    const before = this.#kept.get(key);
    if (before !== undefined) return before.reply;
    const kept: Kept = { reply: ask(), bytes: 0 };
    this.#kept.set(key, kept);
    kept.reply.then(
      (reply) => this.#settled(key, kept, reply),
      () => this.#kept.delete(key),
    );
    return kept.reply;
  }

  #settled(key: string, kept: Kept, reply: Reply): void {
    // The ledger has changed meanwhile: what was given up needs no room.
    if (this.#kept.get(key) !== kept) return;
    kept.bytes = reply.kind === "answer" ? reply.bytes.byteLength : keptBytes + 1;
    this.#keptBytes += kept.bytes;
    const oldestFirst = kept.bytes > keptBytes ? [[key, kept] as const] : [...this.#kept];
    for (const [other, { bytes }] of oldestFirst) {
      if (this.#keptBytes <= keptBytes) return;
      this.#kept.delete(other);
      this.#keptBytes -= bytes;
    }
  }
}
