/** The year as a grid of days: a column a week, a row a weekday, Monday first. */
import { addDays, weekOf, yearOf } from "../../../core/days.ts";
import type { DayTotals } from "../../../core/leverage-record.ts";
import type { Day } from "../../../core/types.ts";
import * as numbers from "../../../formats/numbers.ts";
import type { Answers } from "../../answers.ts";

/** What the calendar tells of a day. */
export type WorkingDay = Pick<DayTotals, "day" | "tasks" | "humanMeanMinutes" | "leverageFactor">;

/** The days of a trend that have work, estimated or not. */
export function workingDays(trend: Answers["trends"]): readonly WorkingDay[] {
  return trend.all.points
    .filter(({ tasks, unestimatedTasks }) => tasks + unestimatedTasks > 0)
    .map(({ from, tasks, unestimatedTasks, humanMeanMinutes, leverageFactor }) => ({
      day: from,
      tasks: tasks + unestimatedTasks,
      humanMeanMinutes,
      leverageFactor: leverageFactor?.value ?? null,
    }));
}

export interface CalendarDay {
  readonly day: Day;
  /** 1 is the first column or row. */
  readonly week: number;
  readonly weekday: number;
  /** Null where there was no work. */
  readonly totals: WorkingDay | null;
  /** 0: no work; 1 to 4: by human hours, 4 the most of the year. */
  readonly level: number;
}

/** All days of the year that holds `day`, by weekday, then week: the rows of the grid, one after the other. */
export function calendarOf(day: Day, history: readonly WorkingDay[]): readonly (readonly CalendarDay[])[] {
  const year = yearOf(day);
  const totalsOf = new Map(history.map((totals) => [totals.day, totals]));
  const most = Math.max(
    0,
    ...history.filter((one) => one.day >= year.from && one.day <= year.to).map((one) => one.humanMeanMinutes),
  );
  const rows: CalendarDay[][] = Array.from({ length: 7 }, () => []);
  const firstMonday = weekOf(year.from).from;
  let at = firstMonday;
  for (let i = 0; at <= year.to; i++, at = addDays(firstMonday, i)) {
    if (at < year.from) continue;
    const totals = totalsOf.get(at) ?? null;
    const level = totals === null ? 0 : levelOf(totals.humanMeanMinutes, most);
    rows[i % 7]!.push({ day: at, week: Math.floor(i / 7) + 1, weekday: (i % 7) + 1, totals, level });
  }
  return rows;
}

/** By the root, since a few days hold most of the hours. */
function levelOf(humanMinutes: number, most: number): number {
  return most === 0 ? 1 : Math.max(1, Math.ceil(4 * Math.sqrt(humanMinutes / most)));
}

const longDay = new Intl.DateTimeFormat("en-US", { timeZone: "UTC", month: "long", day: "numeric" });
const shortMonth = new Intl.DateTimeFormat("en-US", { timeZone: "UTC", month: "short" });

/** `March 20: 6 tasks, 15.5h human-equivalent, 16.6x`. */
export function dayText({ day, totals }: CalendarDay): string {
  const name = longDay.format(Date.parse(`${day}T00:00:00Z`));
  if (totals === null) return `${name}: no work`;
  const { tasks, humanMeanMinutes, leverageFactor } = totals;
  const hours = `${numbers.hours(humanMeanMinutes)} human-equivalent`;
  return `${name}: ${tasks} ${tasks === 1 ? "task" : "tasks"}, ${hours}, ${numbers.factor(leverageFactor)}`;
}

/** Where each month begins. */
export function monthLabels(
  rows: readonly (readonly CalendarDay[])[],
): readonly { readonly name: string; readonly week: number }[] {
  return rows
    .flat()
    .filter(({ day }) => day.endsWith("-01"))
    .sort((a, b) => (a.day < b.day ? -1 : 1))
    .map(({ day, week }) => ({ name: shortMonth.format(Date.parse(`${day}T00:00:00Z`)), week }));
}
