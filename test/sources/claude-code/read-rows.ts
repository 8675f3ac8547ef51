/** Reading rows one by one, as the reader does, and the rows that only these tests need. */
import type { LogEvent, Problem } from "../../../src/core/events.ts";
import { newRowState, readRow } from "../../../src/sources/claude-code/rows.ts";
import { promptRow } from "./log-rows.ts";

/** Reads rows as one file's; a subagent's own file where `agentId` is given. */
export function readRows(
  rows: readonly unknown[],
  agentId: string | null = null,
): { events: LogEvent[]; problems: Problem[] } {
  const state = newRowState(agentId);
  const events: LogEvent[] = [];
  const problems: Problem[] = [];
  for (const [i, row] of rows.entries()) {
    const found = readRow(row, { file: "/logs/s1.jsonl", line: i + 1 }, state);
    events.push(...found.events);
    problems.push(...found.problems);
  }
  return { events, problems };
}

/** What a row became, without the place of its first row; marks by their name. */
export const kindsOf = (...rows: readonly unknown[]): string[] =>
  readRows(rows)
    .events.filter((event) => event.kind !== "place" && event.kind !== "mode")
    .map((event) => (event.kind === "mark" ? event.mark : event.kind === "prompt" ? event.by : event.kind));

export const attachmentRow = (n: number, attachment: object) => ({
  ...promptRow(n, ""),
  type: "attachment",
  attachment,
});
export const systemRow = (n: number, subtype: string, more: object = {}) => ({
  ...promptRow(n, ""),
  type: "system",
  subtype,
  ...more,
});
export const progressRow = (n: number, of: number, data: object) => ({
  ...promptRow(n, ""),
  type: "progress",
  data,
  parentToolUseID: `toolu_${of}`,
});
