/**
 * Counts each billed request once over the whole ledger. Forks and resumes replay history, and a message that
 * was streamed stands in several rows, so the same message id can be in many sessions.
 */
import type { ModelRequest } from "../core/types.ts";
import type { CountedRequest, RequestPlace } from "./results.ts";
import { byText } from "./row-order.ts";

/** A request and its place. */
interface Standing {
  readonly request: ModelRequest;
  readonly place: RequestPlace;
}

/**
 * One request for each message id: the row with the largest output (a streamed message's last), owned by the
 * session that began first, and there by its earliest turn. The result does not depend on the order of places
 * and requests; it comes by time, then message id.
 */
export function requestsOnce(places: Iterable<RequestPlace>): CountedRequest[] {
  const best = new Map<string, { largest: Standing; owner: Standing }>();
  for (const place of places) {
    for (const request of place.requests) {
      const standing = { request, place };
      const known = best.get(request.messageId);
      if (known === undefined) best.set(request.messageId, { largest: standing, owner: standing });
      else {
        if (byOutput(standing, known.largest) < 0) known.largest = standing;
        if (byOwnership(standing, known.owner) < 0) known.owner = standing;
      }
    }
  }
  const counted: CountedRequest[] = [];
  for (const { largest, owner } of best.values()) counted.push(countedRequest(largest.request, owner.place));
  return counted.sort(byTime);
}

/** The order in which requests are told: by time, then message id. */
export function byTime(a: ModelRequest, b: ModelRequest): number {
  return a.atMs - b.atMs || byText(a.messageId, b.messageId);
}

// Named one by one: spreading ten thousand requests takes longer than reading them.
function countedRequest(request: ModelRequest, place: RequestPlace): CountedRequest {
  return {
    messageId: request.messageId,
    atMs: request.atMs,
    model: request.model,
    tokens: request.tokens,
    statedUsd: request.statedUsd,
    subagent: request.subagent,
    origin: request.origin,
    sessionId: place.sessionId,
    turnId: place.turnId,
    project: place.project,
    person: place.person,
  };
}

function byOutput(a: Standing, b: Standing): number {
  return b.request.tokens.outputTokens - a.request.tokens.outputTokens || byOwnership(a, b);
}

function byOwnership(a: Standing, b: Standing): number {
  return (
    a.place.sessionFirstMs - b.place.sessionFirstMs ||
    byText(a.place.sessionId, b.place.sessionId) ||
    // A turn before no turn: a request inside a turn is part of its task.
    Number(a.place.turnId === null) - Number(b.place.turnId === null) ||
    a.request.atMs - b.request.atMs ||
    byText(a.place.turnId ?? "", b.place.turnId ?? "") ||
    byText(a.request.origin.file, b.request.origin.file) ||
    a.request.origin.line - b.request.origin.line
  );
}
