/**
 * Calendar days in a time zone, by the language's own `Intl` alone.
 *
 * A day is the half-open stretch from its first instant to the first instant of the next day, so days tile
 * time without gap or overlap whatever the zone does: 23 and 25 hours at daylight-saving changes, a first
 * instant of 01:00 where midnight is skipped (America/Sao_Paulo 2018), no length at all where a whole day is
 * (Pacific/Apia, 30 December 2011).
 */
import type { Day, Interval } from "./types.ts";

/** A named run of days, both ends included. */
export interface DaySpan {
  /** `2026-W13`, `2026-03`, `2026`. */
  readonly name: string;
  readonly from: Day;
  readonly to: Day;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * Day number 0 is 1 January 1970.
 * @throws RangeError where the text is no calendar day.
 */
function dayNumber(day: Day): number {
  const number = parseDay(day);
  if (number === null) throw new RangeError(`"${day}" is not a day: write it as YYYY-MM-DD`);
  return number;
}

function parseDay(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const ms = Date.parse(`${text}T00:00:00Z`);
  // The language reads 30 February as 2 March: only a day that comes back unchanged is one.
  return Number.isNaN(ms) || dayOfNumber(ms / dayMs) !== text ? null : ms / dayMs;
}

function dayOfNumber(number: number): Day {
  return new Date(number * dayMs).toISOString().slice(0, 10);
}

/** The boundaries of one zone's days, found once each: asking `Intl` costs microseconds, a map costs none. */
class ZoneDays {
  private readonly clockOf: (ms: number) => number;
  private readonly startByNumber = new Map<number, number>();
  private readonly nameByNumber = new Map<number, Day>();

  /** @param clockOf What the zone's clocks show at an instant, read as if it were UTC, in whole seconds as ms. */
  constructor(clockOf: (ms: number) => number) {
    this.clockOf = clockOf;
  }

  numberAt(ms: number): number {
    let number = Math.floor(ms / dayMs);
    while (this.startMs(number) > ms) number--;
    while (this.startMs(number + 1) <= ms) number++;
    return number;
  }

  name(number: number): Day {
    const known = this.nameByNumber.get(number);
    if (known !== undefined) return known;
    const name = dayOfNumber(number);
    this.nameByNumber.set(number, name);
    return name;
  }

  startMs(number: number): number {
    const known = this.startByNumber.get(number);
    if (known !== undefined) return known;
    const startMs = this.findStart(number * dayMs);
    this.startByNumber.set(number, startMs);
    return startMs;
  }

  /** First instant whose local date is that of `localMidnightMs` (read as UTC) or later. */
  private findStart(localMidnightMs: number): number {
    // Offsets lie between -12 and +14 hours, so these two instants stand on either side of the local midnight.
    let beforeMs = localMidnightMs - 15 * hourMs;
    let afterMs = localMidnightMs + 13 * hourMs;
    const offsetBefore = this.offsetMs(beforeMs);
    const offsetAfter = this.offsetMs(afterMs);
    if (offsetBefore === offsetAfter) return localMidnightMs - offsetBefore;
    while (afterMs - beforeMs > 1) {
      const middleMs = Math.floor((beforeMs + afterMs) / 2);
      if (this.offsetMs(middleMs) === offsetBefore) beforeMs = middleMs;
      else afterMs = middleMs;
    }
    const changeMs = afterMs;
    const byOldOffset = localMidnightMs - offsetBefore;
    return byOldOffset < changeMs ? byOldOffset : Math.max(changeMs, localMidnightMs - offsetAfter);
  }

