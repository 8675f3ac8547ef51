/** User rows: prompts, tool results, and the many rows written in the user's name that are neither. */
import { createHash } from "node:crypto";
import type {
  LogEvent,
  MarkEvent,
  PromptEvent,
  PromptKind,
  ResultEvent,
  SubagentEffort,
} from "../../core/events.ts";
import { type Fields, fieldsOf, filledTextOf, listOf, numberOf, textOf } from "./fields.ts";
import { commitsIn, editIn, pullRequestsIn } from "./rows-edits.ts";
import { mark } from "./rows-marks.ts";
import { type RowBase, type RowResult, type RowState, unknownRow } from "./rows-state.ts";

/** Longest prompt head handed on; the reader redacts it and then cuts it to the length that is stored. */
const headCharacters = 4_000;
/** References are looked for in this much of a prompt: people paste whole logs. */
const referenceCharacters = 100_000;

/**
 * Commands of the program itself. They are answered on screen, without a model, so they are no prompts.
 * Commands that are not in this list are work: skills, plugins' commands, `/review`, `/init`.
 */
const housekeeping = new Set(
  (
    "add-dir agents allowed-tools background bashes bug chrome clear color compact config context continue copy cost desktop " +
    "doctor effort exit export extra-usage fast feedback files fork heapdump help hooks ide install-github-app install-slack-app " +
    "keybindings login logout mcp memory mobile model new output-style passes permissions plan plugin plugins privacy-settings " +
    "quit rate-limit-options release-notes reload-plugins remote-control remote-env rename reset resume rewind sandbox settings " +
    "skills stats status statusline stickers tag tasks teleport terminal-setup theme todos upgrade usage vim voice"
  ).split(" "),
);

/** Texts that the program, a hook or a shell wrote in the user's name. */
const localOutput =
  /^\s*<(?:local-command-|bash-(?:input|stdout|stderr)|user-memory-input|user-prompt-submit-hook|post-tool-use-hook)/;
const teammateText =
  /^\s*<(?:teammate-message|agent-message|peer-message|cross-session-message|coordinator-message)/;
