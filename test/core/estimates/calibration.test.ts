import fc from "fast-check";
import { expect, test } from "vitest";
import {
  calibrate,
  calibrationV1,
  halfWidths,
  type LevelObservation,
  learnLevel,
  offsetOf,
  priorObservations,
} from "../../../src/core/estimates/calibration.ts";
import { meanMinutes } from "../../../src/core/estimates/estimates.ts";
import {
  logSdOfRange,
  normalQuantile,
  rangeFromMedian,
  z90,
} from "../../../src/core/estimates/log-normal.ts";
import type { Estimate } from "../../../src/core/types.ts";

const estimate: Estimate = {
  ...rangeFromMedian(60, 0.9),
  estimator: "diff-model",
  version: 1,
  givenMs: 5,
  assumption: "",
  warnings: [],
  inputs: { lines: 10 },
  note: null,
};

const observed = (residual: number, i: number, type = "feature"): LevelObservation => ({
  taskId: `t${i}`,
  type,
  atMs: 100 + i,
  residual,
  modelLogSd: 0.9,
});

const stream = (residuals: readonly number[], type = "feature") =>
  residuals.map((residual, i) => observed(residual, i, type));

const arbitraryStream = fc
  .array(
    fc.record({
      residual: fc.double({ min: -3, max: 3, noNaN: true }),
      type: fc.constantFrom("feature", "bugfix", "docs"),
      atMs: fc.nat(20),
    }),
    { maxLength: 60 },
  )
  .map((list) => list.map((one, i) => ({ ...one, taskId: `t${i}`, modelLogSd: 0.9 })));

test("without observations nothing changes", () => {
  const { now, checks } = learnLevel([]);
  expect(checks).toEqual([]);
  expect(offsetOf(now, "feature")).toBe(0);
  expect(calibrate(estimate, now, "feature")).toBe(estimate);
});

test("the offset is sum(residuals) / (n + k) for the person, and for the type of what is left", () => {
  const { now } = learnLevel([...stream([0.5, 0.9, 1]), observed(-0.4, 9, "docs")]);
  const person = (0.5 + 0.9 + 1 - 0.4) / (4 + priorObservations);
  expect(now.person).toEqual({ observations: 4, offset: expect.closeTo(person, 12) });
  const docs = (-0.4 - person) / (1 + priorObservations);
  expect(now.byType.get("docs")).toEqual({ observations: 1, offset: expect.closeTo(docs, 12) });
  expect(offsetOf(now, "docs")).toBeCloseTo(person + docs, 12);
  expect(offsetOf(now, "release")).toBeCloseTo(person, 12);
});

test("a calibrated estimate says what set its level, and from how many", () => {
  const { now } = learnLevel(stream([Math.LN2, Math.LN2]));
  const offset = offsetOf(now, "feature");
  const calibrated = calibrate(estimate, now, "feature");
  expect(calibrated.likelyMinutes).toBeCloseTo(60 * Math.exp(offset), 10);
  expect(calibrated).toMatchObject({
    estimator: "diff-model",
    version: 1,
    // Not before the newest estimate that it was learned from.
    givenMs: 101,
    levelFrom: 2,
    inputs: { lines: 10, "calibration offset": offset, "declared estimates": 2, "of the type": 2 },
  });
});

test("somebody who declares what the model's mean says keeps that mean", () => {
  const modelMean = meanMinutes(estimate);
  for (const n of [1, 5, 10, 20, 29, 60]) {
    const { now } = learnLevel(stream(Array.from({ length: n }, () => Math.log(modelMean / 60))));
    const ratio = meanMinutes(calibrate(estimate, now, "feature")) / modelMean;
    expect(ratio).toBeGreaterThan(0.95);
    expect(ratio).toBeLessThan(1.2);
  }
});

test("observations say the same in whatever order they come", () => {
  fc.assert(
    fc.property(arbitraryStream, fc.infiniteStream(fc.nat()), (list, keys) => {
      const shuffled = list
        .map((one) => ({ one, key: keys.next().value as number }))
        .sort((a, b) => a.key - b.key)
        .map(({ one }) => one);
      expect(learnLevel(shuffled)).toEqual(learnLevel(list));
    }),
  );
});

