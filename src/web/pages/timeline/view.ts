/** The stretch of time that is looked at: zoomed, moved, and marked with ticks of a clock or a calendar. */
import { addDays, dayOf, dayStartMs, timeOfDayMs } from "../../../core/days.ts";
import type { Day, Interval } from "../../../core/types.ts";
import type { Answers } from "../../answers.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Closer than this there is nothing more to see. */
const shortestMs = 2 * minuteMs;

/** The stretch with its length multiplied, so that one instant keeps its place. */
export function zoomed(view: Interval, factor: number, aroundMs: number, limits: Interval): Interval {
  const longest = limits.toMs - limits.fromMs;
  const length = Math.min(longest, Math.max(shortestMs, (view.toMs - view.fromMs) * factor));
  const share = (aroundMs - view.fromMs) / (view.toMs - view.fromMs);
  const fromMs = aroundMs - share * length;
  return kept({ fromMs, toMs: fromMs + length }, limits);
}

export function moved(view: Interval, byMs: number, limits: Interval): Interval {
  return kept({ fromMs: view.fromMs + byMs, toMs: view.toMs + byMs }, limits);
}

/** As long as before where there is room, and nowhere beyond the limits. */
export function kept({ fromMs, toMs }: Interval, limits: Interval): Interval {
  const length = Math.min(toMs - fromMs, limits.toMs - limits.fromMs);
  const first = Math.round(Math.min(Math.max(fromMs, limits.fromMs), limits.toMs - length));
  return { fromMs: first, toMs: Math.round(first + length) };
}

/** The ledger's whole days: how far one can go. */
export function limitsOf(extent: Interval, shown: Interval, timezone: string): Interval {
  const first = dayStartMs(dayOf(extent.fromMs, timezone), timezone);
  const last = dayStartMs(addDays(dayOf(extent.toMs, timezone), 1), timezone);
  return { fromMs: Math.min(first, shown.fromMs), toMs: Math.max(last, shown.toMs) };
}

/** The whole hours in which the lanes show something; the stretch itself where they show nothing. */
export function busyHours({
  stretch,
  unitMs,
  lanes,
}: Pick<Answers["timeline"], "stretch" | "unitMs" | "lanes">): Interval {
  let [first, last] = [Infinity, -Infinity];
  for (const lane of lanes) {
    for (const list of [...Object.values(lane.tracks), ...lane.subagents]) {
      first = Math.min(first, list[0] ?? first);
      last = Math.max(last, list.at(-1) ?? last);
    }
  }
  if (first > last) return stretch;
  const fromMs = Math.floor((stretch.fromMs + first * unitMs) / hourMs) * hourMs;
  const toMs = Math.ceil((stretch.fromMs + last * unitMs) / hourMs) * hourMs;
  return { fromMs: Math.max(stretch.fromMs, fromMs), toMs: Math.min(stretch.toMs, toMs) };
}

export interface Tick {
  readonly atMs: number;
  readonly label: string;
  /** A midnight among hours, a first of a month among days. */
  readonly strong: boolean;
}

const clockSteps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((minutes) => minutes * minuteMs);
const daySteps = [1, 2, 7, 14] as const;
const leastPx = 72;

/** Ticks far enough apart for their labels. */
export function ticksOf(view: Interval, timezone: string, widthPx: number): Tick[] {
  const leastMs = ((view.toMs - view.fromMs) * leastPx) / Math.max(1, widthPx);
  const step = clockSteps.find((ms) => ms >= leastMs);
  if (step !== undefined) return clockTicks(view, timezone, step);
  const days = daySteps.find((count) => count * dayMs >= leastMs);
  return days === undefined ? monthTicks(view, timezone, leastMs) : dayTicks(view, timezone, days);
}

