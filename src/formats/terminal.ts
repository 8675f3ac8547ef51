/** The record on a terminal: 80 columns, or as many as there are with `wide`; colour only when told so. */
import picocolors from "picocolors";
import type { LeverageRecord } from "../core/leverage-record.ts";
import { aggregates } from "./aggregates.ts";
import { factorStyleOf, type TaskCells, taskCells } from "./cells.ts";
import type { Format, FormatOptions } from "./format.ts";
import { type TableColumn, tableLines } from "./terminal-table.ts";
import { columnsOf, padEnd, padStart, wrap } from "./text.ts";
import {
  aboutParagraphs,
  analysisParagraphs,
  colophon,
  definitionsInForce,
  leadIn,
  sampleNotice,
  titleOf,
} from "./wording.ts";

const usualColumns = 80;
/** Below this a table of figures cannot be set; lines then stand over. */
const fewestColumns = 40;

type Colours = ReturnType<typeof picocolors.createColors>;

interface Page {
  readonly columns: number;
  readonly wide: boolean;
  readonly colours: Colours;
}

function pageFor({ columns, wide, colour }: FormatOptions): Page {
  const available = Math.max(fewestColumns, Math.floor(columns) || usualColumns);
  return {
    columns: wide ? available : Math.min(usualColumns, available),
    wide,
    colours: picocolors.createColors(colour),
  };
}

function paragraphs(
  texts: readonly string[],
  page: Page,
  paint: (line: string) => string = (line) => line,
): string[] {
  // Beyond some 100 columns the eye loses the line.
  const columns = Math.min(page.columns, 100);
  return texts.flatMap((text, index) => [...(index > 0 ? [""] : []), ...wrap(text, columns).map(paint)]);
}

type Column = TableColumn<TaskCells>;

/** Columns of the task log after the title, in order. Those given up from 4 on stand in the wide one alone. */
function figureColumns({ wide, colours }: Page): Column[] {
  const { dim, bold, green } = colours;
  const columns: Column[] = [
    { header: ["Human", "Est."], cell: (row) => row.human.text },
    {
      header: ["80%", "interval"],
      cell: (row) => row.human.interval ?? "",
      align: "left",
      paint: dim,
      giveUp: 2,
    },
    { header: ["Agent"], cell: (row) => row.agent },
    { header: ["Sup."], cell: (row) => row.supervisory, giveUp: 1 },
    { header: ["Factor"], cell: (row) => row.leverage.text, paint: (cell) => bold(green(cell)) },
    {
      header: ["80%", "interval"],
      cell: (row) => row.leverage.interval ?? "",
      align: "left",
      paint: dim,
      giveUp: 9,
    },
    { header: ["Sup.", "Factor"], cell: (row) => row.supervisoryLeverage.text, giveUp: 3 },
    { header: ["Cost"], cell: (row) => row.cost, giveUp: 5 },
    { header: ["Tokens"], cell: (row) => row.tokens, giveUp: 6 },
    { header: ["Type"], cell: (row) => row.type, align: "left", giveUp: 7 },
    { header: ["Outcome"], cell: (row) => row.outcome, align: "left", giveUp: 4 },
    { header: ["Project"], cell: (row) => row.project, align: "left", giveUp: 8 },
    { header: ["Id"], cell: (row) => row.taskId, align: "left", paint: dim, giveUp: 4 },
  ];
  return columns.filter(({ giveUp = 0 }) => wide || giveUp < 4);
}

/** There is no room for a column in 80, so only what is not merged says so, before its title. */
function unusualEnd({ outcome }: TaskCells): string {
  return outcome === "" || outcome === "merged" ? "" : `(${outcome}) `;
}

function taskLog(rows: readonly TaskCells[], page: Page): string[] {
  return tableLines(
    {
      rows,
      before: [{ header: ["#"], cell: (row) => row.place, paint: page.colours.dim }],
      text: {
        header: "Task",
        cell: (row) => (page.wide ? row.title : `${unusualEnd(row)}${row.title}`),
        minimumColumns: page.wide ? 44 : 22,
        maximumLines: 2,
      },
      after: figureColumns(page),
    },
    page.columns,
    page.colours.dim,
  );
}

