/** Columns of the dashboard's tables. */
import type { NumberName } from "../../core/definitions.ts";

/** A figure and its 80 % interval, apart, so that the interval may be set smaller. */
export interface FigureCell {
  readonly text: string;
  readonly interval: string | null;
}

export interface Column<Row> {
  readonly header: string;
  /** `words` are set left, `figure` right. */
  readonly kind: "words" | "figure" | "factor" | "place";
  cell(row: Row): string | FigureCell;
  /** Where the cell leads. */
  href?(row: Row): string | null;
  /** A second, smaller line. */
  below?(row: Row): string;
  /** The header explains this number. */
  readonly number?: NumberName;
  /** The cell that names its row. */
  readonly names?: true;
}
