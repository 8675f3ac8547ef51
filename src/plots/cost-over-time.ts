/** What an hour of human-equivalent work cost, period by period. */
import { axisX, axisY, dot, gridY, lineY, ruleY } from "@observablehq/plot";
import type { Day } from "../core/types.ts";
import * as numbers from "../formats/numbers.ts";
import { type Chart, grid, ink, isWide } from "./chart.ts";
import { startOfDay } from "./days.ts";

export interface CostAt {
  /** The first day of the stretch the cost is of. */
  readonly from: Day;
  readonly usdPerHumanHour: number;
}

/** @param points ascending. Null for fewer than two. */
export function costOverTime(points: readonly CostAt[], unit: string): Chart | null {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 2) return null;
  const costs = points.map(({ usdPerHumanHour }) => usdPerHumanHour);
  const highest = Math.max(...costs);
  return {
    title: `Cost per human-equivalent hour by ${unit}`,
    description: `${points.length} figures from ${first.from} to ${last.from}, between ${numbers.usd(Math.min(...costs))} and ${numbers.usd(highest)}, the last ${numbers.usd(last.usdPerHumanHour)}.`,
    caption:
      "US dollars at list prices over human-equivalent hours, of the estimated tasks whose every token has a price.",
    options: (width) => ({
      height: 170,
      marginLeft: 54,
      marginRight: 14,
      marginTop: 12,
      marginBottom: 36,
      x: { type: "utc", label: null, inset: 10 },
      y: { domain: [0, highest > 0 ? highest : 1], nice: true, label: null },
      marks: [
        gridY({ ...grid, ticks: 4 }),
        axisY({ ticks: 4, tickSize: 0, tickPadding: 8, tickFormat: numbers.usd, fill: ink.muted }),
        axisX({ tickSize: 0, tickPadding: 10, fill: ink.muted, ...(isWide(width) ? {} : { ticks: 4 }) }),
        ruleY([0], { stroke: ink.muted }),
        lineY(points, {
          x: ({ from }: CostAt) => startOfDay(from),
          y: "usdPerHumanHour",
          stroke: ink.agent,
          strokeWidth: 1.5,
        }),
        dot(points, {
          x: ({ from }: CostAt) => startOfDay(from),
          y: "usdPerHumanHour",
          r: 3,
          fill: ink.agent,
        }),
      ],
    }),
  };
}
