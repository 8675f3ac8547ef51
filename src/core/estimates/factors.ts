/** Leverage factors: human minutes over agent or supervisory minutes. Sum first, divide once. */
import type { Factor } from "../leverage-record.ts";
import type { MinutesRange } from "../types.ts";

/** Human minutes for each minute spent; null where no time was spent (shown as a dash). */
export function factor(humanMinutes: number, minutes: number): number | null {
  return minutes > 0 ? humanMinutes / minutes : null;
}

/**
 * A factor with its 80 % interval. A range without width is a single declared number, which carries no interval.
 */
export function factorWithRange(humanMinutes: number, range: MinutesRange, minutes: number): Factor | null {
  const value = factor(humanMinutes, minutes);
  if (value === null) return null;
  if (range.lowMinutes === range.highMinutes) return { value, low: null, high: null };
  return { value, low: range.lowMinutes / minutes, high: range.highMinutes / minutes };
}
