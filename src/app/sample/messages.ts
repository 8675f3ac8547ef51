/** The model's messages: rows of one streamed message, and the tool calls at its end with their results. */
import { remark, thought } from "./content.ts";
import type { Fields, SessionLog } from "./session-log.ts";

/** A call the model makes: what it asks, how long it runs, what comes back. */
export interface Call {
  /** Given where others must know it beforehand. */
  readonly id?: string;
  readonly name: string;
  readonly input: Fields;
  /** How long a dialog waits for the person's approval; 0: none opens. */
  readonly approvalMs: number;
  readonly runMs: number;
  readonly content: unknown;
  readonly result: unknown;
  readonly error: boolean;
  /** What happens while it runs, instead of merely passing `runMs`. */
  readonly during?: (toolId: string) => void;
}

export function call(name: string, input: Fields, over: Partial<Call> = {}): Call {
  return { name, input, approvalMs: 0, runMs: 40, content: "", result: {}, error: false, ...over };
}

interface MessageOptions {
  readonly text?: string;
  readonly thinking?: boolean;
  readonly calls?: readonly Call[];
  /** All blocks in one row, as some early versions wrote them. */
  readonly oneRow?: boolean;
  readonly model?: string;
  /** How long the model takes, median in ms. */
  readonly paceMs?: number;
}

/** One message of the model, streamed in rows; then its calls run one after the other. */
export function say(s: SessionLog, options: MessageOptions): void {
  const { random, client } = s;
  const calls = (options.calls ?? []).map((one) => ({ ...one, id: one.id ?? random.id("toolu_") }));
  const blocks: Fields[] = [
    ...(options.thinking ? [thinkingBlock(s)] : []),
    ...(options.text === undefined ? [] : [{ type: "text", text: options.text }]),
    ...calls.map(({ id, name, input }) => ({
      type: "tool_use",
      id,
      name,
      input,
      ...(client.modern ? { caller: { type: "direct" } } : {}),
    })),
  ];
  const messageMs = random.around(options.paceMs ?? 11_000, 2.2);
  const output = Math.max(20, Math.round((messageMs / 1000) * random.between(35, 70)));
  const uuids = streamRows(s, blocks, output, messageMs, options);
  calls.forEach((one, index) => {
    runCall(s, one, uuids[Math.min(uuids.length - 1, blocks.length - calls.length + index)]!);
  });
}

function thinkingBlock(s: SessionLog): Fields {
  return { type: "thinking", thinking: thought(s.random), signature: s.random.hex(64) };
}

/** Rows of one message share its id; early versions know the final output only in the last of them. */
function streamRows(
  s: SessionLog,
  blocks: readonly Fields[],
  outputTokens: number,
  messageMs: number,
  { oneRow, model = s.client.model, calls = [] }: MessageOptions,
): readonly string[] {
  const { random, client } = s;
  const id = random.id("msg_");
  const requestId = random.id("req_");
  const { tokens, logged } = s.usage(outputTokens);
  const stop = calls.length > 0 ? "tool_use" : "end_turn";
  const groups = oneRow ? [blocks] : blocks.map((block) => [block]);
  s.truth.message(model, tokens);
  return groups.map((content, index) => {
    const last = index === groups.length - 1;
    // Nearly all of the time goes before the first row; the rest streams.
    s.pass(index === 0 ? messageMs * 0.8 : (messageMs * 0.2) / (groups.length - 1));
    const known = client.modern || last || oneRow ? outputTokens : random.int(1, 9);
    const stopReason = client.modern || oneRow ? stop : null;
    const message = {
      model,
      id,
      type: "message",
      role: "assistant",
      content,
      stop_reason: stopReason,
      stop_sequence: null,
      usage: { ...logged, output_tokens: known },
    };
    return s.row("assistant", { message, requestId });
  });
}

function runCall(s: SessionLog, one: Call & { readonly id: string }, assistantUuid: string): void {
  if (s.client.progress && s.random.chance(0.15)) hookProgress(s, "PreToolUse", one.name, one.id);
  if (one.approvalMs > 0) s.wait("approval", one.approvalMs);
  if (one.during) one.during(one.id);
  else s.pass(one.runMs);
  s.row(
    "user",
    {
      message: {
        role: "user",
        content: [
          {
            tool_use_id: one.id,
            type: "tool_result",
            content: one.content,
            ...(one.error ? { is_error: true } : {}),
          },
        ],
      },
    },
    { toolUseResult: one.result, sourceToolAssistantUUID: assistantUuid },
  );
  if (s.client.progress && s.random.chance(0.15)) hookProgress(s, "PostToolUse", one.name, one.id);
  s.pass(s.random.int(5, 60));
}

function hookProgress(s: SessionLog, event: string, tool: string, toolId: string): void {
  const data = { type: "hook_progress", hookEvent: event, hookName: `${event}:${tool}`, command: "callback" };
  s.progress(data, toolId);
}

/** A thought or a remark before the next calls. */
export function sayAndCall(s: SessionLog, calls: readonly Call[], paceMs?: number): void {
  const { random } = s;
  say(s, {
    calls,
    thinking: random.chance(0.2),
    ...(random.chance(0.25) ? { text: remark(random) } : {}),
    ...(paceMs === undefined ? {} : { paceMs }),
  });
}
