/**
 * One row of a Claude Code log to the events the numbers need. Every row type seen from version 1.0 to
 * 2.1.270 is either read or listed here as needless; anything else becomes a problem, never an exception.
 */
import type { LogEvent, Origin, PlaceEvent, Problem, TitleEvent } from "../../core/events.ts";
import { hashLine } from "../../core/line-hash.ts";
import { type Fields, fieldsOf, filledTextOf, numberOf, textOf } from "./fields.ts";
import { linkedPullRequest } from "./rows-edits.ts";
import { mark, progress, readAttachment, readProgress, readQueue, readSystem } from "./rows-marks.ts";
import { readReply } from "./rows-reply.ts";
import { newRowState, type RowBase, type RowResult, type RowState, unknownRow } from "./rows-state.ts";
import { prompt, readUser } from "./rows-user.ts";

export { newRowState, type RowState };

/** Bookkeeping of the program that no number needs. */
const silentTypes = new Set(
  (
    "file-history-delta last-prompt bridge-session attribution-snapshot content-replacement worktree-state " +
    "speculation-accept task-summary tag agent-color agent-setting marble-origami-commit marble-origami-snapshot relocated " +
    "started result launched atis-latch cost-state frame-link artifact-autoreact-ledger artifact-comment-monitor"
  ).split(" "),
);

const permissionModes = new Set([
  "default",
  "acceptEdits",
  "plan",
  "bypassPermissions",
  "auto",
  "dontAsk",
  "bubble",
]);

/**
 * The events of one parsed JSON value. `state` is changed: it carries what later rows of the file need.
 * Times are taken from the row, else from the row before; events of rows before the first time are held back
 * until it comes. Several events of one row share its uuid (results after the first get `#1`, `#2` ...).
 */
export function readRow(
  value: unknown,
  at: Origin,
  state: RowState,
): { events: LogEvent[]; problems: Problem[] } {
  const row = fieldsOf(value);
  if (row === null) {
    const what = `a JSON ${value === null ? "null" : Array.isArray(value) ? "list" : typeof value} where a row should be`;
    return { events: [], problems: [unknownRow(at, what)] };
  }
  const problems: Problem[] = [];
  const timed = timeOf(row, at, state, problems);
  const base: RowBase = { origin: at, atMs: state.lastMs ?? 0, uuid: filledTextOf(row.uuid) };
  const events: LogEvent[] = [];
  if (timed) events.push(...heldBack(state));
  events.push(...placeChange(row, base, state), ...modeChange(row, base, state));
  const found = readTyped(row, base, state);
  events.push(...found.events);
  problems.push(...found.problems);
  if (state.lastMs !== null) return { events, problems };
  // Titles of other sessions can fill the head of a file; a few hundred are kept.
  if (state.untimed.length < 500) state.untimed.push(...events);
  return { events: [], problems };
}

function readTyped(row: Fields, base: RowBase, state: RowState): RowResult {
  switch (row.type) {
    case "assistant":
      return inlineSidechain(row, state)
        ? asProgress(row, readReply(row, base, state), base)
        : readReply(row, base, state);
    case "user":
      return inlineSidechain(row, state)
        ? asProgress(row, readUser(row, base, state), base)
        : readUser(row, base, state);
    case "system":
      return readSystem(row, base);
    case "progress":
      return readProgressRow(row, base, state);
    case "attachment":
      return readAttachmentRow(row, base);
    case "file-history-snapshot":
      return turnStart(row, base);
    case "queue-operation":
      return readQueue(row, base, state);
    case "summary":
      return title("summary", row.summary, base, filledTextOf(row.leafUuid));
    case "ai-title":
      return title("ai-title", row.aiTitle, base, null);
    case "custom-title":
      return title("custom-title", row.customTitle, base, null);
    case "agent-name":
      return title("agent-name", row.agentName, base, null);
    case "pr-link": {
      const pullRequest = linkedPullRequest(row);
      return { events: pullRequest === null ? [] : [{ kind: "link", ...base, pullRequest }], problems: [] };
    }
    case "mode":
    case "permission-mode":
      return { events: [], problems: [] };
    default: {
      const type = textOf(row.type);
      if (type !== null && silentTypes.has(type)) return { events: [], problems: [] };
      const what = type === null ? "row without a type" : `row of type '${type}'`;
      return { events: [], problems: [unknownRow(base.origin, what)] };
    }
  }
}

/**
 * The copy of the edited files that is made when a turn starts. Its time is when the agent's own clock starts
 * (to 0.05 s in 200 turns of five people), which hooks can put many seconds after the prompt's row.
 */
function turnStart(row: Fields, base: RowBase): RowResult {
  const promptUuid = filledTextOf(row.messageId);
  const atMs = parseTime(fieldsOf(row.snapshot)?.timestamp);
  if (promptUuid === null || atMs === null || row.isSnapshotUpdate === true)
    return { events: [], problems: [] };
  return {
    events: [mark("turn-start", { origin: base.origin, atMs, uuid: `${promptUuid}#start` })],
    problems: [],
  };
}

function title(from: TitleEvent["from"], text: unknown, base: RowBase, leafUuid: string | null): RowResult {
  const found = filledTextOf(text);
  return {
    events: found === null ? [] : [{ kind: "title", ...base, from, title: found, leafUuid }],
    problems: [],
  };
}

function readAttachmentRow(row: Fields, base: RowBase): RowResult {
  const attachment = fieldsOf(row.attachment) ?? {};
  if (attachment.type !== "queued_command") return readAttachment(attachment, base);
  const text = promptText(attachment.prompt);
  const own =
    attachment.commandMode === "task-notification" ||
    /^\s*<(?:task-notification|teammate-message)/.test(text);
  return { events: own ? [] : [prompt("queued", text, row, base)], problems: [] };
}

