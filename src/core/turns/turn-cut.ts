/**
 * Cuts a session's events into turns (method section 1): where each starts, which rows belong to it and when
 * the agent stopped. What the time in between was spent on is the business of `agent-time.ts`.
 */
import type {
  LogEvent,
  MarkEvent,
  ProgressEvent,
  PromptEvent,
  QueueEvent,
  ReplyEvent,
  ToolCall,
} from "../events.ts";

/** A turn as a run of rows. */
export interface RawTurn {
  /** Null where the agent began without a prompt in the log: a schedule, a loop, a background task. */
  readonly prompt: PromptEvent | null;
  /** The prompt's row, or the first row of a turn without one. */
  readonly first: PromptEvent | ReplyEvent;
  readonly startMs: number;
  /** When the agent's own clock started, where the log tells. */
  readonly startedMs: number | null;
  /** The last sign of the agent's work: stop hooks included, idle time and exits not. */
  readonly endMs: number;
  readonly events: readonly LogEvent[];
  /** The agent's own statement of the turn's length. */
  readonly logged: MarkEvent | null;
  /** The permission mode at each of the turn's tool calls is told from here on by its mode events. */
  readonly modeAtStart: string | null;
}

interface OpenTurn extends RawTurn {
  endMs: number;
  events: LogEvent[];
  logged: MarkEvent | null;
}

export interface CutSession {
  readonly turns: readonly RawTurn[];
  /** Rows before the first turn. */
  readonly loose: readonly LogEvent[];
}

/** A pause after an answer longer than this means that a later reply without a prompt starts a new turn. */
const longestStopHookMs = 10 * 60_000;

/** Hooks around a tool call; they count while that call runs. */
const callHooks = new Set(["PreToolUse", "PostToolUse", "PostToolUseFailure", "PermissionRequest"]);
/** Hooks at a turn's end. Those of session start and compaction run between turns, too, and prove nothing. */
const endHooks = new Set(["Stop", "StopFailure"]);

/** Marks that show the agent at work, and those after which nothing does until the next prompt. */
const workingMarks: ReadonlySet<string> = new Set([
  "interrupt",
  "stop-hooks",
  "api-error",
  "compaction-automatic",
  "compaction-summary",
]);
const closingMarks: ReadonlySet<string> = new Set(["interrupt", "exit", "resume", "compaction-manual"]);

export function cutSession(events: readonly LogEvent[]): CutSession {
  const cutter = new Cutter(firstMode(events));
  const startedMs = new Map<string, number>();
  for (const event of withPlanModes(events)) {
    // Such a row stands before the prompt it belongs to, or some rows after it.
    if (event.kind === "mark" && event.mark === "turn-start") startedMs.set(event.uuid ?? "", event.atMs);
    else cutter.take(event);
  }
  const turns = cutter.turns.map((turn) => ({
    ...turn,
    startedMs: startedMs.get(`${turn.first.uuid}#start`) ?? null,
  }));
  return { turns, loose: cutter.loose };
}

/**
 * The mode before the first one the log states. Rows of a plan's prompt have none; a session that runs without
 * approvals afterwards was started so, while every other mode may have been chosen later.
 */
function firstMode(events: readonly LogEvent[]): string | null {
  const first = events.find((event) => event.kind === "mode");
  return first?.permissionMode === "bypassPermissions" ? first.permissionMode : null;
}

/**
 * An approved plan ends plan mode, and the dialog asks for the mode that follows; the log states it only with the
 * next prompt. The mode is put where the plan was approved.
 */
function withPlanModes(events: readonly LogEvent[]): readonly LogEvent[] {
  const isPlan = (call: ToolCall) => call.name === "ExitPlanMode";
  if (!events.some((event) => event.kind === "reply" && event.tools.some(isPlan))) return events;
  const plans = new Set<string>();
  return events.flatMap((event, index) => {
    if (event.kind === "reply") for (const call of event.tools) if (isPlan(call)) plans.add(call.id);
    if (event.kind !== "result" || !plans.has(event.toolId) || event.rejected || event.error) return event;
    const next = events.slice(index).find((later) => later.kind === "mode");
    const follows = next !== undefined && next.permissionMode !== "plan";
    return follows ? [event, { ...next, atMs: event.atMs, origin: event.origin }] : event;
  });
}

class Cutter {
  readonly turns: OpenTurn[] = [];
  readonly loose: LogEvent[] = [];
  #open: OpenTurn | null = null;
  #mode: string | null;
  /** The last reply, result or mark of the open turn, to tell whether the agent has answered. */
  #lastWork: LogEvent | null = null;
  /** Calls of the last message without a result. */
  readonly #pendingCalls = new Set<string>();
  #messageId: string | null = null;
  /** When the program last told the model something after the agent had answered. */
  #nudgeMs: number | null = null;

  constructor(mode: string | null) {
    this.#mode = mode;
  }

