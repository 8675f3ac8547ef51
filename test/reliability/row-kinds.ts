/**
 * One row of every kind that a Claude Code log may hold, as raw material for mutations: the sample log's rows, and
 * those that it lacks. `fuzz.test.ts` compares this list with the kinds that the reader knows.
 */
import { bashRow, promptRow, replyRow, resultRow, sampleRows } from "../sources/claude-code/log-rows.ts";
import { attachmentRow, progressRow, systemRow } from "../sources/claude-code/read-rows.ts";

const content = (n: number, blocks: readonly object[], more: object = {}) => ({
  ...promptRow(n, ""),
  message: { role: "user", content: blocks },
  ...more,
});
const silent = (type: string, more: object = {}) => ({ ...promptRow(1, ""), type, ...more });

const prompts: readonly object[] = [
  content(10, [
    { type: "text", text: "Look at this" },
    { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" } },
  ]),
  promptRow(11, "<command-name>/plan</command-name><command-args>the cart</command-args>"),
  promptRow(12, "<command-message>review</command-message><command-name>/review</command-name>"),
  promptRow(13, "[Request interrupted by user for tool use]"),
  promptRow(14, "<task-notification>task t1 is done</task-notification>", {
    origin: { kind: "task-notification" },
  }),
  promptRow(15, "<teammate-message>hello</teammate-message>", { origin: { kind: "peer" } }),
  promptRow(16, "This session is being continued from a previous conversation", { isCompactSummary: true }),
  promptRow(17, "Stop hook feedback: not yet", { isMeta: true }),
  promptRow(18, "a subagent's instructions", { isSidechain: true, agentId: "a1" }),
  promptRow(19, "Implement the following plan: ...", { planContent: "1. cart" }),
];

const work: readonly object[] = [
  replyRow(20, [{ type: "tool_use", id: "toolu_20", name: "Agent", input: { prompt: "look" } }]),
  resultRow(
    21,
    20,
    {
      status: "completed",
      agentId: "a1",
      totalDurationMs: 9_000,
      totalToolUseCount: 3,
      usage: { output_tokens: 40 },
    },
    "found",
  ),
  replyRow(22, [{ type: "tool_use", id: "toolu_22", name: "AskUserQuestion", input: { questions: [] } }]),
  resultRow(23, 22, "The user doesn't want to proceed with this tool use", "rejected"),
  replyRow(24, [
    { type: "tool_use", id: "toolu_24", name: "Write", input: { file_path: "/a", content: "x" } },
  ]),
  resultRow(25, 24, { type: "create", filePath: "/a", content: "x", structuredPatch: [] }, "created"),
  bashRow(26, 'gh pr create --title "Round cents"'),
  resultRow(27, 26, { stdout: "https://github.com/o/shop/pull/7", stderr: "" }, "ok"),
  replyRow(28, [{ type: "text", text: "from a subagent" }], { isSidechain: true }),
  replyRow(29, [{ type: "text", text: "API Error" }], { isApiErrorMessage: true }),
];

const marks: readonly object[] = [
  systemRow(30, "turn_duration", { durationMs: 4_000 }),
  systemRow(31, "stop_hook_summary", { hookInfos: [{ command: "x", durationMs: 12 }] }),
  systemRow(32, "compact_boundary", { compactMetadata: { trigger: "auto", preTokens: 150_000 } }),
  systemRow(33, "api_error", { retryInMs: 900, error: { status: 529 } }),
  systemRow(34, "away_summary"),
  systemRow(35, "local_command", { content: "<command-name>/cost</command-name>" }),
  systemRow(36, "scheduled_task_fire"),
  systemRow(37, "informational"),
  progressRow(40, 20, { type: "agent_progress", agentId: "a1", message: replyRow(41, []) }),
  progressRow(42, 20, { type: "skill_progress", agentId: "a1", message: promptRow(43, "go") }),
  progressRow(44, 6, { type: "hook_progress", hookEvent: "SessionStart", hookName: "SessionStart:resume" }),
  ...[
    "bash_progress",
    "powershell_progress",
    "mcp_progress",
    "query_update",
    "search_results_received",
    "waiting_for_task",
  ].map((type, i) =>
    progressRow(45 + i, 6, { type, elapsedTimeSeconds: i, output: "x", fullOutput: "x".repeat(600) }),
  ),
  attachmentRow(60, { type: "queued_command", prompt: "and the tests", commandMode: "prompt" }),
  attachmentRow(61, { type: "queued_command", prompt: [{ type: "text", text: "see" }, { type: "image" }] }),
  attachmentRow(62, { type: "hook_success", hookEvent: "PostToolUse", hookName: "x", toolUseID: "toolu_6" }),
  attachmentRow(63, { type: "todo_reminder", content: [] }),
];

const others: readonly object[] = [
  silent("file-history-snapshot", {
    messageId: "00000000-0000-4000-8000-000000000010",
    snapshot: { timestamp: "2026-03-05T09:00:09.000Z", trackedFileBackups: {} },
  }),
  ...["enqueue", "dequeue", "remove", "popAll"].map((operation) =>
    silent("queue-operation", { operation, content: "use tabs" }),
  ),
  silent("ai-title", { aiTitle: "Round the cart" }),
  silent("custom-title", { customTitle: "Cart" }),
  silent("agent-name", { agentName: "shop" }),
  silent("pr-link", { prNumber: 7, prUrl: "https://github.com/o/shop/pull/7", prRepository: "o/shop" }),
  silent("mode", { mode: "plan" }),
  silent("permission-mode", { permissionMode: "acceptEdits" }),
  silent("file-history-delta", { delta: {} }),
  silent("hologram", { note: "a kind that nobody knows yet" }),
];

export const rowsOfEveryKind: readonly object[] = [...sampleRows(), ...prompts, ...work, ...marks, ...others];
