/**
 * The one place where numbers are written. Every format calls these, so a figure reads the same in all of them.
 *
 * The forms follow the published tables (`40h`, `25m`, `96.0x`). Rounding is ordinary: halves go up. Each
 * function is monotone (a larger number never reads smaller) and writes a dash for `null` and for anything
 * that is not a number, so neither `NaN` nor `-0` can reach a reader.
 */
import type { Factor } from "../core/leverage-record.ts";
import type { MinutesRange } from "../core/types.ts";

/** Written where there is no figure: no time, no factor. */
export const dash = "–";

/**
 * `plain`: one decimal below 1,000, else none and thousands apart (`96.0x`, `1,440x`).
 * `published`: as hand-kept tables print it, one decimal always (`1440.0x`), so that an imported record
 * exports to the table it came from.
 */
export type FactorStyle = "plain" | "published";

/** `value` to so many decimals, halves up; negative decimals round to tens, hundreds. */
function rounded(value: number, decimals: number): number {
  // So large a number has no decimals, and may not be multiplied.
  if (decimals >= 0 && Math.abs(value) > Number.MAX_SAFE_INTEGER) return value;
  const scale = 10 ** Math.abs(decimals);
  // 1.005 is stored a hair below itself; the factor lifts it back over the half it was meant to be.
  const scaled = (decimals < 0 ? value / scale : value * scale) * (1 + Number.EPSILON);
  const whole = Math.round(scaled);
  return (decimals < 0 ? whole * scale : whole / scale) + 0;
}

/**
 * Digits as `Intl.NumberFormat("en-US")` writes them, which a command cannot wait for: the first one made takes a sixth of
 * the time of the whole run. From 10^21 on, where `toFixed` knows powers alone, it is asked all the same.
 */
function written(value: number, minimumDecimals: number, maximumDecimals: number): string {
  const figure = rounded(value, maximumDecimals);
  if (Math.abs(figure) >= 1e21) {
    const range = { minimumFractionDigits: minimumDecimals, maximumFractionDigits: maximumDecimals };
    return new Intl.NumberFormat("en-US", { ...range, useGrouping: false }).format(figure);
  }
  const digits = figure.toFixed(maximumDecimals);
  if (maximumDecimals === minimumDecimals) return digits;
  let end = digits.length;
  const least = end - (maximumDecimals - minimumDecimals);
  while (end > least && digits[end - 1] === "0") end -= 1;
  if (digits[end - 1] === ".") end -= 1;
  return digits.slice(0, end);
}

/** With thousands apart. */
function grouped(value: number, minimumDecimals: number, maximumDecimals: number): string {
  const digits = written(value, minimumDecimals, maximumDecimals);
  const [whole = "", decimals] = digits.split(".");
  const apart = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return decimals === undefined ? apart : `${apart}.${decimals}`;
}

function isNumber(value: number | null): value is number {
  return value !== null && Number.isFinite(value);
}

/** A whole number with thousands apart: `3,751,000`. */
export function count(value: number | null): string {
  return isNumber(value) ? grouped(value, 0, 0) : dash;
}

