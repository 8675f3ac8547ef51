/** Sessions that share billed messages: what one of them gains or loses another loses or gains. */

/** Billed messages, named by hashes of their ids, of each session. */
export type MessagesHeld = ReadonlyMap<string, Float64Array>;

/** More are kept in eight bytes each, which takes longer to search than a set and a tenth of its memory. */
const mostInSet = 100_000;

/** A set of numbers of any size. */
class Numbers {
  readonly #sorted: Float64Array;
  #set: ReadonlySet<number> | null = null;

  constructor(lists: readonly Float64Array[]) {
    this.#sorted = new Float64Array(lists.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const list of lists) {
      this.#sorted.set(list, at);
      at += list.length;
    }
    this.#sorted.sort();
  }

  has(number: number): boolean {
    if (this.#sorted.length <= mostInSet) {
      this.#set ??= new Set(this.#sorted);
      return this.#set.has(number);
    }
    let [from, to] = [0, this.#sorted.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.#sorted[middle]! < number) from = middle + 1;
      else to = middle;
    }
    return this.#sorted[from] === number;
  }

  /** Those of the list that are in it. Counted through by hand: a run looks at all messages once, in code that is still cold. */
  among(list: Float64Array): readonly number[] {
    const found: number[] = [];
    for (let i = 0; i < list.length; i++) if (this.has(list[i]!)) found.push(list[i]!);
    return found;
  }

  /** Those that stand in it several times. */
  repeated(): Set<number> {
    return new Set(this.#sorted.filter((number, i) => i > 0 && number === this.#sorted[i - 1]));
  }
}

/** The sessions, by id, that hold any of the messages. */
export function holdersOf(messages: readonly Float64Array[], held: MessagesHeld): readonly string[] {
  const wanted = new Numbers(messages);
  return [...held].filter(([, own]) => wanted.among(own).length > 0).map(([id]) => id);
}

/** Sessions that hold one message, for each that one of `ids` shares with any other. */
export function sharersOf(ids: ReadonlySet<string>, held: MessagesHeld): Iterable<readonly string[]> {
  const theirs = new Numbers([...ids].map((id) => held.get(id) ?? none));
  const shared = theirs.repeated();
  for (const [id, messages] of held) {
    if (!ids.has(id)) for (const message of theirs.among(messages)) shared.add(message);
  }
  const holders = new Map<number, string[]>();
  if (shared.size === 0) return holders.values();
  for (const [id, messages] of held) {
    for (const message of messages) {
      if (!shared.has(message)) continue;
      const known = holders.get(message);
      if (known === undefined) holders.set(message, [id]);
      else known.push(id);
    }
  }
  return holders.values();
}

const none = new Float64Array(0);