  offsetMs(ms: number): number {
    return this.clockOf(ms) - Math.floor(ms / 1000) * 1000;
  }
}

/** By the language's `Intl`, which knows every zone. */
function clockByFormatter(timezone: string): (ms: number) => number {
  const formatter = formatterOf(timezone);
  return (ms) => {
    const parts: Record<string, number> = {};
    for (const { type, value } of formatter.formatToParts(ms)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  };
}

/** By the language's `Date`, which knows the zone that the process runs in. */
function clockByDate(ms: number): number {
  const at = new Date(ms);
  const [year, month, day] = [at.getFullYear(), at.getMonth(), at.getDate()];
  return Date.UTC(year, month, day, at.getHours(), at.getMinutes(), at.getSeconds());
}

/**
 * Says in which zone the process runs, which must be true: its days are found with `Date`, and the making of `Intl`'s
 * first formatter, 10 to 20 ms, is spared.
 */
export function processRunsIn(timezone: string): void {
  ownZone = timezone;
  zones.set(timezone, new ZoneDays(clockByDate));
}

/** What was said last of the process's zone, for a thread that it starts; null where nothing was. */
export function zoneOfProcess(): string | null {
  return ownZone;
}

let ownZone: string | null = null;

function formatterOf(timezone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
}

const zones = new Map([["UTC", new ZoneDays((ms) => Math.floor(ms / 1000) * 1000)]]);

function zoneDays(timezone: string): ZoneDays {
  const known = zones.get(timezone);
  if (known) return known;
  if (!isTimezone(timezone)) {
    throw new RangeError(`"${timezone}" is not a time zone: write an IANA name such as Europe/Berlin or UTC`);
  }
  const zone = new ZoneDays(clockByFormatter(timezone));
  zones.set(timezone, zone);
  return zone;
}

/** Whether a text is an IANA time zone this runtime knows. Bare offsets (`+02:00`) are not: Node 20 lacks them. */
export function isTimezone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    formatterOf(text);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Whether a text is a calendar day written `2026-03-26`. */
export function isDay(text: string): boolean {
  return parseDay(text) !== null;
}

/**
 * The day an instant (ms since 1970) falls on.
 * @throws RangeError for an unknown time zone or an instant outside the calendar.
 */
export function dayOf(ms: number, timezone: string): Day {
  if (!Number.isFinite(ms)) throw new RangeError(`${ms} is not a time in milliseconds since 1970`);
  const zone = zoneDays(timezone);
  return zone.name(zone.numberAt(ms));
}

/** What a clock and a calendar show at an instant: `2026-03-26 08:15`. */
export function timeText(ms: number, timezone: string): string {
  const shownMs = ms + zoneDays(timezone).offsetMs(ms);
  return new Date(shownMs).toISOString().slice(0, 16).replace("T", " ");
}

/** First instant of a day, in ms since 1970. @throws RangeError for what is no day or no time zone. */
export function dayStartMs(day: Day, timezone: string): number {
  return zoneDays(timezone).startMs(dayNumber(day));
}

/** First instant after a day, in ms since 1970. @throws RangeError for what is no day or no time zone. */
export function dayEndMs(day: Day, timezone: string): number {
  return zoneDays(timezone).startMs(dayNumber(day) + 1);
}

/**
 * The instant at which a day's clock shows so many minutes after midnight; where the clock is put forward over it, that
 * long after midnight.
 */
export function timeOfDayMs(day: Day, minutes: number, timezone: string): number {
  const zone = zoneDays(timezone);
  const startMs = dayStartMs(day, timezone);
  const guessMs = startMs + minutes * 60_000;
  const shiftMs = zone.offsetMs(guessMs) - zone.offsetMs(startMs);
  const shiftedMs = guessMs - shiftMs;
  return zone.offsetMs(shiftedMs) - zone.offsetMs(startMs) === shiftMs ? shiftedMs : guessMs;
}

/** Intervals cut at midnights, by day; their lengths add up to what came in. Empty intervals vanish. */
export function splitByDay(intervals: readonly Interval[], timezone: string): Map<Day, Interval[]> {
  const zone = zoneDays(timezone);
  const byDay = new Map<Day, Interval[]>();
  for (const { fromMs, toMs } of intervals) {
    if (!(toMs > fromMs)) continue;
    let cutMs = fromMs;
    for (let number = zone.numberAt(fromMs); cutMs < toMs; number++) {
      const endMs = Math.min(toMs, zone.startMs(number + 1));
      if (endMs > cutMs) {
        const day = zone.name(number);
        const parts = byDay.get(day);
        if (parts) parts.push({ fromMs: cutMs, toMs: endMs });
        else byDay.set(day, [{ fromMs: cutMs, toMs: endMs }]);
      }
      cutMs = endMs;
    }
  }
  return byDay;
}

/** The day some days later (earlier where negative). */
export function addDays(day: Day, days: number): Day {
  return dayOfNumber(dayNumber(day) + days);
}

/** Calendar days from one day to another: 1 from a day to the next, negative backwards. */
export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from);
}

/** Every day from one to another, both included; none where `to` lies before `from`. */
export function daysFromTo(from: Day, to: Day): Day[] {
  const first = dayNumber(from);
  const count = Math.max(0, dayNumber(to) - first + 1);
  return Array.from({ length: count }, (_, index) => dayOfNumber(first + index));
}

/** 0 is Monday, 6 is Sunday (ISO 8601 order). */
export function weekdayNumber(day: Day): number {
  // 1 January 1970 was a Thursday.
  return (((dayNumber(day) + 3) % 7) + 7) % 7;
}

const weekdayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

export function weekdayName(day: Day): (typeof weekdayNames)[number] {
  return weekdayNames[weekdayNumber(day)]!;
}

/** The ISO 8601 week of a day, Monday to Sunday; the week's year is that of its Thursday. */
export function weekOf(day: Day): DaySpan {
  const from = addDays(day, -weekdayNumber(day));
  const thursday = addDays(from, 3);
  const week = Math.floor(daysBetween(`${thursday.slice(0, 4)}-01-01`, thursday) / 7) + 1;
  return { name: `${thursday.slice(0, 4)}-W${String(week).padStart(2, "0")}`, from, to: addDays(from, 6) };
}

/** The calendar month of a day. */
export function monthOf(day: Day): DaySpan {
  const name = day.slice(0, 7);
  // 31 days after the first of a month always lie in the next one.
  const nextFirst = `${addDays(`${name}-01`, 31).slice(0, 7)}-01`;
  return { name, from: `${name}-01`, to: addDays(nextFirst, -1) };
}

/** The calendar year of a day. */
export function yearOf(day: Day): DaySpan {
  const name = day.slice(0, 4);
  return { name, from: `${name}-01-01`, to: `${name}-12-31` };
}
