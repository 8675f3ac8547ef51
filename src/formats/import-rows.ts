/** Rows of a task table to entries, each with the factors and weeks it was printed with. */
import { createHash } from "node:crypto";
import type { Problem } from "../core/events.ts";
import type { Day, ImportedEntry } from "../core/types.ts";
import { isBlank, type Printed, readFactor, readMinutes, readTokens } from "./import-cells.ts";
import type { Column, Heading } from "./import-columns.ts";
import { findDay } from "./import-days.ts";
import type { RawRow, RawTable } from "./import-pages.ts";

/** An entry and what else its row says. */
export interface ReadRow {
  /** Minutes each cell may lie from what it was rounded from; 0 for declared figures. */
  readonly slack: { readonly human: number; readonly agent: number; readonly supervisory: number };
  readonly entry: ImportedEntry;
  /** Human time in working weeks, where the layout has that column. */
  readonly weeks: string | null;
  /** How far the tokens may lie from the truth: `45k` stands for 44,500 to 45,500. */
  readonly tokenSlack: number;
  /** The supervisory minutes are not printed; they follow from the supervisory factor. */
  readonly supervisionImplied: boolean;
}

const noTime: Printed = { value: 0, slack: 0 };

/** A total at the foot of a table, not a task. */
const totalTitle = /^(grand )?totals?$|^sums?$|^weighted (avg|average)\b/i;

/** Read the rows of a table; `day` is the page's, which a row's own day overrides. */
export function readRows(
  table: RawTable,
  day: Day | null,
  file: string,
  own = false,
): { readonly rows: readonly ReadRow[]; readonly problems: readonly Problem[] } {
  const rows: ReadRow[] = [];
  const problems: Problem[] = [];
  const seen = new Map<string, number>();
  let expected = 1;
  let measured = 0;
  if (!table.headings.some((heading) => heading.column === "human")) {
    return { rows, problems: [unestimated(table, file)] };
  }
  for (const raw of table.rows) {
    const problem = (kind: string, what: string, hint: string) => {
      const quote = raw.text.length > 160 ? `${raw.text.slice(0, 160)}...` : raw.text;
      problems.push({ at: { file, line: raw.line }, kind, what: `${what}: ${quote}`, hint });
    };
    const row = new RowReader(raw, table.headings, problem);
    const title = row.text("title").replace(/\s+/g, " ");
    if (title === "" && raw.cells.every(isBlank)) continue;
    if (totalTitle.test(title) && isBlank(row.text("position"))) continue;

    const printedPosition = row.text("position").replace(/\.$/, "");
    const position = /^\d+$/.test(printedPosition) ? Number(printedPosition) : expected;
    if (position > expected && rows.length > 0) {
      problem(
        "missing-rows",
        `the row numbers jump from ${expected - 1} to ${position}`,
        "rows may be missing in between",
      );
    }
    expected = position + 1;

    // A hand-kept table may number its tasks too; only a ledger's export also says that it measured one.
    if (row.printed("taskId") !== null && row.text("imported") === "false") {
      measured += 1;
      continue;
    }

    // A task of several days counts on its last.
    const rowDay = findDay(row.text("day").replace(/^.* (?=\d{4}-\d\d-\d\d$)/, "")) ?? day;
    const human = row.minutes("human");
    // A dash says that no agent worked; an empty cell says nothing.
    const agent = /^[-–—]$/.test(row.text("agent")) ? noTime : row.minutes("agent");
    if (rowDay === null || human === null || agent === null || title === "") {
      const missing = [
        rowDay === null ? "day" : "",
        title === "" ? "title" : "",
        human === null ? "human estimate" : "",
        agent === null ? "agent time" : "",
      ].filter((name) => name !== "");
      problem("unreadable-row", `this row was left out, as it has no ${missing.join(" and no ")}`, hints.row);
      continue;
    }
    const nth = (seen.get(`${rowDay} ${title}`) ?? 0) + 1;
    seen.set(`${rowDay} ${title}`, nth);
    const supervisory = row.minutes("supervisory");
    const printedSupervision = supervisory?.value ?? null;
    const supervision = printedSupervision ?? impliedMinutes(human.value, row.factor("supervisoryFactor"));
    const tokens = row.tokens();
    rows.push({
      entry: {
        key: entryKey(rowDay, title, nth),
        day: rowDay,
        position,
        title,
        humanMinutes: human.value,
        agentMinutes: agent.value,
        supervisoryMinutes: supervision,
        tokens: tokens?.value ?? null,
        printedFactor: row.printed("factor"),
        printedSupervisoryFactor: row.printed("supervisoryFactor"),
        origin: { file, line: raw.line },
      },
      weeks: row.printed("weeks"),
      slack: {
        human: roundedBy(human, 60, own),
        agent: roundedBy(agent, 1, own),
        supervisory: supervisory === null ? 0 : roundedBy(supervisory, 1, own),
      },
      tokenSlack: tokens?.slack ?? 0,
      supervisionImplied: printedSupervision === null && supervision !== null,
    });
    // Read for the problems an unreadable cell leaves.
    row.factor("factor");
  }
  if (measured > 0) problems.push(measuredElsewhere(measured, table, file));
  return { rows, problems };
}

