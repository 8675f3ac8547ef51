import { describe, expect, test } from "vitest";
import { personalBests } from "../../../src/core/records/personal-bests.ts";
import { dayOfFigures } from "../fixture-ledger.ts";

const days = [
  dayOfFigures("2026-03-16", { leverageFactor: 20, humanMeanMinutes: 60 }),
  dayOfFigures("2026-03-17", { leverageFactor: 41.04, humanMeanMinutes: 600 }),
  dayOfFigures("2026-03-18", { leverageFactor: 41.02, humanMeanMinutes: 120 }),
  dayOfFigures("2026-03-23", { leverageFactor: 30, humanMeanMinutes: 120 }),
  dayOfFigures("2026-03-24", { leverageFactor: null, humanMeanMinutes: 60 }),
];

describe("the best periods", () => {
  test("are the highest as printed; whoever is level came second", () => {
    const { bests } = personalBests(days, "day");
    expect(
      bests.map(({ way, noun, text, from, periods }) => [`${way} ${noun}`, text, from, periods]),
    ).toEqual([
      ["highest weighted leverage factor", "41.0x", "2026-03-17", 4],
      ["most tasks", "1", "2026-03-16", 5],
      ["most human-equivalent hours", "10", "2026-03-17", 5],
    ]);
  });

  test("of weeks are sums of their days", () => {
    const { bests } = personalBests(days, "week");
    expect(bests.map(({ noun, from, to }) => [noun, from, to])).toEqual([
      ["human-equivalent hours", "2026-03-16", "2026-03-22"],
    ]);
  });

  test("of an empty ledger are none", () => {
    expect(personalBests([], "week")).toEqual({ bests: [], streaks: null, statements: [] });
  });
});

test("streaks count up to the newest recorded day, with the longest beside it", () => {
  expect(personalBests(days, "day").streaks).toEqual({
    days: 2,
    workingDays: 2,
    until: "2026-03-24",
    longestDays: 3,
    longestUntil: "2026-03-18",
  });
});
