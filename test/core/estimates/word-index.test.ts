import fc from "fast-check";
import { expect, test } from "vitest";
import { WordIndex } from "../../../src/core/estimates/word-index.ts";

function indexOf(...texts: readonly string[]): WordIndex {
  const index = new WordIndex();
  for (const text of texts) index.add(text);
  return index;
}

const bestFirst = (index: WordIndex, question: string) =>
  [...index.matches(question)].sort((a, b) => b.similarity - a.similarity).map((match) => match.index);

test("rare words count for more than common ones", () => {
  const index = indexOf("fix the login", "fix the parser", "fix the totals", "speed up the parser");
  expect(bestFirst(index, "parser: fix crash")[0]).toBe(1);
  expect(bestFirst(index, "speed up login")[0]).toBe(3);
});

test("letter case, punctuation and repeated words change nothing", () => {
  const index = indexOf("Fix the CSV-import (Umlaute: Größe)", "other");
  expect(index.matches("fix the csv import umlaute größe")).toEqual(
    index.matches("FIX fix, the CSV/import; Umlaute GRÖSSE größe".replace("GRÖSSE ", "")),
  );
});

test("no shared word, no words at all, nothing added: no match", () => {
  expect(indexOf("one two").matches("three")).toEqual([]);
  expect(indexOf("one two").matches("...")).toEqual([]);
  expect(indexOf("", "").matches("one")).toEqual([]);
  expect(new WordIndex().matches("one")).toEqual([]);
});

test("answers depend on the texts alone, not on questions before; a text is most like itself", () => {
  const texts = fc.array(fc.array(fc.constantFrom("ab", "cd", "ef", "gh", "ij"), { minLength: 1 }), {
    minLength: 1,
    maxLength: 200,
  });
  fc.assert(
    fc.property(texts, fc.nat(), (lists, pick) => {
      const all = lists.map((words) => words.join(" "));
      const question = all[pick % all.length]!;
      const index = indexOf(...all);
      const first = index.matches(question);
      expect(index.matches(question)).toEqual(first);
      const own = first.find((match) => match.index === pick % all.length)!;
      // A shorter text that shares nearly all words may be more alike; no text as long is.
      const length = new Set(lists[pick % all.length]).size;
      for (const { index: other, similarity } of first) {
        if (new Set(lists[other]).size >= length)
          expect(similarity).toBeLessThanOrEqual(own.similarity + 1e-12);
      }
      for (const { similarity } of first) expect(similarity).toBeGreaterThan(0);
    }),
    { numRuns: 50 },
  );
});
