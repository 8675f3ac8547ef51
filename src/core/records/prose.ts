/**
 * Words and figures of the analysis. Each figure is written from the fact beside it, rounded as the formats
 * round (halves up), so a reader can check the sentence against the table.
 */
import { weekdayName } from "../days.ts";
import type { Statement } from "../leverage-record.ts";
import type { Day, WorkType } from "../types.ts";

export type Facts = Statement["facts"];

/** To so many decimals, halves up; the tiny factor lifts 1.005, stored a hair below itself, over its half. */
export function rounded(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale * (1 + Number.EPSILON)) / scale + 0;
}

function grouped(value: number, decimals: number): string {
  const [whole = "", fraction] = rounded(value, decimals).toFixed(decimals).split(".");
  const apart = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? apart : `${apart}.${fraction}`;
}

/** `24.2x`, from 1,000 on without a decimal. */
export function factorText(factor: number): string {
  return `${grouped(factor, factor < 999.95 ? 1 : 0)}x`;
}

/** The figure a factor is printed with: what comparisons compare, so that they hold against printed records. */
export function printedFactor(factor: number): number {
  return rounded(factor, factor < 999.95 ? 1 : 0);
}

/**
 * The figure hours are printed with: quarters of an hour stay exact (whatever the last bits of a sum say), below
 * a tenth there are two decimals, anything else has one.
 */
export function printedHours(hours: number): number {
  const quarters = Math.round(hours * 4);
  if (Math.abs(hours * 4 - quarters) < 1e-9 * Math.max(1, quarters)) return quarters / 4;
  return rounded(hours, hours < 0.1 ? 2 : 1);
}

/** `309.5`, `9.25`, `40`. */
export function hoursText(hours: number): string {
  return trimmed(grouped(printedHours(hours), 2));
}

/** `766`, below ten with a decimal where there is one: `4.6`. */
export function minutesText(minutes: number): string {
  return minutes < 9.95 ? trimmed(grouped(minutes, 1)) : grouped(minutes, 0);
}

/** `42%`, below ten with a decimal where there is one: `1.6%`. */
export function percentText(percent: number): string {
  return `${percent < 9.95 ? trimmed(grouped(percent, 1)) : grouped(percent, 0)}%`;
}

/** A bound of an interval, two significant digits: it is not known better. `34x`, `290x`, `4.6x`. */
export function roughFactorText(factor: number): string {
  if (factor < 9.95) return `${trimmed(grouped(factor, factor < 0.1 ? 2 : 1))}x`;
  const scale = 10 ** (Math.floor(Math.log10(factor)) - 1);
  return `${grouped(rounded(factor / scale, 0) * scale, 0)}x`;
}

/** `3,751,000`. */
export function wholeText(value: number): string {
  return grouped(value, 0);
}

/** `$1,234.56`. */
export function usdText(usd: number): string {
  return `$${grouped(usd, 2)}`;
}

/** A measured figure with its noun: `1 agent minute`, `4.6 agent minutes`. */
export function quantity(figure: string, noun: string): string {
  return `${figure} ${noun}${figure === "1" ? "" : "s"}`;
}

function trimmed(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

const small =
  "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const tens = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

function inWords(value: number): string {
  if (value < 20) return small[value]!;
  const unit = value % 10;
  return tens[Math.floor(value / 10) - 2]! + (unit === 0 ? "" : `-${small[unit]}`);
}

/** A whole number in running text: words up to nine, digits above. Zero reads `no`. */
export function countText(value: number): string {
  return value < 10 ? inWords(value) : wholeText(value);
}

/** `one task`, `32 tasks`. */
export function counted(value: number, noun: string): string {
  return `${countText(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** A whole number at the head of a sentence: words up to ninety-nine. */
export function numberAtStart(value: number): string {
  return sentenceCase(value < 100 ? inWords(value) : wholeText(value));
}

/** `Thirty-two tasks`. */
export function countedAtStart(value: number, noun: string): string {
  return `${numberAtStart(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** `Both tasks`, `All 32 tasks`. */
export function allOf(value: number, plural: string): string {
  return value === 2 ? `Both ${plural}` : `All ${countText(value)} ${plural}`;
}

export function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `a`, `a and b`, `a, b and c`. */
export function listText(parts: readonly string[]): string {
  if (parts.length < 2) return parts[0] ?? "";
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** A task's title as a sentence can bear it: quoted, cut at a word. */
export function quoted(title: string): string {
  const text = title.trim().replaceAll(/[“”]/g, '"');
  if (text.length <= 72) return `“${text}”`;
  const cut = text.slice(0, 70);
  const word = cut.lastIndexOf(" ");
  return `“${(word > 40 ? cut.slice(0, word) : cut).replace(/[\s,;:.–-]+$/, "")} …”`;
}

const workNames: Readonly<Record<WorkType, string>> = {
  feature: "feature work",
  bugfix: "bug fixing",
  test: "test work",
  refactor: "refactoring",
  review: "reviewing",
  investigation: "investigation",
  docs: "documentation",
  devops: "operations work",
  release: "release work",
  planning: "planning",
  chore: "chores",
};

export function workName(type: WorkType): string {
  return workNames[type];
}

const months = "January February March April May June July August September October November December".split(
  " ",
);

export function monthName(day: Day): string {
  return months[Number(day.slice(5, 7)) - 1]!;
}

/** `March 26`, with the year where it is not that of the day beside it: `December 31, 2025`. */
export function dateText(day: Day, beside: Day): string {
  const date = `${monthName(day)} ${Number(day.slice(8))}`;
  return day.slice(0, 4) === beside.slice(0, 4) ? date : `${date}, ${day.slice(0, 4)}`;
}

/** `Wednesday, March 25`. */
export function weekdayDateText(day: Day, beside: Day): string {
  return `${weekdayName(day)}, ${dateText(day, beside)}`;
}
