/**
 * Records that people kept by hand, read back: pasted pages, Markdown, HTML, CSV and JSON, in every layout
 * listed in `import-columns.ts`. Each row becomes a declared entry; what the page prints beside (factors,
 * aggregates) is held against the rows, and what cannot be read is a Problem with its line.
 */
import type { Problem } from "../core/events.ts";
import type { Day, ImportedEntry, ImportedRecord, OpinionBody } from "../core/types.ts";
import { withoutAside } from "./import-cells.ts";
import {
  checkAggregates,
  checkRows,
  type Disagreement,
  type PrintedAggregate,
  totalsOf,
} from "./import-check.ts";
import { findDay } from "./import-days.ts";
import { pagesOfJson } from "./import-json.ts";
import { type RawAggregate, type RawPage, readAggregateValue, readPages } from "./import-pages.ts";
import { type ReadRow, readRows, shortHash } from "./import-rows.ts";
import { linesOfCsv, linesOfHtml, linesOfText } from "./import-source.ts";
import { count, factor, hours, minutes } from "./numbers.ts";

export type { Disagreement, EntryTotals, PrintedAggregate } from "./import-check.ts";
export { totalsOf } from "./import-check.ts";

/** One day's record as read. */
export interface ReadRecord {
  readonly day: Day;
  readonly title: string;
  /** Its columns as printed: `# · Task · Human Est. · Claude · Sup. · Factor · Sup. Factor`. */
  readonly layout: string;
  readonly entries: readonly ImportedEntry[];
  readonly aggregates: readonly PrintedAggregate[];
  /** What the ledger keeps of the page as a whole. */
  readonly record: ImportedRecord;
  /** Printed figures the page's own rows contradict, in the page's order. */
  readonly disagreements: readonly Disagreement[];
  /** Supervisory minutes are not printed and follow from the supervisory factors. */
  readonly supervisionImplied: boolean;
}

export interface ReadResult {
  readonly records: readonly ReadRecord[];
  readonly problems: readonly Problem[];
}

/**
 * Read every record in a text. `name` is the file's name: it names places in problems, gives the day where
 * the text has none, and its ending tells CSV and HTML apart from text (otherwise the text itself does).
 */
export function readRecords(text: string, name: string): ReadResult {
  const { pages, problems } = pagesIn(text, name);
  const read = pages.map((page) => readPage(page, name));
  const records = read.flatMap((result) => result.records);
  const all = [...problems, ...read.flatMap((result) => result.problems)];
  if (records.length > 0 || all.length > 0) return { records, problems: all };
  return {
    records,
    problems: [
      {
        at: { file: name },
        kind: "no-record",
        what: "no leverage record was found in this file",
        hint: "a record needs a table whose head names Task, Human Est. and Claude (or Agent), and a day in its title or the file's name",
      },
    ],
  };
}

/** What the ledger appends for records; entries and records it already knows by key are left out. */
export function opinionsOf(
  records: readonly ReadRecord[],
  knownKeys: ReadonlySet<string>,
): readonly OpinionBody[] {
  const known = new Set(knownKeys);
  const fresh = (key: string) => !known.has(key) && known.add(key) !== null;
  return records.flatMap(({ entries, record }) => [
    ...entries
      .filter((entry) => fresh(entry.key))
      .map((entry): OpinionBody => ({ kind: "imported-entry", entry })),
    ...(saysMore(record) && fresh(record.key)
      ? [{ kind: "imported-record", record } satisfies OpinionBody]
      : []),
  ]);
}

/** A table alone leaves nothing to keep of its page. */
function saysMore({ undistributedTokens, printed }: ImportedRecord): boolean {
  return undistributedTokens > 0 || Object.keys(printed).length > 0;
}

