/**
 * Which parts of the analysis are out of date, and their making anew. What is connected is analysed together
 * (`core/tasks/components.ts`); each member of a component has a version, and equal versions make equal parts.
 */
import { repositoriesOfSessions } from "../core/links/link-candidates.ts";
import { type Components, componentsOf, type Member } from "../core/tasks/components.ts";
import { opinionsInForce } from "../core/tasks/corrections.ts";
import type { Opinion, Session } from "../core/types.ts";
import type { Store, StoredComponent, StoredRepository, StoredTrace } from "../store/store.ts";
import { billedOnce } from "./billed-once.ts";
import { changedBilling, countUsage } from "./billing.ts";
import { type ComponentParts, componentParts, type TaskPart } from "./component-parts.ts";
import { keyOf } from "./cut-session.ts";
import { linkedHistories } from "./linked-histories.ts";
import type { Effects } from "./operation.ts";
import { supervisionRules } from "./supervision-rules.ts";
import { version } from "./version.ts";

/**
 * Names all that a component's parts are made from beside its members and opinions on them. Each version of the program
 * may have other rules of cutting, linking and estimating.
 */
export function partsRules(effects: Effects): string {
  const { git } = effects.config;
  return keyOf(version, effects.timezone, supervisionRules(effects), git);
}

/**
 * Analyses the components that have another member, or a member of another version, than at the last time. To be called
 * inside a transaction. False where there are none: all parts are as they were.
 */
export async function analyseComponents(effects: Effects, store: Store): Promise<boolean> {
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
  const billing = await changedBilling(store, otherSessions(known, versions));
  const components = componentsOf({
    members: membersOf(traces, repositories, billing.messages),
    before,
    changed,
    together: opinions.map(connectedBy),
  });
  if (components.stale.size + components.gone.size === 0) return false;
  await countUsage(effects, store, billing);
  const context: Context = {
    ...{ effects, store, repositories, opinions, versions },
    sessions: await store.sessions(),
    before: await reusableParts(store, components.gone, billing.touched),
  };
  await store.removeComponents([...components.gone]);
  const stale = [...components.stale].sort();
  for (const [i, name] of stale.entries()) {
    const members = membersIn(components, name, versions);
    const parts = await analyseComponent(context, new Set(Object.keys(members)));
    await store.saveComponent({ name, members }, JSON.stringify(parts));
    effects.progress("Cutting tasks", i + 1, stale.length);
  }
  return true;
}

/** Sessions that are new, whose log shows something else than at the last time, or that are gone. */
function otherSessions(
  known: readonly StoredComponent[],
  versions: ReadonlyMap<string, string>,
): readonly string[] {
  const before = new Map(known.flatMap(({ members }) => Object.entries(members)));
  const shown = (version: string | undefined) => version?.split(" ", 1)[0];
  const members = new Set([...before.keys(), ...versions.keys()]);
  return [...members].flatMap((id) =>
    id.startsWith(sessionMember("")) && shown(before.get(id)) !== shown(versions.get(id))
      ? [id.slice(sessionMember("").length)]
      : [],
  );
}

/** Parts of tasks that may be as they were: none of their sessions has changed or shares a message with one that has. */
async function reusableParts(
  store: Store,
  gone: ReadonlySet<string>,
  touched: ReadonlySet<string>,
): Promise<readonly TaskPart[]> {
  const components = (await store.componentParts([...gone])).map(
    (parts) => JSON.parse(parts) as ComponentParts,
  );
  return components
    .flatMap(({ tasks }) => tasks)
    .filter(({ task }) => !task.sessionIds.some((sessionId) => touched.has(sessionId)));
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
  messagesOf: ReadonlyMap<string, Float64Array>,
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
  const rules = partsRules(effects);
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
function changesTheCut({ body }: Opinion): boolean {
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
const sessionOf = (turnId: string): string => turnId.slice(0, turnId.lastIndexOf("/"));

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
  readonly repositories: readonly StoredRepository[];
  /** On what belongs together. */
  readonly opinions: readonly Opinion[];
  readonly sessions: readonly Session[];
  /** By member. */
  readonly versions: ReadonlyMap<string, string>;
  /** Of the components that are analysed anew. */
  readonly before: readonly TaskPart[];
}

async function analyseComponent(context: Context, members: ReadonlySet<string>): Promise<ComponentParts> {
  const { effects, store, opinions, versions, before } = context;
  const sessions = context.sessions.filter(({ sessionId }) => members.has(sessionMember(sessionId)));
  const repositories = context.repositories.filter(({ id }) => members.has(repositoryMember(id)));
  const turns = billedOnce(
    await store.turns({ sessionIds: sessions.map(({ sessionId }) => sessionId) }),
    sessions,
  );
  return componentParts(store, {
    turns,
    sessions,
    linked: await linkedHistories(effects, repositories, turns, sessions),
    opinions,
    timezone: effects.timezone,
    supervision: supervisionRules(effects),
    versions: new Map(sessions.map(({ sessionId }) => [sessionId, versions.get(sessionMember(sessionId))!])),
    repositoriesKey: keyOf(repositories.map(({ id }) => versions.get(repositoryMember(id)))),
    before,
  });
}
