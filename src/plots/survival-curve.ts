/** How much of what was delivered is still there, some time after. */
import { areaY, axisX, axisY, dot, gridY, line, ruleY, text } from "@observablehq/plot";
import * as numbers from "../formats/numbers.ts";
import { type Chart, figures, grid, ink } from "./chart.ts";

export interface SurvivalPoint {
  /** When it was looked: `7 days`, `now`. */
  readonly after: string;
  /** Lines delivered that are old enough to be looked at then. */
  readonly lines: number;
  /** Those of them still there. */
  readonly aliveLines: number;
}

/** In the order of time. Null where no lines are old enough for two looks. */
export function survivalCurve(points: readonly SurvivalPoint[]): Chart | null {
  const rows = points
    .filter(({ lines }) => lines > 0)
    .map((point) => ({ ...point, share: point.aliveLines / point.lines }));
  if (rows.length < 2) return null;
  const said = rows.map(
    ({ after, share, lines }) => `${after}: ${numbers.percent(share)} of ${numbers.counted(lines, "line")}`,
  );
  return {
    title: "Lines still there",
    description: `Share of delivered lines that are still there. ${said.join("; ")}.`,
    caption: `Share of delivered lines still there. ${said.join("; ")}. Lines too young for a look are left out of it.`,
    options: () => ({
      height: 240,
      marginLeft: 46,
      marginRight: 20,
      marginTop: 24,
      marginBottom: 32,
      x: { type: "point", domain: rows.map(({ after }) => after), label: null, padding: 0.3 },
      y: { domain: [0, 1], label: null },
      marks: [
        gridY([0.25, 0.5, 0.75, 1], grid),
        axisY([0, 0.25, 0.5, 0.75, 1], {
          tickSize: 0,
          tickPadding: 8,
          tickFormat: numbers.percent,
          fill: ink.muted,
        }),
        axisX({ tickSize: 0, tickPadding: 10, fill: ink.muted }),
        ruleY([0], { stroke: ink.muted }),
        areaY(rows, { x: "after", y: "share", fill: ink.human, fillOpacity: 0.12 }),
        line(rows, { x: "after", y: "share", stroke: ink.human, strokeWidth: 1.5 }),
        dot(rows, { x: "after", y: "share", r: 4, fill: ink.human }),
        text(rows, {
          x: "after",
          y: "share",
          text: ({ share }: { readonly share: number }) => numbers.percent(share),
          dy: -12,
          ...figures,
        }),
      ],
    }),
  };
}
