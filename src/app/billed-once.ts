/** A message id counts once in the whole ledger: what is left for each turn. */
import type { Session, Turn } from "../core/types.ts";
import { requestsOnce } from "../store/requests-once.ts";
import type { RequestPlace } from "../store/store.ts";

/** Turns with only those requests that count in them: a message id counts once in the whole ledger. */
export function billedOnce(turns: readonly Turn[], sessions: readonly Session[]): readonly Turn[] {
  const counted = requestsOnce(placesOfRequests(turns, sessions));
  const turnOf = new Map(counted.map((request) => [request.messageId, request.turnId]));
  return turns.map((turn) => {
    const requests = turn.requests.filter((request) => turnOf.get(request.messageId) === turn.id);
    return requests.length === turn.requests.length ? turn : { ...turn, requests };
  });
}

/** Where requests stand: a message id counts once among them. */
export function* placesOfRequests(
  turns: readonly Turn[],
  sessions: readonly Session[],
): Generator<RequestPlace, void> {
  const firstMsOf = new Map(sessions.map((session) => [session.sessionId, session.firstMs]));
  for (const { sessionId, id, project, person, requests } of turns) {
    yield { sessionId, sessionFirstMs: firstMsOf.get(sessionId) ?? 0, turnId: id, project, person, requests };
  }
  for (const { sessionId, firstMs, project, person, looseRequests } of sessions) {
    yield { sessionId, sessionFirstMs: firstMs, turnId: null, project, person, requests: looseRequests };
  }
}
