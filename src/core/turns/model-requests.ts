/** Billed requests, each once: one streamed message is many rows, and the largest output is the whole of it. */
import type { LogEvent, ReplyEvent } from "../events.ts";
import type { ModelRequest } from "../types.ts";

interface Counted {
  request: ModelRequest;
  readonly owner: number;
}

/**
 * Collects the requests of a session. `owner` says where a request counts: where its first row stands, so a
 * message repeated by a later row, a subagent's file or a progress row is counted in one place only.
 */
export class RequestCounter {
  readonly #byMessage = new Map<string, Counted>();

  add(reply: ReplyEvent, subagent: boolean, owner: number): void {
    const { tokens } = reply;
    if (tokens === null || (reply.synthetic && Object.values(tokens).every((count) => count === 0))) return;
    const messageId = reply.messageId ?? reply.uuid ?? `${reply.origin.file}:${reply.origin.line}`;
    const known = this.#byMessage.get(messageId);
    if (known === undefined) {
      const { atMs, model, statedUsd, origin } = reply;
      const request = { messageId, atMs, model: model ?? "unknown", tokens, statedUsd, subagent, origin };
      this.#byMessage.set(messageId, { request, owner });
    } else if (tokens.outputTokens > known.request.tokens.outputTokens) {
      known.request = { ...known.request, tokens, statedUsd: reply.statedUsd ?? known.request.statedUsd };
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
    for (const counted of this.#byMessage.values())
      if (counted.owner === owner) requests.push(counted.request);
    return requests;
  }
}
