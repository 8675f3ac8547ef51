/**
 * By which rules the ledger's results were made, and what is not worked into them yet. Where all is as it was, nothing of
 * the analysis is even loaded: most commands find it so.
 */
import type { Store } from "../store/store.ts";
import type { Effects } from "./operation.ts";
import { supervisionRules } from "./supervision-rules.ts";
import { version } from "./version.ts";

/** Rises whenever a rule changes a number: ledgers analysed by older rules are analysed again. */
const rulesVersion = 3;

/** What a view draws on: tasks and all that belongs to them; the turns they are cut from; or usage alone, told soonest. */
export type Needed = "tasks" | "turns" | "usage";

/** Where the ledger notes the rules that its turns were cut by. */
export const turnsKey = "turns-key";

/**
 * Sessions with new facts that are not analysed yet; noted in the same transaction as the facts, so that a
 * crash between reading and analysis loses nothing.
 */
export const pendingKey = "pending-sessions";

/** Names the rules and opinions that the stored tasks were made by; empty where they are out of date. */
export const tasksKey = "tasks-key";

/** Where the ledger notes the rules that usage was counted by. */
export const usageKey = "usage-key";

/** Where the ledger notes a number that rises when sessions change. */
export const sessionsKey = "sessions-changes";

/** A text that is equal where all parts are. Not a hash of them: loading one takes longer than reading some more text. */
export const textOf = (...parts: readonly unknown[]): string => JSON.stringify(parts);

/** Names the rules a turn depends on. */
export const turnRulesOf = (effects: Effects): string => textOf(rulesVersion, effects.config.people);

/**
 * Names all that a component's parts are made from beside its members and opinions on them. Each version of the program
 * may have other rules of cutting, linking and estimating.
 */
export function partsRules(effects: Effects): string {
  const { git } = effects.config;
  return textOf(version, effects.timezone, supervisionRules(effects), git);
}

/** Names all that tasks are made from beside facts, which note themselves that they changed. */
export async function tasksRules(effects: Effects, store: Store): Promise<string> {
  const lastOpinion = (await store.opinions()).at(-1)?.seq ?? 0;
  return textOf(turnRulesOf(effects), partsRules(effects), effects.config.scope, lastOpinion);
}

/** Names all that usage is counted by beside sessions. */
export const usageRules = (effects: Effects): string => textOf(version, effects.timezone);

/** Notes that sessions are not as histories and tasks know them; to be called in the transaction that changes them. */
export async function sessionsChanged(store: Store): Promise<void> {
  await store.setMeta(sessionsKey, String(Number((await store.meta(sessionsKey)) ?? 0) + 1));
  await store.setMeta(tasksKey, "");
}

/** Ids of the sessions that `pendingKey` names. */
export async function pendingSessions(store: Store): Promise<readonly string[]> {
  return JSON.parse((await store.meta(pendingKey)) ?? "[]") as readonly string[];
}

/** Notes sessions with new facts: they must be cut before anything is told of them. To be called in the facts' transaction. */
export async function sessionsWait(store: Store, sessionIds: Iterable<string>): Promise<void> {
  const pending = new Set(await pendingSessions(store));
  for (const sessionId of sessionIds) pending.add(sessionId);
  await store.setMeta(pendingKey, JSON.stringify([...pending].sort()));
}

/** Whether turns in the ledger are cut by one's own rules. */
export async function areTurnRulesOwn(effects: Effects, store: Store): Promise<boolean> {
  return (await store.meta(turnsKey)) === turnRulesOf(effects);
}

/** Whether usage in the ledger is counted by one's own rules. */
export async function areUsageRulesOwn(effects: Effects, store: Store): Promise<boolean> {
  return (await store.meta(usageKey)) === usageRules(effects);
}

/** Sessions that are to be cut. Usage needs no turns of those that are counted ahead, if that was by one's own rules. */
export async function sessionsToCut(
  effects: Effects,
  store: Store,
  needed: Needed,
): Promise<readonly string[]> {
  const pending = await pendingSessions(store);
  if (needed === "usage" && (await areUsageRulesOwn(effects, store))) return pending;
  return [...new Set([...pending, ...(await store.usagesAhead())])].sort();
}

/** Sessions wait to be cut, or all were cut by other rules. */
export async function areTurnsStale(effects: Effects, store: Store, needed: Needed): Promise<boolean> {
  if (!(await areTurnRulesOwn(effects, store))) return true;
  return (await sessionsToCut(effects, store, needed)).length > 0;
}

/** Facts, rules, scope or opinions are not those that the stored tasks were made of. */
export async function areTasksStale(effects: Effects, store: Store): Promise<boolean> {
  return (await store.meta(tasksKey)) !== (await tasksRules(effects, store));
}

/** Sessions or rules are not those that usage was counted by. */
export async function isUsageStale(effects: Effects, store: Store): Promise<boolean> {
  if (!(await areUsageRulesOwn(effects, store))) return true;
  return (await store.sessionsToCount()).length > 0;
}
