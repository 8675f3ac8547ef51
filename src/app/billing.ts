/** In which session each billed message counts, told anew only for sessions that changed and those that share with them. */
import { batchesOf } from "../core/batches.ts";
import { usageOfSession } from "../core/records/session-usage.ts";
import { holdersOf, type MessagesHeld, sharersOf } from "../core/tasks/shared-messages.ts";
import type { Turn } from "../core/types.ts";
import { requestsOnce } from "../store/requests-once.ts";
import type { Store } from "../store/store.ts";
import { cutSession } from "./cut-session.ts";
import type { Effects } from "./operation.ts";
import {
  areTurnRulesOwn,
  areUsageRulesOwn,
  sessionsChanged,
  sessionsWait,
  tasksKey,
  usageKey,
  usageRules,
} from "./result-keys.ts";

/** Sessions whose messages may count elsewhere than when tasks were last made; taken up and emptied by the analysis. */
const touchedKey = "usage-touched";

/** So many sessions are counted at a time: memory stays flat. */
const sessionsAtOnce = 50;

/** Counts what is not counted yet. Tasks, which take most of the time of an analysis, are not needed for it. */
export async function countUsage(effects: Effects, store: Store): Promise<void> {
  await store.transaction(async () => {
    const rulesAreNew = !(await areUsageRulesOwn(effects, store));
    const messages = await store.messages();
    const changed = new Set(await store.sessionsToCount());
    if (rulesAreNew) for (const sessionId of messages.keys()) changed.add(sessionId);
    const touched = await touchedBy(changed, store, messages);
    const kin = kinOf(new Set(touched), messages);
    const isToldAhead = await cutThoseWithKin(effects, store, rulesAreNew ? messages : kin);
    const toCount = touched.filter((sessionId) => !isToldAhead(sessionId));
    await store.removeUsages(toCount.filter((sessionId) => !messages.has(sessionId)));
    const there = toCount.filter((sessionId) => messages.has(sessionId));
    for (const batch of batchesOf(there, sessionsAtOnce))
      await countSessions(effects, store, batch, { messages, kin });
    if (toCount.length > 0) {
      await store.setMeta(
        touchedKey,
        JSON.stringify([...new Set([...(await touchedYet(store)), ...toCount])]),
      );
      await store.setMeta(tasksKey, "");
    }
    await store.setMeta(usageKey, usageRules(effects));
  });
}

/**
 * Where a message counts that several sessions hold hangs on their turns, so those of them that were counted ahead are
 * cut. Gives which sessions still are.
 */
async function cutThoseWithKin(
  effects: Effects,
  store: Store,
  kin: { has(sessionId: string): boolean },
): Promise<(sessionId: string) => boolean> {
  const ahead = new Set(await store.usagesAhead());
  const toCut = [...ahead].filter((sessionId) => kin.has(sessionId));
  for (const sessionId of toCut) {
    await cutSession(effects, sessionId, await store.chunksOfSession(sessionId));
    ahead.delete(sessionId);
  }
  if (toCut.length > 0) await sessionsChanged(store);
  // Whose rules the ledger's turns are cut by now cuts these once more.
  if (!(await areTurnRulesOwn(effects, store))) await sessionsWait(store, toCut);
  await store.usagesAheadCompared();
  return (sessionId) => ahead.has(sessionId);
}

async function touchedYet(store: Store): Promise<readonly string[]> {
  return JSON.parse((await store.meta(touchedKey)) || "[]") as readonly string[];
}

/** Those that were counted anew since this was asked last. */
export async function takeTouched(store: Store): Promise<ReadonlySet<string>> {
  const touched = await touchedYet(store);
  if (touched.length > 0) await store.setMeta(touchedKey, "");
  return new Set(touched);
}

/** Sessions that hold or held a message of one that changed, and those themselves, gone ones too. */
async function touchedBy(
  changed: ReadonlySet<string>,
  store: Store,
  held: MessagesHeld,
): Promise<readonly string[]> {
  // Nobody is left who could hold a message of theirs.
  if ([...held.keys()].every((sessionId) => changed.has(sessionId))) return [...changed];
  const now = [...changed].flatMap((sessionId) => held.get(sessionId) ?? []);
  const before = await store.messagesCounted([...changed]);
  return [...new Set([...changed, ...holdersOf([...now, ...before], held)])];
}

/** By session: the others that hold a message of it. */
function kinOf(
  sessionIds: ReadonlySet<string>,
  held: MessagesHeld,
): ReadonlyMap<string, ReadonlySet<string>> {
  const kin = new Map<string, Set<string>>();
  for (const sharers of sharersOf(sessionIds, held)) {
    for (const sessionId of sharers) {
      const known = kin.get(sessionId) ?? new Set();
      kin.set(sessionId, known);
      for (const other of sharers) known.add(other);
    }
  }
  return kin;
}

interface Holding {
  readonly messages: MessagesHeld;
  readonly kin: ReadonlyMap<string, ReadonlySet<string>>;
}

async function countSessions(
  { timezone }: Effects,
  store: Store,
  sessionIds: readonly string[],
  { messages, kin }: Holding,
): Promise<void> {
  const together = new Set(sessionIds.flatMap((sessionId) => [sessionId, ...(kin.get(sessionId) ?? [])]));
  const places = await store.requestPlaces([...together]);
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
