import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays } from "../../src/core/days.ts";
import { definitions } from "../../src/core/definitions.ts";
import { around, parsePeriod } from "../../src/core/periods.ts";
import { aggregates } from "../../src/formats/aggregates.ts";
import { calendarOf, dayText, monthLabels } from "../../src/web/pages/record/calendar.ts";
import { keyFigures, logColumns, numberOfAggregate } from "../../src/web/pages/record/figures.ts";
import { inUnit, nameOf, neighbour, units } from "../../src/web/pages/record/periods.ts";
import { fixtureRecord } from "../formats/fixture-record.ts";

const totals = (day: string, humanMeanMinutes: number) => ({
  day,
  tasks: 2,
  humanMeanMinutes,
  agentMinutes: 10,
  supervisoryMinutes: 5,
  leverageFactor: humanMeanMinutes / 10,
  supervisoryLeverageFactor: null,
  totalTokens: 1,
});

const anyDay = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays("1990-01-01", days));

describe("periods", () => {
  it("are found again by the name in the address", () => {
    fc.assert(
      fc.property(anyDay, fc.constantFrom(...units), (day, unit) => {
        const period = around(day, unit);
        expect(parsePeriod(nameOf(period), "day", day, day)).toEqual(period);
      }),
    );
  });

  it("follow each other without a gap", () => {
    fc.assert(
      fc.property(anyDay, fc.constantFrom(...units), (day, unit) => {
        const period = around(day, unit);
        expect(neighbour(neighbour(period, 1, []), -1, [])).toEqual(period);
        expect(neighbour(period, 1, []).from).toBe(addDays(period.to, 1));
      }),
    );
  });

  it("of a day go to the next one with work", () => {
    const active = ["2026-03-11", "2026-03-16", "2026-03-20"];
    const day = around("2026-03-16", "day");
    expect(neighbour(day, -1, active).from).toBe("2026-03-11");
    expect(neighbour(day, 1, active).from).toBe("2026-03-20");
    expect(neighbour(around("2026-03-20", "day"), 1, active).from).toBe("2026-03-21");
  });

  it("of a month narrow to its last day with work", () => {
    const month = around("2026-03-01", "month");
    expect(inUnit(month, "day", ["2026-02-01", "2026-03-11", "2026-04-01"]).from).toBe("2026-03-11");
    expect(inUnit(month, "day", []).from).toBe("2026-03-01");
  });
});

describe("the calendar", () => {
  it("holds every day of the year once, in its weekday's row", () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const rows = calendarOf(day, []);
        const days = rows.flat().map((one) => one.day);
        const leap = new Date(`${day.slice(0, 4)}-02-29T00:00:00Z`).getUTCDate() === 29;
        expect(new Set(days).size).toBe(days.length);
        expect(days.length).toBe(leap ? 366 : 365);
        for (const [i, row] of rows.entries()) {
          // Monday first.
          for (const one of row) expect((new Date(one.day).getUTCDay() + 6) % 7).toBe(i);
        }
        expect(Math.max(...rows.flat().map(({ week }) => week))).toBeLessThanOrEqual(54);
      }),
      { numRuns: 20 },
    );
  });

  it("is darker the more human hours a day holds, and never white for a day with work", () => {
    const rows = calendarOf("2026-03-20", [
      totals("2026-03-18", 0),
      totals("2026-03-19", 60),
      totals("2026-03-20", 960),
    ]);
    const levels = new Map(rows.flat().map(({ day, level }) => [day, level]));
    expect(["2026-03-17", "2026-03-18", "2026-03-19", "2026-03-20"].map((day) => levels.get(day))).toEqual([
      0, 1, 1, 4,
    ]);
  });

  it("says each day in words", () => {
    const [day] = calendarOf("2026-03-20", [totals("2026-03-20", 960)])
      .flat()
      .filter((one) => one.totals !== null);
    expect(dayText(day!)).toBe("March 20: 2 tasks, 16h human-equivalent, 96.0x");
    expect(monthLabels(calendarOf("2026-03-20", [])).map(({ name }) => name)).toHaveLength(12);
  });
});

describe("every figure of the record", () => {
  const record = fixtureRecord();

  it("has a definition where its name does not say all", () => {
    const without = aggregates(record).filter(({ label }) => numberOfAggregate(label) === undefined);
    expect(without.map(({ label }) => label)).toMatchInlineSnapshot(`
      [
        "Total tasks",
        "Estimates registered before the work",
      ]
    `);
  });

  it("of the four large ones and the log's columns is explained", () => {
    for (const { number } of [...keyFigures(record), ...logColumns]) {
      if (number !== undefined) expect(definitions[number]).toMatch(/\w/);
    }
    expect(keyFigures(record).every(({ number }) => number !== undefined)).toBe(true);
  });
});
