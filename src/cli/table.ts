/** Plain tables for answers on a terminal: columns fitted to the width, the widest text shortened first. */
import { columnsOf, padEnd, padStart, plainText, shorten } from "../formats/text.ts";

export interface Column {
  readonly head: string;
  /** Numbers stand to the right. */
  readonly right?: boolean;
  /** May be shortened to fit; other columns keep their width. */
  readonly flexible?: boolean;
}

const gap = "  ";
const narrowest = 12;

/** Lines of the table: a head, then the rows. Cells are cleaned of control characters. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const cells = rows.map((row) => row.map(plainText));
  const widths = columns.map(({ head }, i) =>
    Math.max(columnsOf(head), ...cells.map((row) => columnsOf(row[i] ?? ""))),
  );
  const fixed = columns.reduce(
    (sum, column, i) => sum + (column.flexible ? 0 : widths[i]!),
    gap.length * (columns.length - 1),
  );
  const flexible = columns.flatMap((column, i) => (column.flexible ? [i] : []));
  const room = Math.max(narrowest, Math.floor((width - fixed) / Math.max(1, flexible.length)));
  for (const i of flexible) widths[i] = Math.min(widths[i]!, room);
  const line = (row: readonly string[]) =>
    columns
      .map((column, i) => {
        const text = shorten(row[i] ?? "", widths[i]!);
        return column.right ? padStart(text, widths[i]!) : padEnd(text, widths[i]!);
      })
      .join(gap)
      .trimEnd();
  return [
    line(columns.map(({ head }) => head)),
    line(widths.map((n) => "-".repeat(n))),
    ...cells.map(line),
  ].join("\n");
}
