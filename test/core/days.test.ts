import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addDays,
  dayEndMs,
  dayOf,
  dayStartMs,
  daysBetween,
  daysFromTo,
  isDay,
  isTimezone,
  monthOf,
  splitByDay,
  timeOfDayMs,
  weekdayName,
  weekOf,
  yearOf,
} from "../../src/core/days.ts";

const hours = (day: string, timezone: string) =>
  (dayEndMs(day, timezone) - dayStartMs(day, timezone)) / 3_600_000;
const zones = [
  "UTC",
  "America/Los_Angeles",
  "America/Sao_Paulo",
  "Africa/Cairo",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Kiritimati",
  "Pacific/Apia",
  "Pacific/Pago_Pago",
  "Europe/Berlin",
  "America/St_Johns",
];

describe("a day's length", () => {
  test.each([
    ["2026-03-29", "Europe/Berlin", 23],
    ["2025-10-26", "Europe/Berlin", 25],
    ["2026-03-26", "Europe/Berlin", 24],
    ["2026-03-08", "America/New_York", 23],
    ["2025-10-05", "Australia/Lord_Howe", 23.5],
    ["2018-11-04", "America/Sao_Paulo", 23],
    ["2018-02-17", "America/Sao_Paulo", 25],
    ["2023-04-28", "Africa/Cairo", 23],
    ["2011-12-30", "Pacific/Apia", 0],
  ])("%s in %s has %f hours", (day, timezone, length) => {
    expect(hours(day, timezone)).toBe(length);
  });
});

describe("a day's start", () => {
  test.each([
    ["2026-03-26", "UTC", "2026-03-26T00:00:00Z"],
    ["2026-03-26", "Asia/Kolkata", "2026-03-25T18:30:00Z"],
    ["2026-03-26", "Pacific/Kiritimati", "2026-03-25T10:00:00Z"],
    ["2026-03-26", "Pacific/Pago_Pago", "2026-03-26T11:00:00Z"],
    // No midnight on this day: the clock goes from 23:59:59 to 01:00:00.
    ["2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z"],
    ["2023-04-28", "Africa/Cairo", "2023-04-27T22:00:00Z"],
    // The hour before midnight comes twice: both belong to the 17th.
    ["2018-02-18", "America/Sao_Paulo", "2018-02-18T03:00:00Z"],
  ])("%s in %s starts at %s", (day, timezone, start) => {
    expect(new Date(dayStartMs(day, timezone))).toEqual(new Date(start));
  });
});

test("an instant's day is what the zone's calendar shows", () => {
  const calendar = new Map(
    zones.map((timeZone) => [timeZone, new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" })]),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: Date.UTC(2012, 0), max: Date.UTC(2035, 0) }),
      (timezone, ms) => {
        expect(dayOf(ms, timezone)).toBe(calendar.get(timezone)!.format(ms));
      },
    ),
    { seed: 26 },
  );
});

test("days tile time: every instant lies in its day and in no other", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2035, 0) }),
      (timezone, ms) => {
        const day = dayOf(ms, timezone);
        expect(dayStartMs(day, timezone)).toBeLessThanOrEqual(ms);
        expect(dayEndMs(day, timezone)).toBeGreaterThan(ms);
        expect(dayEndMs(day, timezone)).toBe(dayStartMs(addDays(day, 1), timezone));
      },
    ),
    { seed: 26 },
  );
});

describe("cutting intervals at midnight", () => {
  test("a night's work falls on two days", () => {
    const fromMs = Date.parse("2026-03-25T23:30:00Z");
    const toMs = Date.parse("2026-03-26T00:10:00Z");
    const midnight = Date.parse("2026-03-26T00:00:00Z");
    expect([...splitByDay([{ fromMs, toMs }], "UTC")]).toEqual([
      ["2026-03-25", [{ fromMs, toMs: midnight }]],
      ["2026-03-26", [{ fromMs: midnight, toMs }]],
    ]);
  });

  test("nothing is lost or added, whatever the zone", () => {
    const interval = fc
      .tuple(
        fc.integer({ min: Date.UTC(2011, 11, 20), max: Date.UTC(2030, 0) }),
        fc.integer({ min: 0, max: 5 * 86_400_000 }),
      )
      .map(([fromMs, lengthMs]) => ({ fromMs, toMs: fromMs + lengthMs }));
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 5 }), fc.constantFrom(...zones), (intervals, timezone) => {
        let sum = 0;
        for (const [day, parts] of splitByDay(intervals, timezone)) {
          for (const part of parts) {
            expect(part.fromMs).toBeGreaterThanOrEqual(dayStartMs(day, timezone));
            expect(part.toMs).toBeLessThanOrEqual(dayEndMs(day, timezone));
            expect(part.toMs).toBeGreaterThan(part.fromMs);
            sum += part.toMs - part.fromMs;
          }
        }
        expect(sum).toBe(intervals.reduce((total, { fromMs, toMs }) => total + toMs - fromMs, 0));
      }),
      { seed: 26 },
    );
  });
});

