/** A factor over time of several groups, each in a strip of its own with the same scale. */
import { areaY, axisFy, axisX, axisY, dot, gridY, lineY } from "@observablehq/plot";
import * as numbers from "../formats/numbers.ts";
import { type Chart, grid, ink, isWide } from "./chart.ts";
import { startOfDay } from "./days.ts";
import type { FactorAt } from "./factors-over-time.ts";
import { logAxis } from "./log-axis.ts";

export interface GroupOverTime {
  readonly name: string;
  /** Ascending. */
  readonly points: readonly FactorAt[];
}

const stripHeight = 84;

/**
 * @param of what is drawn: `Leverage factor by week`.
 * @param by what a group is: `project`. Null without a group of two points.
 */
export function groupsOverTime(groups: readonly GroupOverTime[], of: string, by: string): Chart | null {
  if (!groups.some(({ points }) => points.length > 1)) return null;
  const points = groups.flatMap(({ name, points: own }) => own.map((point) => ({ ...point, name })));
  const values = points.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);
  const said = groups.map(({ name, points: own }) => {
    const last = own.at(-1);
    return `${name} ${last === undefined ? "without a factor" : `last ${numbers.factor(last.value)}`}`;
  });
  return {
    title: `${of}, ${by} by ${by}`,
    description: `${groups.length} groups on one logarithmic scale: ${said.join("; ")}.`,
    caption: "One logarithmic scale for all, most human hours first. Band: 80% interval.",
    options: (width) => {
      const axis = logAxis(values, 20);
      const at = ({ from }: FactorAt) => startOfDay(from);
      const wide = isWide(width);
      return {
        height: groups.length * (stripHeight + 14) + 40,
        marginLeft: 54,
        marginRight: wide ? 130 : 14,
        marginTop: wide ? 12 : 20,
        marginBottom: 36,
        x: { type: "utc", label: null, inset: 10 },
        y: { type: "log", domain: [...axis.domain], label: null },
        fy: { domain: groups.map(({ name }) => name), label: null, padding: 0.14 },
        marks: [
          gridY(axis.ticks, grid),
          axisY(axis.ticks, { tickSize: 0, tickPadding: 8, text: numbers.axisFactor, fill: ink.muted }),
          axisX({ tickSize: 0, tickPadding: 10, fill: ink.muted, ...(wide ? {} : { ticks: 4 }) }),
          axisFy({
            anchor: wide ? "right" : "left",
            tickSize: 0,
            label: null,
            ...(wide ? {} : { textAnchor: "start", dx: 12, dy: -stripHeight / 2 }),
          }),
          areaY(points, {
            x: at,
            fy: "name",
            z: "name",
            y1: ({ value, low }: FactorAt) => low ?? value,
            y2: ({ value, high }: FactorAt) => high ?? value,
            fill: ink.human,
            fillOpacity: 0.18,
          }),
          lineY(points, { x: at, y: "value", fy: "name", z: "name", stroke: ink.human, strokeWidth: 1.5 }),
          dot(points, { x: at, y: "value", fy: "name", r: 2.5, fill: ink.human }),
        ],
      };
    },
  };
}
