/** The record as GitHub-flavoured Markdown, ready to be published as a page. Its task table can be imported. */
import type { LeverageRecord } from "../core/leverage-record.ts";
import { type Aggregate, aggregates } from "./aggregates.ts";
import { factorStyleOf, type TaskCells, taskCells, taskColumns } from "./cells.ts";
import type { Format } from "./format.ts";
import * as numbers from "./numbers.ts";
import {
  aboutParagraphs,
  analysisParagraphs,
  colophon,
  definitionsInForce,
  leadIn,
  methodDefinitions,
  sampleNotice,
  titleOf,
} from "./wording.ts";

/**
 * Text that reads as itself wherever it stands: markup, HTML and table bars escaped, and the `$` of GitHub's
 * formulas but not that of amounts. Every Markdown reader takes the backslashes away again.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_[\]|~]|\$(?!\d)/g, "\\$&")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;");
}

/** Escaped, and kept from becoming a heading or a list where it opens a line. */
function paragraph(text: string): string {
  return escapeMarkdown(text)
    .replace(/^[#+-]/, "\\$&")
    .replace(/^(\d+)([.)])(?=\s|$)/, "$1\\$2");
}

type Alignment = "left" | "right";

function table(
  header: readonly string[],
  alignments: readonly Alignment[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(" | ")} |`;
  const rule = `|${alignments.map((alignment) => (alignment === "left" ? " --- |" : " ---: |")).join("")}`;
  return [line(header), rule, ...rows.map(line)].join("\n");
}

function taskLog(rows: readonly TaskCells[]): string {
  if (rows.length === 0) return "No task of this record has a human estimate.";
  // A column that no hand-kept record has: only where some repository tells.
  const tells = rows.some(({ outcome }) => outcome !== "");
  return table(
    [...taskColumns, ...(tells ? ["Outcome"] : [])],
    ["right", "left", "right", "right", "right", "right", "right", ...(tells ? (["left"] as const) : [])],
    rows.map((row) => [
      row.place,
      row.title,
      numbers.withInterval(row.human.text, row.human.interval),
      row.agent,
      row.supervisory,
      row.leverage.text,
      row.supervisoryLeverage.text,
      ...(tells ? [row.outcome || numbers.dash] : []),
    ]),
  );
}

function unestimatedLog(rows: readonly TaskCells[]): string {
  return table(
    ["Task", "Type", "Agent", "Sup."],
    ["left", "left", "right", "right"],
    rows.map((row) => [row.title, row.type, row.agent, row.supervisory]),
  );
}

function statistics(rows: readonly Aggregate[]): string {
  return table(
    ["Metric", "Value", "Detail"],
    ["left", "right", "left"],
    rows.map(({ label, value, detail }) => [label, value, detail]),
  );
}

function print(record: LeverageRecord): string {
  const style = factorStyleOf(record);
  const rows = record.entries.map((entry) => taskCells(entry, style));
  const open = record.unestimated.map((entry) => taskCells(entry, style));
  const definitions = definitionsInForce(record);
  const analysis = analysisParagraphs(record).map(paragraph);
  const blocks = [
    record.sample ? `> **${sampleNotice}**` : "",
    `# ${escapeMarkdown(titleOf(record))}`,
    paragraph(leadIn(record)),
    "## About this record",
    ...aboutParagraphs(record).map(paragraph),
    definitions === "" ? "" : `Definitions in force: ${escapeMarkdown(definitions)}.`,
    "## Task log",
    taskLog(rows),
    ...(open.length > 0 ? ["### Without an estimate, outside the factors", unestimatedLog(open)] : []),
    "## Aggregate statistics",
    statistics(aggregates(record)),
    ...(analysis.length > 0 ? ["## Analysis", ...analysis] : []),
    "## How the numbers are made",
    methodDefinitions(record)
      .map(({ term, meaning }) => `- **${term}**: ${escapeMarkdown(meaning)}`)
      .join("\n"),
    escapeMarkdown(colophon(record)),
  ];
  return `${blocks.filter(Boolean).join("\n\n")}\n`;
}

export const markdown: Format = {
  name: "markdown",
  about: "a page to publish, in GitHub-flavoured Markdown",
  extension: "md",
  async print(record) {
    return print(record);
  },
};