  take(event: LogEvent): void {
    if (event.kind === "mode") this.#mode = event.permissionMode;
    if (event.kind === "prompt" && this.#startsItsTurn(event)) this.#begin(event, event, event.atMs);
    else if (event.kind === "reply") this.#takeReply(event);
    else if (event.kind === "mark") this.#takeMark(event);
    else if (event.kind === "result") {
      this.#pendingCalls.delete(event.toolId);
      this.#work(event);
    } else if (event.kind === "progress" && this.#isWork(event)) this.#work(event);
    else this.#add(event);
  }

  /** Messages of other agents and notifications that come while the agent works are news within its turn. */
  #startsItsTurn(prompt: PromptEvent): boolean {
    if (prompt.by === "queued") return false;
    const isNews = prompt.by === "notification" || prompt.by === "teammate";
    return !isNews || this.#open === null || this.#hasAnswered();
  }

  #begin(first: PromptEvent | ReplyEvent, prompt: PromptEvent | null, startMs: number): void {
    this.#open = {
      prompt,
      first,
      startMs,
      startedMs: null,
      endMs: startMs,
      events: [first],
      logged: null,
      modeAtStart: prompt?.permissionMode ?? this.#mode,
    };
    this.turns.push(this.#open);
    this.#pendingCalls.clear();
    this.#lastWork = null;
    this.#nudgeMs = null;
  }

  #takeReply(reply: ReplyEvent): void {
    if (this.#startsTurn(reply)) {
      this.#begin(reply, null, Math.min(this.#nudgeMs ?? reply.atMs, reply.atMs));
      this.#lastWork = reply;
    } else {
      // A new message is only asked for when all calls of the one before are answered, whatever rows are missing.
      if (reply.messageId !== this.#messageId) this.#pendingCalls.clear();
      this.#work(reply);
    }
    this.#messageId = reply.messageId;
    for (const call of reply.tools) this.#pendingCalls.add(call.id);
  }

  /** A reply outside every turn starts one, unless it is a late row of a message that was already there. */
  #startsTurn(reply: ReplyEvent): boolean {
    const turn = this.turns.at(-1);
    if (turn === undefined) return !reply.synthetic;
    const sameMessage = reply.messageId !== null && reply.messageId === this.#messageId;
    if (sameMessage || reply.synthetic) return false;
    if (this.#open === null) return true;
    if (!this.#hasAnswered()) return false;
    return this.#nudgeMs !== null || reply.atMs - turn.endMs > longestStopHookMs;
  }

  /** The agent has said its last word as far as can be seen: no call is pending and its last row is text. */
  #hasAnswered(): boolean {
    const last = this.#lastWork;
    if (this.#pendingCalls.size > 0 || last === null) return false;
    if (last.kind === "mark") return last.mark === "stop-hooks" || last.mark === "hook";
    return last.kind === "reply" && last.hasText && last.tools.length === 0;
  }

  #takeMark(mark: MarkEvent): void {
    if (mark.mark === "turn-duration") this.#close(mark);
    else if (workingMarks.has(mark.mark) || (mark.mark === "hook" && this.#isWorkingHook(mark)))
      this.#work(mark);
    else this.#add(mark);
    if (closingMarks.has(mark.mark)) this.#open = null;
    // A stop hook that objects keeps the turn going; other words to the agent may start one.
    if (mark.mark === "hook" && mark.hookEvent === "Stop") this.#nudgeMs = null;
    if (mark.mark === "other" && (this.#open === null || this.#hasAnswered())) this.#nudgeMs = mark.atMs;
  }

  #close(mark: MarkEvent): void {
    const turn = this.#open ?? this.turns.at(-1);
    if (turn === undefined || turn.logged !== null || mark.durationMs === null) {
      this.#add(mark);
      return;
    }
    turn.logged = mark;
    turn.events.push(mark);
    // The row is written when the turn ends; after an interruption it can only belong to what went before.
    if (this.#open !== null) turn.endMs = Math.max(turn.endMs, mark.atMs);
    this.#open = null;
  }

  /** A row that belongs to the turn and shows that the agent was at work. */
  #work(event: LogEvent): void {
    this.#add(event);
    if (this.#open === null) return;
    this.#open.endMs = Math.max(this.#open.endMs, event.atMs);
    if (event.kind !== "progress") this.#lastWork = event;
  }

  #add(event: LogEvent): void {
    const turn = this.#open ?? this.turns.at(-1);
    if (turn === undefined) this.loose.push(event);
    else turn.events.push(event);
  }

  /** Is this call of the agent's still running? Background subagents go on after theirs was answered. */
  #runs(toolId: string | null): boolean {
    return toolId === null || this.#pendingCalls.has(toolId);
  }

  #isWork(event: ProgressEvent): boolean {
    return event.of === "hook" ? this.#isWorkingHook(event) : this.#runs(event.toolId);
  }

  #isWorkingHook({ hookEvent, toolId }: { hookEvent: string | null; toolId: string | null }): boolean {
    return endHooks.has(hookEvent ?? "") || (callHooks.has(hookEvent ?? "") && this.#runs(toolId));
  }
}

/** Prompts a human typed while the agent worked, each once, at the moment it was queued. */
export function queuedPrompts(turn: RawTurn): (QueueEvent | PromptEvent)[] {
  const queued: QueueEvent[] = [];
  const inTurn: PromptEvent[] = [];
  let waiting: QueueEvent[] = [];
  for (const event of turn.events) {
    if (event.atMs > turn.endMs) continue;
    if (event.kind === "prompt" && event.by === "queued") inTurn.push(event);
    if (event.kind !== "queue") continue;
    if (event.operation === "enqueue") waiting.push(event);
    // The human took the waiting prompts back to change them: what is sent in the end counts instead.
    else if (event.operation === "popAll") waiting = [];
    else queued.push(...waiting.splice(0, 1));
  }
  queued.push(...waiting);
  // The row that puts a queued prompt into the turn repeats it; only clients without queue rows need it.
  const known = new Set(queued.map((event) => event.characters));
  return [
    ...queued.filter((event) => !event.notification),
    ...inTurn.filter((event) => !known.has(event.characters)),
  ];
}
