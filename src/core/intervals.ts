/** Arithmetic on stretches of time. Results are disjoint and ascending; empty stretches vanish. */
import type { Interval } from "./types.ts";

export function lengthOf(interval: Interval): number {
  return Math.max(0, interval.toMs - interval.fromMs);
}

/** The sum of the lengths, overlaps counted each. */
export function lengthMs(intervals: readonly Interval[]): number {
  let ms = 0;
  for (const interval of intervals) ms += lengthOf(interval);
  return ms;
}

/** Everything any of the intervals covers; touching ones are joined. */
export function union(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals.filter((interval) => interval.toMs > interval.fromMs);
  sorted.sort((a, b) => a.fromMs - b.fromMs);
  const joined: Interval[] = [];
  for (const { fromMs, toMs } of sorted) {
    const last = joined.at(-1);
    if (last === undefined || fromMs > last.toMs) joined.push({ fromMs, toMs });
    else if (toMs > last.toMs) joined[joined.length - 1] = { fromMs: last.fromMs, toMs };
  }
  return joined;
}

/** The length of the union. */
export function unionMs(intervals: readonly Interval[]): number {
  return lengthMs(union(intervals));
}

/** What of `intervals` no hole covers. */
export function without(intervals: readonly Interval[], holes: readonly Interval[]): Interval[] {
  const cuts = union(holes);
  const rest: Interval[] = [];
  let cut = 0;
  for (const { fromMs, toMs } of union(intervals)) {
    let at = fromMs;
    while (cut < cuts.length && cuts[cut]!.toMs <= at) cut++;
    for (let next = cut; next < cuts.length && cuts[next]!.fromMs < toMs; next++) {
      const hole = cuts[next]!;
      if (hole.fromMs > at) rest.push({ fromMs: at, toMs: hole.fromMs });
      at = Math.max(at, hole.toMs);
    }
    if (at < toMs) rest.push({ fromMs: at, toMs });
  }
  return rest;
}

/** What of `intervals` lies inside `window`. */
export function within(intervals: readonly Interval[], window: readonly Interval[]): Interval[] {
  return without(intervals, without(intervals, window));
}

/** The middle value; the mean of the two middle ones for an even count; null for none. */
export function medianOf(values: readonly number[]): number | null {
  return medianOfAscending([...values].sort((a, b) => a - b));
}

export function medianOfAscending(values: ArrayLike<number>): number | null {
  if (values.length === 0) return null;
  const middle = values.length >> 1;
  return values.length % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2;
}
