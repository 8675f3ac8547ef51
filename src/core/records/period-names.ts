/** What a record's period is called: in its title, and in sentences about it and its like. */
import { weekdayName } from "../days.ts";
import type { Period } from "../periods.ts";
import type { Day } from "../types.ts";
import { dateText, monthName } from "./prose.ts";

/** `Leverage Record: March 26, 2026`, `... Week of March 23, 2026`, `... March 2026`, `... 2026`. */
export function recordTitle(period: Period): string {
  return `Leverage Record: ${titleOf(period)}`;
}

function titleOf({ kind, from, to }: Period): string {
  const year = from.slice(0, 4);
  switch (kind) {
    case "day":
      return `${dateText(from, from)}, ${year}`;
    case "week":
      return `Week of ${dateText(from, from)}, ${year}`;
    case "month":
      return `${monthName(from)} ${year}`;
    case "year":
      return year;
    case "span":
      return spanTitle(from, to);
  }
}

function spanTitle(from: Day, to: Day): string {
  const year = to.slice(0, 4);
  if (from === to) return `${dateText(to, to)}, ${year}`;
  const until = from.slice(0, 7) === to.slice(0, 7) ? String(Number(to.slice(8))) : dateText(to, to);
  return `${dateText(from, to)} to ${until}, ${year}`;
}

/** The period as the place in a sentence where its work lies: `on Thursday`, `in the week of March 23`. */
export function duringText(period: Period): string {
  const { kind, from, to } = period;
  switch (kind) {
    case "day":
      return `on ${weekdayName(from)}`;
    case "span":
      return from === to
        ? `on ${weekdayName(from)}`
        : `from ${dateText(from, from)} to ${dateText(to, from)}`;
    default:
      return `in ${periodName(period, from)}`;
  }
}

/** A period of the regular kinds by name: `Wednesday, March 25`, `the week of March 16`, `February`, `2025`. */
export function periodName({ kind, from }: Pick<Period, "kind" | "from">, beside: Day): string {
  switch (kind) {
    case "week":
      return `the week of ${dateText(from, beside)}`;
    case "month":
      return from.slice(0, 4) === beside.slice(0, 4)
        ? monthName(from)
        : `${monthName(from)} ${from.slice(0, 4)}`;
    case "year":
      return from.slice(0, 4);
    default:
      return `${weekdayName(from)}, ${dateText(from, beside)}`;
  }
}