function clockTicks(view: Interval, timezone: string, stepMs: number): Tick[] {
  const ticks: Tick[] = [];
  for (
    let day = dayOf(view.fromMs, timezone);
    dayStartMs(day, timezone) <= view.toMs;
    day = addDays(day, 1)
  ) {
    for (let ms = 0; ms < dayMs; ms += stepMs) {
      const atMs = timeOfDayMs(day, ms / minuteMs, timezone);
      if (atMs < view.fromMs || atMs > view.toMs) continue;
      const strong = ms === 0;
      ticks.push({ atMs, label: strong ? dayLabel(atMs, timezone) : clockLabel(atMs, timezone), strong });
    }
  }
  return ticks;
}

function dayTicks(view: Interval, timezone: string, step: number): Tick[] {
  const ticks: Tick[] = [];
  for (
    let day = dayOf(view.fromMs, timezone);
    dayStartMs(day, timezone) <= view.toMs;
    day = addDays(day, 1)
  ) {
    const atMs = dayStartMs(day, timezone);
    // Counted from one Monday for all views, so that ticks stay while the view moves.
    const number = Math.round(Date.parse(`${day}T00:00:00Z`) / dayMs) - 4;
    if (atMs < view.fromMs || number % step !== 0) continue;
    ticks.push({ atMs, label: dayLabel(atMs, timezone), strong: day.endsWith("-01") });
  }
  return ticks;
}

function monthTicks(view: Interval, timezone: string, leastMs: number): Tick[] {
  const every = [1, 3, 6, 12].find((months) => months * 30 * dayMs >= leastMs) ?? 12;
  const ticks: Tick[] = [];
  let month = `${dayOf(view.fromMs, timezone).slice(0, 7)}-01`;
  for (; dayStartMs(month, timezone) <= view.toMs; month = `${addDays(month, 31).slice(0, 7)}-01`) {
    const atMs = dayStartMs(month, timezone);
    if (atMs < view.fromMs || (Number(month.slice(5, 7)) - 1) % every !== 0) continue;
    ticks.push({ atMs, label: monthLabel(atMs, timezone), strong: month.endsWith("-01-01") });
  }
  return ticks;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatted(atMs: number, timezone: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${timezone} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", { ...options, timeZone: timezone });
    formats.set(key, format);
  }
  return format.format(atMs);
}

const dayLabel = (atMs: number, timezone: string): string =>
  formatted(atMs, timezone, { month: "short", day: "numeric" });
const monthLabel = (atMs: number, timezone: string): string =>
  formatted(atMs, timezone, { month: "short", year: "numeric" });

/** `09:30`. */
export const clockLabel = (atMs: number, timezone: string): string =>
  formatted(atMs, timezone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** `Mar 20, 09:30 to 11:15`; with the second day and the years where they are others. */
export function stretchLabel({ fromMs, toMs }: Interval, timezone: string): string {
  const [first, last, until] = [fromMs, toMs, toMs - 1].map((ms) => dayOf(ms, timezone)) as [Day, Day, Day];
  const isOneYear = first.slice(0, 4) === until.slice(0, 4);
  const day = (ms: number) =>
    `${dayLabel(ms, timezone)}${isOneYear ? "" : `, ${dayOf(ms, timezone).slice(0, 4)}`}`;
  const isWholeDays = fromMs === dayStartMs(first, timezone) && toMs === dayStartMs(last, timezone);
  if (isWholeDays)
    return first === until ? `${day(fromMs)}, the whole day` : `${day(fromMs)} to ${day(toMs - 1)}`;
  const end = clockLabel(toMs, timezone);
  return `${day(fromMs)}, ${clockLabel(fromMs, timezone)} to ${first === last ? end : `${day(toMs)}, ${end}`}`;
}

/** Rounded to what a pixel of the view can tell, so that a dragged edge reads `09:30` rather than `09:30:17`. */
export function snapped(atMs: number, view: Interval, widthPx: number): number {
  const pxMs = (view.toMs - view.fromMs) / Math.max(1, widthPx);
  const step = [minuteMs, 5 * minuteMs, 15 * minuteMs, hourMs, 6 * hourMs, dayMs].findLast(
    (ms) => ms <= pxMs * 4,
  );
  return step === undefined ? Math.round(atMs) : Math.round(atMs / step) * step;
}
