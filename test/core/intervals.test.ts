import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lengthMs, medianOf, union, unionMs, within, without } from "../../src/core/intervals.ts";
import type { Interval } from "../../src/core/types.ts";

const at = (...pairs: [number, number][]): Interval[] => pairs.map(([fromMs, toMs]) => ({ fromMs, toMs }));

describe("stretches of time", () => {
  it("joins what overlaps or touches and drops what is empty", () => {
    expect(union(at([5, 9], [1, 3], [3, 4], [7, 8], [20, 20]))).toEqual(at([1, 4], [5, 9]));
  });

  it("takes holes out", () => {
    expect(without(at([0, 10], [20, 30]), at([2, 4], [8, 22], [25, 26]))).toEqual(
      at([0, 2], [4, 8], [22, 25], [26, 30]),
    );
  });

  it("keeps what lies in a window", () => {
    expect(within(at([0, 10], [20, 30]), at([5, 25]))).toEqual(at([5, 10], [20, 25]));
  });

  it("finds the middle value", () => {
    expect(medianOf([])).toBeNull();
    expect(medianOf([9, 1, 5])).toBe(5);
    expect(medianOf([9, 1])).toBe(5);
  });
});

describe("for all stretches", () => {
  const stretch = fc.tuple(fc.nat(60), fc.nat(20)).map(([fromMs, ms]) => ({ fromMs, toMs: fromMs + ms }));
  const stretches = fc.array(stretch, { maxLength: 12 });
  /** The set of whole milliseconds: what intervals mean, without cleverness. */
  const points = (intervals: readonly Interval[]): Set<number> => {
    const all = new Set<number>();
    for (const { fromMs, toMs } of intervals) for (let ms = fromMs; ms < toMs; ms++) all.add(ms);
    return all;
  };
  const isTidy = (intervals: readonly Interval[]): boolean =>
    intervals.every(({ fromMs, toMs }, i) => fromMs < toMs && (i === 0 || intervals[i - 1]!.toMs <= fromMs));

  it("the union covers the same moments, disjoint, and is no longer than the sum", () => {
    fc.assert(
      fc.property(stretches, (all) => {
        expect(isTidy(union(all))).toBe(true);
        expect(points(union(all))).toEqual(points(all));
        expect(unionMs(all)).toBeLessThanOrEqual(lengthMs(all));
      }),
    );
  });

  it("taking out and keeping inside split every set in two", () => {
    fc.assert(
      fc.property(stretches, stretches, (all, holes) => {
        const rest = without(all, holes);
        const inside = within(all, holes);
        expect(isTidy(rest) && isTidy(inside)).toBe(true);
        const cut = points(holes);
        expect(points(rest)).toEqual(new Set([...points(all)].filter((ms) => !cut.has(ms))));
        expect(points(inside)).toEqual(new Set([...points(all)].filter((ms) => cut.has(ms))));
      }),
    );
  });
});
