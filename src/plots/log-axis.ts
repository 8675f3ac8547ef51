/** A logarithmic axis that begins and ends at round numbers. */

export interface LogAxis {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
}

/** From a round number (1, 2 or 5 times a power of ten) to another; ticks at powers alone beyond `mostSpan`. */
export function logAxis(values: readonly number[], mostSpan: number): LogAxis {
  const lowest = Math.min(...values);
  const highest = Math.max(...values);
  const first = Math.floor(Math.log10(lowest));
  const last = Math.ceil(Math.log10(highest)) + 1;
  const decades = Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
  const round = decades.flatMap((decade) => [decade, 2 * decade, 5 * decade]);
  const from = round.findLast((number) => number <= lowest) ?? lowest;
  const to = round.find((number) => number >= highest && number > from) ?? highest;
  const ticks = to / from > mostSpan ? decades : round;
  return { domain: [from, to], ticks: ticks.filter((tick) => tick >= from && tick <= to) };
}
