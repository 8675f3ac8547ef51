import { describe, expect, test } from "vitest";
import { levelsOf } from "../../../src/core/estimates/levels.ts";
import { agreementByType, agreementOf, pairsOf } from "../../../src/core/estimates/pairs.ts";
import { declared, modelled, task } from "../fixture-ledger.ts";

const estimated = (id: string, declaredMinutes: number, givenMs: number, origin = "late") => ({
  task: task(id),
  estimates: [{ ...declared(declaredMinutes), givenMs, inputs: { origin } }, modelled(100)],
});
const tasks = [estimated("a", 200, 1), estimated("b", 400, 2, "pre-registered")];
const pairs = pairsOf(levelsOf(tasks, ["diff-model"]), tasks);

describe("pairs of declared and expected minutes", () => {
  test("come in the order they were declared, with what the model said", () => {
    expect(pairs.map(({ taskId, origin, declaredMinutes }) => [taskId, origin, declaredMinutes])).toEqual([
      ["a", "late", 200],
      ["b", "pre-registered", 400],
    ]);
    for (const { modelMinutes } of pairs) expect(modelMinutes).toBeCloseTo(100, 9);
  });

  test("expect of the first what the model says, of the next what the first taught", () => {
    expect(pairs[0]!.expectedMinutes).toBeCloseTo(100, 9);
    expect(pairs[1]!.expectedMinutes).toBeGreaterThan(100);
    for (const { lowMinutes, highMinutes, declaredMinutes, inside } of pairs)
      expect(inside).toBe(declaredMinutes >= lowMinutes && declaredMinutes <= highMinutes);
  });

  test("agree by the median of their ratios", () => {
    const { pairs: count, medianRatioAsShipped } = agreementOf(pairs);
    expect(count).toBe(2);
    expect(medianRatioAsShipped).toBeCloseTo(3, 9);
    expect(agreementByType(pairs).map(({ type, pairs: of }) => [type, of])).toEqual([["feature", 2]]);
  });

  test("without any agree on nothing", () => {
    expect(agreementOf([])).toEqual({
      pairs: 0,
      medianRatio: null,
      medianRatioAsShipped: null,
      inside: null,
    });
  });
});
