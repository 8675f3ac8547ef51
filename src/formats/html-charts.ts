/** The charts of the record page: what each shows and says. `html-drawing.ts` draws them. */
import type { DayTotals, LeverageRecord, RecordEntry } from "../core/leverage-record.ts";
import { counted } from "./aggregates.ts";
import { factorStyleOf } from "./cells.ts";
import type { ChartPlan } from "./html-drawing.ts";
import * as numbers from "./numbers.ts";
import { plainTitle, shorten } from "./text.ts";

const grid = { stroke: "var(--rule)", strokeOpacity: 1 } as const;
const muted = "var(--muted)";
const human = "var(--human)";
const agent = "var(--agent)";

/** More rows than these are a wall; the task log has them all. */
const rowsShown = 40;

interface FactorRow {
  readonly place: number;
  readonly title: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly single: boolean;
}

function factorRows(entries: readonly RecordEntry[]): FactorRow[] {
  return entries.flatMap(({ place, title, leverageFactor }) => {
    // A logarithmic scale has no zero.
    if (leverageFactor === null || leverageFactor.value <= 0) return [];
    const { value, low, high } = leverageFactor;
    const bounds = low !== null && high !== null && low > 0 ? { low, high } : { low: value, high: value };
    return [{ place, title: plainTitle(title), value, ...bounds, single: bounds.low === bounds.high }];
  });
}

interface LogAxis {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
}

/** From a round number (1, 2 or 5 times a power of ten) to another; ticks at powers alone beyond `mostSpan`. */
function logAxis(values: readonly number[], mostSpan: number): LogAxis {
  const lowest = Math.min(...values);
  const highest = Math.max(...values);
  const first = Math.floor(Math.log10(lowest));
  const last = Math.ceil(Math.log10(highest)) + 1;
  const decades = Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
  const round = decades.flatMap((decade) => [decade, 2 * decade, 5 * decade]);
  const from = round.findLast((number) => number <= lowest) ?? lowest;
  const to = round.find((number) => number >= highest && number > from) ?? highest;
  const ticks = to / from > mostSpan ? decades : round;
  return { domain: [from, to], ticks: ticks.filter((tick) => tick >= from && tick <= to) };
}

/** Each task's factor with its interval. Null where fewer than two tasks have one. */
export function factorChart(record: LeverageRecord): ChartPlan | null {
  const all = factorRows(record.entries);
  if (all.length < 2) return null;
  const rows = all.slice(0, rowsShown);
  const style = factorStyleOf(record);
  const average = record.totals.leverageFactor?.value ?? 0;
  const averageText = `weighted average ${numbers.factor(average, style)}`;
  const shown =
    all.length > rows.length
      ? `The first ${rows.length} of ${all.length} tasks`
      : counted(rows.length, "task");
  const [top, bottom] = [all[0]!, all.at(-1)!];
  const extremes =
    `from ${numbers.factor(top.value, style)} (${top.title}) ` +
    `down to ${numbers.factor(bottom.value, style)} (${bottom.title})`;
  return {
    name: "chart-factors",
    title: "Leverage factor of each task",
    description: `${shown} on a logarithmic scale, ${extremes}; ${averageText}. The task log has every figure.`,
    caption: `${shown}, logarithmic scale. Dot: mean factor; bar: 80% interval; ring: declared as a single figure. Dashed: ${averageText}.`,
    plot: (plot, { name }) => {
      const wide = name === "wide";
      const label = (place: number) => {
        const title = rows.find((row) => row.place === place)?.title ?? "";
        return wide ? `${shorten(title, 38)}  ${place}` : String(place);
      };
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
          plot.gridX(axis.ticks, grid),
          plot.axisX(axis.ticks, {
            tickSize: 0,
            tickPadding: 8,
            // A tick format would be thinned out to powers of ten; a text is not.
            text: numbers.axisFactor,
            fill: muted,
          }),
          plot.axisY({ tickSize: 0, tickPadding: 10, tickFormat: label }),
          average > 0 ? plot.ruleX([average], { stroke: muted, strokeDasharray: "4 3" }) : null,
          plot.ruleY(
            rows.filter(({ single }) => !single),
            { y: "place", x1: "low", x2: "high", stroke: human, strokeOpacity: 0.3, strokeWidth: 7 },
          ),
          plot.dot(rows, {
            x: "value",
            y: "place",
            r: 4.5,
            fill: ({ single }: FactorRow) => (single ? "var(--paper)" : human),
            stroke: human,
            strokeWidth: 2,
          }),
          plot.text(rows, {
            x: "high",
            y: "place",
            text: ({ value }: FactorRow) => numbers.factor(value, style),
            textAnchor: "start",
            dx: 9,
            fontVariant: "tabular-nums",
          }),
        ],
      };
    },
  };
}

interface ShareBar {
  readonly type: string;
  readonly of: "human" | "agent";
  readonly share: number;
}

