/** System rows, attachments, progress and queue rows: what bounds, explains or accompanies a turn. */
import type { LogEvent, MarkEvent, ProgressEvent, QueueEvent } from "../../core/events.ts";
import { type Fields, fieldsOf, filledTextOf, listOf, numberOf, textOf } from "./fields.ts";
import { type RowBase, type RowResult, type RowState, unknownRow } from "./rows-state.ts";

type MarkDetails = Partial<Pick<MarkEvent, "durationMs" | "hookEvent" | "toolId" | "retryMs">>;

export function mark(kind: MarkEvent["mark"], base: RowBase, details: MarkDetails = {}): MarkEvent {
  return {
    kind: "mark",
    ...base,
    mark: kind,
    durationMs: null,
    hookEvent: null,
    toolId: null,
    retryMs: null,
    ...details,
  };
}

const nothing: RowResult = { events: [], problems: [] };
const only = (event: LogEvent): RowResult => ({ events: [event], problems: [] });

const silentSubtypes = new Set(
  (
    "informational bridge_status microcompact_boundary api_metrics memory_saved permission_retry agents_killed snip_boundary " +
    "snip_marker file_snapshot thinking init status model_refusal_fallback attribution_snapshot ui_telemetry"
  ).split(" "),
);

/** `system` rows. */
export function readSystem(row: Fields, base: RowBase): RowResult {
  const subtype = textOf(row.subtype) ?? "?";
  switch (subtype) {
    case "turn_duration":
      return only(mark("turn-duration", base, { durationMs: numberOf(row.durationMs) }));
    case "stop_hook_summary":
      return only(mark("stop-hooks", base, { durationMs: longestHook(row) }));
    case "compact_boundary": {
      const manual = fieldsOf(row.compactMetadata)?.trigger === "manual";
      return only(mark(manual ? "compaction-manual" : "compaction-automatic", base));
    }
    case "api_error":
      return only(mark("api-error", base, { retryMs: numberOf(row.retryInMs) }));
    case "away_summary":
      return only(mark("away-summary", base));
    case "local_command":
      return only(mark("local-command", base));
    case "scheduled_task_fire":
      return only(mark("other", base));
    default:
      return silentSubtypes.has(subtype)
        ? nothing
        : { events: [], problems: [unknownRow(base.origin, `system row of subtype '${subtype}'`)] };
  }
}

/** Stop hooks run side by side, so the longest is what they took together. */
function longestHook(row: Fields): number | null {
  const durations = listOf(row.hookInfos).map((info) => numberOf(fieldsOf(info)?.durationMs) ?? 0);
  const longest = Math.max(0, ...durations);
  return longest > 0 ? longest : null;
}

/** Attachments that tell when a hook ran. */
const hookAttachments = new Set(
  (
    "hook_success hook_non_blocking_error hook_blocking_error hook_cancelled hook_error_during_execution " +
    "hook_stopped_continuation hook_permission_decision"
  ).split(" "),
);

/** Attachments that only tell the model something. */
const silentAttachments = new Set(
  (
    "file directory compact_file_reference pdf_reference already_read_file edited_text_file edited_image_file " +
    "selected_lines_in_ide opened_file_in_ide todo todo_reminder task_reminder nested_memory relevant_memories dynamic_skill " +
    "skill_listing skill_discovery output_style diagnostics plan_mode plan_mode_reentry plan_mode_exit auto_mode auto_mode_exit " +
    "critical_system_reminder plan_file_reference mcp_resource command_permissions agent_mention task_status " +
    "async_hook_response token_usage budget_usd output_token_usage structured_output teammate_mailbox team_context " +
    "hook_system_message hook_additional_context invoked_skills verify_plan_reminder max_turns_reached " +
    "current_session_memory teammate_shutdown_batch compaction_reminder context_efficiency date_change date ultrathink_effort " +
    "deferred_tools_delta deferred_tools_record agent_listing_delta mcp_instructions_delta companion_intro " +
    "total_tokens_reminder prompt_snapshot environment remote_session_change model session_context instructions " +
    "silent_turn_reminder read_truncation_notice"
  ).split(" "),
);