describe("the calendar", () => {
  test("weekdays, where hand-kept records have them wrong", () => {
    expect(weekdayName("2026-03-10")).toBe("Tuesday");
    expect(weekdayName("2026-03-11")).toBe("Wednesday");
    expect(weekdayName("2026-03-15")).toBe("Sunday");
    expect(weekdayName("1969-12-31")).toBe("Wednesday");
  });

  test("ISO weeks begin on Monday and belong to the year of their Thursday", () => {
    expect(weekOf("2026-03-26")).toEqual({ name: "2026-W13", from: "2026-03-23", to: "2026-03-29" });
    expect(weekOf("2027-01-01")).toEqual({ name: "2026-W53", from: "2026-12-28", to: "2027-01-03" });
    expect(weekOf("2024-12-30").name).toBe("2025-W01");
  });

  test("months and years", () => {
    expect(monthOf("2028-02-10")).toEqual({ name: "2028-02", from: "2028-02-01", to: "2028-02-29" });
    expect(monthOf("2026-12-31")).toEqual({ name: "2026-12", from: "2026-12-01", to: "2026-12-31" });
    expect(yearOf("2026-03-26")).toEqual({ name: "2026", from: "2026-01-01", to: "2026-12-31" });
  });

  test("counting days", () => {
    expect(addDays("2026-02-28", 1)).toBe("2026-03-01");
    expect(daysBetween("2026-03-01", "2026-02-28")).toBe(-1);
    expect(daysFromTo("2026-02-27", "2026-03-01")).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
    expect(daysFromTo("2026-03-02", "2026-03-01")).toEqual([]);
  });
});

describe("what is no day and no time zone", () => {
  test("days", () => {
    expect(["2026-03-26", "2024-02-29"].map(isDay)).toEqual([true, true]);
    expect(["2026-02-29", "2026-13-01", "2026-3-6", "26-03-2026", "", "yesterday"].some(isDay)).toBe(false);
    expect(() => addDays("2026-02-30", 1)).toThrow('"2026-02-30" is not a day: write it as YYYY-MM-DD');
  });

  test("time zones", () => {
    expect(["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"].every(isTimezone)).toBe(true);
    expect(["", "Mars/Olympus", "+02:00", "Berlin"].some(isTimezone)).toBe(false);
    expect(() => dayOf(0, "Berlin")).toThrow('"Berlin" is not a time zone');
  });

  test("times", () => {
    expect(() => dayOf(Number.NaN, "UTC")).toThrow("NaN is not a time");
  });
});

test("a hundred thousand instants take tens of milliseconds", () => {
  const start = Date.UTC(2026, 0);
  dayOf(start, "America/Los_Angeles");
  const before = performance.now();
  for (let index = 0; index < 100_000; index++) dayOf(start + index * 300_000, "America/Los_Angeles");
  // About 15 ms; the limit leaves room for a busy machine.
  expect(performance.now() - before).toBeLessThan(200);
});

describe("a time of day", () => {
  test.each([
    ["2026-03-26", 9 * 60 + 30, "Europe/Berlin", "2026-03-26T08:30:00.000Z"],
    // The clock is put forward at two and back at three.
    ["2026-03-29", 9 * 60, "Europe/Berlin", "2026-03-29T07:00:00.000Z"],
    ["2025-10-26", 9 * 60, "Europe/Berlin", "2025-10-26T08:00:00.000Z"],
    ["2026-03-26", 24 * 60, "UTC", "2026-03-27T00:00:00.000Z"],
  ])("%s, minute %i in %s is %s", (day, minutes, timezone, instant) => {
    expect(new Date(timeOfDayMs(day, minutes, timezone)).toISOString()).toBe(instant);
  });
});
