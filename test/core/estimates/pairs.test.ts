import { describe, expect, test } from "vitest";
import { levelsOf } from "../../../src/core/estimates/levels.ts";
import { agreementOf, biasByType, pairsOf } from "../../../src/core/estimates/pairs.ts";
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
  });

  test("show the bias of a work type, with an interval from three on", () => {
    const [two] = biasByType(pairs);
    expect(two).toMatchObject({ type: "feature", pairs: 2, low: null, high: null });
    const alike = [1, 2, 4].map((times) => ({
      ...pairs[0]!,
      declaredMinutes: 100 * times,
      expectedMinutes: 100,
    }));
    const [three] = biasByType(alike);
    expect(three!.ratio).toBeCloseTo(2, 9);
    // Student's t at 2 degrees of freedom is 4.303.
    const reach = (4.303 * Math.LN2) / Math.sqrt(3);
    expect(Math.log(three!.high! / 2)).toBeGreaterThan(reach * 0.96);
    expect(Math.log(three!.high! / 2)).toBeLessThan(reach * 1.04);
    expect(three!.low! * three!.high!).toBeCloseTo(4, 9);
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