/** `attachment` rows but for queued prompts, which `rows.ts` turns into prompts. */
export function readAttachment(attachment: Fields, base: RowBase): RowResult {
  const type = textOf(attachment.type) ?? "?";
  if (hookAttachments.has(type)) return only(hookMark(attachment, base));
  return silentAttachments.has(type)
    ? nothing
    : { events: [], problems: [unknownRow(base.origin, `attachment of type '${type}'`)] };
}

function hookMark(data: Fields, base: RowBase): MarkEvent {
  const resumed = data.hookName === "SessionStart:resume";
  return mark(resumed ? "resume" : "hook", base, {
    durationMs: numberOf(data.durationMs),
    hookEvent: textOf(data.hookEvent),
    toolId: filledTextOf(data.toolUseID),
  });
}

const progressNames: Readonly<Record<string, string>> = {
  bash_progress: "bash",
  powershell_progress: "bash",
  mcp_progress: "mcp",
  query_update: "search",
  search_results_received: "search",
  waiting_for_task: "waiting",
};

/** `progress` rows but for subagents' messages, which `rows.ts` reads. */
export function readProgress(row: Fields, data: Fields, base: RowBase, state: RowState): RowResult {
  const type = textOf(data.type) ?? "?";
  if (type === "hook_progress") {
    const resumed = data.hookName === "SessionStart:resume";
    const event = { ...progress("hook", row, base), hookEvent: textOf(data.hookEvent) };
    return resumed ? { events: [event, mark("resume", { ...base, uuid: null })], problems: [] } : only(event);
  }
  const name = progressNames[type];
  if (name === undefined) {
    return { events: [], problems: [unknownRow(base.origin, `progress row of type '${type}'`)] };
  }
  const event = progress(name, row, base);
  const seconds = numberOf(data.elapsedTimeSeconds);
  const elapsedMs = numberOf(data.elapsedTimeMs) ?? (seconds === null ? null : seconds * 1_000);
  return isNews(event.toolId, elapsedMs ?? 0, state) ? only({ ...event, elapsedMs }) : nothing;
}

/**
 * A running command writes a row each second. The first gives its start; later ones only say that it still
 * runs, so a row is news when the elapsed time has doubled: a handful for the longest run.
 */
function isNews(toolId: string | null, elapsedMs: number, state: RowState): boolean {
  if (toolId === null) return true;
  const last = state.progress[toolId];
  if (last !== undefined && elapsedMs < 2 * Math.max(last, 1_000)) return false;
  state.progress[toolId] = elapsedMs;
  return true;
}

export function progress(of: string, row: Fields, base: RowBase): ProgressEvent {
  return {
    kind: "progress",
    ...base,
    of,
    toolId: filledTextOf(row.parentToolUseID) ?? filledTextOf(row.toolUseID),
    elapsedMs: null,
    hookEvent: null,
    inner: null,
    agentId: null,
  };
}

/** `queue-operation` rows. The queue is first in, first out; only `enqueue` and `popAll` say what was in it. */
export function readQueue(row: Fields, base: RowBase, state: RowState): RowResult {
  const operation = textOf(row.operation) ?? "?";
  const content = textOf(row.content) ?? "";
  const stated = { characters: content.length, notification: /^\s*<task-notification/.test(content) };
  const event = (what: QueueEvent["operation"], item: typeof stated): RowResult =>
    only({ kind: "queue", ...base, operation: what, ...item });
  switch (operation) {
    case "enqueue":
      if (state.queue.length < 100) state.queue.push(stated);
      return event(operation, stated);
    case "dequeue":
    case "remove":
      return event(operation, state.queue.shift() ?? stated);
    case "popAll":
      state.queue = [];
      return event(operation, stated);
    default:
      return { events: [], problems: [unknownRow(base.origin, `queue operation '${operation}'`)] };
  }
}
