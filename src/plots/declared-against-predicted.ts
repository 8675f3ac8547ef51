/** Estimates people declared against what a model had said of the same tasks: the calibration of single tasks. */
import { axisX, axisY, dot, gridX, gridY, link } from "@observablehq/plot";
import * as numbers from "../formats/numbers.ts";
import { type Chart, grid, ink } from "./chart.ts";
import { logAxis } from "./log-axis.ts";

export interface DeclaredAgainstPredicted {
  /** Both above zero. */
  readonly declaredMinutes: number;
  readonly predictedMinutes: number;
}

/** Null for fewer than three tasks. */
export function declaredAgainstPredicted(tasks: readonly DeclaredAgainstPredicted[]): Chart | null {
  if (tasks.length < 3) return null;
  const within = tasks.filter(({ declaredMinutes, predictedMinutes }) => {
    return Math.abs(Math.log(declaredMinutes / predictedMinutes)) <= Math.LN2 + 1e-9;
  });
  const said = `${numbers.counted(tasks.length, "task")}, ${numbers.percent(within.length / tasks.length)} within twice`;
  const points = tasks.map((task) => ({
    declared: task.declaredMinutes / 60,
    predicted: task.predictedMinutes / 60,
  }));
  const axis = logAxis(
    points.flatMap(({ declared, predicted }) => [declared, predicted]),
    50,
  );
  const [lowest, highest] = axis.domain;
  const diagonal = { x1: lowest, y1: lowest, x2: highest, y2: highest };
  const twice = [
    { x1: lowest, y1: lowest * 2, x2: highest / 2, y2: highest },
    { x1: lowest * 2, y1: lowest, x2: highest, y2: highest / 2 },
  ];
  return {
    title: "Declared against predicted hours",
    description: `${said}, on logarithmic scales.`,
    caption: `${said}. Across: predicted; up: declared. Line: equal; dashed: twice and half.`,
    options: (width) => ({
      height: Math.min(width, 460),
      marginLeft: 54,
      marginRight: 18,
      marginTop: 12,
      marginBottom: 36,
      x: { type: "log", domain: axis.domain, label: null },
      y: { type: "log", domain: axis.domain, label: null },
      marks: [
        gridX(axis.ticks, grid),
        gridY(axis.ticks, grid),
        axisX(axis.ticks, { tickSize: 0, tickPadding: 8, text: hoursText, fill: ink.muted }),
        axisY(axis.ticks, { tickSize: 0, tickPadding: 8, text: hoursText, fill: ink.muted }),
        link([diagonal], { x1: "x1", y1: "y1", x2: "x2", y2: "y2", stroke: ink.muted }),
        link(twice, { x1: "x1", y1: "y1", x2: "x2", y2: "y2", stroke: ink.muted, strokeDasharray: "4 3" }),
        dot(points, { x: "predicted", y: "declared", r: 4, fill: ink.human, fillOpacity: 0.6 }),
      ],
    }),
  };
}

const hoursText = (hours: number): string => numbers.hours(hours * 60);
