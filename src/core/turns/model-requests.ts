/** Billed requests, each once: one streamed message is many rows, and the largest output is the whole of it. */
import type { LogEvent, ReplyEvent, SessionLog } from "../events.ts";
import type { ModelRequest } from "../types.ts";
import { ownLog } from "./own-log.ts";

interface Counted {
  readonly owner: number;
  readonly subagent: boolean;
  /** When the message began, and by which model. */
  first: ReplyEvent;
  /** What it took. */
  largest: ReplyEvent;
}

/**
 * Collects the requests of a session. `owner` says where a request counts: where its first row stands, so a
 * message repeated by a later row, a subagent's file or a progress row is counted in one place only. All else that is
 * told of a request is the same in whatever order its rows are added.
 */
export class RequestCounter {
  readonly #byMessage = new Map<string, Counted>();

  add(reply: ReplyEvent, subagent: boolean, owner: number): void {
    const { tokens } = reply;
    if (tokens === null || (reply.synthetic && Object.values(tokens).every((count) => count === 0))) return;
    const messageId = reply.messageId ?? reply.uuid ?? `${reply.origin.file}:${reply.origin.line}`;
    const known = this.#byMessage.get(messageId);
    if (known === undefined)
      this.#byMessage.set(messageId, { owner, subagent, first: reply, largest: reply });
    else {
      if (byTime(reply, known.first) < 0) known.first = reply;
      if (byOutput(reply, known.largest) < 0) known.largest = reply;
    }
  }

  addAll(events: readonly LogEvent[], subagent: boolean, owner: number): void {
    for (const event of events) {
      if (event.kind === "reply") this.add(event, subagent, owner);
      else if (event.kind === "progress" && event.inner?.kind === "reply") this.add(event.inner, true, owner);
    }
  }

  of(owner: number): ModelRequest[] {
    const requests: ModelRequest[] = [];
    for (const [messageId, counted] of this.#byMessage)
      if (counted.owner === owner) requests.push(requestOf(messageId, counted));
    return requests;
  }
}

/** The requests of a session that shares no rows with another, without its turns. */
export function requestsOfLog(log: SessionLog): readonly ModelRequest[] {
  const own = ownLog(log);
  const requests = new RequestCounter();
  requests.addAll(own.events, false, 0);
  for (const { events } of own.subagents) requests.addAll(events, true, 0);
  return requests.of(0);
}

function requestOf(messageId: string, { first, largest, subagent }: Counted): ModelRequest {
  const { atMs, model, origin } = first;
  const statedUsd = largest.statedUsd ?? first.statedUsd;
  return { messageId, atMs, model: model ?? "unknown", tokens: largest.tokens!, statedUsd, subagent, origin };
}

function byTime(a: ReplyEvent, b: ReplyEvent): number {
  return a.atMs - b.atMs || byPlace(a, b);
}

function byOutput(a: ReplyEvent, b: ReplyEvent): number {
  return b.tokens!.outputTokens - a.tokens!.outputTokens || byTime(a, b);
}

function byPlace({ origin: a }: ReplyEvent, { origin: b }: ReplyEvent): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line;
}
