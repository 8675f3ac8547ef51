/** Periods of the record page: their names in its address, their neighbours, the ones of another unit. */
import { addDays, isDay, monthOf, weekOf, yearOf } from "../../../core/days.ts";
import { around, type Period, type Unit } from "../../../core/periods.ts";
import type { Day } from "../../../core/types.ts";

export const units = ["day", "week", "month", "year"] as const satisfies readonly Unit[];

/** As `leverage record` understands it. */
export function nameOf({ kind, from, to }: Period): string {
  switch (kind) {
    case "day":
      return from;
    case "week":
      return weekOf(from).name;
    case "month":
      return monthOf(from).name;
    case "year":
      return yearOf(from).name;
    case "span":
      return `${from}..${to}`;
  }
}

/**
 * The period of `unit` to go to from another one. From a larger to a smaller one: the last that holds a day with work.
 * @param active days with work, ascending
 */
export function inUnit(period: Period, unit: Unit, active: readonly Day[]): Period {
  const day = active.findLast((one) => one >= period.from && one <= period.to) ?? period.from;
  return around(day, unit);
}

/** The period before (-1) or after (1); of days the next one with work, as far as any is known. */
export function neighbour(period: Period, direction: -1 | 1, active: readonly Day[]): Period {
  const beside = direction < 0 ? addDays(period.from, -1) : addDays(period.to, 1);
  if (period.kind === "span") return around(beside, "day");
  if (period.kind !== "day") return around(beside, period.kind);
  const next = direction < 0 ? active.findLast((day) => day <= beside) : active.find((day) => day >= beside);
  return around(next ?? beside, "day");
}

/** A day from the date field; null while it is half typed. */
export function dayTyped(text: string): Day | null {
  return isDay(text) ? text : null;
}