const notificationText = /^\s*<(?:task-notification|background-task|tick>)/;
/** Blocks that an editor or the program puts beside the text somebody typed. */
const injectedBlock = /^\s*<(?:system-reminder|ide_|new-diagnostics)/;
/** A dialog answered with no. Interrupting a call that runs says something else. */
const rejectionText = /^(?:Error: )?(?:The user doesn't want to (?:proceed|take this action)|User rejected)/;

export function readUser(row: Fields, base: RowBase, state: RowState): RowResult {
  const content = fieldsOf(row.message)?.content;
  if (typeof content === "string") return { events: textEvents(content, row, base, state), problems: [] };
  const events: LogEvent[] = [];
  const problems = [];
  const texts: string[] = [];
  let images = 0;
  for (const item of listOf(content)) {
    const block = fieldsOf(item);
    const type = textOf(block?.type) ?? (typeof item === "string" ? "text" : "?");
    if (block !== null && type === "tool_result")
      events.push(readResult(row, block, base, state, events.length));
    else if (type === "text") texts.push(textOf(block?.text) ?? String(item));
    else if (type === "image" || type === "document") images++;
    else if (type !== "tool_reference")
      problems.push(unknownRow(base.origin, `user row with a block of type '${type}'`));
  }
  const typed = texts.filter((text) => !injectedBlock.test(text));
  // Beside a result, text is a remark of the program's; on its own it is what the row is about.
  if (events.length === 0 && (typed.length > 0 || images > 0)) {
    events.push(...textEvents(typed.join("\n"), row, base, state));
  }
  return { events, problems };
}

function textEvents(text: string, row: Fields, base: RowBase, state: RowState): LogEvent[] {
  if (row.isCompactSummary === true || text.startsWith("This session is being continued from a previous")) {
    return [mark("compaction-summary", base)];
  }
  if (text.startsWith("[Request interrupted by user")) return [mark("interrupt", base)];
  const sidechain = row.isSidechain === true || state.agentId !== null;
  const channel = fieldsOf(row.origin)?.kind === "channel";
  if (row.isMeta === true && !channel) return sidechain ? [] : [metaMark(text, base)];
  if (sidechain) return [prompt("teammate", text, row, base)];
  const command = slashCommand(text);
  if (command !== null) return commandEvents(command, row, base);
  if (localOutput.test(text) || text.startsWith("Caveat: The messages below"))
    return [mark("local-command", base)];
  return [prompt(promptKind(text, row), text, row, base)];
}

/**
 * Rows the program adds for the model: a stop hook's objection, which keeps the turn going, or instructions
 * that may start a turn without a human (a schedule, a loop).
 */
function metaMark(text: string, base: RowBase): MarkEvent {
  if (/^\s*Stop hook feedback/.test(text)) return mark("hook", base, { hookEvent: "Stop" });
  const local = localOutput.test(text) || text.startsWith("Caveat: The messages below");
  return mark(local ? "local-command" : "other", base);
}

function promptKind(text: string, row: Fields): PromptKind {
  const origin = textOf(fieldsOf(row.origin)?.kind);
  if (origin === "task-notification" || notificationText.test(text)) return "notification";
  if (teammateText.test(text)) return "teammate";
  // Origins other than a person at some keyboard are other agents (`peer`, `coordinator`, what may come).
  if (origin !== null && origin !== "human" && origin !== "channel") return "teammate";
  if (origin === null && row.promptSource === "system") return "notification";
  if (textOf(row.planContent) !== null || text.startsWith("Implement the following plan:")) return "plan";
  return "typed";
}

interface SlashCommand {
  readonly name: string;
  readonly args: string;
  /** Skills and other commands that are prompts put their message first; commands of the program their name. */
  readonly messageFirst: boolean;
}

/** The command a row of the form `<command-name>/x</command-name> ...` stands for. */
function slashCommand(text: string): SlashCommand | null {
  if (!/^\s*<command-(?:name|message)>/.test(text)) return null;
  const name = /<command-name>\/?([^<]*)<\/command-name>/.exec(text)?.[1] ?? "";
  const args = /<command-args>([\s\S]*?)<\/command-args>/.exec(text)?.[1] ?? "";
  return { name: name.trim(), args: args.trim(), messageFirst: /^\s*<command-message>/.test(text) };
}

function commandEvents(command: SlashCommand, row: Fields, base: RowBase): LogEvent[] {
  if (command.name === "exit" || command.name === "quit") return [mark("exit", base)];
  // `/plan <what to plan>` hands its text to the agent; a bare `/plan` only switches the mode.
  const planned = command.name === "plan" && command.args !== "";
  const works = command.messageFirst || planned || !housekeeping.has(command.name);
  if (!works) return [mark("local-command", base)];
  return [prompt("slash", `/${command.name} ${command.args}`.trim(), row, base)];
}

/** A prompt event; also for prompts that stand in an attachment. */
export function prompt(by: PromptKind, text: string, row: Fields, base: RowBase): PromptEvent {
  return {
    kind: "prompt",
    ...base,
    by,
    head: text.slice(0, headCharacters),
    characters: text.length,
    hash: createHash("sha256").update(text).digest("hex").slice(0, 16),
    references: referencesIn(text.slice(0, referenceCharacters)),
    permissionMode: filledTextOf(row.permissionMode),
  };
}

/** `#12`, `owner/repo#12` and tracker keys (`ABC-42`); addresses of issues and pull requests become the second. */
function referencesIn(text: string): string[] {
  const found = new Set<string>();
  for (const match of text.matchAll(
    /https?:\/\/[^\s/]+\/([\w.-]+\/[\w.-]+)\/(?:-\/)?(?:pull|issues|merge_requests)\/(\d+)/g,
  )) {
    found.add(`${match[1]}#${match[2]}`);
  }
  for (const match of text.matchAll(/(?:^|[\s(["'])((?:[\w.-]+\/[\w.-]+)?#\d{1,7})\b/g)) found.add(match[1]!);
  for (const match of text.matchAll(/\b([A-Z][A-Z0-9]{1,9}-\d{1,6})\b/g)) {
    // `UTF-8`, `SHA-256` and `ISO-8601` look like tracker keys and are none.
    if (!/^(?:UTF|SHA|ISO|RFC|HTTP|MD|AES|RSA|ES|GPT|CVE|TLS|BASE)-/.test(match[1]!)) found.add(match[1]!);
  }
  return [...found].slice(0, 50);
}

/** A tool's result; `index` tells several results of one row apart, for their ids. */
function readResult(row: Fields, block: Fields, base: RowBase, state: RowState, index: number): ResultEvent {
  const toolId = textOf(block.tool_use_id) ?? "";
  const detail = fieldsOf(row.toolUseResult) ?? {};
  const answer = textOf(row.toolUseResult) ?? textOf(block.content) ?? "";
  const call = state.calls[toolId];
  delete state.calls[toolId];
  delete state.progress[toolId];
  const output = call === undefined ? "" : outputOf(detail, block);
  const denial = textOf(row.toolDenialKind);
  return {
    kind: "result",
    ...base,
    uuid: index === 0 || base.uuid === null ? base.uuid : `${base.uuid}#${index}`,
    toolId,
    durationMs: durationOf(detail),
    rejected: denial === null ? rejectionText.test(answer) : /reject/i.test(denial),
    error: block.is_error === true,
    background: detail.isAsync === true || filledTextOf(detail.backgroundTaskId) !== null,
    agentId: filledTextOf(detail.agentId),
    subagent: subagentOf(detail),
    edit: editIn(detail),
    commits: call?.commit ? commitsIn(output) : [],
    pullRequests: call?.pullRequestTitle == null ? [] : pullRequestsIn(output, call.pullRequestTitle || null),
  };
}

function durationOf(detail: Fields): number | null {
  const seconds = numberOf(detail.durationSeconds);
  return (
    numberOf(detail.durationMs) ??
    numberOf(detail.totalDurationMs) ??
    (seconds === null ? null : seconds * 1_000)
  );
}

function subagentOf(detail: Fields): SubagentEffort | null {
  const tools = numberOf(detail.totalToolUseCount);
  if (tools === null) return null;
  const answerTokens = numberOf(fieldsOf(detail.usage)?.output_tokens) ?? 0;
  return { tools, answerTokens, addedLines: numberOf(fieldsOf(detail.toolStats)?.linesAdded) ?? 0 };
}

function outputOf(detail: Fields, block: Fields): string {
  const parts = [textOf(detail.stdout), textOf(detail.stderr)].filter((part) => part !== null);
  if (parts.length > 0) return parts.join("\n");
  const content = textOf(block.content);
  if (content !== null) return content;
  return listOf(block.content)
    .map((part) => textOf(fieldsOf(part)?.text) ?? "")
    .join("\n");
}
