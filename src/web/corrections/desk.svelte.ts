/**
 * Corrections on their way to the server and back. What a person does shows at once; the questions are asked one after
 * the other; what the server refuses is taken back on screen and said. Undo is the ledger's own: a further opinion.
 */
import type { Changes, Input } from "../answers.ts";
import { ApiProblem } from "../api.ts";
import { type Action, type Item, restored } from "./actions.ts";

/** What was done, newest last. */
export interface Deed {
  readonly number: number;
  readonly words: string;
  readonly state: "saving" | "done" | "refused" | "undoing" | "undone";
  /** The opinions it became, in order. */
  readonly seqs: readonly number[];
  readonly tasks: readonly string[];
}

/** A change of the list that the server's answer does not show yet. */
interface Overlay {
  readonly deed: number;
  /** The ledger's revision that holds it; null: not there yet. */
  readonly since: number | null;
  apply(items: readonly Item[]): readonly Item[];
}

interface Refusal {
  readonly title: string;
  readonly hint: string;
}

type Change = (
  name: keyof Changes,
  input: Input,
) => Promise<{ readonly answer: Changes[keyof Changes]; readonly revision: number }>;

export class Desk {
  deeds: readonly Deed[] = $state.raw([]);
  refusal: Refusal | null = $state.raw(null);
  #overlays: readonly Overlay[] = $state.raw([]);
  /** How the list was before each deed, for undo. */
  readonly #before = new Map<number, readonly Item[]>();
  #queue: Promise<void> = Promise.resolve();
  #count = 0;
  readonly #change: Change;
  readonly #say: (words: string) => void;

  constructor(change: Change, say: (words: string) => void) {
    this.#change = change;
    this.#say = say;
  }

  /** The server's list with everything on it that is still on its way. */
  shown(items: readonly Item[], revision: number): readonly Item[] {
    return this.#overlays
      .filter(({ since }) => since === null || since > revision)
      .reduce((list, overlay) => overlay.apply(list), items);
  }

  /** @param items the list as it is shown now. */
  do(action: Action, items: readonly Item[]): Promise<void> {
    const number = ++this.#count;
    this.refusal = null;
    this.#before.set(number, items);
    this.#overlays = [...this.#overlays, { deed: number, since: null, apply: action.apply }];
    this.deeds = [
      ...this.deeds,
      { number, words: action.words, state: "saving", seqs: [], tasks: action.tasks },
    ];
    this.#say(capital(action.words));
    return this.#enqueue(async () => {
      const seqs: number[] = [];
      let revision = 0;
      try {
        for (const { name, input } of action.requests) {
          const changed = await this.#change(name, input);
          if ("seq" in changed.answer) seqs.push(changed.answer.seq);
          revision = changed.revision;
        }
        this.#settle(number, revision);
        this.#note(number, { state: "done", seqs });
      } catch (error) {
        this.#takeBack(number, error, `Not saved: ${action.words}`);
        // Of several, those before the refused one are saved, and can be undone.
        this.#note(number, { state: seqs.length === 0 ? "refused" : "done", seqs });
      }
    });
  }

  /** Takes back a deed, the newest if none is named. Gives the deed, or null where there is none to undo. */
  undo(which?: Deed): Deed | null {
    const deed = which ?? this.deeds.findLast(({ state }) => state === "done" || state === "saving");
    if (deed === undefined) {
      this.#say("There is nothing to undo");
      return null;
    }
    const undoing = ++this.#count;
    const before = this.#before.get(deed.number) ?? [];
    this.#overlays = [
      ...this.#overlays,
      { deed: undoing, since: null, apply: (items) => restored(items, before, deed.tasks) },
    ];
    this.#note(deed.number, { state: "undoing" });
    this.#say(`Undone: ${deed.words}`);
    void this.#enqueue(async () => {
      const { seqs } = this.deeds.find(({ number }) => number === deed.number) ?? deed;
      let revision = 0;
      try {
        for (const seq of seqs.toReversed()) {
          revision = (await this.#change("task undo", { number: seq })).revision;
        }
        this.#settle(undoing, revision);
        this.#note(deed.number, { state: "undone" });
      } catch (error) {
        this.#takeBack(undoing, error, `Not undone: ${deed.words}`);
        this.#note(deed.number, { state: "done" });
      }
    });
    return deed;
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(work);
    return this.#queue;
  }

  #settle(deed: number, since: number): void {
    this.#overlays = this.#overlays.map((one) => (one.deed === deed ? { ...one, since } : one));
  }

  #note(number: number, news: Partial<Deed>): void {
    this.deeds = this.deeds.map((deed) => (deed.number === number ? { ...deed, ...news } : deed));
  }

  #takeBack(number: number, error: unknown, title: string): void {
    this.#overlays = this.#overlays.filter(({ deed }) => deed !== number);
    if (!(error instanceof ApiProblem)) throw error;
    this.refusal = { title, hint: [error.title, error.hint].filter(Boolean).join(". ") };
    this.#say(title);
  }
}

const capital = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);
