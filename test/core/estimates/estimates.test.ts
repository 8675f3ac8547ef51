import fc from "fast-check";
import { expect, test } from "vitest";
import {
  dayShares,
  declaredLogSd,
  declaredName,
  estimateInForce,
  meanMinutes,
  shareOfRange,
  totalItem,
  totalOfEstimates,
} from "../../../src/core/estimates/estimates.ts";
import { rangeFromMedian } from "../../../src/core/estimates/log-normal.ts";
import type { Estimate } from "../../../src/core/types.ts";

function estimate(estimator: string, part: Partial<Estimate> = {}): Estimate {
  return {
    ...rangeFromMedian(60, 0.9),
    estimator,
    version: 1,
    givenMs: 0,
    assumption: "",
    warnings: [],
    inputs: {},
    note: null,
    ...part,
  };
}

const single = (minutes: number, givenMs = 0): Estimate =>
  estimate(declaredName, { lowMinutes: minutes, likelyMinutes: minutes, highMinutes: minutes, givenMs });

test("the newest declared estimate is in force, wherever it stands", () => {
  const newest = single(90, 20);
  expect(estimateInForce([single(60, 10), newest, estimate("diff-model", { givenMs: 30 })])).toBe(newest);
  expect(estimateInForce([estimate("diff-model", { givenMs: 30 }), newest, single(60, 10)])).toBe(newest);
});

test("of two declared at the same time the later one counts", () => {
  const second = single(90, 10);
  expect(estimateInForce([single(60, 10), second])).toBe(second);
});

test("without a declared one the best-ranked model is in force", () => {
  const best = estimate("diff-model");
  expect(estimateInForce([best, estimate("similar-tasks", { givenMs: 99 })])).toBe(best);
  expect(estimateInForce([])).toBeNull();
});

test("a model's mean lies above its median; a declared number counts as declared", () => {
  expect(meanMinutes(estimate("diff-model"))).toBeCloseTo(60 * Math.exp(0.405), 10);
  expect(meanMinutes(single(60))).toBe(60);
  expect(meanMinutes(estimate(declaredName))).toBe(60);
});

test("in a total, a single declared number errs as measured, a declared range as it says", () => {
  expect(totalItem(single(60)).logSd).toBe(declaredLogSd);
  expect(totalItem(estimate(declaredName, rangeFromMedian(60, 0.3))).logSd).toBeCloseTo(0.3, 12);
  expect(totalItem(estimate("diff-model"), 0.5)).toEqual({
    meanMinutes: meanMinutes(estimate("diff-model")),
    logSd: expect.closeTo(0.9, 12),
    level: { model: 0.3, declared: 0 },
    share: 0.5,
  });
});

test("declared numbers add up to what was declared", () => {
  const parts = [single(60), single(120), single(30)].map((one) => ({ estimate: one, share: 1 }));
  const total = totalOfEstimates(parts, 1);
  expect(total.meanMinutes).toBe(210);
  expect(total.lowMinutes).toBeLessThan(210);
  expect(total.highMinutes).toBeGreaterThan(210);
});

test("a model's estimate alone in a total keeps its own interval", () => {
  const only = estimate("diff-model");
  const { lowMinutes, likelyMinutes, highMinutes } = totalOfEstimates([{ estimate: only, share: 1 }], 1);
  expect(lowMinutes).toBeCloseTo(only.lowMinutes, 10);
  expect(likelyMinutes).toBeCloseTo(only.likelyMinutes, 10);
  expect(highMinutes).toBeCloseTo(only.highMinutes, 10);
});

test("shares follow net lines; without any, agent time; without that, the number of days", () => {
  expect(
    dayShares([
      { netLines: 30, agentMs: 1 },
      { netLines: 10, agentMs: 99 },
    ]),
  ).toEqual([0.75, 0.25]);
  expect(
    dayShares([
      { netLines: 0, agentMs: 10 },
      { netLines: 0, agentMs: 30 },
    ]),
  ).toEqual([0.25, 0.75]);
  expect(
    dayShares([
      { netLines: 0, agentMs: 0 },
      { netLines: 0, agentMs: 0 },
    ]),
  ).toEqual([0.5, 0.5]);
  expect(dayShares([])).toEqual([]);
});

test("a day with nothing gets nothing, be it the last", () => {
  expect(
    dayShares([
      { netLines: 7, agentMs: 1 },
      { netLines: 3, agentMs: 1 },
      { netLines: 0, agentMs: 9 },
    ]),
  ).toEqual([0.7, expect.closeTo(0.3, 12), 0]);
});

test("the shares add up to exactly 1, and so do the parts of an estimate", () => {
  const day = fc.record({ netLines: fc.nat({ max: 100_000 }), agentMs: fc.nat({ max: 1e9 }) });
  fc.assert(
    fc.property(fc.array(day, { minLength: 1, maxLength: 40 }), (days) => {
      const shares = dayShares(days);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(1);
      for (const share of shares) expect(share).toBeGreaterThanOrEqual(0);
      const whole = rangeFromMedian(60, 0.9);
      const parts = shares.map((share) => shareOfRange(whole, share).highMinutes);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(whole.highMinutes, 9);
    }),
  );
});
