/** Each task's factor with its interval, on a logarithmic scale. */
import { axisX, axisY, dot, gridX, ruleX, ruleY, text } from "@observablehq/plot";
import * as numbers from "../formats/numbers.ts";
import { type Chart, figures, grid, ink, isWide } from "./chart.ts";
import { logAxis } from "./log-axis.ts";

export interface FactorOfTask {
  /** In the log it is drawn beside. */
  readonly place: number;
  /** Made plain already: a stranger's words. */
  readonly title: string;
  /** The title in at most 38 columns. */
  readonly label: string;
  /** Above zero: a logarithmic scale has none. */
  readonly value: number;
  /** Both null where the estimate is a single figure. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface FactorsByTask {
  readonly tasks: readonly FactorOfTask[];
  readonly weightedAverage: number | null;
  readonly style?: numbers.FactorStyle;
}

/** More rows than these are a wall; the task log has them all. */
const rowsShown = 40;

/** Null where fewer than two tasks have a factor. */
export function factorsByTask({ tasks, weightedAverage, style = "plain" }: FactorsByTask): Chart | null {
  const [first, last] = [tasks[0], tasks.at(-1)];
  if (first === undefined || last === undefined || tasks.length < 2) return null;
  const rows = tasks.slice(0, rowsShown).map(withBounds);
  const average = weightedAverage ?? 0;
  const averageText = `weighted average ${numbers.factor(average, style)}`;
  const shown =
    tasks.length > rows.length
      ? `The first ${rows.length} of ${tasks.length} tasks`
      : numbers.counted(rows.length, "task");
  const extremes =
    `from ${numbers.factor(first.value, style)} (${first.title}) ` +
    `down to ${numbers.factor(last.value, style)} (${last.title})`;
  const labels = new Map(rows.map(({ place, label }) => [place, label]));
  return {
    title: "Leverage factor of each task",
    description: `${shown} on a logarithmic scale, ${extremes}; ${averageText}. The task log has every figure.`,
    caption: `${shown}, logarithmic scale. Dot: mean factor; bar: 80% interval; ring: declared as a single figure. Dashed: ${averageText}.`,
    options: (width) => {
      const wide = isWide(width);
      const values = rows.flatMap(({ low, high }) => [low, high]);
      const axis = logAxis(average > 0 ? [...values, average] : values, wide ? 500 : 50);
      return {
        height: rows.length * 22 + 56,
        marginLeft: wide ? 286 : 30,
        marginRight: wide ? 62 : 56,
        marginTop: 10,
        marginBottom: 36,
        x: { type: "log", domain: axis.domain, label: null },
        y: { type: "point", domain: rows.map(({ place }) => place), label: null, padding: 0.6 },
        marks: [
          gridX(axis.ticks, grid),
          // A tick format would be thinned out to powers of ten; a text is not.
          axisX(axis.ticks, { tickSize: 0, tickPadding: 8, text: numbers.axisFactor, fill: ink.muted }),
          axisY({ tickSize: 0, tickPadding: 10, tickFormat: String }),
          wide ? axisY({ tickSize: 0, tickPadding: 34, tickFormat: (place) => labels.get(place) }) : null,
          average > 0 ? ruleX([average], { stroke: ink.muted, strokeDasharray: "4 3" }) : null,
          ruleY(
            rows.filter(({ single }) => !single),
            { y: "place", x1: "low", x2: "high", stroke: ink.human, strokeOpacity: 0.3, strokeWidth: 7 },
          ),
          dot(rows, {
            x: "value",
            y: "place",
            r: 4.5,
            fill: ({ single }: Row) => (single ? ink.paper : ink.human),
            stroke: ink.human,
            strokeWidth: 2,
          }),
          text(rows, {
            x: "high",
            y: "place",
            text: ({ value }: Row) => numbers.factor(value, style),
            textAnchor: "start",
            dx: 9,
            ...figures,
          }),
        ],
      };
    },
  };
}

type Row = ReturnType<typeof withBounds>;

function withBounds(task: FactorOfTask) {
  const { value, low, high } = task;
  const bounds = low !== null && high !== null && low > 0 ? { low, high } : { low: value, high: value };
  return { ...task, ...bounds, single: bounds.low === bounds.high };
}
