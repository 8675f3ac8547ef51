/**
 * How much of a line is parsed. Most bytes of the logs are texts that no number needs, and most rows need no more
 * than the beginnings of the others; which rows need more is seen when the part is parsed, whatever the order of
 * keys, and those few are parsed again. A test holds this reading against one that leaves nothing out.
 */

import type { NeededKeys } from "../brief-rows.ts";
import type { JsonObject, LineRules } from "../json-line.ts";
import { type LongText, StringCutter } from "../long-strings.ts";
import { type Fields, fieldsOf, listOf, textOf } from "./fields.ts";
import type { RowState } from "./rows-state.ts";

/** Keys of texts that are left out of every line. What `rows.ts` looks into must not stand here. */
const needless = new Set(
  (
    "originalFile oldString newString old_string new_string planContent signature thinking data base64 fullOutput output " +
    "result"
  ).split(" "),
);
/** What the Read tool prints: lines with their numbers. Nothing is looked for in files that were only read. */
const numberedLines = /^ *\d+(?:\xe2\x86\x92|\\t)/;
/** Tells a tool's result from a prompt that somebody pasted such lines into. */
const inToolResult = /"(?:tool_result|tool_use_id)"/;

export function isNeedless({ key, beginning, before }: LongText): boolean {
  return (
    needless.has(key) || (key === "content" && numberedLines.test(beginning) && inToolResult.test(before))
  );
}

/** All that `rows.ts` looks into, at any depth. */
export const neededKeys: NeededKeys = {
  ...each(
    "whole",
    // rows
    "type uuid timestamp cwd gitBranch version entrypoint permissionMode mode isSidechain agentId costUSD " +
      "isMeta isCompactSummary promptSource toolDenialKind toolUseResult message data attachment snapshot origin kind " +
      "summary leafUuid aiTitle customTitle agentName messageId isSnapshotUpdate operation subtype durationMs " +
      "compactMetadata trigger retryInMs hookInfos parentToolUseID toolUseID prNumber prUrl prTitle " +
      // progress and attachments
      "hookName hookEvent elapsedTimeSeconds elapsedTimeMs commandMode " +
      // messages
      "id model usage name input tool_use_id is_error command file_path notebook_path path " +
      "run_in_background timeout timeout_ms input_tokens output_tokens cache_creation_input_tokens " +
      "cache_read_input_tokens cache_creation ephemeral_1h_input_tokens " +
      // results of tools
      "durationSeconds totalDurationMs isAsync backgroundTaskId totalToolUseCount toolStats linesAdded filePath " +
      "structuredPatch lines new_source",
  ),
  ...each("beginning", "content text stdout stderr prompt"),
  ...each("presence", "planContent"),
};

function each(part: NeededKeys[string], keys: string): NeededKeys {
  return Object.fromEntries(keys.split(" ").map((key) => [key, part]));
}

/** Shorter lines are parsed faster than searched. */
const searchedLineBytes = 4096;

// One for all files: what it gives is parsed before it is asked again.
const cutter = new StringCutter({
  untouchedBytes: 512,
  arrayBudgetBytes: Number.POSITIVE_INFINITY,
  maxBytes: Number.POSITIVE_INFINITY,
  keepBytes: (text) => (isNeedless(text) ? 0 : Number.POSITIVE_INFINITY),
});

/** How a line is read by itself. */
export const lineRules: LineRules = {
  shorten: (bytes, start, end) =>
    end - start > searchedLineBytes ? cutter.shorten(bytes, start, end) : bytes.subarray(start, end),
  isRow: (value) => typeof value.sessionId === "string" && typeof value.type === "string",
};

/** No number needs more of the row than the beginnings of its texts. */
export function isEnough(row: JsonObject, state: RowState): boolean {
  switch (row.type) {
    case "assistant":
      return !needsTexts(row, state);
    case "user":
      return holdsResult(row) && !needsTexts(row, state);
    case "progress": {
      // A subagent's own prompts count for nothing.
      const message = fieldsOf(fieldsOf(row.data)?.message);
      return message === null || !needsTexts(message, state);
    }
    default:
      return false;
  }
}

/** Beside a tool's result, text is a remark of the program's; on its own it is a prompt. */
function holdsResult(row: JsonObject): boolean {
  return listOf(fieldsOf(row.message)?.content).some((block) => fieldsOf(block)?.type === "tool_result");
}

/**
 * What the program writes in the model's name is told by its words, the content of a file that was made is counted,
 * and the output of some commands names commits and pull requests.
 */
function needsTexts(row: Fields, state: RowState): boolean {
  const message = fieldsOf(row.message);
  if (message?.model === "<synthetic>" || fieldsOf(row.toolUseResult)?.type === "create") return true;
  return listOf(message?.content).some(
    (block) => state.calls[textOf(fieldsOf(block)?.tool_use_id) ?? ""] !== undefined,
  );
}
