import fc from "fast-check";
import { expect, test } from "vitest";
import { factor, factorWithRange } from "../../../src/core/estimates/factors.ts";

const minutes = fc.double({ min: 0.1, max: 1e6, noNaN: true });

test("a factor is human minutes over minutes spent", () => {
  expect(factor(2400, 25)).toBe(96);
});

test("no time, no factor", () => {
  expect(factor(60, 0)).toBeNull();
  expect(factorWithRange(60, { lowMinutes: 20, likelyMinutes: 60, highMinutes: 180 }, 0)).toBeNull();
});

test("the interval of a factor is the interval of the human minutes", () => {
  expect(factorWithRange(70, { lowMinutes: 20, likelyMinutes: 60, highMinutes: 180 }, 10)).toEqual({
    value: 7,
    low: 2,
    high: 18,
  });
});

test("a single declared number carries no interval", () => {
  const range = { lowMinutes: 60, likelyMinutes: 60, highMinutes: 60 };
  expect(factorWithRange(60, range, 10)).toEqual({ value: 6, low: null, high: null });
});

test("a weighted average lies between the smallest and the largest factor", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(minutes, minutes), { minLength: 1 }), (tasks) => {
      const sum = (at: 0 | 1) => tasks.reduce((total, task) => total + task[at], 0);
      const weighted = factor(sum(0), sum(1))!;
      const all = tasks.map(([human, agent]) => factor(human, agent)!);
      expect(weighted).toBeGreaterThanOrEqual(Math.min(...all) * (1 - 1e-12));
      expect(weighted).toBeLessThanOrEqual(Math.max(...all) * (1 + 1e-12));
    }),
  );
});
