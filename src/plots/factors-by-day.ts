/** Weighted factor of each recorded day, the days of the record set off from those before it. */
import { axisX, axisY, dot, gridY, ruleX, ruleY } from "@observablehq/plot";
import type { Day } from "../core/types.ts";
import * as numbers from "../formats/numbers.ts";
import { type Chart, grid, ink } from "./chart.ts";
import { startOfDay } from "./days.ts";

export interface FactorOfDay {
  readonly day: Day;
  readonly value: number;
  /** Whether the day belongs to the record. */
  readonly filled: boolean;
}

export interface FactorsByDay {
  /** Ascending. */
  readonly days: readonly FactorOfDay[];
  readonly style?: numbers.FactorStyle;
}

/** Null for fewer than three days. */
export function factorsByDay({ days, style = "plain" }: FactorsByDay): Chart | null {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined || days.length < 3) return null;
  const factors = days.map(({ value }) => value);
  const highest = Math.max(...factors);
  const dayOf = ({ day }: FactorOfDay) => startOfDay(day);
  const colour = ({ filled }: FactorOfDay) => (filled ? ink.human : ink.muted);
  return {
    title: "Weighted average leverage factor of each recorded day",
    description: `${days.length} days from ${first.day} to ${last.day}, between ${numbers.factor(Math.min(...factors), style)} and ${numbers.factor(highest, style)}. The table below the chart has every figure.`,
    caption: `${days.length} recorded days from ${first.day} to ${last.day}. Filled: the days of this record.`,
    options: () => ({
      height: 220,
      marginLeft: 46,
      marginRight: 14,
      marginTop: 12,
      marginBottom: 40,
      x: { type: "utc", label: null, inset: 10 },
      y: { domain: [0, highest > 0 ? highest : 1], nice: true, label: null },
      marks: [
        gridY(grid),
        axisY({ ticks: 5, tickSize: 0, tickPadding: 8, tickFormat: numbers.axisFactor, fill: ink.muted }),
        axisX({ tickSize: 0, tickPadding: 10, fill: ink.muted }),
        ruleY([0], { stroke: ink.muted }),
        ruleX(days, { x: dayOf, y: "value", stroke: colour, strokeOpacity: 0.5 }),
        dot(days, {
          x: dayOf,
          y: "value",
          r: 4,
          fill: ({ filled }: FactorOfDay) => (filled ? ink.human : ink.paper),
          stroke: colour,
          strokeWidth: 1.5,
        }),
      ],
    }),
  };
}
