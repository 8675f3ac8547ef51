/**
 * Makes results from facts and opinions: sessions and turns for the sessions whose facts changed, then
 * tasks, task days, estimates and supervisory time. Nothing here is ever the only copy: dropping all results
 * and analysing again gives the same ones.
 */

import { commitsInBook, worksOfTasks } from "../core/changes/task-works.ts";
import { CommitBook } from "../core/links/commit-book.ts";
import { type SupervisionRules, supervisionV1 } from "../core/method.ts";
import { agentUnionMsByDay, taskDays } from "../core/records/ledger.ts";
import { opinionsInForce } from "../core/tasks/corrections.ts";
import { cutTasks } from "../core/tasks/tasks.ts";
import { superviseTurns } from "../core/turns/supervision.ts";
import type { Session, Task, Turn } from "../core/types.ts";
import { type RequestPlace, requestsOnce } from "../store/requests-once.ts";
import type { Store } from "../store/store.ts";
import { cutSession, keyOf, turnRulesOf, turnsKey } from "./cut-session.ts";
import { estimateTasks } from "./estimates.ts";
import { linkedHistories } from "./linked-histories.ts";
import type { Effects } from "./operation.ts";
import { scoped } from "./scope.ts";
import { pendingKey, pendingSessions, tasksKey } from "./sync.ts";
import { toldHistories } from "./told-histories.ts";

/** Brings the results up to the facts and opinions; does nothing where they are. */
export async function analyse(effects: Effects): Promise<void> {
  const store = await effects.store();
  await cutChangedSessions(effects);
  const wanted = await tasksRules(effects, store);
  if ((await store.meta(tasksKey)) === wanted) return;
  await store.transaction(async () => {
    await analyseTasks(effects, store);
    await store.setMeta(tasksKey, wanted);
  });
}

/** Cuts the turns of sessions with new facts, or of all where the rules have changed. */
export async function cutChangedSessions(effects: Effects): Promise<void> {
  const store = await effects.store();
  const rules = turnRulesOf(effects);
  const rulesAreNew = (await store.meta(turnsKey)) !== rules;
  const sessions = rulesAreNew
    ? await store.sessionIds()
    : await withFamilies(store, await pendingSessions(store));
  if (sessions.length === 0 && !rulesAreNew) return;
  await store.transaction(async () => {
    for (const [i, sessionId] of sessions.entries()) {
      await cutSession(effects, sessionId, await store.chunksOfSession(sessionId));
      effects.progress("Cutting turns", i + 1, sessions.length);
    }
    await store.setMeta(pendingKey, "[]");
    await store.setMeta(turnsKey, rules);
    await store.setMeta(tasksKey, "");
  });
}

/** Names all that tasks are made from beside facts, which note themselves that they changed. */
async function tasksRules(effects: Effects, store: Store): Promise<string> {
  const { scope, git } = effects.config;
  const lastOpinion = (await store.opinions()).at(-1)?.seq ?? 0;
  return keyOf(turnRulesOf(effects), effects.timezone, supervisionRules(effects), scope, git, lastOpinion);
}

/** The supervision definition in force, by the configuration. */
export function supervisionRules(effects: Pick<Effects, "config">): SupervisionRules {
  return effects.config.supervision ?? supervisionV1;
}

/** A changed session may change what its forks and resumes still own. */
async function withFamilies(store: Store, sessionIds: readonly string[]): Promise<readonly string[]> {
  const all = new Set(sessionIds);
  for (const id of sessionIds) for (const kin of await store.sessionsSharingPrompts(id)) all.add(kin);
  return [...all].sort();
}

async function analyseTasks(effects: Effects, store: Store): Promise<void> {
  const allTurns = await store.turns();
  const sessions = await store.sessions();
  const turns = billedOnce(allTurns, sessions);
  const opinions = await store.opinions();
  const inForce = opinionsInForce(opinions);
  const { histories, inLogs } = await linkedHistories(effects, turns, sessions);
  const book = new CommitBook(histories, inLogs, inForce);
  const tasks = cutTasks({ turns, sessions, opinions, subjectsOf: (turnIds) => book.subjectsOf(turnIds) });
  const supervision = superviseTurns(turns, supervisionRules(effects));
  const commits = commitsInBook(tasks, book);
  const told = await toldHistories(store, histories, commits);
  const { work, diffs } = worksOfTasks({ tasks, turns, sessions, commits, told });
  const days = taskDays({
    tasks,
    turns,
    sessions,
    supervision,
    opinions: inForce,
    timezone: effects.timezone,
    diffs,
  });
  const estimates = estimateTasks({ tasks, turns, days, diffs, opinions: inForce });
  await store.replaceTaskResults({ tasks, days, estimates, supervision, work });
  await storeAgentUnions(effects, store, tasks, turns);
}

/** Name of the stored union of agent time by day: of everybody in scope, or of one person. */
export const agentUnionKey = (person: string | null): string => `agent-union:${person ?? ""}`;

async function storeAgentUnions(
  effects: Effects,
  store: Store,
  tasks: readonly Task[],
  turns: readonly Turn[],
): Promise<void> {
  const inRecords = new Set(
    tasks.filter((task) => !scoped(task, effects.config.scope).excluded).flatMap((task) => task.turnIds),
  );
  const counted = turns.filter((turn) => inRecords.has(turn.id));
  for (const person of [null, ...new Set(turns.map((turn) => turn.person))]) {
    const own = person === null ? counted : counted.filter((turn) => turn.person === person);
    const union = agentUnionMsByDay(own, effects.timezone);
    await store.setMeta(agentUnionKey(person), JSON.stringify(Object.fromEntries(union)));
  }
}

/** Turns with only those requests that count in them: a message id counts once in the whole ledger. */
export function billedOnce(turns: readonly Turn[], sessions: readonly Session[]): readonly Turn[] {
  const counted = requestsOnce(placesOfRequests(turns, sessions));
  const turnOf = new Map(counted.map((request) => [request.messageId, request.turnId]));
  return turns.map((turn) => {
    const requests = turn.requests.filter((request) => turnOf.get(request.messageId) === turn.id);
    return requests.length === turn.requests.length ? turn : { ...turn, requests };
  });
}

/** Where requests stand; the store's `requests` says the same, and would read all of them once more. */
function* placesOfRequests(
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