/**
 * Half a unit of the last printed digit, where a cell was rounded. People declare whole minutes and quarters of
 * hours: those are exact, unless a ledger printed them, which keeps one decimal of hours and of minutes below 10.
 */
function roundedBy({ value, slack }: Printed, unitMinutes: number, own: boolean): number {
  const decimal = 0.05 * unitMinutes;
  if (own) return unitMinutes === 60 || value < 9.95 ? Math.min(slack, decimal) : slack;
  const exact = unitMinutes === 60 ? Number.isInteger(value / 15) : Number.isInteger(value);
  return exact || slack > decimal + 1e-9 ? 0 : slack;
}

/** Measured tasks come over with their ledger; as declared rows they would stand beside themselves. */
function measuredElsewhere(tasks: number, table: RawTable, file: string): Problem {
  const rows = tasks === 1 ? "1 row is a measured task" : `${tasks} rows are measured tasks`;
  return {
    at: { file, line: table.line },
    kind: "measured-elsewhere",
    what: `${rows} of a ledger and ${tasks === 1 ? "was" : "were"} left out: importing would count ${tasks === 1 ? "it" : "them"} twice`,
    hint: "use leverage export and leverage import for a whole ledger",
  };
}

/** A table of tasks nobody estimated has no entries to give. */
function unestimated(table: RawTable, file: string): Problem {
  return {
    at: { file, line: table.line },
    kind: "no-estimate",
    what: `the ${table.rows.length} rows of this table have no human estimate and were left out`,
    hint: "add a column Human Est. to take them in",
  };
}

const hints = {
  row: "write the missing cell as hours (40h) or minutes (25m), and the day as 2026-03-26 in the title or the file's name",
  cell: "the rest of the row was read; correct the cell and import again",
};

class RowReader {
  private readonly cells = new Map<Column, string>();
  private readonly complained = new Set<Column>();

  constructor(
    raw: RawRow,
    private readonly headings: readonly Heading[],
    private readonly problem: (kind: string, what: string, hint: string) => void,
  ) {
    headings.forEach(({ column }, index) => {
      if (column) this.cells.set(column, raw.cells[index]?.trim() ?? "");
    });
    const extra = raw.cells.slice(headings.length).filter((cell) => !isBlank(cell));
    if (extra.length > 0) {
      problem(
        "extra-cells",
        `this row has ${extra.length} cells more than the table has columns`,
        "a separator inside a cell must be escaped or quoted",
      );
    }
  }

  text(column: Column): string {
    return this.cells.get(column) ?? "";
  }

  /** The cell as printed, or null where nothing is. */
  printed(column: Column): string | null {
    const cell = this.text(column);
    return isBlank(cell) ? null : cell;
  }

  minutes(column: Column): Printed | null {
    const bare = this.headings.find((heading) => heading.column === column)?.bareMinutes ?? 1;
    return this.read(column, (cell) => readMinutes(cell, bare));
  }

  factor(column: Column): Printed | null {
    return this.read(column, readFactor);
  }

  tokens(): Printed | null {
    return this.read("tokens", readTokens);
  }

  private read(column: Column, reader: (cell: string) => Printed | null): Printed | null {
    const cell = this.printed(column);
    if (cell === null) return null;
    const value = reader(cell);
    if (value === null && !this.complained.has(column)) {
      this.complained.add(column);
      const heading = this.headings.find((h) => h.column === column)?.text ?? column;
      this.problem("unreadable-cell", `"${cell}" under "${heading}" is not a figure`, hints.cell);
    }
    return value;
  }
}

/** The whole number of minutes that a printed supervisory factor stands for; null where none does. */
function impliedMinutes(humanMinutes: number, factor: Printed | null): number | null {
  if (!factor || factor.value <= 0) return null;
  const minutes = Math.round(humanMinutes / factor.value);
  const fits = minutes > 0 && Math.abs(humanMinutes / minutes - factor.value) <= factor.slack + 1e-9;
  return fits ? minutes : null;
}

/** The same row of the same day has the same key, in whatever file and order it comes again. */
function entryKey(day: Day, title: string, nth: number): string {
  return shortHash(`${day}\n${title}\n${nth}`);
}

export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
