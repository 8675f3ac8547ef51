/** Predicted against labelled buckets: how many fell where. */
import { axisX, axisY, cell, text } from "@observablehq/plot";
import * as numbers from "../formats/numbers.ts";
import { type Chart, figures, ink, isWide } from "./chart.ts";

export interface PredictedAgainstLabelled {
  /** From the smallest to the largest. */
  readonly buckets: readonly string[];
  /** `counts[labelled][predicted]`. */
  readonly counts: readonly (readonly number[])[];
}

interface Square {
  readonly labelled: string;
  readonly predicted: string;
  readonly tasks: number;
  /** Of all with that label. */
  readonly share: number;
  readonly exact: boolean;
}

export function predictedAgainstLabelled({ buckets, counts }: PredictedAgainstLabelled): Chart {
  const squares = buckets.flatMap((labelled, row) => {
    const ofLabel = counts[row]!;
    const sum = ofLabel.reduce((total, tasks) => total + tasks, 0);
    return buckets.map((predicted, column): Square => {
      const tasks = ofLabel[column]!;
      return { labelled, predicted, tasks, share: sum === 0 ? 0 : tasks / sum, exact: row === column };
    });
  });
  const tasks = squares.reduce((sum, square) => sum + square.tasks, 0);
  const exact = squares.filter((square) => square.exact).reduce((sum, square) => sum + square.tasks, 0);
  const rows = buckets.map((label) => {
    const ofLabel = squares.filter(({ labelled }) => labelled === label);
    return `${label}: ${ofLabel.map((square) => `${numbers.count(square.tasks)} predicted ${square.predicted}`).join(", ")}`;
  });
  return {
    title: "Predicted against labelled",
    description: `${numbers.counted(tasks, "task")}, by their label. ${rows.join("; ")}.`,
    caption: `${numbers.counted(tasks, "task")}, ${numbers.percent(exact / tasks)} in their own bucket (framed). The darker, the larger the share of its row.`,
    options: (width) => ({
      height: buckets.length * 44 + 66,
      marginLeft: isWide(width) ? 120 : 92,
      marginRight: 8,
      marginTop: 8,
      marginBottom: 56,
      x: { domain: buckets, label: null, padding: 0.04 },
      y: { domain: buckets, label: null, padding: 0.04 },
      marks: [
        axisY({ tickSize: 0, tickPadding: 8, lineWidth: 8 }),
        axisX({ tickSize: 0, tickPadding: 8, lineWidth: isWide(width) ? 10 : 4.5 }),
        text(["labelled"], {
          frameAnchor: "bottom-left",
          dx: isWide(width) ? -112 : -88,
          dy: 20,
          text: String,
          textAnchor: "start",
          fill: ink.muted,
        }),
        text(["predicted"], { frameAnchor: "bottom", dy: 50, text: String, fill: ink.muted }),
        cell(squares, {
          x: "predicted",
          y: "labelled",
          fill: ink.human,
          fillOpacity: ({ share }: Square) => 0.03 + 0.57 * share,
          stroke: ({ exact: same }: Square) => (same ? ink.human : "none"),
          strokeWidth: 1.5,
          inset: 1,
        }),
        text(squares, {
          x: "predicted",
          y: "labelled",
          text: (square: Square) => numbers.count(square.tasks),
          ...figures,
        }),
      ],
      // The shares are opacities already.
      opacity: { type: "identity" },
    }),
  };
}
