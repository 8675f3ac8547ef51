/** First and blind estimates held to each other. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { agreement, blindPairs } from "../../../src/core/estimates/agreement.ts";
import type { Estimate, Opinion } from "../../../src/core/types.ts";
import { declared, modelled, task } from "../fixture-ledger.ts";

const minutes = fc.double({ min: 1, max: 1e5, noNaN: true });

describe("agreement", () => {
  test("of the same work estimated twice", () => {
    const { n, r, within2x, bias } = agreement([60, 120, 240, 480], [60, 60, 480, 1440]);
    expect(n).toBe(4);
    expect(within2x).toBe(0.75);
    // (1 · 1/2 · 2 · 3) ^ (1/4)
    expect(bias).toBeCloseTo(3 ** 0.25, 12);
    // The logarithms to the base 2 of the hours; r knows no unit and no base.
    const [a, b] = [
      [0, 1, 2, 3],
      [0, 0, 3, Math.log2(24)],
    ] as const;
    const mean = (all: readonly number[]) => all.reduce((x, y) => x + y, 0) / all.length;
    const deviations = (all: readonly number[]) => all.map((x) => x - mean(all));
    const dot = (x: readonly number[], y: readonly number[]) => x.reduce((s, v, i) => s + v * y[i]!, 0);
    const [da, db] = [deviations(a), deviations(b)];
    expect(r).toBeCloseTo(dot(da, db) / Math.sqrt(dot(da, da) * dot(db, db)), 12);
  });

  test("is not known of nothing, and no correlation of what never varies", () => {
    expect(agreement([], [])).toEqual({ n: 0, r: null, within2x: null, bias: null });
    expect(agreement([60], [90])).toMatchObject({ n: 1, r: null, within2x: 1 });
    expect(agreement([60, 60, 60], [90, 30, 60]).r).toBeNull();
    expect(agreement([30, 60], [90, 30]).r).toBeNull();
    expect(agreement([0, 60], [60, 60]).n).toBe(1);
  });

  test("is perfect where blind estimates are the first ones times a constant, which is the bias", () => {
    const sample = fc.uniqueArray(fc.integer({ min: 1, max: 10_000 }), { minLength: 3, maxLength: 20 });
    fc.assert(
      fc.property(sample, fc.double({ min: 0.1, max: 10, noNaN: true }), (first, constant) => {
        const found = agreement(
          first,
          first.map((one) => one * constant),
        );
        expect(found.r).toBeCloseTo(1, 6);
        expect(found.bias).toBeCloseTo(constant, 9);
        if (Math.abs(Math.abs(Math.log2(constant)) - 1) > 1e-9)
          expect(found.within2x).toBe(Math.abs(Math.log2(constant)) < 1 ? 1 : 0);
      }),
    );
  });

  test("is the same from either side, with the bias turned round", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(minutes, minutes), { minLength: 1, maxLength: 30 }), (pairs) => {
        const [first, blind] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)];
        const [there, back] = [agreement(first, blind), agreement(blind, first)];
        expect(there.within2x).toBe(back.within2x);
        expect(there.bias! * back.bias!).toBeCloseTo(1, 9);
        if (there.r !== null) {
          expect(there.r).toBeCloseTo(back.r!, 9);
          expect(Math.abs(there.r)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe("the pairs", () => {
  const one = task("one");
  const blind = (seq: number, atMs: number, likelyMinutes: number, by = "ann"): Opinion => ({
    ...{ seq, atMs, by },
    body: {
      kind: "blind-estimate",
      turnId: one.anchor,
      minutes: { lowMinutes: likelyMinutes, likelyMinutes, highMinutes: likelyMinutes },
      note: null,
    },
  });
  const given = (atMs: number, likely: number): Estimate => ({ ...declared(likely), givenMs: atMs });
  const pairsOf = (estimates: readonly Estimate[], ...opinions: readonly Opinion[]) =>
    blindPairs([one], () => estimates, opinions);

  test("take the first that was declared before, not one that was declared since", () => {
    const estimates = [given(20, 100), given(10, 60), given(90, 30), modelled(45)];
    expect(pairsOf(estimates, blind(1, 50, 80))).toEqual([
      { taskId: "one", by: "ann", firstMinutes: 60, blindMinutes: 80, first: "declared" },
    ]);
    expect(pairsOf([given(90, 30), modelled(45)], blind(1, 50, 80))).toMatchObject([
      { firstMinutes: 45, first: "model" },
    ]);
    expect(pairsOf([], blind(1, 50, 80))).toEqual([]);
  });

  test("are one a person and task, with the newest second opinion", () => {
    const pairs = pairsOf([given(10, 60)], blind(1, 50, 80), blind(2, 60, 90), blind(3, 70, 20, "bob"));
    expect(pairs.map(({ by, blindMinutes }) => [by, blindMinutes])).toEqual([
      ["ann", 90],
      ["bob", 20],
    ]);
  });
});