/** A queued prompt is a text, or content blocks when it holds pictures. */
function promptText(value: unknown): string {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return "";
  return value
    .map((block) => textOf(fieldsOf(block)?.text) ?? "")
    .join("\n")
    .trim();
}

/** A subagent's rows inside a session's file: versions before 2.0 wrote them so. */
function inlineSidechain(row: Fields, state: RowState): boolean {
  return row.isSidechain === true && state.agentId === null;
}

function asProgress(row: Fields, read: RowResult, base: RowBase): RowResult {
  const outer = { ...progress("agent", row, base), agentId: filledTextOf(row.agentId) };
  const inner = read.events.flatMap((event) =>
    event.kind === "reply" || event.kind === "result" ? [event] : [],
  );
  return { events: inner.map((event) => ({ ...outer, inner: event })), problems: read.problems };
}

function readProgressRow(row: Fields, base: RowBase, state: RowState): RowResult {
  const data = fieldsOf(row.data) ?? {};
  if (data.type !== "agent_progress" && data.type !== "skill_progress")
    return readProgress(row, data, base, state);
  const outer = { ...progress("agent", row, base), agentId: filledTextOf(data.agentId) };
  const message = fieldsOf(data.message) ?? {};
  const read = innerMessage(message, base, state);
  const inner = read.events.flatMap((event) =>
    event.kind === "reply" || event.kind === "result" ? [event] : [],
  );
  // The first row holds the subagent's instructions: no reply, but the moment it began.
  const events = inner.length === 0 ? [outer] : inner.map((event) => ({ ...outer, inner: event }));
  return { events, problems: read.problems };
}

function innerMessage(message: Fields, base: RowBase, state: RowState): RowResult {
  const atMs = parseTime(message.timestamp) ?? base.atMs;
  const inner: RowBase = { origin: base.origin, atMs, uuid: filledTextOf(message.uuid) };
  if (message.type === "assistant") return readReply(message, inner, state);
  if (message.type === "user") return readUser({ ...message, isSidechain: true }, inner, state);
  return { events: [], problems: [] };
}

const earliestMs = Date.UTC(2020, 0, 1);
const latestMs = Date.UTC(2100, 0, 1);
/** No session sleeps longer between two rows: logs are deleted after weeks, and a year is generous. */
const longestSleepMs = 365 * 24 * 3_600_000;

function parseTime(value: unknown): number | null {
  const ms = typeof value === "string" ? Date.parse(value) : (numberOf(value) ?? Number.NaN);
  return ms >= earliestMs && ms < latestMs ? ms : null;
}

/**
 * Takes the row's time into the state. A time that cannot be is reported and the previous one kept. Clocks may
 * go backwards: that is taken as it stands. When the first time of a file was the wrong one, the next row
 * lies more than a year before it and is believed.
 */
function timeOf(row: Fields, at: Origin, state: RowState, problems: Problem[]): boolean {
  if (row.timestamp === undefined || row.timestamp === null) return false;
  const ms = parseTime(row.timestamp);
  const leap = ms !== null && state.lastMs !== null && ms - state.lastMs > longestSleepMs;
  if (ms === null || leap) {
    const stated = String(row.timestamp).slice(0, 40);
    problems.push({
      at,
      kind: "absurd-time",
      what:
        ms === null
          ? `a time that cannot be: '${stated}'`
          : `a time more than a year after the row before: '${stated}'`,
      hint:
        state.lastMs === null
          ? "The row waits for the file's first row with a time, and is left out where none follows."
          : "The row was kept with the time of the row before it. If many rows show this, check the machine's clock.",
    });
    return false;
  }
  state.lastMs = ms;
  return true;
}

function heldBack(state: RowState): LogEvent[] {
  if (state.untimed.length === 0 || state.lastMs === null) return [];
  const atMs = state.lastMs;
  const events = state.untimed.map((event) => (event.atMs === 0 ? { ...event, atMs } : event));
  state.untimed = [];
  return events;
}

type Place = Pick<PlaceEvent, "cwd" | "branch" | "version" | "entrypoint">;

/** The place of the row before, where this run has read it: nearly all rows say the same, and hashing takes longer. */
const lastPlaces = new WeakMap<RowState, Place>();

function placeChange(row: Fields, base: RowBase, state: RowState): PlaceEvent[] {
  const cwd = filledTextOf(row.cwd);
  if (cwd === null) return [];
  const branch = filledTextOf(row.gitBranch);
  const version = filledTextOf(row.version);
  const entrypoint = filledTextOf(row.entrypoint);
  const last = lastPlaces.get(state);
  if (
    last?.cwd === cwd &&
    last.branch === branch &&
    last.version === version &&
    last.entrypoint === entrypoint
  )
    return [];
  const place: Place = { cwd, branch, version, entrypoint };
  lastPlaces.set(state, place);
  const seen = hashLine([cwd, branch, version, entrypoint].join("\n"));
  if (seen === state.place) return [];
  state.place = seen;
  return [{ kind: "place", ...base, uuid: null, ...place }];
}

function modeChange(row: Fields, base: RowBase, state: RowState): LogEvent[] {
  const mode = filledTextOf(row.permissionMode) ?? (row.type === "mode" ? filledTextOf(row.mode) : null);
  if (mode === null || mode === state.permissionMode || !permissionModes.has(mode)) return [];
  state.permissionMode = mode;
  return [{ kind: "mode", ...base, uuid: null, permissionMode: mode }];
}
