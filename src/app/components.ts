/**
 * Which parts of the analysis are out of date, and their making anew. What is connected is analysed together
 * (`core/tasks/components.ts`); each member of a component has a version, and equal versions make equal parts.
 */

import { batchesOf } from "../core/batches.ts";
import { grouped } from "../core/grouped.ts";
import { repositoriesOfSessions } from "../core/links/link-candidates.ts";
import { type Components, componentsOf, type Member } from "../core/tasks/components.ts";
import { opinionsInForce } from "../core/tasks/corrections.ts";
import type { MessagesHeld } from "../core/tasks/shared-messages.ts";
import { attentionOf } from "../core/turns/supervision.ts";
import type { Opinion } from "../core/types.ts";
import type { Store, StoredComponent, StoredRepository, StoredTrace } from "../store/store.ts";
import { takeTouched } from "./billing.ts";
import { componentParts } from "./component-parts.ts";
import { keyOf } from "./key-of.ts";
import type { Effects } from "./operation.ts";
import { ReadSessions } from "./read-sessions.ts";
import { partsRules } from "./result-keys.ts";
import { supervisionRules } from "./supervision-rules.ts";

/** What the analysis of components changed, for the results of tasks. */
export interface Analysed {
  /** People of whom some session asks something else than before. */
  readonly people: ReadonlySet<string>;
}

export const nothingNew: Analysed = { people: new Set() };

/**
 * Analyses the components that have another member, or a member of another version, than at the last time. To be called
 * inside a transaction.
 */
export async function analyseComponents(effects: Effects, store: Store): Promise<Analysed> {
  const traces = await store.traces();
  const repositories = effects.config.git ? await store.repositories() : [];
  const opinions = opinionsInForce(await store.opinions()).filter(changesTheCut);
  const commits = await store.commitMarks();
  const versions = versionsOf(effects, { traces, repositories, commits, opinions });
  const known = await store.components();
  const before = new Map<string, string>();
  const changed = new Set(versions.keys());
  for (const { name, members } of known) {
    for (const [id, version] of Object.entries(members)) {
      before.set(id, name);
      if (versions.get(id) === version) changed.delete(id);
      else changed.add(id);
    }
  }
  const shown = sessionsShowingOther(known, versions);
  const messages = shown.size === 0 ? noMessagesHeld : await store.messages();
  const components = componentsOf({
    members: membersOf(traces, repositories, messages),
    before,
    changed,
    together: opinions.map(connectedBy),
  });
  if (components.stale.size + components.gone.size === 0) return nothingNew;
  const people = new Set<string>();
  const billedAnew = await takeTouched(store);
  for (const sessionId of shown) {
    if (versions.has(sessionMember(sessionId))) continue;
    for (const person of await store.saveAttention(sessionId, new Map())) people.add(person);
  }
  const parts = await store.partKeys([...components.gone]);
  const old = new Map(parts.map(({ key, anchor }) => [key, anchor]));
  const context: Context = {
    effects,
    store,
    traces,
    repositories,
    opinions,
    versions,
    shown,
    old,
    people,
    billedAnew,
  };
  await store.removeComponents([...components.gone]);
  const stale = [...components.stale].sort();
  for (const [i, name] of stale.entries()) {
    await analyseComponent(context, { name, members: membersIn(components, name, versions) });
    effects.progress("Cutting tasks", i + 1, stale.length);
  }
  await store.removeParts([...old.values()]);
  return { people };
}

/** Sessions that are new, whose log shows something else than at the last time, or that are gone. */
function sessionsShowingOther(
  known: readonly StoredComponent[],
  versions: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  const before = new Map(known.flatMap(({ members }) => Object.entries(members)));
  const shownIn = (version: string | undefined) => version?.split(" ", 1)[0];
  const members = new Set([...before.keys(), ...versions.keys()]);
  const others = [...members].filter(
    (id) => id.startsWith(sessionMember("")) && shownIn(before.get(id)) !== shownIn(versions.get(id)),
  );
  return new Set(others.map((id) => id.slice(sessionMember("").length)));
}

const sessionMember = (sessionId: string): string => `session ${sessionId}`;
const repositoryMember = (id: string): string => `repository ${id}`;
const commitName = (sha: string): string => `commit ${sha}`;

/**
 * Connected are sessions of one person and project, sessions and the repositories they may have worked in, and
 * repositories that share commits.
 */
function membersOf(
  traces: readonly StoredTrace[],
  repositories: readonly StoredRepository[],
  messagesOf: MessagesHeld,
): readonly Member[] {
  const repositoriesOf = repositoriesOfSessions(repositories);
  const sessions = traces.map((trace): Member => {
    const near = [...repositoriesOf(trace)].map(repositoryMember);
    const { sessionId, persons, project } = trace;
    const groups = persons.map((person) => `group ${JSON.stringify([person, project])}`);
    const messages = messagesOf.get(sessionId) ?? noMessages;
    return { id: sessionMember(sessionId), connections: [...groups, ...near], messages };
  });
  const places = repositories.map((repository): Member => {
    const connections = repository.reachable.map(commitName);
    return { id: repositoryMember(repository.id), connections, messages: noMessages };
  });
  return [...sessions, ...places];
}

const noMessages = new Float64Array(0);
const noMessagesHeld: MessagesHeld = new Map();

