/** What share of the truth fell into the intervals given before, group by group: by size, type or repository. */
import { axisX, axisY, dot, gridX, ruleX, ruleY, text } from "@observablehq/plot";
import * as numbers from "../formats/numbers.ts";
import { type Chart, figures, grid, ink } from "./chart.ts";

export interface CoverageOfGroup {
  readonly group: string;
  readonly tasks: number;
  /** Shares covered by the 50 % and the 80 % intervals. */
  readonly coverage50: number;
  readonly coverage80: number;
}

interface Point {
  readonly group: string;
  readonly nominal: 0.5 | 0.8;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** @param by what the groups are: `changed lines`. Null without groups. */
export function coverageByGroup(groups: readonly CoverageOfGroup[], by: string): Chart | null {
  if (groups.length === 0) return null;
  const points = groups.flatMap(({ group, tasks, coverage50, coverage80 }) => [
    pointOf(group, tasks, 0.5, coverage50),
    pointOf(group, tasks, 0.8, coverage80),
  ]);
  const said = groups.map(
    ({ group, tasks, coverage50, coverage80 }) =>
      `${group} (${numbers.counted(tasks, "task")}): ${numbers.percent(coverage50)} and ${numbers.percent(coverage80)}`,
  );
  const colour = ({ nominal }: { readonly nominal: number }) => (nominal === 0.5 ? ink.agent : ink.human);
  return {
    title: `Coverage of intervals by ${by}`,
    description: `Share inside the 50% and the 80% interval, by ${by}. ${said.join("; ")}.`,
    caption:
      "Share inside the 50% (left) and the 80% interval (right), with twice its standard error. Lines: what was promised.",
    options: () => ({
      height: groups.length * 30 + 44,
      marginLeft: 104,
      marginRight: 52,
      marginTop: 8,
      marginBottom: 32,
      x: { domain: [0, 1], label: null },
      y: { type: "point", domain: groups.map(({ group }) => group), label: null, padding: 0.6 },
      marks: [
        gridX([0, 0.2, 0.4, 0.6, 0.8, 1], grid),
        axisX([0, 0.2, 0.4, 0.6, 0.8, 1], {
          tickSize: 0,
          tickPadding: 8,
          tickFormat: numbers.percent,
          fill: ink.muted,
        }),
        axisY({ tickSize: 0, tickPadding: 10, lineWidth: 8, textOverflow: "ellipsis-end" }),
        ruleX([{ nominal: 0.5 }, { nominal: 0.8 }], { x: "nominal", stroke: colour, strokeWidth: 1.5 }),
        ruleY(points, {
          y: "group",
          x1: "low",
          x2: "high",
          stroke: colour,
          strokeOpacity: 0.35,
          strokeWidth: 6,
        }),
        dot(points, { x: "share", y: "group", r: 4.5, fill: colour }),
        text(groups, {
          y: "group",
          text: ({ tasks }: CoverageOfGroup) => numbers.count(tasks),
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

function pointOf(group: string, tasks: number, nominal: 0.5 | 0.8, share: number): Point {
  const reach = 2 * Math.sqrt((share * (1 - share)) / tasks);
  return { group, nominal, share, low: Math.max(0, share - reach), high: Math.min(1, share + reach) };
}
