/** How far predictions lie from the truth, group by group: by work type, repository, size. */
import { axisX, axisY, dot, gridX, ruleX, ruleY, text } from "@observablehq/plot";
import * as numbers from "../formats/numbers.ts";
import { type Chart, figures, grid, ink } from "./chart.ts";

export interface BiasOfGroup {
  readonly group: string;
  readonly tasks: number;
  /** Truth over prediction, the geometric mean: 1 is no bias, 2 says that predictions are half of it. */
  readonly ratio: number;
  /** Its 95 % interval; null where it is not known. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface Bias {
  readonly groups: readonly BiasOfGroup[];
  /** What the groups are: `work type`. */
  readonly by: string;
  /** What is over what: `declared over predicted`. */
  readonly of: string;
}

/** Null without groups. */
export function biasByGroup({ groups, by, of }: Bias): Chart | null {
  if (groups.length === 0) return null;
  const said = groups.map(
    ({ group, tasks, ratio }) => `${group} (${numbers.counted(tasks, "task")}) ${numbers.ratio(ratio)}`,
  );
  // As far to the left of 1 as to the right of it, and at least to twice and half.
  const furthest = groups.flatMap(({ ratio, low, high }) => [ratio, low ?? ratio, high ?? ratio]);
  const reach = Math.max(Math.LN2, ...furthest.map((value) => Math.abs(Math.log(value)))) * 1.04;
  const ticks = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20].filter((tick) => Math.abs(Math.log(tick)) <= reach);
  return {
    title: `Bias by ${by}`,
    description: `${of}, by ${by}: ${said.join(", ")}.`,
    caption: `Dot: ${of}, geometric mean, logarithmic scale; bar: its 95% interval. At x1 there is no bias.`,
    options: () => ({
      height: groups.length * 26 + 44,
      marginLeft: 116,
      marginRight: 52,
      marginTop: 8,
      marginBottom: 32,
      x: { type: "log", domain: [Math.exp(-reach), Math.exp(reach)], label: null, inset: 6 },
      y: { type: "point", domain: groups.map(({ group }) => group), label: null, padding: 0.6 },
      marks: [
        gridX(ticks, grid),
        axisX(ticks, { tickSize: 0, tickPadding: 8, text: numbers.ratio, fill: ink.muted }),
        axisY({ tickSize: 0, tickPadding: 10, lineWidth: 9, textOverflow: "ellipsis-end" }),
        ruleX([1], { stroke: ink.muted, strokeWidth: 1.5 }),
        ruleY(
          groups.filter(({ low, high }) => low !== null && high !== null),
          { y: "group", x1: "low", x2: "high", stroke: ink.human, strokeOpacity: 0.3, strokeWidth: 6 },
        ),
        dot(groups, { x: "ratio", y: "group", r: 4.5, fill: ink.human }),
        text(groups, {
          y: "group",
          text: ({ tasks }: BiasOfGroup) => numbers.count(tasks),
          frameAnchor: "right",
          textAnchor: "start",
          dx: 10,
          fill: ink.muted,
          ...figures,
        }),
      ],
    }),
  };
}
