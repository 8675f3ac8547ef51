import { describe, expect, test } from "vitest";
import { type Placed, parseLabels, score } from "../../eval/tasks.ts";

/** `"aab"` against `"xxy"`: the label and the cut of each prompt. */
const placed = (labels: string, cut: string): readonly Placed[] =>
  [...labels].map((label, i) => ({ label, cut: cut[i]! }));

describe("the score of a cut", () => {
  test("is 1 where the cut is the labels' under other names", () => {
    expect(score(placed("aabbc", "xxyyz"))).toEqual({
      pairwiseF1: 1,
      pairwisePrecision: 1,
      pairwiseRecall: 1,
      bCubedF1: 1,
    });
  });

  test("counts pairs wrongly joined against precision", () => {
    // Labels: 2 pairs (aa, bb). One task of four: 6 pairs, 2 of them right.
    const { pairwisePrecision, pairwiseRecall, pairwiseF1, bCubedF1 } = score(placed("aabb", "xxxx"));
    expect(pairwisePrecision).toBeCloseTo(2 / 6);
    expect(pairwiseRecall).toBe(1);
    expect(pairwiseF1).toBeCloseTo(0.5);
    // Each prompt: 2 of 4 belong (precision 1/2), all of its own are there (recall 1).
    expect(bCubedF1).toBeCloseTo(2 / 3);
  });

  test("counts pairs wrongly split against recall", () => {
    const { pairwisePrecision, pairwiseRecall } = score(placed("aaa", "xxy"));
    expect(pairwisePrecision).toBe(1);
    expect(pairwiseRecall).toBeCloseTo(1 / 3);
  });

  test("of nothing, or of prompts alone, is right", () => {
    expect(score([]).pairwiseF1).toBe(1);
    expect(score(placed("abc", "xyz")).pairwiseF1).toBe(1);
    expect(score(placed("ab", "xx")).pairwiseF1).toBe(0);
  });
});

describe("labels", () => {
  test("are read a line at a time; empty lines are skipped, tasks may be numbers", () => {
    const text = '{"session":"s","uuid":"u","task":"t"}\n\n{"session":"s","uuid":"v","task":2}\n';
    expect(parseLabels(text, "labels.jsonl")).toEqual([
      { session: "s", uuid: "u", task: "t" },
      { session: "s", uuid: "v", task: "2" },
    ]);
  });

  test("a line that is none is named", () => {
    expect(() => parseLabels('{"session":"s","uuid":"u","task":"t"}\nnonsense', "labels.jsonl")).toThrow(
      "labels.jsonl:2",
    );
    expect(() => parseLabels('{"session":"s"}', "labels.jsonl")).toThrow("labels.jsonl:1: a label needs");
    expect(() => parseLabels("null", "labels.jsonl")).toThrow("labels.jsonl:1");
  });
});