/** A text for each member that changes with all its parts are made from: what a session's log shows, then what was said. */
function versionsOf(
  effects: Effects,
  {
    traces,
    repositories,
    commits,
    opinions,
  }: {
    readonly traces: readonly StoredTrace[];
    readonly repositories: readonly StoredRepository[];
    readonly commits: ReadonlyMap<string, number>;
    readonly opinions: readonly Opinion[];
  },
): ReadonlyMap<string, string> {
  const rules = keyOf(partsRules(effects));
  const said = new Map<string, number[]>();
  for (const opinion of opinions) {
    for (const turnId of turnsNamed(opinion)) {
      const sessionId = sessionOf(turnId);
      said.set(sessionId, [...(said.get(sessionId) ?? []), opinion.seq]);
    }
  }
  const versions = new Map<string, string>();
  for (const { sessionId, version } of traces) {
    versions.set(sessionMember(sessionId), [`${rules}-${version}`, ...(said.get(sessionId) ?? [])].join(" "));
  }
  for (const { filesKey: _, ...state } of repositories) {
    versions.set(repositoryMember(state.id), keyOf(rules, state, commits.get(state.id) ?? 0));
  }
  return versions;
}

/** Opinions on what belongs together; all others are heard when the parts are put together. */
export function changesTheCut({ body }: Opinion): boolean {
  return ["merge", "split", "move", "commit-link", "commit-unlink"].includes(body.kind);
}

function turnsNamed({ body }: Opinion): readonly string[] {
  const several = "turnIds" in body ? body.turnIds : [];
  return [
    ...several,
    ...("turnId" in body ? [body.turnId] : []),
    ...("toTurnId" in body ? [body.toTurnId] : []),
  ];
}

/** The sessions of the turns, and the repositories that hold the commit. */
function connectedBy(opinion: Opinion): readonly string[] {
  const sessions = turnsNamed(opinion).map((turnId) => sessionMember(sessionOf(turnId)));
  return "sha" in opinion.body ? [...sessions, commitName(opinion.body.sha)] : sessions;
}

/** A turn's id begins with its session's. */
export const sessionOf = (turnId: string): string => turnId.slice(0, turnId.lastIndexOf("/"));

function membersIn(
  { of }: Components,
  name: string,
  versions: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> {
  const own = [...of].filter(([, component]) => component === name).map(([id]) => id);
  return Object.fromEntries(own.sort().map((id) => [id, versions.get(id)!]));
}

interface Context {
  readonly effects: Effects;
  readonly store: Store;
  readonly traces: readonly StoredTrace[];
  readonly repositories: readonly StoredRepository[];
  /** On what belongs together. */
  readonly opinions: readonly Opinion[];
  /** By member. */
  readonly versions: ReadonlyMap<string, string>;
  /** Sessions that may have lost messages or got some since the last time. */
  readonly billedAnew: ReadonlySet<string>;
  /** Sessions whose log shows something else than before. */
  readonly shown: ReadonlySet<string>;
  /** Anchors of the parts of components that are gone, by key; what is kept or made anew is taken out. */
  readonly old: Map<string, string>;
  readonly people: Set<string>;
}

async function analyseComponent(context: Context, component: StoredComponent): Promise<void> {
  const { effects, store, opinions, versions, billedAnew, old } = context;
  const members = new Set(Object.keys(component.members));
  const sessions = context.traces.filter(({ sessionId }) => members.has(sessionMember(sessionId)));
  const repositories = context.repositories.filter(({ id }) => members.has(repositoryMember(id)));
  const ids = sessions.map(({ sessionId }) => sessionId);
  const read = new ReadSessions(store);
  await askPeople(
    context,
    ids.filter((id) => context.shown.has(id)),
    read,
  );
  const { kept, made } = await componentParts(effects, {
    ...{ sessions, repositories, opinions, read },
    versions: new Map(ids.map((id) => [id, versions.get(sessionMember(id))!])),
    repositoriesKey: keyOf(repositories.map(({ id }) => versions.get(repositoryMember(id)))),
    // Who shares a message with a session that changed may have lost or got it, which no version tells.
    isKept: (key, { turns }) => old.has(key) && !turns.some(({ sessionId }) => billedAnew.has(sessionId)),
  });
  await store.saveComponent(component);
  await store.moveParts(
    kept.map((key) => old.get(key)!),
    component.name,
  );
  for (const key of kept) old.delete(key);
  const keyBefore = new Map([...old].map(([key, anchor]) => [anchor, key]));
  for await (const parts of made) {
    const replaced = parts.flatMap(({ anchor }) => (keyBefore.has(anchor) ? anchor : []));
    for (const anchor of replaced) old.delete(keyBefore.get(anchor)!);
    await store.removeParts(replaced);
    await store.addParts(component.name, parts);
  }
}

/** People are asked about so many sessions at a time. */
const sessionsAtOnce = 100;

/** Keeps what the sessions ask of people, whatever else these did meanwhile. */
async function askPeople(
  { effects, store, people }: Context,
  sessionIds: readonly string[],
  read: ReadSessions,
): Promise<void> {
  const rules = supervisionRules(effects);
  for (const batch of batchesOf(sessionIds, sessionsAtOnce)) {
    const bySession = grouped(await read.turns(batch), ({ sessionId }) => sessionId);
    for (const sessionId of batch) {
      const byPerson = grouped(bySession.get(sessionId) ?? [], ({ person }) => person);
      const asked = new Map([...byPerson].map(([person, turns]) => [person, attentionOf(turns, rules)]));
      for (const person of await store.saveAttention(sessionId, asked)) people.add(person);
    }
  }
}
