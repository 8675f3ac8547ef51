/** How the factors of tasks are spread, on a logarithmic scale, with the averages that are drawn from them. */
import { axisX, axisY, gridY, rectY, ruleX, ruleY, text } from "@observablehq/plot";
import * as numbers from "../formats/numbers.ts";
import { type Chart, figures, grid, ink, isWide } from "./chart.ts";
import { logAxis } from "./log-axis.ts";

export interface FactorDistribution {
  /** Of each task that has one above zero. */
  readonly factors: readonly number[];
  /** Human over agent minutes of all of them. */
  readonly weightedAverage: number;
}

interface Bin {
  readonly from: number;
  readonly to: number;
  readonly tasks: number;
}

interface Average {
  readonly value: number;
  readonly name: string;
  readonly dash: string;
}

const binsPerDecade = 6;
const lineHeight = 14;

/** Null for fewer than five tasks. */
export function factorDistribution({ factors, weightedAverage }: FactorDistribution): Chart | null {
  if (factors.length < 5) return null;
  const sorted = [...factors].sort((a, b) => a - b);
  const bins = binned(sorted);
  const mean = factors.reduce((sum, factor) => sum + factor, 0) / factors.length;
  const median = (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
  const averages: readonly Average[] = [
    { value: median, name: "median", dash: "1 3" },
    { value: weightedAverage, name: "weighted average", dash: "none" },
    { value: mean, name: "mean of factors", dash: "5 3" },
  ].sort((a, b) => a.value - b.value);
  const said = averages.map(({ name, value }) => `${name} ${numbers.factor(value)}`).join(", ");
  return {
    title: "Distribution of leverage factors",
    description: `${numbers.counted(factors.length, "task")} from ${numbers.factor(sorted[0]!)} to ${numbers.factor(sorted.at(-1)!)}; ${said}.`,
    caption:
      `${numbers.counted(factors.length, "task")}, logarithmic scale. Solid: weighted average, human over agent minutes of all. ` +
      "Dashed: mean of factors, as some hand-kept records give it; a task of one minute weighs as much in it as a task of a day.",
    options: (width) => {
      const axis = logAxis(
        [...bins.flatMap(({ from, to }) => [from, to]), ...averages.map(({ value }) => value)],
        50,
      );
      const most = Math.max(...bins.map(({ tasks }) => tasks));
      const [lowest, highest] = axis.domain;
      const placeOf = (value: number) => Math.log(value / lowest) / Math.log(highest / lowest);
      return {
        height: 250,
        marginLeft: 40,
        marginRight: 24,
        marginTop: 58,
        marginBottom: 36,
        x: { type: "log", domain: axis.domain, label: null },
        y: { domain: [0, most], label: null },
        marks: [
          gridY({ ...grid, ticks: 4 }),
          axisY({
            ticks: Math.min(4, most),
            tickSize: 0,
            tickPadding: 8,
            tickFormat: numbers.count,
            fill: ink.muted,
          }),
          axisX(axis.ticks, { tickSize: 0, tickPadding: 8, text: numbers.axisFactor, fill: ink.muted }),
          rectY(bins, { x1: "from", x2: "to", y: "tasks", fill: ink.human, fillOpacity: 0.35, inset: 0.5 }),
          ruleY([0], { stroke: ink.muted }),
          // One line of text each, the smallest on top: so no label crosses the rule of a larger one.
          ...averages.flatMap((average, line) =>
            averageMarks(average, -lineHeight * (3 - line), placeOf, isWide(width)),
          ),
        ],
      };
    },
  };
}

/** A rule through the chart and what it is, set left of the rule where the room to its right is short. */
function averageMarks(
  { name, value, dash }: Average,
  top: number,
  placeOf: (value: number) => number,
  wide: boolean,
) {
  const side =
    placeOf(value) > 0.7
      ? ({ textAnchor: "end", dx: -5 } as const)
      : ({ textAnchor: "start", dx: 5 } as const);
  const label = `${wide ? name : shortName(name)} ${numbers.factor(value)}`;
  const halo = { stroke: ink.paper, strokeWidth: 4, fill: "currentColor" };
  return [
    ruleX([value], { strokeDasharray: dash, strokeWidth: 1.5, insetTop: top }),
    text([value], { x: [value], text: [label], frameAnchor: "top", dy: top, ...side, ...halo, ...figures }),
  ];
}

const shortName = (name: string): string => name.replace(" average", "").replace(" of factors", "");

/** Bins of equal width on the logarithmic scale that hold all values. */
function binned(sorted: readonly number[]): Bin[] {
  const binOf = (value: number) => Math.floor(Math.log10(value) * binsPerDecade + 1e-9);
  const [first, last] = [binOf(sorted[0]!), binOf(sorted.at(-1)!)];
  return Array.from({ length: last - first + 1 }, (_, i) => ({
    from: 10 ** ((first + i) / binsPerDecade),
    to: 10 ** ((first + i + 1) / binsPerDecade),
    tasks: sorted.filter((value) => binOf(value) === first + i).length,
  }));
}
