/**
 * A growing index of short texts by their words, scored with BM25 (Robertson and Zaragoza 2009, The
 * Probabilistic Relevance Framework: BM25 and Beyond; k1 = 1.2, b = .7, the idf that never goes below 0). Words
 * count once a text: in a title, repeating a word means nothing.
 *
 * Own code because every task of a ledger asks once while the index grows: `docs/ESTIMATES.md` has the time a
 * search library takes for that.
 */

const k1 = 1.2;
const b = 0.7;

/** A word in more than this share of the texts (and in 20 at least) says too little for the time it takes. */
const commonShare = 0.2;
const fewTexts = 20;

/** A text, or its distinct words as `wordsOf` finds them. */
export type Text = string | readonly string[];

/** A text of the index, by its number in order of adding, and how much of the question it answers. */
export interface WordMatch {
  readonly index: number;
  /** Its score over the best a text of the question's own words could have: above 0, rarely above 1. */
  readonly similarity: number;
}

export class WordIndex {
  readonly #textsWith = new Map<string, number[]>();
  readonly #lengths: number[] = [];
  #totalLength = 0;
  /** Scratch: score of each text for the question at hand; all 0 between questions. */
  #scores = new Float64Array(64);

  /** With `asked`, no question has other words: all others are only counted. */
  constructor(private readonly asked?: ReadonlySet<string>) {}

  get size(): number {
    return this.#lengths.length;
  }

  add(text: Text): void {
    const words = wordsOf(text);
    const index = this.#lengths.push(words.length) - 1;
    this.#totalLength += words.length;
    for (const word of words) {
      if (this.asked?.has(word) === false) continue;
      const texts = this.#textsWith.get(word);
      if (texts) texts.push(index);
      else this.#textsWith.set(word, [index]);
    }
    if (index < this.#scores.length) return;
    this.#scores = new Float64Array(this.#scores.length * 2);
  }

  /** Every text at least so similar to the question, in no particular order. */
  matches(question: Text, leastSimilarity = 0): readonly WordMatch[] {
    const found: number[] = [];
    // 1 + k1 (1 - b + b length / mean length), the length a factor of its own.
    const shortest = 1 + k1 * (1 - b);
    const perWord = (k1 * b * this.size) / this.#totalLength;
    let best = 0;
    for (const word of wordsOf(question)) {
      const texts = this.#textsWith.get(word) ?? [];
      if (texts.length > Math.max(fewTexts, commonShare * this.size)) continue;
      const rarity = Math.log1p((this.size - texts.length + 0.5) / (texts.length + 0.5));
      best += rarity;
      const weight = rarity * (k1 + 1);
      for (const index of texts) {
        const score = this.#scores[index]!;
        if (score === 0) found.push(index);
        this.#scores[index] = score + weight / (shortest + perWord * this.#lengths[index]!);
      }
    }
    const matches: WordMatch[] = [];
    for (const index of found) {
      const similarity = this.#scores[index]! / best;
      this.#scores[index] = 0;
      if (similarity >= leastSimilarity) matches.push({ index, similarity });
    }
    return matches;
  }
}

/** Distinct words of two and more letters or digits, in lower case. */
export function wordsOf(text: Text): readonly string[] {
  if (typeof text !== "string") return text;
  return [...new Set(text.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu))];
}
