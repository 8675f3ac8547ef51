/** Assistant rows: one block of a streamed message, with the message's usage so far. */
import type { Origin, Problem, ReplyEvent, TokenCounts, ToolCall } from "../../core/events.ts";
import { type Fields, fieldsOf, filledTextOf, listOf, numberOf, textOf } from "./fields.ts";
import { commandHead, makesCommits, pullRequestTitle, sleepMsOf } from "./rows-command.ts";
import { mark } from "./rows-marks.ts";
import { type RowBase, type RowResult, type RowState, unknownRow } from "./rows-state.ts";

const textBlocks = new Set(["text", "thinking", "redacted_thinking"]);
/** Blocks that no number needs: tools the provider runs itself, pictures, notes on a model switch. */
const silentBlock =
  /^(?:server_tool_use|mcp_tool_use|.*_tool_result|image|document|container_upload|fallback|compaction)$/;

/** What the program writes in the model's name when a session is resumed. */
const resumeText = "No response requested.";

/** The reply in an assistant row; problems for block types that are not known. */
export function readReply(row: Fields, base: RowBase, state: RowState): RowResult {
  const message = fieldsOf(row.message) ?? {};
  const model = textOf(message.model);
  if (model === "<synthetic>" && firstText(message) === resumeText)
    return { events: [mark("resume", base)], problems: [] };
  const tools: ToolCall[] = [];
  const unknown: string[] = [];
  let hasText = typeof message.content === "string";
  for (const item of listOf(message.content)) {
    const block = fieldsOf(item);
    const type = textOf(block?.type) ?? "?";
    if (block !== null && type === "tool_use") tools.push(toolCall(block, state));
    else if (textBlocks.has(type)) hasText = true;
    else if (!silentBlock.test(type)) unknown.push(type);
  }
  const wrong: string[] = [];
  const event: ReplyEvent = {
    kind: "reply",
    ...base,
    messageId: filledTextOf(message.id),
    model,
    tokens: tokensOf(fieldsOf(message.usage), wrong),
    statedUsd: numberOf(row.costUSD),
    tools,
    hasText,
    synthetic: model === "<synthetic>",
  };
  const problems = unknown.map((type) =>
    unknownRow(base.origin, `assistant row with a block of type '${type}'`),
  );
  if (wrong.length > 0) problems.push(absurdTokens(base.origin, wrong));
  return { events: [event], problems };
}

function absurdTokens(at: Origin, names: readonly string[]): Problem {
  return {
    at,
    kind: "absurd-tokens",
    what: `a count of tokens that cannot be: ${names.join(", ")}`,
    hint: "The row counts, these tokens count 0. If many rows show this, the program that wrote them counts wrongly.",
  };
}

function firstText(message: Fields): string | null {
  return textOf(message.content) ?? textOf(fieldsOf(listOf(message.content)[0])?.text);
}

function toolCall(block: Fields, state: RowState): ToolCall {
  const input = fieldsOf(block.input) ?? {};
  const id = textOf(block.id) ?? "";
  const name = textOf(block.name) ?? "?";
  const command = name === "Bash" || name === "PowerShell" ? textOf(input.command) : null;
  if (command !== null) {
    const commit = makesCommits(command);
    const title = pullRequestTitle(command);
    if (commit || title !== null) state.calls[id] = { commit, pullRequestTitle: title };
  }
  const sleepMs = command === null ? 0 : sleepMsOf(command);
  return {
    id,
    name,
    command: command === null ? null : commandHead(command),
    path: filledTextOf(input.file_path) ?? filledTextOf(input.notebook_path) ?? filledTextOf(input.path),
    background: input.run_in_background === true,
    timeoutMs: numberOf(input.timeout) ?? numberOf(input.timeout_ms),
    sleepMs: sleepMs > 0 ? sleepMs : null,
  };
}

/** No request comes near: a larger count is a fault of the log, and one of them would drown every total. */
const mostTokens = 1_000_000_000;

/**
 * Null where the row states no usage at all. Cache writes without a split are 5-minute ones, the default. The
 * names of counts that cannot be go into `wrong`; they count 0.
 */
function tokensOf(usage: Fields | null, wrong: string[]): TokenCounts | null {
  if (usage === null) return null;
  const count = (fields: Fields | null, name: string): number => {
    const value = fields?.[name] ?? 0;
    if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= mostTokens)
      return value;
    wrong.push(name);
    return 0;
  };
  const written = count(usage, "cache_creation_input_tokens");
  const hour = Math.min(count(fieldsOf(usage.cache_creation), "ephemeral_1h_input_tokens"), written);
  return {
    inputTokens: count(usage, "input_tokens"),
    outputTokens: count(usage, "output_tokens"),
    cacheWrite5mTokens: written - hour,
    cacheWrite1hTokens: hour,
    cacheReadTokens: count(usage, "cache_read_input_tokens"),
  };
}
