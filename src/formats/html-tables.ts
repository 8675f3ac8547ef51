/**
 * The tables of the record page. Roles are spelled out, because the style sheet lays the rows out as cards on
 * a phone, and a browser may then forget that they are a table.
 */
import type { DayTotals, LeverageRecord } from "../core/leverage-record.ts";
import { type Aggregate, aggregates } from "./aggregates.ts";
import { type Figure, factorStyleOf, type TaskCells, taskColumns } from "./cells.ts";
import { html, type Markup } from "./markup.ts";
import * as numbers from "./numbers.ts";

interface Column<Row> {
  readonly header: string;
  /** Class of header and cells: `words` are set left, `figure` right. */
  readonly kind: "words" | "figure" | "factor" | "place" | "value";
  cell(row: Row): Markup | string;
  /** The cell that names its row. */
  readonly names?: true;
}

interface Look {
  /** What the table holds; or, as `labelledBy`, the id of the heading that says so. */
  readonly caption?: string;
  readonly labelledBy?: string;
  readonly style: "cards" | "statistics" | "plain";
}

function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], look: Look): Markup {
  const header = columns.map(
    ({ header: name, kind }) => html`<th role="columnheader" scope="col" class="${kind}">${name}</th>`,
  );
  const cell = (column: Column<Row>, row: Row) =>
    column.names
      ? html`<th role="rowheader" scope="row" class="${column.kind}">${column.cell(row)}</th>`
      : html`<td role="cell" class="${column.kind}" data-label="${column.header}">${column.cell(row)}</td>`;
  const body = rows.map((row) => html`<tr role="row">${columns.map((column) => cell(column, row))}</tr>\n`);
  const label = look.labelledBy === undefined ? html`` : html` aria-labelledby="${look.labelledBy}"`;
  return html`<table role="table" class="${look.style}"${label}>
${look.caption === undefined ? "" : html`<caption>${look.caption}</caption>\n`}<thead role="rowgroup"><tr role="row">${header}</tr></thead>
<tbody role="rowgroup">
${body}</tbody>
</table>
`;
}

function figure({ text, interval }: Figure): Markup {
  return interval === null ? html`${text}` : html`${text} <span class="interval">(${interval})</span>`;
}

/** A title keeps its own reading direction and cannot turn that of its neighbours. */
function titleCell(row: TaskCells): Markup {
  const about = [row.type, row.project, ...row.marks].join(" · ");
  return html`<bdi class="title">${row.title}</bdi> <span class="about-task">${about}</span>`;
}

const [
  placeHeader,
  taskHeader,
  humanHeader,
  agentHeader,
  supervisoryHeader,
  factorHeader,
  supervisoryFactorHeader,
] = taskColumns;

export function taskLog(rows: readonly TaskCells[]): Markup {
  const columns: Column<TaskCells>[] = [
    { header: placeHeader, kind: "place", cell: (row) => row.place },
    { header: taskHeader, kind: "words", cell: titleCell, names: true },
    { header: humanHeader, kind: "figure", cell: (row) => figure(row.human) },
    { header: agentHeader, kind: "figure", cell: (row) => row.agent },
    { header: supervisoryHeader, kind: "figure", cell: (row) => row.supervisory },
    { header: factorHeader, kind: "factor", cell: (row) => figure(row.leverage) },
    { header: supervisoryFactorHeader, kind: "figure", cell: (row) => figure(row.supervisoryLeverage) },
  ];
  const caption = "By leverage factor, highest first. In brackets: 80% intervals.";
  return table(columns, rows, { caption, style: "cards" });
}

/** @param labelledBy id of the heading above the table. */
export function unestimatedLog(rows: readonly TaskCells[], labelledBy: string): Markup {
  const columns: Column<TaskCells>[] = [
    { header: taskHeader, kind: "words", cell: titleCell, names: true },
    { header: agentHeader, kind: "figure", cell: (row) => row.agent },
    { header: supervisoryHeader, kind: "figure", cell: (row) => row.supervisory },
  ];
  return table(columns, rows, { labelledBy, style: "cards" });
}

export function statisticsTable(record: LeverageRecord, labelledBy: string): Markup {
  const columns: Column<Aggregate>[] = [
    { header: "Metric", kind: "words", cell: (row) => row.label, names: true },
    { header: "Value", kind: "value", cell: (row) => row.value },
    { header: "Detail", kind: "words", cell: (row) => row.detail },
  ];
  return table(columns, aggregates(record), { labelledBy, style: "statistics" });
}

export function typeTable(record: LeverageRecord): Markup {
  const style = factorStyleOf(record);
  const rows = [...record.byType].sort((a, b) => b.humanMeanMinutes - a.humanMeanMinutes);
  const columns: Column<LeverageRecord["byType"][number]>[] = [
    { header: "Type", kind: "words", cell: (row) => row.type, names: true },
    { header: "Tasks", kind: "figure", cell: (row) => numbers.count(row.tasks) },
    { header: "Human", kind: "figure", cell: (row) => numbers.hours(row.humanMeanMinutes) },
    { header: "Agent", kind: "figure", cell: (row) => numbers.minutes(row.agentMinutes) },
    { header: "Factor", kind: "factor", cell: (row) => numbers.factor(row.leverageFactor, style) },
  ];
  return table(columns, rows, { caption: "By work type, tasks with an estimate", style: "plain" });
}

export function historyTable(record: LeverageRecord): Markup {
  const style = factorStyleOf(record);
  const columns: Column<DayTotals>[] = [
    { header: "Day", kind: "words", cell: (row) => row.day, names: true },
    { header: "Tasks", kind: "figure", cell: (row) => numbers.count(row.tasks) },
    { header: "Human", kind: "figure", cell: (row) => numbers.hours(row.humanMeanMinutes) },
    { header: "Agent", kind: "figure", cell: (row) => numbers.minutes(row.agentMinutes) },
    { header: "Sup.", kind: "figure", cell: (row) => numbers.minutes(row.supervisoryMinutes) },
    { header: "Factor", kind: "factor", cell: (row) => numbers.factor(row.leverageFactor, style) },
  ];
  return table(columns, record.history, { caption: "Recorded days", style: "plain" });
}
