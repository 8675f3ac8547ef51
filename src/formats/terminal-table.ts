/**
 * A table of fixed width for the terminal. Own layout rather than a library's: one text column takes the room
 * that is left and wraps at words, columns are given up one by one where room is short, and nothing ever
 * stands beyond the last column.
 */
import { columnsOf, padEnd, padStart, wrapInto } from "./text.ts";

export interface TableColumn<Row> {
  /** Header lines, the last one next to the cells. */
  readonly header: readonly string[];
  cell(row: Row): string;
  readonly align?: "left" | "right";
  /** Columns with the highest number are given up first, equals together; without one it always stays. */
  readonly giveUp?: number;
  /** Colours a padded cell. */
  paint?(cell: string): string;
}

export interface Table<Row> {
  readonly rows: readonly Row[];
  /** Columns before the text. A column whose cells are all empty is left out. */
  readonly before: readonly TableColumn<Row>[];
  readonly text: TextColumn<Row>;
  readonly after: readonly TableColumn<Row>[];
}

export interface TextColumn<Row> {
  readonly header: string;
  cell(row: Row): string;
  /** Other columns are given up until it has this much room. */
  readonly minimumColumns: number;
  readonly maximumLines: number;
}

/** A column as it is set: its cells known, its width found. */
interface SetColumn {
  readonly header: readonly string[];
  readonly cells: readonly string[];
  readonly width: number;
  readonly giveUp: number;
  readonly inFront: boolean;
  pad(cell: string): string;
  paint(cell: string): string;
}

const gap = 2;
const fewestTextColumns = 8;

function setColumn<Row>(column: TableColumn<Row>, rows: readonly Row[], inFront: boolean): SetColumn {
  const cells = rows.map((row) => column.cell(row));
  const width = Math.max(...[...column.header, ...cells].map(columnsOf));
  const pad = column.align === "left" ? padEnd : padStart;
  return {
    header: column.header,
    cells,
    width,
    giveUp: column.giveUp ?? 0,
    inFront,
    pad: (cell) => pad(cell, width),
    paint: (cell) => column.paint?.(cell) ?? cell,
  };
}

function roomLeft(columns: readonly SetColumn[], total: number): number {
  return columns.reduce((room, { width }) => room - width - gap, total);
}

/** The columns that leave the text its minimum, or those that never go. */
function columnsThatFit(columns: readonly SetColumn[], total: number, minimum: number): readonly SetColumn[] {
  const worst = Math.max(0, ...columns.map(({ giveUp }) => giveUp));
  if (worst === 0 || roomLeft(columns, total) >= minimum) return columns;
  const others = columns.filter(({ giveUp }) => giveUp !== worst);
  return columnsThatFit(others, total, minimum);
}

/**
 * Lines of the table: header lines, a rule, the rows.
 * @param total columns there are; every line keeps within them.
 * @param paintFrame colours header and rule.
 */
export function tableLines<Row>(
  table: Table<Row>,
  total: number,
  paintFrame: (line: string) => string,
): string[] {
  const { rows, text } = table;
  const all = [
    ...table.before.map((column) => setColumn(column, rows, true)),
    ...table.after.map((column) => setColumn(column, rows, false)),
  ].filter(({ cells }) => cells.some((cell) => cell !== ""));
  const columns = columnsThatFit(all, total, text.minimumColumns);
  const texts = rows.map((row) => text.cell(row));
  const longest = Math.max(...[text.header, ...texts].map(columnsOf));
  const room = Math.max(fewestTextColumns, Math.min(longest, roomLeft(columns, total)));

  const line = (middle: string, cellOf: (column: SetColumn) => string) => {
    const before = columns.filter(({ inFront }) => inFront).map(cellOf);
    const after = columns.filter(({ inFront }) => !inFront).map(cellOf);
    return [...before, padEnd(middle, room), ...after].join(" ".repeat(gap)).trimEnd();
  };
  const depth = Math.max(1, ...columns.map(({ header }) => header.length));
  const header = Array.from({ length: depth }, (_, index) => {
    const fromEnd = depth - index;
    return line(fromEnd === 1 ? text.header : "", ({ header: own, pad }) => pad(own.at(-fromEnd) ?? ""));
  });
  const body = texts.flatMap((title, row) =>
    wrapInto(title, room, text.maximumLines).map((part, index) =>
      line(part, ({ cells, pad, paint }) => (index === 0 ? paint(pad(cells[row] ?? "")) : pad(""))),
    ),
  );
  const width = columns.reduce((sum, column) => sum + column.width + gap, room);
  return [...header.map(paintFrame), paintFrame("─".repeat(width)), ...body];
}