function unestimatedLog(rows: readonly TaskCells[], page: Page): string[] {
  return tableLines(
    {
      rows,
      before: [{ header: ["Id"], cell: (row) => row.taskId, align: "left" }],
      text: { header: "Task", cell: (row) => row.title, minimumColumns: 22, maximumLines: 2 },
      after: [
        { header: ["Type"], cell: (row) => row.type, align: "left", giveUp: 2 },
        { header: ["Agent"], cell: (row) => row.agent },
        { header: ["Sup."], cell: (row) => row.supervisory, giveUp: 1 },
      ],
    },
    page.columns,
    page.colours.dim,
  );
}

const detailMinimumColumns = 40;
const detailMaximumColumns = 72;
const detailIndent = 4;

function statistics(record: LeverageRecord, page: Page): string[] {
  const rows = aggregates(record);
  const { bold, dim } = page.colours;
  const valueWidth = Math.max(...rows.map(({ value }) => columnsOf(value)));
  const longestLabel = Math.max(...rows.map(({ label }) => columnsOf(label)));
  const labelWidth = Math.min(longestLabel, page.columns - valueWidth - 2);
  const beside = page.columns - labelWidth - valueWidth - 4;
  return rows.flatMap(({ label, value, detail }) => {
    const [name = "", ...restOfName] = wrap(label, labelWidth);
    const figure = `${padEnd(name, labelWidth)}  ${bold(padStart(value, valueWidth))}`;
    if (beside < detailMinimumColumns) {
      const under = wrap(detail, page.columns - detailIndent).map((line) =>
        dim(" ".repeat(detailIndent) + line),
      );
      return [figure, ...restOfName, ...under];
    }
    const [first = "", ...others] = wrap(detail, Math.min(beside, detailMaximumColumns));
    const margin = " ".repeat(page.columns - beside);
    return [`${figure}  ${dim(first)}`.trimEnd(), ...others.map((line) => dim(margin + line))];
  });
}

function notice({ columns, colours }: Page): string[] {
  return wrap(sampleNotice, columns - 2).map((line) => colours.inverse(colours.yellow(` ${line} `)));
}

/** A heading and what stands under it; nothing where nothing does. */
function section(title: string, lines: readonly string[], { colours }: Page): string[] {
  return lines.length === 0 ? [] : ["", colours.bold(title), "", ...lines];
}

function print(record: LeverageRecord, page: Page): string {
  const { colours } = page;
  const style = factorStyleOf(record);
  const rows = record.entries.map((entry) => taskCells(entry, style));
  const open = record.unestimated.map((entry) => taskCells(entry, style));
  const none = paragraphs(["No task of this record has a human estimate."], page);
  const remedy = paragraphs([`To give one: leverage estimate ${open[0]?.taskId} 4h`], page, colours.dim);
  const definitions = definitionsInForce(record);
  const smallPrint = [
    definitions === "" ? "" : `Definitions: ${definitions}. `,
    "How each number is made: leverage explain record. ",
    colophon(record),
  ].join("");
  const lines = [
    ...(record.sample ? [...notice(page), ""] : []),
    ...wrap(titleOf(record), page.columns).map((line) => colours.bold(colours.cyan(line))),
    "",
    ...paragraphs([leadIn(record)], page),
    ...section("About this record", paragraphs(aboutParagraphs(record), page, colours.dim), page),
    ...section("Task log", rows.length > 0 ? taskLog(rows, page) : none, page),
    ...section(
      "Without an estimate, outside the factors",
      open.length > 0 ? [...unestimatedLog(open, page), "", ...remedy] : [],
      page,
    ),
    ...section("Aggregate statistics", statistics(record, page), page),
    ...section("Analysis", paragraphs(analysisParagraphs(record), page), page),
    "",
    ...paragraphs([smallPrint], page, colours.dim),
  ];
  return `${lines.join("\n")}\n`;
}

export const terminal: Format = {
  name: "terminal",
  about: "for reading on a terminal, in 80 columns or, with --wide, in all there are",
  extension: "txt",
  async print(record, options) {
    return print(record, pageFor(options));
  },
};
