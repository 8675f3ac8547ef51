/**
 * Draws a record's charts into the text of its page. Each comes in a wide and a narrow drawing, so that its words
 * keep their size on a phone; the style sheet shows one of them. Plot and linkedom take some hundred milliseconds
 * to load: `html.ts` loads this file when the first page is printed.
 */
import { parseHTML } from "linkedom";
import type { LeverageRecord } from "../core/leverage-record.ts";
import { type Chart, draw } from "../plots/chart.ts";
import { lightSvg } from "../plots/light-svg.ts";
import { type Markup, trustedHtml } from "./markup.ts";
import { factorChart, historyChart, survivalChart, typeChart } from "./record-charts.ts";

/** A chart of the page. */
export interface PageChart extends Pick<Chart, "title" | "caption"> {
  /** Unique on the page. */
  readonly name: string;
  /** The wide and the narrow drawing. */
  readonly drawings: readonly Markup[];
}

/** Null where there is nothing to compare. */
export interface PageCharts {
  readonly factors: PageChart | null;
  readonly types: PageChart | null;
  readonly history: PageChart | null;
  readonly survival: PageChart | null;
}

const sizes = [
  { name: "wide", width: 720 },
  { name: "narrow", width: 340 },
] as const;

export function drawCharts(record: LeverageRecord): PageCharts {
  return {
    factors: drawn("chart-factors", factorChart(record)),
    types: drawn("chart-types", typeChart(record)),
    history: drawn("chart-history", historyChart(record)),
    survival: drawn("chart-survival", survivalChart(record)),
  };
}

function drawn(name: string, chart: Chart | null): PageChart | null {
  if (chart === null) return null;
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const drawings = sizes.map((size) => {
    const svg = draw(chart, { width: size.width, id: `${name}-${size.name}`, document });
    svg.setAttribute("class", size.name);
    return trustedHtml(lightSvg(svg.outerHTML));
  });
  return { name, title: chart.title, caption: chart.caption, drawings };
}
