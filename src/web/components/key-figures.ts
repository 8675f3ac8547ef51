/** A figure large, with the definition it is explained by. */
import type { NumberName } from "../../core/definitions.ts";
import type { FigureCell } from "./table.ts";

export interface KeyFigure extends FigureCell {
  readonly label: string;
  readonly number?: NumberName;
}
