/** The span of days a record is asked for, from the words a person types. */
import { addDays, isDay, monthOf, weekOf, yearOf } from "./days.ts";
import type { LeverageRecord } from "./leverage-record.ts";
import type { Day } from "./types.ts";

export type Period = LeverageRecord["period"];
export type Unit = "day" | "week" | "month" | "year";

/** What `parsePeriod` understands, for messages. */
export const periodForms =
  "a day (2026-03-26, today, yesterday), a week (2026-W13), a month (2026-03), a year (2026) or a span (2026-03-01..2026-03-26)";

/**
 * The period that `text` names, widened to `unit`: `2026-03-26` with `week` is the ISO week around that day.
 * Null where the text is no period. `newest` is the day meant where no text is given.
 */
export function parsePeriod(text: string | null, unit: Unit, today: Day, newest: Day): Period | null {
  if (text === null) return around(newest, unit);
  const [first, last, ...more] = text.split("..");
  if (more.length > 0) return null;
  if (last === undefined) return single(text, unit, today);
  const from = edge(first ?? "", today);
  const to = last === "" ? today : edge(last, today);
  if (from === null || to === null || from > to) return null;
  return { kind: "span", from, to };
}

function single(text: string, unit: Unit, today: Day): Period | null {
  const day = edge(text, today);
  if (day !== null) return around(day, unit);
  const week = /^(\d{4})-W(\d{2})$/i.exec(text);
  if (week !== null) return isoWeek(Number(week[1]), Number(week[2]));
  if (isDay(`${text}-01`)) return around(`${text}-01`, "month");
  if (isDay(`${text}-01-01`)) return around(`${text}-01-01`, "year");
  return null;
}

function edge(text: string, today: Day): Day | null {
  if (text === "today") return today;
  if (text === "yesterday") return addDays(today, -1);
  return isDay(text) ? text : null;
}

/** The period of a unit around a day; weeks begin on Monday. */
export function around(day: Day, unit: Unit): Period {
  if (unit === "day") return { kind: "day", from: day, to: day };
  const span = unit === "week" ? weekOf(day) : unit === "month" ? monthOf(day) : yearOf(day);
  return { kind: unit, from: span.from, to: span.to };
}

/** ISO 8601: week 1 holds 4 January. Null where the year has no such week. */
function isoWeek(year: number, week: number): Period | null {
  const first = weekOf(`${String(year).padStart(4, "0")}-01-04`).from;
  const from = addDays(first, (week - 1) * 7);
  // A week belongs to the year of its Thursday.
  if (week < 1 || Number(addDays(from, 3).slice(0, 4)) !== year) return null;
  return { kind: "week", from, to: addDays(from, 6) };
}
