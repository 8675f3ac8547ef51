/**
 * One row a task, for spreadsheets: RFC 4180 (CRLF, quotes doubled). The header is stable and names the units;
 * columns may be added at its end, none is renamed. Estimated tasks come first, in the record's order; tasks
 * without an estimate follow, without a place. A text that a spreadsheet would run as a formula gets a leading
 * apostrophe; whoever reads the file back takes it off.
 */
import { originOf } from "../core/estimates/estimate-origins.ts";
import type { Factor, LeverageRecord, RecordEntry, Usage } from "../core/leverage-record.ts";
import { estimatorText } from "./cells.ts";
import type { Format } from "./format.ts";
import { bare, bareFactor } from "./numbers.ts";
import { plainText, plainTitle } from "./text.ts";

interface CsvColumn {
  readonly header: string;
  cell(entry: RecordEntry, record: LeverageRecord): string;
}

/** A column of words from logs and people. */
function words(header: string, of: (entry: RecordEntry) => string): CsvColumn {
  return { header, cell: (entry) => harmless(of(entry)) };
}

function minutes(header: string, of: (entry: RecordEntry) => number | null | undefined): CsvColumn {
  return { header, cell: (entry) => bare(of(entry), 4) };
}

function factors(header: string, of: (entry: RecordEntry) => Factor | null): CsvColumn[] {
  return [
    { header, cell: (entry) => bareFactor(of(entry)?.value) },
    { header: `${header}_low`, cell: (entry) => bareFactor(of(entry)?.low) },
    { header: `${header}_high`, cell: (entry) => bareFactor(of(entry)?.high) },
  ];
}

function tokens(header: string, of: (usage: Usage) => number): CsvColumn {
  return { header, cell: ({ usage }) => bare(of(usage), 0) };
}

const columns: readonly CsvColumn[] = [
  { header: "sample", cell: (_, { sample }) => String(sample) },
  { header: "period_from", cell: (_, { period }) => period.from },
  { header: "period_to", cell: (_, { period }) => period.to },
  { header: "place", cell: ({ human, place }) => (human === null ? "" : bare(place, 0)) },
  words("task_id", ({ taskId }) => plainText(taskId)),
  words("title", ({ title }) => plainTitle(title)),
  words("type", ({ type }) => type),
  words("project", ({ project }) => plainText(project)),
  words("person", ({ person }) => plainText(person)),
  minutes("human_minutes_low", ({ human }) => human?.lowMinutes),
  minutes("human_minutes_likely", ({ human }) => human?.likelyMinutes),
  minutes("human_minutes_high", ({ human }) => human?.highMinutes),
  minutes("human_minutes_mean", ({ humanMeanMinutes }) => humanMeanMinutes),
  words("estimator", (entry) => estimatorText(entry) ?? ""),
  { header: "share_of_task", cell: ({ shareOfTask }) => bare(shareOfTask, 4) },
  minutes("agent_minutes", ({ agentMinutes }) => agentMinutes),
  minutes("agent_work_minutes", ({ agentWorkMinutes }) => agentWorkMinutes),
  minutes("agent_minutes_uncertain", ({ uncertainAgentMinutes }) => uncertainAgentMinutes),
  minutes("supervisory_minutes", ({ supervision }) => supervision?.supervisoryMinutes),
  minutes("prompting_minutes", ({ supervision }) => supervision?.promptingMinutes),
  minutes("reviewing_minutes", ({ supervision }) => supervision?.reviewingMinutes),
  minutes("approving_minutes", ({ supervision }) => supervision?.approvingMinutes),
  { header: "supervision_declared", cell: ({ supervision }) => String(supervision?.declared ?? "") },
  ...factors("leverage_factor", ({ leverageFactor }) => leverageFactor),
  ...factors("supervisory_leverage_factor", ({ supervisoryLeverageFactor }) => supervisoryLeverageFactor),
  tokens("input_tokens", ({ inputTokens }) => inputTokens),
  tokens("output_tokens", ({ outputTokens }) => outputTokens),
  tokens("cache_write_5m_tokens", ({ cacheWrite5mTokens }) => cacheWrite5mTokens),
  tokens("cache_write_1h_tokens", ({ cacheWrite1hTokens }) => cacheWrite1hTokens),
  tokens("cache_read_tokens", ({ cacheReadTokens }) => cacheReadTokens),
  tokens("total_tokens", ({ totalTokens }) => totalTokens),
  tokens("unpriced_tokens", ({ unpricedTokens }) => unpricedTokens),
  { header: "usd", cell: ({ usage }) => bare(usage.usd, 6) },
  words("models", ({ models }) => plainText(models.join(" "))),
  words("days", ({ days }) => days.join(" ")),
  { header: "imported", cell: ({ imported }) => String(imported) },
  words("estimate_origin", ({ estimate }) => (estimate === null ? "" : originOf(estimate))),
  words("outcome", ({ outcome }) => outcome ?? ""),
  { header: "commits", cell: ({ commits }) => bare(commits, 0) },
  { header: "hours_count", cell: ({ hoursCount }) => String(hoursCount) },
];

/** Spreadsheets run a cell that opens with one of these; an apostrophe tells them it is text. */
function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

export const csv: Format = {
  name: "csv",
  about: "one row a task, for spreadsheets (RFC 4180; minutes, tokens and US dollars as bare numbers)",
  extension: "csv",
  async print(record) {
    const rows = [...record.entries, ...record.unestimated];
    const lines = [
      columns.map(({ header }) => header),
      ...rows.map((entry) => columns.map(({ cell }) => cell(entry, record))),
    ];
    return lines.map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("");
  },
};
