/** The record's figures for the page, each with the definition it is explained by. */
import type { NumberName } from "../../../core/definitions.ts";
import type { LeverageRecord } from "../../../core/leverage-record.ts";
import {
  type Figure,
  factorFigure,
  factorStyleOf,
  type TaskCells,
  taskColumns,
} from "../../../formats/cells.ts";
import * as numbers from "../../../formats/numbers.ts";
import type { KeyFigure } from "../../components/key-figures.ts";
import type { Column } from "../../components/table.ts";
import { addressOf } from "../../place.ts";

/** The four figures a reader looks for first, as the printed page has them. */
export function keyFigures(record: LeverageRecord): readonly KeyFigure[] {
  const { totals } = record;
  const style = factorStyleOf(record);
  const human: Figure =
    totals.tasks > 0
      ? { text: numbers.hours(totals.humanMeanMinutes), interval: numbers.hoursInterval(totals.human) }
      : { text: numbers.dash, interval: null };
  return [
    {
      label: "weighted average leverage factor",
      number: "leverageFactor",
      ...factorFigure(totals.leverageFactor, style),
    },
    { label: "human-equivalent time", number: "human", ...human },
    { label: "agent time", number: "agent", text: numbers.clock(totals.agentMinutes), interval: null },
    {
      label: "weighted average supervisory factor",
      number: "supervisoryLeverageFactor",
      ...factorFigure(totals.supervisoryLeverageFactor, style),
    },
  ];
}

/** The definition behind a row of the aggregate statistics; null where its label says it all. */
export function numberOfAggregate(label: string): NumberName | undefined {
  return aggregateNumbers.find(([beginning]) => label.startsWith(beginning))?.[1];
}

const aggregateNumbers: readonly (readonly [string, NumberName])[] = [
  ["Total human-equivalent", "human"],
  ["Total agent minutes", "agent"],
  ["Agent minutes", "agentUnion"],
  ["Agent work", "agentWork"],
  ["Total supervisory", "supervision"],
  ["Merged tasks", "merged"],
  ["Delivered lines", "survival"],
  ["Total tokens", "tokens"],
  ["Cost", "cost"],
  ["Weighted average leverage", "leverageFactor"],
  ["Weighted average supervisory", "supervisoryLeverageFactor"],
];

const [place, task, human, agent, supervisory, factor, supervisoryFactor] = taskColumns;

const taskColumn: Column<TaskCells> = {
  header: task,
  kind: "words",
  cell: ({ title }) => title,
  href: ({ taskId }) => addressOf("task", taskId),
  below: ({ type, project, marks }) => [type, project, ...marks].join(" · "),
  names: true,
};

/** The task log as it is printed. */
export const logColumns: readonly Column<TaskCells>[] = [
  { header: place, kind: "place", cell: (row) => row.place },
  taskColumn,
  { header: human, kind: "figure", cell: (row) => row.human, number: "human" },
  { header: agent, kind: "figure", cell: (row) => row.agent, number: "agent" },
  { header: supervisory, kind: "figure", cell: (row) => row.supervisory, number: "supervision" },
  { header: factor, kind: "factor", cell: (row) => row.leverage, number: "leverageFactor" },
  {
    header: supervisoryFactor,
    kind: "figure",
    cell: (row) => row.supervisoryLeverage,
    number: "supervisoryLeverageFactor",
  },
];

/** Tasks that wait for an estimate. */
export const openColumns: readonly Column<TaskCells>[] = [
  taskColumn,
  { header: agent, kind: "figure", cell: (row) => row.agent, number: "agent" },
  { header: supervisory, kind: "figure", cell: (row) => row.supervisory, number: "supervision" },
];
