/**
 * Lines of cells to pages: where a record begins (its title with a day), its task tables, its aggregates.
 * Layouts are recognised by their headings and labels alone (`import-columns.ts`); whatever stands inside a
 * table and cannot be understood becomes a Problem.
 */
import type { Problem } from "../core/events.ts";
import type { Day } from "../core/types.ts";
import { isBlank, readFactor, readMinutes, readTokens, withoutAside } from "./import-cells.ts";
import {
  type AggregateName,
  aggregateOf,
  type Heading,
  isFurtherAggregate,
  isTaskHead,
  readHeading,
  splitHead,
} from "./import-columns.ts";
import { findDay } from "./import-days.ts";
import { splitPastedRow } from "./import-pasted.ts";
import type { SourceLine } from "./import-source.ts";

export interface RawRow {
  readonly line: number;
  readonly text: string;
  readonly cells: readonly string[];
}

export interface RawTable {
  readonly line: number;
  readonly headings: readonly Heading[];
  readonly rows: readonly RawRow[];
}

/** One aggregate as the page prints it. */
export interface RawAggregate {
  readonly of: AggregateName;
  readonly label: string;
  readonly printed: string;
  readonly line: number;
}

export interface RawPage {
  /** A ledger printed it (its last line says so): its cells are rounded. */
  readonly own: boolean;
  readonly title: string | null;
  readonly day: Day | null;
  readonly tables: readonly RawTable[];
  readonly aggregates: readonly RawAggregate[];
}

interface OpenTable {
  readonly line: number;
  readonly headings: readonly Heading[];
  readonly rows: RawRow[];
  /** The cells of its rows run together. */
  readonly pasted: boolean;
  /** An empty line came after the rows: something else may follow. */
  interrupted: boolean;
}

interface OpenPage {
  own: boolean;
  title: string | null;
  day: Day | null;
  readonly tables: OpenTable[];
  readonly aggregates: RawAggregate[];
}

/** A title or an aggregate is a line of its own, not a sentence that mentions one. */
const longestLine = 120;

/** Cut lines into pages; a page without any table or aggregate is left out. */
export function readPages(
  lines: readonly SourceLine[],
  file: string,
): { readonly pages: readonly RawPage[]; readonly problems: readonly Problem[] } {
  const reader = new PageReader(file);
  for (const line of lines) reader.read(line);
  return {
    pages: reader.pages.filter((page) => page.tables.length > 0 || page.aggregates.length > 0),
    problems: reader.problems,
  };
}

class PageReader {
  readonly pages: OpenPage[] = [];
  readonly problems: Problem[] = [];
  private table: OpenTable | null = null;
  /** Inside a table of metrics and values. */
  private metrics = false;

  constructor(private readonly file: string) {}

  read(line: SourceLine): void {
    if (line.cells) this.readCells(line, line.cells);
    else this.readLine(line);
  }

  private page(): OpenPage {
    const last = this.pages.at(-1);
    if (last) return last;
    const first: OpenPage = { own: false, title: null, day: null, tables: [], aggregates: [] };
    this.pages.push(first);
    return first;
  }

  private readCells(line: SourceLine, cells: readonly string[]): void {
    // The rule under a Markdown head: `|---|--:|`.
    if (cells.every((cell) => /^:?-{2,}:?$/.test(cell))) return;
    const headings = cells.map(readHeading);
    const [label = "", printed = ""] = cells;
    // The ledger's own tables explain each aggregate in a third column.
    const isPair = cells.length <= 3 && (isMetricHead(label) || aggregateOf(label) !== null);
    if (isTaskHead(headings)) this.openTable(line.line, headings, false);
    else if (isPair || !this.continues(cells)) {
      this.table = null;
      if (cells.length <= 3) this.readPair(line, label, printed);
    } else this.table?.rows.push({ line: line.line, text: line.text, cells });
  }

  /** Whether a row belongs to the table above; after an empty line only where it fits its head. */
  private continues(cells: readonly string[]): boolean {
    if (!this.table || this.table.pasted) return false;
    return !this.table.interrupted || cells.length === this.table.headings.length;
  }

  private readPair(line: SourceLine, label: string, printed: string): void {
    if (isMetricHead(label)) {
      this.metrics = true;
      return;
    }
    const of = aggregateOf(label);
    if (isBlank(printed) || isFurtherAggregate(label)) return;
    if (of) this.page().aggregates.push({ of, label: plainLabel(label), printed, line: line.line });
    else if (this.metrics) {
      this.problem(line, "unknown-aggregate", `the aggregate "${label}" (${printed}) is not known`, {
        hint: "it was left out; the sums over the rows do not need it",
      });
    }
  }

