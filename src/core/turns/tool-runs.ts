/** Pairs tool calls with their results and works out when each could have begun to run. */
import type { LogEvent, Origin, ProgressEvent, ReplyEvent, ResultEvent, ToolCall } from "../events.ts";
import type { Interval } from "../types.ts";

export interface ToolRun {
  readonly call: ToolCall;
  readonly origin: Origin;
  /** The earliest moment at which it could run or its dialog open. */
  readonly startMs: number;
  /** When its result came. */
  readonly endMs: number;
  readonly result: ResultEvent;
  /** When the log shows it running, by its progress rows. */
  readonly runningSinceMs: number | null;
  /** What its own hooks took, where the log tells. */
  readonly hooksMs: number;
  /** The permission mode it was called under; null where the log does not say. */
  readonly mode: string | null;
  /** Called by a subagent. */
  readonly subagent: boolean;
}

/** One agent's own rows, in order. */
export interface Stream {
  readonly events: readonly LogEvent[];
  readonly mode: string | null;
  readonly subagent: boolean;
  /** Tools may start while their message is still being written (versions from 2.1.25). */
  readonly startsEarly: boolean;
}

export const subagentTools: ReadonlySet<string> = new Set(["Task", "Agent"]);

const toolHooks: ReadonlySet<string> = new Set(["PreToolUse", "PostToolUse"]);

interface OpenCall {
  readonly call: ToolCall;
  readonly reply: ReplyEvent;
  readonly mode: string | null;
  runningSinceMs: number | null;
}

/** The finished calls of a stream, in the order of their results. */
export function toolRuns(stream: Stream): ToolRun[] {
  const open = new Map<string, OpenCall>();
  const messageEnd = new Map<string, number>();
  const runs: ToolRun[] = [];
  const lastEnd = new Map<string, number>();
  let mode = stream.mode;
  const hooksMs = new Map<string, number>();
  for (const event of stream.events) {
    if (event.kind === "reply" && event.messageId !== null) messageEnd.set(event.messageId, event.atMs);
    if (
      event.kind === "mark" &&
      event.mark === "hook" &&
      event.toolId !== null &&
      toolHooks.has(event.hookEvent ?? "")
    ) {
      hooksMs.set(event.toolId, (hooksMs.get(event.toolId) ?? 0) + (event.durationMs ?? 0));
    }
  }
  for (const event of stream.events) {
    if (event.kind === "mode") mode = event.permissionMode;
    else if (event.kind === "reply") {
      for (const call of event.tools) open.set(call.id, { call, reply: event, mode, runningSinceMs: null });
    } else if (event.kind === "progress") noteProgress(event, open);
    else if (event.kind === "result") {
      const found = open.get(event.toolId);
      if (found === undefined) continue;
      open.delete(event.toolId);
      const message = found.reply.messageId ?? event.toolId;
      const written = stream.startsEarly ? found.reply.atMs : (messageEnd.get(message) ?? found.reply.atMs);
      // Calls of one message are taken one after the other, in the order they finish: what ran side by side then
      // has a short rest, never a wait that was none.
      const waited = subagentTools.has(found.call.name) ? 0 : (lastEnd.get(message) ?? 0);
      lastEnd.set(message, event.atMs);
      runs.push({
        call: found.call,
        origin: found.reply.origin,
        startMs: Math.min(Math.max(written, waited), event.atMs),
        endMs: event.atMs,
        result: event,
        runningSinceMs: found.runningSinceMs,
        hooksMs: hooksMs.get(event.toolId) ?? 0,
        mode: found.mode,
        subagent: stream.subagent,
      });
    }
  }
  return runs;
}

/** Elapsed times are whole seconds; below two they say nothing. */
const leastElapsedMs = 2_000;

function noteProgress(event: ProgressEvent, open: ReadonlyMap<string, OpenCall>): void {
  const found = event.toolId === null ? undefined : open.get(event.toolId);
  if (found === undefined || event.of === "hook" || event.of === "agent") return;
  const elapsedMs = event.elapsedMs ?? 0;
  if (event.of === "bash" && elapsedMs < leastElapsedMs) return;
  found.runningSinceMs ??= event.atMs - elapsedMs;
}

export function stretchOf(run: ToolRun): Interval {
  return { fromMs: run.startMs, toMs: run.endMs };
}

/** Does the session show a tool's result before the last row of the message that called it? */
export function startsToolsEarly(events: readonly LogEvent[]): boolean {
  const messageOf = new Map<string, string>();
  const answered = new Set<string>();
  for (const event of events) {
    if (event.kind === "reply" && event.messageId !== null) {
      if (answered.has(event.messageId)) return true;
      for (const call of event.tools) messageOf.set(call.id, event.messageId);
    } else if (event.kind === "result") {
      const message = messageOf.get(event.toolId);
      if (message !== undefined) answered.add(message);
    }
  }
  return false;
}
