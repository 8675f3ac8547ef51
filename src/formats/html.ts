/**
 * The record as one self-contained page: no script, no request, everything inline. Its content security
 * policy forbids all but its own style sheet, so that even a hole in the escaping could load or run nothing.
 */
import type { LeverageRecord } from "../core/leverage-record.ts";
import { type Figure, factorFigure, factorStyleOf, taskCells } from "./cells.ts";
import type { Format } from "./format.ts";
import type { PageChart, PageCharts } from "./html-drawing.ts";
import { pageStyle } from "./html-style.ts";
import { historyTable, statisticsTable, taskLog, typeTable, unestimatedLog } from "./html-tables.ts";
import { html, type Markup, trustedHtml } from "./markup.ts";
import * as numbers from "./numbers.ts";
import {
  aboutParagraphs,
  analysisParagraphs,
  colophon,
  definitionsInForce,
  leadIn,
  methodDefinitions,
  periodText,
  sampleNotice,
  titleOf,
} from "./wording.ts";

const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const nothing = html``;

function paragraphs(texts: readonly string[]): Markup[] {
  return texts.filter(Boolean).map((text) => html`<p>${text}</p>\n`);
}

function section(id: string, title: string, content: readonly Markup[]): Markup {
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${content}</section>
`;
}

/** The four figures a reader looks for first. */
function keyFigures(record: LeverageRecord): Markup {
  const { totals } = record;
  const style = factorStyleOf(record);
  const humanHours: Figure =
    totals.tasks > 0
      ? { text: numbers.hours(totals.humanMeanMinutes), interval: numbers.hoursInterval(totals.human) }
      : { text: numbers.dash, interval: null };
  const figures: [string, Figure][] = [
    ["weighted average leverage factor", factorFigure(totals.leverageFactor, style)],
    ["human-equivalent time", humanHours],
    ["agent time", { text: numbers.clock(totals.agentMinutes), interval: null }],
    ["weighted average supervisory factor", factorFigure(totals.supervisoryLeverageFactor, style)],
  ];
  const items = figures.map(
    ([term, { text, interval }]) =>
      html`<div><dt>${term}</dt><dd><span class="value">${text}</span> <span class="interval">${interval === null ? "" : `(${interval})`}</span></dd></div>\n`,
  );
  return html`<dl class="figures">\n${items}</dl>\n`;
}

function header(record: LeverageRecord): Markup {
  const notice = record.sample ? html`<p class="sample" role="note">${sampleNotice}</p>\n` : nothing;
  const lead = leadIn(record);
  return html`<header>
${notice}<p class="kicker">${periodText(record)} · ${record.timezone}</p>
<h1>${titleOf(record)}</h1>
${lead === "" ? nothing : html`<p class="lead">${lead}</p>\n`}${keyFigures(record)}</header>
`;
}

/** @param rest what stands below the drawing: the figures as a table. */
function chartFigure(chart: PageChart | null, rest: Markup): Markup {
  if (chart === null) return nothing;
  const { name, title, caption, drawings } = chart;
  return html`<figure aria-labelledby="${name}">
<h3 id="${name}">${title}</h3>
<figcaption>${caption}</figcaption>
${drawings}
${rest}</figure>
`;
}

function main(record: LeverageRecord, charts: PageCharts): Markup {
  const style = factorStyleOf(record);
  const rows = record.entries.map((entry) => taskCells(entry, style));
  const open = record.unestimated.map((entry) => taskCells(entry, style));
  const definitions = definitionsInForce(record);
  const days = html`<details><summary>The days as a table</summary>
${historyTable(record)}</details>
`;
  return html`<main>
${section("about", "About this record", [
  ...paragraphs(aboutParagraphs(record)),
  ...paragraphs([definitions === "" ? "" : `Definitions in force: ${definitions}.`]),
])}${section("task-log", "Task log", [
  rows.length > 0 ? taskLog(rows) : html`<p>No task of this record has a human estimate.</p>\n`,
  open.length > 0
    ? html`<h3 id="unestimated">Without an estimate, outside the factors</h3>\n${unestimatedLog(open, "unestimated")}`
    : nothing,
  chartFigure(charts.factors, nothing),
])}${section("statistics", "Aggregate statistics", [
  statisticsTable(record, "statistics"),
  chartFigure(charts.types, nothing),
  record.byType.length > 0 ? typeTable(record) : nothing,
])}${section("analysis", "Analysis", [
  ...paragraphs(analysisParagraphs(record)),
  chartFigure(charts.history, days),
  chartFigure(charts.survival, nothing),
])}${section("method", "How the numbers are made", [
  html`<dl class="method">
${methodDefinitions(record).map(({ term, meaning }) => html`<div><dt>${term}</dt><dd>${meaning}</dd></div>\n`)}</dl>
`,
])}</main>
`;
}

function page(record: LeverageRecord, charts: PageCharts): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${record.sample ? "Sample: " : ""}${titleOf(record)}</title>
<style>${trustedHtml(pageStyle)}</style>
</head>
<body>
${header(record)}${main(record, charts)}<footer><p>${colophon(record)}</p></footer>
</body>
</html>
`;
}

export const htmlPage: Format = {
  name: "html",
  about: "one self-contained page to publish or print, with charts",
  extension: "html",
  async print(record) {
    // Loaded here, because the libraries take longer to load than most records to print.
    const { drawCharts } = await import("./html-drawing.ts");
    return page(record, drawCharts(record)).text;
  },
};
