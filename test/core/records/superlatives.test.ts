import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays } from "../../../src/core/days.ts";
import type { Statement } from "../../../src/core/leverage-record.ts";
import { combined, type PeriodFigures } from "../../../src/core/records/history.ts";
import { superlatives } from "../../../src/core/records/superlatives.ts";
import { dayOfFigures } from "../fixture-ledger.ts";

/** A series of recorded days from their weighted factors alone; everything else is the same on each. */
function byFactor(...factors: (number | null)[]): PeriodFigures[] {
  return factors.map((leverageFactor, index) =>
    dayOfFigures(addDays("2026-03-01", index), { leverageFactor, tasks: 0, humanMeanMinutes: 0 }),
  );
}

const texts = (series: readonly PeriodFigures[]) => superlatives(series, "day").map(({ text }) => text);

describe("what is said of a figure", () => {
  test("higher than ever", () => {
    expect(texts(byFactor(10, 12, 11, 15))).toEqual([
      "The highest weighted leverage factor (15.0x) so far: of four recorded days from March 1 on.",
    ]);
  });

  test("level with the highest", () => {
    expect(texts(byFactor(10, 15, 11, 15.04))).toEqual([
      "The highest weighted leverage factor (15.0x) so far, level with March 2: of four recorded days from March 1 on.",
    ]);
  });

  test("highest since", () => {
    expect(texts(byFactor(20, 10, 11, 9, 12, 15))).toEqual([
      "The highest weighted leverage factor (15.0x) since March 1, of five recorded days.",
    ]);
  });

  test("nothing, over fewer than three days or since the day before yesterday", () => {
    expect(texts(byFactor(10, 12))).toEqual([]);
    expect(texts(byFactor(10, 20, 9, 12))).toEqual([]);
  });

  test("days without a factor are no part of the claim", () => {
    expect(texts(byFactor(10, null, 12, null, 15))).toEqual([
      "The highest weighted leverage factor (15.0x) so far: of three days with that figure from March 1 on.",
    ]);
  });

  test("several at once", () => {
    const series = [5, 6, 7].map((tasks, index) =>
      dayOfFigures(addDays("2026-03-24", index), { tasks, humanMeanMinutes: tasks * 60, leverageFactor: 10 }),
    );
    expect(texts(series)[0]).toBe(
      "The most tasks (7) and the most human-equivalent hours (7) so far: of three recorded days from March 24 on.",
    );
  });
});

/** Figures of few values, so that ties are frequent; some days lack a factor. */
const series = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 4 }),
      leverageFactor: fc.option(fc.constantFrom(3, 3.04, 3.06, 4, 999.96, 1000), { freq: 4 }),
      supervisoryLeverageFactor: fc.option(fc.constantFrom(30, 31, 32), { freq: 3 }),
      tasks: fc.integer({ min: 0, max: 4 }),
      humanMeanMinutes: fc.constantFrom(0, 60, 61, 65, 75, 600),
      agentMinutes: fc.constantFrom(0, 4.04, 4.06, 12.2, 12.4, 13),
      totalTokens: fc.constantFrom(0, 1000, 2000),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((days) => {
    let day = "2026-01-01";
    return days.map(({ gap, ...figures }) => {
      day = addDays(day, gap);
      return dayOfFigures(day, figures);
    });
  });

/** The figures as printed, written out once more by other means. */
const printed: Record<string, (figures: PeriodFigures) => string | null> = {
  LeverageFactor: ({ leverageFactor }) => factor(leverageFactor),
  SupervisoryLeverageFactor: ({ supervisoryLeverageFactor }) => factor(supervisoryLeverageFactor),
  Tasks: ({ tasks }) => String(tasks),
  HumanHours: ({ humanMeanMinutes }) =>
    humanMeanMinutes % 15 === 0 ? (humanMeanMinutes / 60).toFixed(2) : (humanMeanMinutes / 60).toFixed(1),
  AgentMinutes: ({ agentMinutes }) =>
    agentMinutes < 9.95 ? agentMinutes.toFixed(1) : agentMinutes.toFixed(0),
  Tokens: ({ totalTokens }) => String(totalTokens),
};
function factor(value: number | null): string | null {
  return value === null ? null : value < 999.95 ? value.toFixed(1) : value.toFixed(0);
}

