/**
 * Handwritten session logs for tests of time: a few lines a session, times in seconds after its start. What a
 * test does not care about has a quiet default.
 */
import type {
  LogEvent,
  MarkEvent,
  ProgressEvent,
  PromptEvent,
  ReplyEvent,
  ResultEvent,
  SessionLog,
  SubagentLog,
  TokenCounts,
  ToolCall,
} from "../../src/core/events.ts";
import { type CutOptions, type CutResult, cutTurns } from "../../src/core/turns/turns.ts";
import type { Interval, Turn } from "../../src/core/types.ts";

/** Noon of a day, so that nothing crosses a calendar day by accident. */
export const startMs = Date.UTC(2026, 0, 5, 12);

export const tokens = (outputTokens: number): TokenCounts => ({
  inputTokens: 1,
  outputTokens,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  cacheReadTokens: 0,
});

type Call = Partial<ToolCall> & { readonly id: string; readonly name: string };

export class LogSketch {
  readonly events: LogEvent[] = [];
  readonly #file: string;

  constructor(file = "/logs/s1.jsonl") {
    this.#file = file;
  }

  #base(second: number, uuid?: string | null) {
    const line = this.events.length + 1;
    return {
      origin: { file: this.#file, line },
      atMs: startMs + Math.round(second * 1_000),
      uuid: uuid === undefined ? `${this.#file}-${line}` : uuid,
    };
  }

  place(
    second: number,
    place: { version?: string; cwd?: string; branch?: string; entrypoint?: string } = {},
  ): this {
    const { version = "2.1.100", cwd = "/home/ada/shop", branch = "main", entrypoint = "cli" } = place;
    this.events.push({ kind: "place", ...this.#base(second, null), cwd, branch, version, entrypoint });
    return this;
  }

  prompt(second: number, more: Partial<PromptEvent> = {}): this {
    const text = more.head ?? "add a login page";
    this.events.push({
      kind: "prompt",
      ...this.#base(second),
      by: "typed",
      head: text,
      characters: text.length,
      hash: "0".repeat(16),
      references: [],
      permissionMode: null,
      ...more,
    });
    return this;
  }

  /** An assistant row; `calls` make it one that uses tools. */
  reply(second: number, calls: readonly Call[] = [], more: Partial<ReplyEvent> = {}): this {
    const base = this.#base(second);
    this.events.push({
      kind: "reply",
      ...base,
      messageId: `msg-${base.origin.line}`,
      model: "claude-opus-4-6",
      tokens: tokens(10),
      statedUsd: null,
      tools: calls.map((call) => ({
        command: call.name === "Bash" ? "ls" : null,
        path: null,
        background: false,
        timeoutMs: null,
        sleepMs: null,
        ...call,
      })),
      hasText: calls.length === 0,
      synthetic: false,
      ...more,
    });
    return this;
  }

  result(second: number, toolId: string, more: Partial<ResultEvent> = {}): this {
    this.events.push({
      kind: "result",
      ...this.#base(second),
      toolId,
      durationMs: null,
      rejected: false,
      error: false,
      background: false,
      agentId: null,
      subagent: null,
      edit: null,
      commits: [],
      pullRequests: [],
      ...more,
    });
    return this;
  }

  /** A call and its result, `took` seconds later. */
  call(second: number, took: number, call: Call, more: Partial<ResultEvent> = {}): this {
    return this.reply(second, [call]).result(second + took, call.id, more);
  }

  mark(second: number, mark: MarkEvent["mark"], more: Partial<MarkEvent> = {}): this {
    const quiet = { durationMs: null, hookEvent: null, toolId: null, retryMs: null };
    this.events.push({ kind: "mark", ...this.#base(second), mark, ...quiet, ...more });
    return this;
  }

  /** The agent's own statement of the turn's length, in seconds. */
  logged(second: number, took: number): this {
    return this.mark(second, "turn-duration", { durationMs: took * 1_000 });
  }

  mode(second: number, permissionMode: string): this {
    this.events.push({ kind: "mode", ...this.#base(second, null), permissionMode });
    return this;
  }

  progress(second: number, of: string, toolId: string, more: Partial<ProgressEvent> = {}): this {
    const quiet = { elapsedMs: null, hookEvent: null, inner: null, agentId: null };
    this.events.push({ kind: "progress", ...this.#base(second), of, toolId, ...quiet, ...more });
    return this;
  }

  /** The rows of another sketch as this session's `agent_progress` rows. */
  inner(toolId: string, agentId: string, sketch: LogSketch): this {
    for (const event of sketch.events) {
      if (event.kind !== "reply" && event.kind !== "result") continue;
      this.progress((event.atMs - startMs) / 1_000, "agent", toolId, { agentId, inner: event });
    }
    return this;
  }

  queue(second: number, operation: "enqueue" | "dequeue" | "remove" | "popAll", text = ""): this {
    const notification = text.startsWith("<task-notification");
    this.events.push({
      kind: "queue",
      ...this.#base(second),
      operation,
      notification,
      characters: text.length,
    });
    return this;
  }

  title(second: number, from: "summary" | "ai-title", title: string, leafUuid: string | null = null): this {
    this.events.push({ kind: "title", ...this.#base(second, null), from, title, leafUuid });
    return this;
  }

  log(subagents: readonly SubagentLog[] = []): SessionLog {
    return { sessionId: "s1", agent: "claude-code", events: this.events, subagents };
  }

  cut(options: Partial<CutOptions> = {}, subagents: readonly SubagentLog[] = []): CutResult {
    const names = { personOf: () => "ada", projectOf: () => "shop" };
    return cutTurns(this.log(subagents), { ...names, ...options });
  }

  turns(options: Partial<CutOptions> = {}, subagents: readonly SubagentLog[] = []): readonly Turn[] {
    return this.cut(options, subagents).turns;
  }
}

/** Seconds after the session's start, for comparing with what the sketch says. */
export function secondsOf(intervals: readonly Interval[]): [number, number][] {
  return intervals.map(({ fromMs, toMs }) => [(fromMs - startMs) / 1_000, (toMs - startMs) / 1_000]);
}