  private openTable(line: number, headings: readonly Heading[], pasted: boolean): void {
    this.table = { line, headings, rows: [], pasted, interrupted: false };
    this.metrics = false;
    this.page().tables.push(this.table);
    for (const { text, column } of headings) {
      if (column !== null) continue;
      this.problem({ line }, "unknown-column", `the column "${text}" is not known`, {
        hint: "its cells were left out; name the column as one of: #, Task, Human Est., Claude, Sup., Tokens, Factor, Sup. Factor",
      });
    }
  }

  private readLine(line: SourceLine): void {
    const { text } = line;
    if (text === "") {
      if (this.table && this.table.rows.length > 0) this.table.interrupted = true;
      return;
    }
    this.metrics = false;
    // Words end a table whose cells are apart; where cells run together, a row may be unreadable.
    if (this.table && !this.table.pasted) this.table = null;
    if (/^Made by leverage on \d/.test(text)) this.page().own = true;
    const head = splitHead(text);
    if (head) {
      this.openTable(line.line, head, true);
      return;
    }
    if (this.table?.pasted && this.readPastedRow(line, this.table)) return;
    const aggregate = splitAggregate(text);
    if (aggregate) {
      this.page().aggregates.push({ ...aggregate, line: line.line });
      this.table = null;
    } else this.readTitle(text);
  }

  /** Whether the line was taken as part of the table. */
  private readPastedRow(line: SourceLine, table: OpenTable): boolean {
    const expected = Number(table.rows.at(-1)?.cells[0] ?? 0) + 1;
    const row = splitPastedRow(line.text, table.headings, expected);
    if (row) {
      table.rows.push({ line: line.line, text: line.text, cells: row.cells });
      if (row.ambiguous) {
        this.problem(
          line,
          "ambiguous-row",
          `the cells of this row can be parted in several ways: ${line.text}`,
          {
            hint: `it was read as ${row.cells.join(" | ")}; put separators between the cells to be sure`,
          },
        );
      }
      return true;
    }
    if (table.interrupted || splitAggregate(line.text)) return false;
    this.problem(line, "unreadable-row", `this row of the table cannot be read: ${line.text}`, {
      hint: "add the missing or mistyped cells and import the file again",
    });
    return true;
  }

  private readTitle(line: string): void {
    const text = line.replace(/^#{1,6}\s+/, "");
    const day = text.length <= longestLine ? findDay(text) : null;
    const names = /leverage record/i.test(text);
    if (!day || !(names || this.page().day === null)) return;
    const page = this.page();
    if (page.tables.length > 0 || (names && page.title !== null && page.day !== day)) {
      // A day in the prose below a table is no new page; a second title is.
      if (!names) return;
      this.pages.push({ own: false, title: text, day, tables: [], aggregates: [] });
      this.table = null;
      return;
    }
    page.day = day;
    if (names) page.title = text;
  }

  private problem(
    at: { readonly line: number },
    kind: string,
    what: string,
    { hint }: { readonly hint: string },
  ): void {
    this.problems.push({ at: { file: this.file, line: at.line }, kind, what, hint });
  }
}

function isMetricHead(label: string): boolean {
  return /^(metric|aggregate|measure|statistic)s?$/i.test(label);
}

function plainLabel(label: string): string {
  return label.replace(/[*_:]/g, "").trim();
}

/** `Total human-equivalent hours309.5`, `Supervisory time: 26m`: a label and nothing but its value. */
function splitAggregate(text: string): Omit<RawAggregate, "line"> | null {
  if (text.length > longestLine) return null;
  const match = /^([A-Za-z][A-Za-z\s-]*?)\s*:?\s*([~≈]?\d.*)$/.exec(text);
  const [, label = "", printed = ""] = match ?? [];
  const of = aggregateOf(label);
  // "Tasks 3 and 4 took longest." is prose.
  return of && readAggregateValue(of, label, withoutAside(printed).replace(/…$/, ""))
    ? { of, label, printed }
    : null;
}

/** An aggregate's value in minutes, tokens, tasks or times; null where it cannot be read. */
export function readAggregateValue(of: AggregateName, label: string, printed: string) {
  if (of === "factor" || of === "supervisoryFactor") return readFactor(printed);
  if (of === "tokens" || of === "tasks") return readTokens(printed);
  return readMinutes(printed, /hours/i.test(label) ? 60 : 1);
}
