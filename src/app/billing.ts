/** In which session each billed message counts, told anew only for sessions that changed and those that share with them. */
import { usageOfSession } from "../core/records/session-usage.ts";
import { holdersOf } from "../core/tasks/shared-messages.ts";
import type { Store } from "../store/store.ts";
import type { Effects } from "./operation.ts";

export interface ChangedBilling {
  /** Sessions that hold or held a message of one that changed, and those themselves, gone ones too. */
  readonly touched: ReadonlySet<string>;
  /** Of all sessions; empty where none has changed. */
  readonly messages: ReadonlyMap<string, Float64Array>;
}

/** `changed`: sessions whose log shows something else than at the last time, or that are gone. */
export async function changedBilling(store: Store, changed: readonly string[]): Promise<ChangedBilling> {
  if (changed.length === 0) return { touched: new Set(), messages: new Map() };
  const messages = await store.messages();
  const theirs = new Set<number>();
  const held = changed.flatMap((sessionId) => messages.get(sessionId) ?? []);
  for (const own of [...held, ...(await store.messagesCounted(changed))]) {
    for (const message of own) theirs.add(message);
  }
  return { touched: new Set([...changed, ...holdersOf(theirs, messages)]), messages };
}

/** Keeps what counts in the sessions that are touched. */
export async function countUsage(
  { timezone }: Effects,
  store: Store,
  { touched, messages }: ChangedBilling,
): Promise<void> {
  if (touched.size === 0) return;
  const requests = new Map([...touched].map((sessionId) => [sessionId, [] as CountedRequests]));
  for (const request of await store.requests(withKin(touched, messages))) {
    requests.get(request.sessionId)?.push(request);
  }
  await store.removeUsages([...touched]);
  for (const [sessionId, own] of requests) {
    const held = messages.get(sessionId);
    if (held !== undefined) await store.saveUsage(usageOfSession(sessionId, own, timezone), held);
  }
}

type CountedRequests = Awaited<ReturnType<Store["requests"]>>[number][];

/** With all that hold one of their messages. */
export function withKin(
  sessionIds: ReadonlySet<string>,
  messages: ReadonlyMap<string, Float64Array>,
): readonly string[] {
  const theirs = new Set<number>();
  for (const sessionId of sessionIds) for (const one of messages.get(sessionId) ?? []) theirs.add(one);
  return [...new Set([...sessionIds, ...holdersOf(theirs, messages)])];
}