function pagesIn(text: string, name: string): { pages: readonly RawPage[]; problems: readonly Problem[] } {
  if (/^\uFEFF?\s*[[{]/.test(text)) return pagesOfJson(text, name);
  if (/\.html?$/i.test(name) || /<(table|html|body)\b/i.test(text)) return readPages(linesOfHtml(text), name);
  return readPages(linesOfCsv(text) ?? linesOfText(text), name);
}

function readPage(page: RawPage, file: string): ReadResult {
  const pageDay = page.day ?? findDay(file);
  const read = page.tables.map((table) => readRows(table, pageDay, file, page.own));
  const rows = read.flatMap((result) => result.rows);
  const problems = read.flatMap((result) => result.problems);
  const days = [...new Set(rows.map((row) => row.entry.day))].sort();
  const layout = (page.tables[0]?.headings ?? []).map((heading) => heading.text).join(" · ");
  const records = days.map((day) => {
    const ofDay = rows.filter((row) => row.entry.day === day);
    // Aggregates over several days belong to none of them.
    const aggregates = days.length === 1 ? onceEach(page.aggregates).map(readAggregate) : [];
    const title = (days.length === 1 && page.title) || `Leverage record of ${day}`;
    return readRecord(day, title, layout, ofDay, aggregates, file);
  });
  return { records, problems: [...problems, ...aggregateProblems(page, days, file)] };
}

function readRecord(
  day: Day,
  title: string,
  layout: string,
  rows: readonly ReadRow[],
  aggregates: readonly PrintedAggregate[],
  file: string,
): ReadRecord {
  const entries = rows.map((row) => row.entry);
  const printedTokens = aggregates.find((aggregate) => aggregate.of === "tokens")?.value ?? 0;
  const undistributedTokens = Math.max(0, printedTokens - totalsOf(entries).tokens);
  return {
    day,
    title,
    layout,
    entries,
    aggregates,
    record: {
      key: shortHash(`${day}\n${undistributedTokens} tokens`),
      day,
      title,
      undistributedTokens,
      printed: Object.fromEntries(aggregates.map(({ label, printed }) => [label, printed])),
      origin: { file, line: entries[0]?.origin.line ?? 1 },
    },
    disagreements: [...checkRows(rows), ...checkAggregates(aggregates, rows)],
    supervisionImplied: rows.some((row) => row.supervisionImplied),
  };
}

/** Pages print the same figure in a summary and in a table. */
function onceEach(aggregates: readonly RawAggregate[]): readonly RawAggregate[] {
  return aggregates.filter(
    (one, index) =>
      aggregates.findIndex((other) => other.of === one.of && other.printed === one.printed) === index,
  );
}

function readAggregate({ of, label, printed, line }: RawAggregate): PrintedAggregate {
  const value = readAggregateValue(of, label, withoutAside(printed));
  return { of, label, printed, value: value?.value ?? null, slack: value?.slack ?? 0, line };
}

function aggregateProblems(page: RawPage, days: readonly Day[], file: string): readonly Problem[] {
  if (days.length > 1 && page.aggregates.length > 0) {
    return [
      {
        at: { file, line: page.aggregates[0]?.line ?? 1 },
        kind: "shared-aggregates",
        what: `the aggregates cover ${days.length} days and were not held against the rows`,
        hint: "nothing to do: every day's totals are computed from its rows",
      },
    ];
  }
  return onceEach(page.aggregates)
    .filter(({ of, label, printed }) => !readAggregateValue(of, label, withoutAside(printed)))
    .map(({ label, printed, line }) => ({
      at: { file, line },
      kind: "unreadable-cell",
      what: `"${printed}" under "${label}" is not a figure`,
      hint: "it was left out; the totals are computed from the rows",
    }));
}

/** What was understood, line by line, for `--dry-run` and after an import. */
export function describeImport({ records, problems }: ReadResult): readonly string[] {
  return [
    ...records.flatMap(describeRecord),
    ...problems.map(({ at, what, hint }) => `${at.file}${at.line ? `:${at.line}` : ""}: ${what} (${hint})`),
  ];
}

function describeRecord(read: ReadRecord): readonly string[] {
  const { entries, record, disagreements, aggregates } = read;
  const totals = totalsOf(entries);
  const tokens = totals.tokens + record.undistributedTokens;
  const factors = entries.reduce(
    (sum, e) => sum + (e.printedFactor ? 1 : 0) + (e.printedSupervisoryFactor ? 1 : 0),
    0,
  );
  const times = [
    totals.tasks === 1 ? "1 task" : `${count(totals.tasks)} tasks`,
    `${hours(totals.humanMinutes)} human`,
    `${minutes(totals.agentMinutes)} agent`,
    totals.supervisoryMinutes === null
      ? "no supervisory time"
      : `${minutes(totals.supervisoryMinutes)} supervisory`,
    tokens > 0 ? `${count(tokens)} tokens` : "no tokens",
    `factor ${factor(totals.leverageFactor)}`,
    `supervisory factor ${factor(totals.supervisoryLeverageFactor)}`,
  ];
  return [
    `${read.day}  ${read.title}`,
    `  columns: ${read.layout}`,
    `  ${times.join(", ")}`,
    ...(read.supervisionImplied
      ? ["  supervisory minutes are not printed: they follow from the supervisory factors"]
      : []),
    `  ${count(factors)} printed factors and ${count(aggregates.length)} printed aggregates held against the rows: ${verdict(disagreements.length)}`,
    ...disagreements.map((one) => `    line ${one.line}: ${one.what}`),
  ];
}

function verdict(disagreements: number): string {
  if (disagreements === 0) return "none disagrees";
  return disagreements === 1
    ? "one disagrees (the rows are believed)"
    : `${count(disagreements)} disagree (the rows are believed)`;
}
