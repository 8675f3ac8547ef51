/**
 * How much of a line is parsed. Most bytes of the logs are texts that no number needs, and most rows need no more
 * than the beginnings of the others; which rows need more is seen when the part is parsed, whatever the order of
 * keys, and those few are parsed again. A test holds this reading against one that leaves nothing out.
 */
import type { JsonObject, LineRules } from "../json-line.ts";
import { type CutLimits, type LongText, StringCutter } from "../long-strings.ts";
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

/** Keys of texts that few rows need beyond their beginning. */
const briefly = new Set("content text stdout stderr prompt".split(" "));

/** Enough to know the words by which a dialog was answered. */
const beginningBytes = 160;

/** Shorter lines are parsed faster than searched. */
const searchedLineBytes = 4096;

const wholeStrings: Omit<CutLimits, "keepBytes"> = {
  untouchedBytes: 512,
  arrayBudgetBytes: Number.POSITIVE_INFINITY,
  maxBytes: Number.POSITIVE_INFINITY,
};

// One of each for all files: what they give is parsed before they are asked again.
const cutter = new StringCutter({
  ...wholeStrings,
  keepBytes: (text) => (isNeedless(text) ? 0 : Number.POSITIVE_INFINITY),
});
const briefCutter = new StringCutter({
  ...wholeStrings,
  keepBytes: ({ key }) =>
    needless.has(key) ? 0 : briefly.has(key) ? beginningBytes : Number.POSITIVE_INFINITY,
});

/** The rules for the next line of a file whose rows so far have led to `state`. */
export function lineRules(state: RowState): LineRules {
  return {
    shorten: (bytes, start, end) =>
      end - start > searchedLineBytes ? cutter.shorten(bytes, start, end) : bytes.subarray(start, end),
    brief: {
      shorten(line) {
        if (line.length <= searchedLineBytes) return null;
        const part = briefCutter.shorten(line, 0, line.length);
        return briefCutter.cut ? part : null;
      },
      isEnough: (row) => isEnough(row, state),
    },
    isRow: (value) => typeof value.sessionId === "string" && typeof value.type === "string",
  };
}

/** No number needs more of the row than the beginnings of its texts. */
function isEnough(row: JsonObject, state: RowState): boolean {
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
