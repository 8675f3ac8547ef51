import fc from "fast-check";
import { expect, test } from "vitest";
import {
  logSdOfRange,
  medianFromMean,
  normalQuantile,
  rangeFromMedian,
  sumOfLogNormals,
  z90,
} from "../../../src/core/estimates/log-normal.ts";

const medians = fc.double({ min: 0.1, max: 1e5, noNaN: true });
const logSds = fc.double({ min: 0.01, max: 1.5, noNaN: true });

test.each([
  [0.5, 0],
  [0.9, z90],
  [0.975, 1.959963984540054],
  [0.001, -3.090232306167813],
  [1e-9, -5.997807015007686],
])("the normal quantile of %f is %f", (p, z) => {
  expect(normalQuantile(p)).toBeCloseTo(z, 7);
});

test("a probability outside 0 to 1 is refused", () => {
  expect(() => normalQuantile(1)).toThrow("a quantile's probability lies between 0 and 1, not 1");
});

test("a range gives its log-sd back", () => {
  fc.assert(
    fc.property(medians, logSds, (median, logSd) => {
      expect(logSdOfRange(rangeFromMedian(median, logSd))).toBeCloseTo(logSd, 9);
    }),
  );
});

test("the log-sd .90 of the diff model is a factor of 3.2 to either side", () => {
  const range = rangeFromMedian(60, 0.9);
  expect(range.highMinutes / 60).toBeCloseTo(3.17, 2);
  expect(60 / range.lowMinutes).toBeCloseTo(3.17, 2);
});

test("a range without width, or from zero, has no log-sd", () => {
  expect(logSdOfRange({ lowMinutes: 60, likelyMinutes: 60, highMinutes: 60 })).toBe(0);
  expect(logSdOfRange({ lowMinutes: 0, likelyMinutes: 60, highMinutes: 90 })).toBe(0);
});

test("the sum of one log-normal is itself", () => {
  fc.assert(
    fc.property(medians, logSds, fc.double({ min: 0, max: 1, noNaN: true }), (mean, logSd, part) => {
      const sum = sumOfLogNormals([{ mean, logSd }], part * logSd ** 2);
      expect(sum.mean).toBe(mean);
      expect(sum.logSd).toBeCloseTo(logSd, 9);
    }),
  );
});

test("independent parts average out, parts that share everything do not", () => {
  const parts = Array.from({ length: 100 }, () => ({ mean: 10, logSd: 0.9 }));
  // 100 independent parts: relative variance is a hundredth of (exp(.81) - 1).
  expect(sumOfLogNormals(parts, 0).logSd).toBeCloseTo(Math.sqrt(Math.log1p(Math.expm1(0.81) / 100)), 12);
  expect(sumOfLogNormals(parts, 0.81).logSd).toBeCloseTo(0.9, 12);
  expect(sumOfLogNormals(parts, 0.4).mean).toBeCloseTo(1000, 9);
});

test("nothing adds up to nothing", () => {
  expect(sumOfLogNormals([], 0.3)).toEqual({ mean: 0, logSd: 0 });
});

test("a log-normal's mean lies above its median by exp(logSd² / 2)", () => {
  expect(medianFromMean({ mean: 60 * Math.exp(0.405), logSd: 0.9 })).toBeCloseTo(60, 12);
});