/** Each work type's share of the human hours and of the agent minutes. Null for fewer than two types. */
export function typeChart({ byType, totals }: LeverageRecord): ChartPlan | null {
  const humanMinutes = byType.reduce((sum, { humanMeanMinutes }) => sum + humanMeanMinutes, 0);
  const agentMinutes = byType.reduce((sum, row) => sum + row.agentMinutes, 0);
  if (byType.length < 2 || humanMinutes <= 0 || agentMinutes <= 0) return null;
  const rows = [...byType].sort((a, b) => b.humanMeanMinutes - a.humanMeanMinutes);
  const bars = rows.flatMap((row): ShareBar[] => [
    { type: row.type, of: "human", share: row.humanMeanMinutes / humanMinutes },
    { type: row.type, of: "agent", share: row.agentMinutes / agentMinutes },
  ]);
  const shares = rows.map(({ type, humanMeanMinutes, agentMinutes: minutes }) => {
    return `${type} ${numbers.percent(humanMeanMinutes / humanMinutes)} and ${numbers.percent(minutes / agentMinutes)}`;
  });
  return {
    name: "chart-types",
    title: "Share of human hours and of agent minutes by work type",
    description: `Share of the human-equivalent hours, then of the agent minutes: ${shares.join("; ")}.`,
    caption: `Of ${numbers.hours(totals.humanMeanMinutes)} human-equivalent (upper bar) and ${numbers.minutes(totals.agentMinutes)} of agent time (lower bar).`,
    plot: (plot) => ({
      height: rows.length * 40 + 10,
      marginLeft: 100,
      marginRight: 46,
      marginTop: 4,
      marginBottom: 6,
      x: { domain: [0, Math.max(...bars.map(({ share }) => share))], axis: null },
      y: { domain: ["human", "agent"], axis: null, padding: 0.12 },
      fy: { domain: rows.map(({ type }) => type), label: null, padding: 0.28, axis: null },
      marks: [
        plot.axisFy({ anchor: "left", tickSize: 0, tickPadding: 8, label: null }),
        plot.barX(bars, {
          x: "share",
          y: "of",
          fy: "type",
          fill: (bar: ShareBar) => (bar.of === "human" ? human : agent),
        }),
        plot.text(bars, {
          x: "share",
          y: "of",
          fy: "type",
          text: ({ share }: ShareBar) => numbers.percent(share),
          textAnchor: "start",
          dx: 6,
          fontVariant: "tabular-nums",
        }),
      ],
    }),
  };
}

function dateOf({ day }: DayTotals): Date {
  return new Date(`${day}T00:00:00Z`);
}

/** The history's days that have a factor. */
export function daysWithFactor({
  history,
}: LeverageRecord): (DayTotals & { readonly leverageFactor: number })[] {
  return history.flatMap((day) =>
    day.leverageFactor === null ? [] : [{ ...day, leverageFactor: day.leverageFactor }],
  );
}

/** Weighted factor of each recorded day. Null for fewer than three days. */
export function historyChart(record: LeverageRecord): ChartPlan | null {
  const days = daysWithFactor(record);
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined || days.length < 3) return null;
  const style = factorStyleOf(record);
  const { from, to } = record.period;
  const inPeriod = ({ day }: DayTotals) => day >= from && day <= to;
  const factors = days.map(({ leverageFactor }) => leverageFactor);
  const highest = Math.max(...factors);
  return {
    name: "chart-history",
    title: "Weighted average leverage factor of each recorded day",
    description: `${days.length} days from ${first.day} to ${last.day}, between ${numbers.factor(Math.min(...factors), style)} and ${numbers.factor(highest, style)}. The table below the chart has every figure.`,
    caption: `${days.length} recorded days from ${first.day} to ${last.day}. Filled: the days of this record.`,
    plot: (plot) => ({
      height: 220,
      marginLeft: 46,
      marginRight: 14,
      marginTop: 12,
      marginBottom: 40,
      x: { type: "utc", label: null, inset: 10 },
      y: { domain: [0, highest > 0 ? highest : 1], nice: true, label: null },
      marks: [
        plot.gridY(grid),
        plot.axisY({ ticks: 5, tickSize: 0, tickPadding: 8, tickFormat: numbers.axisFactor, fill: muted }),
        plot.axisX({ tickSize: 0, tickPadding: 10, fill: muted }),
        plot.ruleY([0], { stroke: muted }),
        plot.ruleX(days, {
          x: dateOf,
          y: "leverageFactor",
          stroke: (day: DayTotals) => (inPeriod(day) ? human : muted),
          strokeOpacity: 0.5,
        }),
        plot.dot(days, {
          x: dateOf,
          y: "leverageFactor",
          r: 4,
          fill: (day: DayTotals) => (inPeriod(day) ? human : "var(--paper)"),
          stroke: (day: DayTotals) => (inPeriod(day) ? human : muted),
          strokeWidth: 1.5,
        }),
      ],
    }),
  };
}