/** `1 task`, `3 tasks`. */
export function counted(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** Hours as they stand in a total, without the unit: `309.5`. One decimal; quarters of an hour stay exact. */
export function plainHours(minutes: number | null): string {
  if (!isNumber(minutes)) return dash;
  const hours = minutes / 60;
  if (hours > 0 && hours < 0.005) return "<0.01";
  // People declare quarters; they lie exactly on the halves of one decimal, so the order is kept.
  if (hours < 0.1 || Number.isInteger(hours * 4)) return grouped(hours, 0, 2);
  return grouped(hours, 0, 1);
}

/** A human estimate's hours: `40h`, `1.5h`, `0.4h`, `0.25h`, `0.04h`. */
export function hours(minutes: number | null): string {
  return isNumber(minutes) ? `${plainHours(minutes)}h` : dash;
}

/** Minutes without the unit: whole from 10 on, one decimal below where it is needed (`766`, `4.6`, `5`). */
export function plainMinutes(minutes: number | null): string {
  if (!isNumber(minutes)) return dash;
  if (minutes > 0 && minutes < 0.05) return "<0.1";
  return minutes < 9.95 ? grouped(minutes, 0, 1) : count(minutes);
}

/** Minutes of a table cell: `25m`, `178m`, `4.6m`, `<0.1m`. */
export function minutes(value: number | null): string {
  return isNumber(value) ? `${plainMinutes(value)}m` : dash;
}

/** The same minutes for running text: `45m`, `1h 45m`, `12h 46m`. */
export function clock(value: number | null): string {
  if (!isNumber(value)) return dash;
  const whole = rounded(value, 0);
  if (whole < 60) return minutes(value);
  const rest = whole % 60;
  return rest === 0 ? `${count(whole / 60)}h` : `${count(Math.floor(whole / 60))}h ${rest}m`;
}

/** Two significant digits, no finer than hundredths: the bounds of an interval are not known better. */
function rough(value: number): string {
  if (value >= 9.95) return grouped(rounded(value, 1 - Math.floor(Math.log10(value))), 0, 0);
  return grouped(value, 0, value < 0.1 ? 2 : 1);
}

function roughRange(low: number, high: number): string {
  const [from, to] = [rough(low), rough(high)];
  return from === to ? from : `${from}-${to}`;
}

/** The bounds of a range of minutes, in hours: `14-120h`. Null where the range is a single figure. */
export function hoursInterval(range: MinutesRange | null): string | null {
  if (range === null || !isNumber(range.lowMinutes) || !isNumber(range.highMinutes)) return null;
  if (range.lowMinutes === range.highMinutes) return null;
  return `${roughRange(range.lowMinutes / 60, range.highMinutes / 60)}h`;
}

/** An estimate with its 80 % interval: `40h (14-120h)`; a single declared figure stands alone: `40h`. */
export function estimate(range: MinutesRange | null): string {
  if (range === null) return dash;
  return withInterval(hours(range.likelyMinutes), hoursInterval(range));
}

/** A leverage factor: `96.0x`, `1,440x`, `<0.1x`. */
export function factor(value: number | null, style: FactorStyle = "plain"): string {
  if (!isNumber(value)) return dash;
  if (style === "published") return `${bareFactor(value)}x`;
  if (value > 0 && value < 0.05) return "<0.1x";
  return value < 999.95 ? `${grouped(value, 1, 1)}x` : `${count(value)}x`;
}

/** One bound of a factor's interval, rounded as in the interval: `34x`. */
export function factorBound(value: number): string {
  return `${rough(value)}x`;
}

/** The bounds of a factor: `34-290x`. Null where it has none. */
export function factorInterval(value: Factor | null): string | null {
  if (value === null || !isNumber(value.low) || !isNumber(value.high) || value.low === value.high)
    return null;
  return `${roughRange(value.low, value.high)}x`;
}

/** A factor as a chart's axis writes it: `0.1x`, `10x`, `1,000x`. */
export function axisFactor(value: number): string {
  return isNumber(value) ? `${rough(value)}x` : dash;
}

/** A ratio around one: `x1`, `x0.83`, `x1.24`, `x12`. */
export function ratio(value: number | null): string {
  return isNumber(value) ? `x${grouped(value, 0, value < 9.995 ? 2 : 0)}` : dash;
}

/** `figure (interval)`, or the figure alone. */
export function withInterval(figure: string, interval: string | null): string {
  return interval === null ? figure : `${figure} (${interval})`;
}

/** A bare number for programs: no unit, no thousands apart, at most so many decimals; empty where unknown. */
export function bare(value: number | null | undefined, decimals: number): string {
  if (value === undefined || !isNumber(value)) return "";
  return written(value, 0, decimals);
}

/** A bare factor with its one decimal, as tables print it before the `x`: `96.0`, `1440.0`. */
export function bareFactor(value: number | null | undefined): string {
  return value === undefined || !isNumber(value) ? "" : rounded(value, 1).toFixed(1);
}

const shortUnits = [
  { from: 999_500_000, size: 1_000_000_000, letter: "B" },
  { from: 999_500, size: 1_000_000, letter: "M" },
  { from: 999.5, size: 1_000, letter: "k" },
] as const;

/** Tokens where room is short: `850`, `45k`, `3.8M`, `1.2B`. */
export function shortTokens(value: number | null): string {
  if (!isNumber(value)) return dash;
  const unit = shortUnits.find(({ from }) => value >= from);
  if (unit === undefined) return count(value);
  const scaled = value / unit.size;
  return `${scaled < 9.95 ? grouped(scaled, 0, 1) : count(scaled)}${unit.letter}`;
}

/** US dollars: `$1,234.56`; below one cent `$0.004`, below a tenth of a cent `<$0.001`. */
export function usd(value: number | null): string {
  if (!isNumber(value)) return dash;
  if (value > 0 && value < 0.0005) return "<$0.001";
  return value > 0 && value < 0.0095 ? `$${grouped(value, 3, 3)}` : `$${grouped(value, 2, 2)}`;
}

/** A share of one as a percentage: `42%`, `1.6%`, `<0.1%`. */
export function percent(fraction: number | null): string {
  if (!isNumber(fraction)) return dash;
  const hundredths = fraction * 100;
  if (hundredths > 0 && hundredths < 0.05) return "<0.1%";
  return `${hundredths < 9.95 ? grouped(hundredths, 0, 1) : count(hundredths)}%`;
}
