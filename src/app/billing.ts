/** In which session each billed message counts, told anew only for sessions that changed and those that share with them. */
import { usageOfSession } from "../core/records/session-usage.ts";
import { holdersOf } from "../core/tasks/shared-messages.ts";
import type { Turn } from "../core/types.ts";
import { requestsOnce } from "../store/requests-once.ts";
import type { Store } from "../store/store.ts";
import { placesOfRequests } from "./billed-once.ts";
import type { Effects } from "./operation.ts";
import type { ReadSessions } from "./read-sessions.ts";

export interface ChangedBilling {
  /** Sessions that hold or held a message of one that changed, and those themselves, gone ones too. */
  readonly touched: ReadonlySet<string>;
  /** Of all sessions; empty where none has changed. */
  readonly messages: ReadonlyMap<string, Float64Array>;
}

/** `changed`: sessions whose log shows something else than at the last time, or that are gone. */
export async function changedBilling(store: Store, changed: ReadonlySet<string>): Promise<ChangedBilling> {
  if (changed.size === 0) return { touched: new Set(), messages: new Map() };
  const messages = await store.messages();
  const theirs = new Set(messagesIn(changed, messages));
  for (const own of await store.messagesCounted([...changed])) for (const message of own) theirs.add(message);
  return { touched: new Set([...changed, ...holdersOf(theirs, messages)]), messages };
}

function* messagesIn(
  sessionIds: Iterable<string>,
  messages: ReadonlyMap<string, Float64Array>,
): Generator<number, void> {
  for (const sessionId of sessionIds) yield* messages.get(sessionId) ?? [];
}

/** Keeps what counts in those sessions, which are all there. */
export async function countUsage(
  { timezone }: Effects,
  store: Store,
  sessionIds: readonly string[],
  { messages, read }: { readonly messages: ChangedBilling["messages"]; readonly read: ReadSessions },
): Promise<void> {
  if (sessionIds.length === 0) return;
  const kin = holdersOf(new Set(messagesIn(sessionIds, messages)), messages);
  const together = new Set([...sessionIds, ...kin]);
  const places = [...placesOfRequests(await read.turns(together), await read.sessions(together))];
  const counted = new Map(sessionIds.map((sessionId) => [sessionId, [] as Counted[]]));
  for (const request of requestsOnce(places)) counted.get(request.sessionId)?.push(request);
  const held = new Map(sessionIds.map((sessionId) => [sessionId, new Set<string>()]));
  for (const { sessionId, requests } of places)
    for (const { messageId } of requests) held.get(sessionId)?.add(messageId);
  for (const [sessionId, own] of counted) {
    const lost = held.get(sessionId)!;
    for (const { messageId } of own) lost.delete(messageId);
    const told = { messages: messages.get(sessionId)!, lost: [...lost] };
    await store.saveUsage(usageOfSession(sessionId, own, timezone), told);
  }
}

type Counted = ReturnType<typeof requestsOnce>[number];

/** Turns with only those requests that count in them: a message id counts once in the whole ledger. */
export async function billedTurns(store: Store, turns: readonly Turn[]): Promise<readonly Turn[]> {
  const lost = await store.messagesLost([...new Set(turns.map(({ sessionId }) => sessionId))]);
  return turns.map((turn) => {
    const gone = lost.get(turn.sessionId);
    if (gone === undefined) return turn;
    const requests = turn.requests.filter(({ messageId }) => !gone.has(messageId));
    return requests.length === turn.requests.length ? turn : { ...turn, requests };
  });
}
