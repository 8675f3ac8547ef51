/**
 * Counts each billed request once over the whole ledger. Forks and resumes replay history, and a message that
 * was streamed stands in several rows, so the same message id can be in many sessions.
 */
import type { CountedRequest } from "./store.ts";

/** A request where one session's results have it. */
export interface PlacedRequest extends CountedRequest {
  /** When that session began. */
  readonly sessionFirstMs: number;
}

/**
 * One request for each message id: the row with the largest output (a streamed message's last), owned by the
 * session that began first, and there by its earliest turn. The result does not depend on the order of
 * `requests`; it comes by time, then message id.
 */
export function requestsOnce(requests: Iterable<PlacedRequest>): CountedRequest[] {
  const best = new Map<string, { row: PlacedRequest; owner: PlacedRequest }>();
  for (const request of requests) {
    const known = best.get(request.messageId);
    if (known === undefined) {
      best.set(request.messageId, { row: request, owner: request });
      continue;
    }
    if (byOutput(request, known.row) < 0) known.row = request;
    if (byOwnership(request, known.owner) < 0) known.owner = request;
  }
  return [...best.values()].map(counted).sort((a, b) => a.atMs - b.atMs || byText(a.messageId, b.messageId));
}

function counted({ row, owner }: { row: PlacedRequest; owner: PlacedRequest }): CountedRequest {
  const { messageId, atMs, model, tokens, statedUsd, subagent, origin } = row;
  const { sessionId, turnId, project, person } = owner;
  return { messageId, atMs, model, tokens, statedUsd, subagent, origin, sessionId, turnId, project, person };
}

function byOutput(a: PlacedRequest, b: PlacedRequest): number {
  return b.tokens.outputTokens - a.tokens.outputTokens || byOwnership(a, b);
}

function byOwnership(a: PlacedRequest, b: PlacedRequest): number {
  return (
    a.sessionFirstMs - b.sessionFirstMs ||
    byText(a.sessionId, b.sessionId) ||
    // A turn before no turn: a request inside a turn is part of its task.
    Number(a.turnId === null) - Number(b.turnId === null) ||
    a.atMs - b.atMs ||
    byText(a.turnId ?? "", b.turnId ?? "") ||
    byText(a.origin.file, b.origin.file) ||
    a.origin.line - b.origin.line
  );
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
