/** A factor over time: its interval as a band, and below it the human hours behind each figure. */
import { areaY, axisX, axisY, dot, gridY, lineY, ruleX } from "@observablehq/plot";
import type { Day } from "../core/types.ts";
import * as numbers from "../formats/numbers.ts";
import { type Chart, grid, ink, isWide } from "./chart.ts";
import { startOfDay } from "./days.ts";
import { logAxis } from "./log-axis.ts";

export interface FactorAt {
  /** The first day of the stretch the factor is of. */
  readonly from: Day;
  /** Above zero: a logarithmic scale has none. */
  readonly value: number;
  /** Both null where the estimates are single figures. */
  readonly low: number | null;
  readonly high: number | null;
  readonly humanMinutes: number;
}

/** Part of the height that the hours get. */
const hoursStrip = 0.2;

/**
 * @param of what is drawn: `Leverage factor by week`.
 * @param points ascending. Null for fewer than two.
 */
export function factorsOverTime(points: readonly FactorAt[], of: string): Chart | null {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 2) return null;
  const values = points.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);
  const mostMinutes = Math.max(...points.map(({ humanMinutes }) => humanMinutes));
  const factors = points.map(({ value }) => value);
  const between = `between ${numbers.factor(Math.min(...factors))} and ${numbers.factor(Math.max(...factors))}`;
  return {
    title: of,
    description: `${points.length} figures from ${first.from} to ${last.from}, ${between}, the last ${numbers.factor(last.value)}.`,
    caption: `Logarithmic scale. Band: 80% interval. Bars at the foot: human-equivalent hours behind the figure, the longest ${numbers.hours(mostMinutes)}.`,
    options: (width) => {
      const axis = logAxis(
        values.filter((value) => value > 0),
        50,
      );
      const [lowest, highest] = axis.domain;
      // The strip takes its part of the logarithmic height, below everything else.
      const foot = lowest / (highest / lowest) ** (hoursStrip / (1 - hoursStrip));
      const strip = (minutes: number) => foot * (lowest / foot) ** ((minutes / (mostMinutes || 1)) * 0.85);
      const at = ({ from }: FactorAt) => startOfDay(from);
      return {
        height: 260,
        marginLeft: 54,
        marginRight: 14,
        marginTop: 12,
        marginBottom: 40,
        x: { type: "utc", label: null, inset: 10 },
        y: { type: "log", domain: [foot, highest], label: null },
        marks: [
          gridY(axis.ticks, grid),
          axisY(axis.ticks, { tickSize: 0, tickPadding: 8, text: numbers.axisFactor, fill: ink.muted }),
          axisX({ tickSize: 0, tickPadding: 10, fill: ink.muted, ...(isWide(width) ? {} : { ticks: 4 }) }),
          ruleX(points, {
            x: at,
            y1: foot,
            y2: ({ humanMinutes }: FactorAt) => strip(humanMinutes),
            stroke: ink.agent,
            strokeWidth: Math.max(1.5, Math.min(9, (width / points.length) * 0.5)),
          }),
          areaY(points, {
            x: at,
            y1: ({ value, low }: FactorAt) => Math.max(low ?? value, lowest),
            y2: ({ value, high }: FactorAt) => high ?? value,
            fill: ink.human,
            fillOpacity: 0.18,
          }),
          lineY(points, { x: at, y: "value", stroke: ink.human, strokeWidth: 1.5 }),
          points.length <= 60 ? dot(points, { x: at, y: "value", r: 3, fill: ink.human }) : null,
        ],
      };
    },
  };
}
