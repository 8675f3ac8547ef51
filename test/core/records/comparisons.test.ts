import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays } from "../../../src/core/days.ts";
import { comparisons } from "../../../src/core/records/comparisons.ts";
import { periodsOf } from "../../../src/core/records/history.ts";
import { dayOfFigures } from "../fixture-ledger.ts";

/** A recorded day by its hours and agent minutes. */
function worked(day: string, hours: number, agentMinutes: number, tasks = 2) {
  const leverageFactor = agentMinutes === 0 ? null : (hours * 60) / agentMinutes;
  return dayOfFigures(day, { tasks, humanMeanMinutes: hours * 60, agentMinutes, leverageFactor });
}

test("the first recorded day has nothing to compare with", () => {
  expect(comparisons([worked("2026-03-26", 1, 1)], "day").map(({ text }) => text)).toEqual([
    "This is the first recorded day of the ledger.",
  ]);
});

test("the previous recorded day, by name", () => {
  const texts = comparisons([worked("2026-03-20", 10, 20, 12), worked("2026-03-26", 8, 20)], "day");
  expect(texts.map(({ text }) => text)).toEqual([
    "The recorded day before, Friday, March 20, came to 30.0x over 12 tasks and 10 hours; this day's average is 20% lower.",
  ]);
});

test("an average equal in print is the same", () => {
  const [statement] = comparisons([worked("2025-12-31", 10, 20), worked("2026-01-01", 10.001, 20)], "day");
  expect(statement?.text).toBe(
    "The recorded day before, Wednesday, December 31, 2025, came to 30.0x over two tasks and 10 hours; this day's average is the same.",
  );
});

test("running averages are ratios of sums, not means of factors", () => {
  const days = [
    worked("2026-03-01", 1, 1),
    worked("2026-03-02", 1, 59),
    worked("2026-03-03", 1, 60),
    worked("2026-03-04", 1, 1),
  ];
  expect(comparisons(days, "day").at(-1)?.text).toBe(
    "Over the three recorded days before, the weighted average was 1.5x.",
  );
});

test("weeks are compared with weeks", () => {
  const days = [worked("2026-03-18", 30, 60), worked("2026-03-22", 30, 30), worked("2026-03-26", 30, 30)];
  expect(comparisons(periodsOf(days, "week"), "week").map(({ text }) => text)).toEqual([
    "The recorded week before, the week of March 16, came to 40.0x over 60 hours; this week's average is 50% higher.",
  ]);
});

test("every comparison is what the days themselves give", () => {
  const days = fc.array(
    fc.tuple(fc.integer({ min: 1, max: 5 }), fc.nat(40), fc.constantFrom(0, 1, 7, 30, 45)),
    { minLength: 1, maxLength: 45 },
  );
  fc.assert(
    fc.property(days, (drawn) => {
      let day = "2025-11-01";
      const series = drawn.map(([gap, hours, minutes]) => {
        day = addDays(day, gap);
        return worked(day, hours, minutes);
      });
      const facts: Record<string, unknown> = Object.assign(
        {},
        ...comparisons(series, "day").map((one) => one.facts),
      );
      const before = drawn.slice(0, -1);
      const average = (days: typeof drawn) => {
        const minutes = days.reduce((sum, [, , agent]) => sum + agent, 0);
        return minutes === 0 ? null : (days.reduce((sum, [, hours]) => sum + hours, 0) * 60) / minutes;
      };
      const expectAverage = (fact: string, days: typeof drawn) => {
        if (typeof facts[fact] === "number") expect(facts[fact]).toBeCloseTo(average(days)!, 6);
      };
      expectAverage("leverageFactor", drawn.slice(-1));
      expectAverage("previousLeverageFactor", drawn.slice(-2, -1));
      expectAverage("shortRunLeverageFactor", before.slice(-7));
      expectAverage("longRunLeverageFactor", before.slice(-30));
      expect(facts["shortRun"] ?? null).toBe(
        before.length >= 3 && average(before.slice(-7)) !== null ? Math.min(7, before.length) : null,
      );
      expect(facts["longRun"] ?? null).toBe(
        before.length > 7 && average(before.slice(-7)) !== null ? Math.min(30, before.length) : null,
      );
    }),
    { seed: 26, numRuns: 500 },
  );
});
