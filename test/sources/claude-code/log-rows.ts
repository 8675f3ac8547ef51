/** Rows of a small Claude Code log for tests, and reading them back. Own inventions in the logs' shape. */
import { statSync } from "node:fs";
import type { LogEvent, ReplyEvent, TokenCounts } from "../../../src/core/events.ts";
import { claudeCode } from "../../../src/sources/claude-code/index.ts";
import type { LogFile, Problem, ReadCursor, ReadOptions } from "../../../src/sources/source.ts";

export const sessionId = "0b5c7a52-9f0e-4c7e-8d3a-000000000001";

const common = {
  isSidechain: false,
  userType: "external",
  cwd: "/home/dev/shop",
  sessionId,
  version: "2.1.40",
  gitBranch: "feature/cart",
};

function stamp(n: number): object {
  const uuid = `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
  return { uuid, timestamp: new Date(Date.UTC(2026, 2, 5, 9, 0, n)).toISOString() };
}

export function promptRow(n: number, text: string, more: object = {}): object {
  const message = { role: "user", content: text };
  return { parentUuid: null, ...common, type: "user", message, ...stamp(n), ...more };
}

export function replyRow(n: number, content: readonly object[], more: object = {}): object {
  const usage = {
    input_tokens: n,
    cache_creation_input_tokens: 30,
    cache_read_input_tokens: 400,
    cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
    output_tokens: 5,
  };
  const message = {
    id: `msg_${n}`,
    type: "message",
    role: "assistant",
    model: "claude-opus-4-6",
    content,
    usage,
  };
  return {
    parentUuid: null,
    ...common,
    message,
    requestId: `req_${n}`,
    type: "assistant",
    ...stamp(n),
    ...more,
  };
}

export function bashRow(n: number, command: string): object {
  return replyRow(n, [{ type: "tool_use", id: `toolu_${n}`, name: "Bash", input: { command } }]);
}

export function resultRow(n: number, of: number, detail: object | string, content: string): object {
  const block = { tool_use_id: `toolu_${of}`, type: "tool_result", content, is_error: false };
  const message = { role: "user", content: [block] };
  return { parentUuid: null, ...common, type: "user", message, toolUseResult: detail, ...stamp(n) };
}

/** A short session: two prompts, a read, an edit, a commit, and rows without any number in them. */
export function sampleRows(): object[] {
  const patch = [
    { oldStart: 1, oldLines: 1, newStart: 1, newLines: 2, lines: ["-a", "+b", "+\u201cc\u201d"] },
  ];
  const file = "/home/dev/shop/cart.ts";
  return [
    { type: "summary", summary: "Cart totals", leafUuid: "00000000-0000-4000-8000-000000000009" },
    promptRow(1, "Fix the rounding in the cart, see #12 – it\u2019s off by one cent \u{1f4b6}"),
    replyRow(2, [{ type: "thinking", thinking: "h".repeat(6_000), signature: "s".repeat(3_000) }]),
    replyRow(2, [{ type: "tool_use", id: "toolu_2", name: "Read", input: { file_path: file } }]),
    resultRow(
      3,
      2,
      { type: "text", file: { filePath: file, content: "x\n".repeat(4_000), numLines: 4000 } },
      "     1\u2192x\n".repeat(4_000),
    ),
    replyRow(4, [
      { type: "tool_use", id: "toolu_4", name: "Edit", input: { file_path: file, old_string: "a" } },
    ]),
    resultRow(
      5,
      4,
      { filePath: file, originalFile: 'say "a"\n'.repeat(2_000), structuredPatch: patch },
      "done",
    ),
    bashRow(6, 'git commit -m "Round cents once"'),
    resultRow(7, 6, { stdout: "[feature/cart 1a2b3c4] Round cents once\n 1 file changed", stderr: "" }, "ok"),
    { type: "system", subtype: "turn_duration", durationMs: 61_000, ...common, ...stamp(8) },
    promptRow(9, "now the tests, please"),
    replyRow(10, [{ type: "text", text: "Here they are." }]),
  ];
}

export function logText(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

export function logFile(path: string): LogFile {
  const { size, mtimeMs, ino } = statSync(path);
  return { path, sizeBytes: size, modifiedMs: mtimeMs, inode: ino, sessionId, agentId: null };
}

export interface ReadAll {
  readonly events: LogEvent[];
  readonly problems: Problem[];
  readonly cursor: ReadCursor;
}

/** Everything from the cursor on; the cursor passes through JSON, as it does on its way through the store. */
export async function readAll(
  path: string,
  from: ReadCursor | null = null,
  options: ReadOptions = {},
): Promise<ReadAll> {
  const events: LogEvent[] = [];
  const problems: Problem[] = [];
  let cursor = from;
  for await (const result of claudeCode.read(logFile(path), from, options)) {
    events.push(...result.events);
    problems.push(...result.problems);
    cursor = result.cursor;
  }
  if (cursor === null) throw new Error("a read yields at least one result");
  return { events, problems, cursor: JSON.parse(JSON.stringify(cursor)) as ReadCursor };
}

export function repliesOf(events: readonly LogEvent[]): ReplyEvent[] {
  return events.filter((event) => event.kind === "reply");
}

/** Tokens by message id: what must not change, whatever happens to other lines. */
export function tokensById(events: readonly LogEvent[]): Record<string, TokenCounts | null> {
  return Object.fromEntries(repliesOf(events).map((reply) => [reply.messageId ?? "", reply.tokens]));
}

export function kindsOf(problems: readonly Problem[]): string[] {
  return problems.map((problem) => problem.kind);
}
