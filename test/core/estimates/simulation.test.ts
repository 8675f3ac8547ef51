import fc from "fast-check";
import { expect, test } from "vitest";
import {
  declaredLevelLogSd,
  levelOfDeclared,
  levelOfModel,
  modelLevelLogSd,
  simulateTotal,
  type TotalItem,
} from "../../../src/core/estimates/simulation.ts";

const items = fc.record<TotalItem>({
  meanMinutes: fc.double({ min: 0.5, max: 5000, noNaN: true }),
  logSd: fc.double({ min: 0, max: 1.3, noNaN: true }),
  level: fc.oneof(fc.constant(levelOfDeclared), fc.nat(100).map(levelOfModel)),
  share: fc.double({ min: 0.01, max: 1, noNaN: true }),
});

const modelItem = (meanMinutes: number): TotalItem => ({
  meanMinutes,
  logSd: 0.9,
  level: levelOfModel(0),
  share: 1,
});

test("the mean is the sum of the means, and percentiles rise", () => {
  fc.assert(
    fc.property(fc.array(items, { maxLength: 8 }), fc.nat(), (list, seed) => {
      const total = simulateTotal(list, seed);
      const sum = list.reduce((all, item) => all + item.meanMinutes * item.share, 0);
      expect(total.meanMinutes).toBeCloseTo(sum, 6);
      expect(total.lowMinutes).toBeLessThanOrEqual(total.likelyMinutes);
      expect(total.likelyMinutes).toBeLessThanOrEqual(total.highMinutes);
    }),
    { numRuns: 50 },
  );
});

test("the order of the items does not matter, to the last bit", () => {
  fc.assert(
    fc.property(fc.array(items, { minLength: 2, maxLength: 8 }), fc.nat(), (list, seed) => {
      expect(simulateTotal([...list].reverse(), seed)).toEqual(simulateTotal(list, seed));
    }),
    { numRuns: 50 },
  );
});

test("one item alone has exactly its own interval", () => {
  const total = simulateTotal([modelItem(60 * Math.exp(0.405))], 7);
  expect(total.likelyMinutes).toBeCloseTo(60, 10);
  expect(total.lowMinutes).toBeCloseTo(60 / Math.exp(1.2815515655446004 * 0.9), 10);
  expect(total.highMinutes).toBeCloseTo(60 * Math.exp(1.2815515655446004 * 0.9), 10);
});

test("an item that is small beside another hardly changes its interval", () => {
  const alone = simulateTotal([modelItem(1000)], 7);
  const both = simulateTotal([modelItem(1000), modelItem(0.001)], 7);
  // Alone it is exact, together simulated: 2,000 draws leave an end of the interval about 3 % unsure.
  expect(Math.abs(both.lowMinutes / alone.lowMinutes - 1)).toBeLessThan(0.06);
  expect(Math.abs(both.highMinutes / alone.highMinutes - 1)).toBeLessThan(0.06);
});

test("task noise averages out in a large total, level error does not", () => {
  const many = simulateTotal(
    Array.from({ length: 2000 }, () => modelItem(10)),
    7,
  );
  const logSd = Math.log(many.highMinutes / many.lowMinutes) / (2 * 1.2815515655446004);
  expect(logSd).toBeGreaterThan(modelLevelLogSd * 0.98);
  expect(logSd).toBeLessThan(modelLevelLogSd * 1.05);
});

test("declared items share a level error of their own", () => {
  const declared = { meanMinutes: 10, logSd: 0.6, level: levelOfDeclared, share: 1 };
  const spread = (list: readonly TotalItem[]) => {
    const { lowMinutes, highMinutes } = simulateTotal(list, 7);
    return Math.log(highMinutes / lowMinutes) / (2 * 1.2815515655446004);
  };
  const all = spread(Array.from({ length: 2000 }, () => declared));
  expect(all).toBeCloseTo(declaredLevelLogSd, 1);
  // Half and half: two level errors that know nothing of each other partly cancel.
  const mixed = spread(Array.from({ length: 2000 }, (_, i) => (i % 2 === 0 ? declared : modelItem(10))));
  expect(mixed).toBeLessThan(0.24);
});

test("what a person declared makes a model's level surer, down to how sure the person's own level is", () => {
  const spread = (observations: number) => {
    const item = { ...modelItem(10), level: levelOfModel(observations) };
    const { lowMinutes, highMinutes } = simulateTotal(
      Array.from({ length: 2000 }, () => item),
      7,
    );
    return Math.log(highMinutes / lowMinutes) / (2 * 1.2815515655446004);
  };
  expect(levelOfModel(0)).toEqual({ model: modelLevelLogSd, declared: 0 });
  // k observations: half the model's variance, half of the person's level.
  expect(levelOfModel(8)).toEqual({
    model: modelLevelLogSd * Math.SQRT1_2,
    declared: declaredLevelLogSd / 2,
  });
  expect(spread(0)).toBeCloseTo(0.3, 1);
  expect(spread(8)).toBeLessThan(spread(0));
  expect(spread(100_000)).toBeCloseTo(declaredLevelLogSd, 1);
});

test("the simulated interval agrees with the exact one of a sum that has one", () => {
  // Items that share everything (logSd at most the level error) are one item times their number.
  const shared = { meanMinutes: 10, logSd: 0.2, level: levelOfModel(0), share: 1 };
  const total = simulateTotal([shared, shared, shared], 3);
  const one = simulateTotal([{ ...shared, meanMinutes: 30 }], 3);
  expect(total.lowMinutes).toBeCloseTo(one.lowMinutes, 1);
  expect(total.likelyMinutes).toBeCloseTo(one.likelyMinutes, 1);
  expect(total.highMinutes).toBeCloseTo(one.highMinutes, 1);
});

test("another seed gives nearly the same figures", () => {
  const list = Array.from({ length: 20 }, (_, i) => modelItem(10 + i * 7));
  const first = simulateTotal(list, 1);
  for (const seed of [2, 3, 4]) {
    const other = simulateTotal(list, seed);
    expect(Math.abs(other.lowMinutes / first.lowMinutes - 1)).toBeLessThan(0.05);
    expect(Math.abs(other.highMinutes / first.highMinutes - 1)).toBeLessThan(0.05);
  }
});

test("nothing adds up to nothing", () => {
  expect(simulateTotal([], 1)).toEqual({ lowMinutes: 0, likelyMinutes: 0, highMinutes: 0, meanMinutes: 0 });
  expect(simulateTotal([{ ...modelItem(60), share: 0 }], 1).highMinutes).toBe(0);
});