test("the larger k, the smaller the person's offset; more agreeing observations bring it nearer to them", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -2, max: 2, noNaN: true }),
      fc.integer({ min: 1, max: 80 }),
      fc.double({ min: 0, max: 50, noNaN: true }),
      fc.double({ min: 0.01, max: 50, noNaN: true }),
      (residual, n, k, more) => {
        const sizeOf = (count: number, priorObservations: number) => {
          const list = stream(Array.from({ length: count }, () => residual));
          const { now } = learnLevel(list, { ...calibrationV1, priorObservations });
          return Math.abs(now.person.offset);
        };
        expect(sizeOf(n, k + more)).toBeLessThanOrEqual(sizeOf(n, k) + 1e-12);
        expect(sizeOf(n + 1, k)).toBeGreaterThanOrEqual(sizeOf(n, k) - 1e-12);
        expect(sizeOf(n, k)).toBeLessThanOrEqual(Math.abs(residual) + 1e-12);
      },
    ),
  );
});

test("what is expected of an observation comes from earlier ones alone", () => {
  fc.assert(
    fc.property(arbitraryStream, (list) => {
      const { checks } = learnLevel(list);
      const ordered = checks.map(({ observation }) => observation);
      checks.forEach(({ before, error, observation }, i) => {
        expect(before).toEqual(learnLevel(ordered.slice(0, i)).now);
        expect(error).toBe(observation.residual - offsetOf(before, observation.type));
      });
    }),
    { numRuns: 30 },
  );
});

test("the spread begins as the model's and comes to be the person's", () => {
  const spreadAfter = (n: number) => {
    const { now } = learnLevel(stream(Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 0.2 : -0.2))));
    return logSdOfRange(calibrate(estimate, now, "feature"));
  };
  expect(spreadAfter(0)).toBeCloseTo(0.9, 12);
  expect(spreadAfter(4)).toBeLessThan(0.9);
  expect(spreadAfter(20)).toBeLessThan(spreadAfter(4));
  expect(learnLevel(stream(Array.from({ length: 29 }, () => 0))).now.conformal).toBeNull();
  expect(
    learnLevel(stream(Array.from({ length: calibrationV1.conformalFrom }, () => 0))).now.conformal,
  ).not.toBeNull();
  expect(spreadAfter(200)).toBeCloseTo(0.2 / z90, 1);
});

/** Normal noise, the same on every run. */
function noise(n: number, seed: number): readonly number[] {
  let state = seed;
  return Array.from({ length: n }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return normalQuantile((state + 0.5) / 2 ** 32);
  });
}

test.each([
  ["a steady person", (i: number) => ({ level: 0.5, sd: 0.6 + 0 * i })],
  ["a level that drifts by a factor of 4", (i: number) => ({ level: (i / 1000) * 1.4, sd: 0.6 })],
  ["a level that jumps", (i: number) => ({ level: i < 300 ? -0.5 : 1, sd: 0.6 })],
  ["a scatter that doubles", (i: number) => ({ level: 0, sd: i < 500 ? 0.4 : 0.8 })],
])("conformal intervals cover 50 and 80 %% of %s", (_, at) => {
  const residuals = noise(1000, 7).map((z, i) => at(i).level + at(i).sd * z);
  const checks = learnLevel(stream(residuals)).checks.filter(({ before }) => before.conformal !== null);
  const share = (inside: (check: (typeof checks)[number]) => boolean) =>
    checks.filter(inside).length / checks.length;
  expect(checks.length).toBe(1000 - calibrationV1.conformalFrom);
  expect(Math.abs(share((check) => Math.abs(check.error) <= check.half50) - 0.5)).toBeLessThan(0.03);
  expect(Math.abs(share((check) => Math.abs(check.error) <= check.half80) - 0.8)).toBeLessThan(0.03);
});

test("half widths are never negative, and the 80 % interval holds the 50 % one", () => {
  fc.assert(
    fc.property(arbitraryStream, (list) => {
      for (const { before } of learnLevel(list).checks) {
        const { half50, half80 } = halfWidths(before, 0.9);
        expect(half50).toBeGreaterThanOrEqual(0);
        expect(half80).toBeGreaterThanOrEqual(half50);
      }
    }),
  );
});