test("every superlative holds against all recorded days", () => {
  fc.assert(
    fc.property(series, (days) => {
      for (const statement of superlatives(days, "day")) {
        for (const key of Object.keys(statement.facts)) {
          const claim = /^(highest|lowest|most)(.+)$/.exec(key);
          if (claim !== null) expectToHold(statement, claim[1]!, printed[claim[2]!]!, days);
        }
      }
    }),
    { seed: 26, numRuns: 2000 },
  );
});

function expectToHold(
  { facts, text }: Statement,
  way: string,
  figureOf: (figures: PeriodFigures) => string | null,
  days: readonly PeriodFigures[],
): void {
  const having = days.filter((day) => figureOf(day) !== null);
  const value = Number(figureOf(days.at(-1)!));
  const earlier = having.slice(0, -1).map((day) => ({ day: day.from, value: Number(figureOf(day)) }));
  const worse = (other: number) => (way === "lowest" ? other > value : other < value);
  expect(earlier.filter((other) => worse(other.value)).length).toBeGreaterThanOrEqual(2);
  expect(text).toContain(`the ${way}`.slice(1));
  if (facts["unbeaten"] === "true") {
    expect(facts["periods"]).toBe(having.length);
    expect(facts["first"]).toBe(having[0]!.from);
    const level = earlier.filter((other) => other.value === value);
    expect(earlier.every((other) => worse(other.value) || other.value === value)).toBe(true);
    expect(facts["levelWith"] ?? null).toBe(level.at(-1)?.day ?? null);
    expect(text.includes("level with")).toBe(level.length > 0);
  } else {
    const limit = (facts["since"] ?? facts["levelWith"]) as string;
    const after = earlier.filter((other) => other.day > limit);
    const atLimit = earlier.find((other) => other.day === limit)!;
    expect(after.every((other) => worse(other.value))).toBe(true);
    expect(facts["periods"]).toBe(after.length + 1);
    expect(worse(atLimit.value)).toBe(false);
    expect(atLimit.value === value).toBe(text.includes("which was level"));
    expect(text).toContain("since");
  }
}

test("no outright record goes untold", () => {
  fc.assert(
    fc.property(series, (days) => {
      const facts = superlatives(days, "day").flatMap((statement) => Object.keys(statement.facts));
      for (const way of ["highest", "lowest", "most"]) {
        for (const [name, figureOf] of Object.entries(printed)) {
          if ((way === "most") === name.endsWith("Factor")) continue;
          const values = days
            .map(figureOf)
            .filter((value) => value !== null)
            .map(Number);
          const value = values.at(-1) ?? 0;
          if (figureOf(days.at(-1)!) === null || values.length < 3 || value === 0) continue;
          const others = values.slice(0, -1);
          const best = others.every((other) => (way === "lowest" ? other > value : other < value));
          if (best) expect(facts).toContain(way + name);
        }
      }
    }),
    { seed: 26, numRuns: 2000 },
  );
});

test("weeks are named as weeks", () => {
  const weeks = ["2026-03-09", "2026-03-16", "2026-03-23"].map((from, index) =>
    combined(from, addDays(from, 6), [
      dayOfFigures(from, { humanMeanMinutes: 600 * (index + 1), agentMinutes: 60, totalTokens: 0 }),
    ]),
  );
  expect(superlatives(weeks, "week").map(({ text }) => text)).toEqual([
    "The highest weighted leverage factor (30.0x) and the most human-equivalent hours (30) so far: of three recorded weeks from the week of March 9 on.",
  ]);
});
