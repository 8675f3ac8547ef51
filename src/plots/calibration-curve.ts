/** Promised against kept: of the intervals given with so much probability, how many held the truth. */
import { areaY, axisX, axisY, dot, gridX, gridY, line, link, text } from "@observablehq/plot";
import * as numbers from "../formats/numbers.ts";
import { type Chart, figures, grid, ink } from "./chart.ts";

export interface KeptPromise {
  /** Probability the intervals were given with, 0 to 1. */
  readonly promised: number;
  /** Share of them that held the truth. */
  readonly kept: number;
  readonly tasks: number;
}

const quarters = [0, 0.25, 0.5, 0.75, 1];

/** Null without promises. */
export function calibrationCurve(promises: readonly KeptPromise[]): Chart | null {
  if (promises.length === 0) return null;
  const rows = [...promises].sort((a, b) => a.promised - b.promised).map(withError);
  const said = rows.map(({ promised, kept }) => `${numbers.percent(promised)}: ${numbers.percent(kept)}`);
  const tasks = Math.max(...rows.map((row) => row.tasks));
  return {
    title: "Promised and kept",
    description: `Share of ${numbers.counted(tasks, "task")} inside intervals, by the probability promised: ${said.join("; ")}.`,
    caption: `Across: probability an interval promised; up: share of ${numbers.counted(tasks, "task")} it held. Band: twice the standard error. On the line promises are kept; below it intervals are too narrow.`,
    options: (width) => ({
      height: Math.min(width, 400),
      marginLeft: 46,
      marginRight: 20,
      marginTop: 12,
      marginBottom: 36,
      x: { domain: [0, 1], label: null },
      y: { domain: [0, 1], label: null },
      marks: [
        gridX(quarters, grid),
        gridY(quarters, grid),
        axisX(quarters, { tickSize: 0, tickPadding: 8, tickFormat: numbers.percent, fill: ink.muted }),
        axisY(quarters, { tickSize: 0, tickPadding: 8, tickFormat: numbers.percent, fill: ink.muted }),
        link([{ from: 0, to: 1 }], { x1: "from", y1: "from", x2: "to", y2: "to", stroke: ink.muted }),
        areaY(rows, { x: "promised", y1: "low", y2: "high", fill: ink.human, fillOpacity: 0.18 }),
        line(rows, { x: "promised", y: "kept", stroke: ink.human, strokeWidth: 1.5 }),
        dot(rows, { x: "promised", y: "kept", r: 4, fill: ink.human }),
        text(rows.length <= 4 ? rows : [], {
          x: "promised",
          y: "kept",
          text: ({ kept }: KeptPromise) => numbers.percent(kept),
          textAnchor: "start",
          dx: 8,
          dy: 8,
          ...figures,
        }),
      ],
    }),
  };
}

function withError(row: KeptPromise) {
  const reach = 2 * Math.sqrt((row.kept * (1 - row.kept)) / Math.max(row.tasks, 1));
  return { ...row, low: Math.max(0, row.kept - reach), high: Math.min(1, row.kept + reach) };
}
