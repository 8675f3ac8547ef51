import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, weekdayName } from "../../../src/core/days.ts";
import { dayStreaks } from "../../../src/core/records/streaks.ts";
import { dayOfFigures } from "../fixture-ledger.ts";

const tell = (...days: string[]) => dayStreaks(days.map((day) => dayOfFigures(day)));
const texts = (...days: string[]) => tell(...days).map(({ text }) => text);

describe("runs of recorded days", () => {
  test("two days are none", () => {
    expect(texts("2026-03-25", "2026-03-26")).toEqual([]);
  });

  test("the first run has nothing to be longer than", () => {
    expect(texts("2026-03-24", "2026-03-25", "2026-03-26")).toEqual([
      "Three days in a row now have a record.",
    ]);
  });

  test("longer than all before, as long, shorter", () => {
    const now = ["2026-03-24", "2026-03-25", "2026-03-26"];
    expect(texts("2026-03-01", "2026-03-02", ...now)).toEqual([
      "Three days in a row now have a record, the longest run so far.",
    ]);
    expect(texts("2026-03-01", "2026-03-02", "2026-03-03", ...now)).toEqual([
      "Three days in a row now have a record, as many as in the longest run before, which ended on March 3.",
    ]);
    expect(texts("2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04", ...now)).toEqual([
      "Three days in a row now have a record; the longest run was four days, up to March 4.",
    ]);
  });

  test("a free weekend does not end a run of working days", () => {
    expect(texts("2026-03-19", "2026-03-20", "2026-03-23")).toEqual([
      "Leaving weekends aside, three working days in a row are recorded.",
    ]);
  });
});

test("every streak holds against the calendar", () => {
  const days = fc
    .uniqueArray(fc.integer({ min: 0, max: 45 }), { minLength: 1, maxLength: 45 })
    .map((offsets) => offsets.sort((a, b) => a - b).map((offset) => addDays("2026-02-01", offset)));
  fc.assert(
    fc.property(days, (recorded) => {
      const facts: Record<string, unknown> = Object.assign({}, ...tell(...recorded).map((one) => one.facts));
      const last = recorded.at(-1)!;
      const before = (n: number) => addDays(last, -n);

      let run = 0;
      while (recorded.includes(before(run))) run++;
      expect(facts["daysInARow"]).toBe(run >= 3 ? run : undefined);

      // Every stretch of recorded days that ends before this run began.
      const earlier = recorded
        .filter((day) => day <= before(run))
        .map((end) => {
          let length = 0;
          while (recorded.includes(addDays(end, -length))) length++;
          return { end, length };
        });
      if (run >= 3) {
        const longest = Math.max(0, ...earlier.map(({ length }) => length));
        expect(facts["longestEarlierRun"] ?? 0).toBe(longest);
        const ends = earlier.filter(({ length }) => length === longest).map(({ end }) => end);
        expect(facts["longestEarlierRunEnded"] ?? undefined).toBe(ends.at(-1));
      }

      const weekend = (day: string) => ["Saturday", "Sunday"].includes(weekdayName(day));
      const workingDays = Array.from({ length: 60 }, (_, n) => before(n)).filter((day) => !weekend(day));
      const missed = workingDays.findIndex((day) => !recorded.includes(day));
      expect(facts["workingDaysInARow"]).toBe(missed >= 3 && missed > run ? missed : undefined);
    }),
    { seed: 26, numRuns: 1000 },
  );
});
