/** The histories of the ledger with the links of their commits; links are made anew only where something changed. */

import type { RepositoryHistory } from "../core/changes/repository-history.ts";
import type { LinkedHistory } from "../core/links/commit-book.ts";
import { type CommitLink, type LoggedCommits, linkCommits, linkLogged } from "../core/links/commit-links.ts";
import type { KnownIdentity } from "../core/links/commit-people.ts";
import {
  candidateText,
  newestCommitMs,
  repositoriesOfSessions,
  repositoryHolding,
  shaFinder,
  turnsThatMatter,
} from "../core/links/link-candidates.ts";
import { personOf } from "../core/places.ts";
import type { Store, StoredLinks, StoredRepository, StoredTrace } from "../store/store.ts";
import { keyOf } from "./key-of.ts";
import type { Effects } from "./operation.ts";
import type { ReadSessions } from "./read-sessions.ts";

/** Rises whenever a rule of `core/links` changes a link. */
const linkRulesVersion = 2;

export interface LinkedHistories {
  readonly histories: readonly LinkedHistory[];
  /** Links of commits that only the logs show. */
  readonly inLogs: readonly CommitLink[];
}

export interface LinkingInput {
  /** The repositories that the sessions may have made commits of, and all of which share commits with them. */
  readonly places: readonly StoredRepository[];
  readonly sessions: readonly StoredTrace[];
  /** Of the sessions' turns. */
  readonly logged: readonly LoggedCommits[];
  readonly read: ReadSessions;
}

interface ReadRepository {
  readonly stored: StoredRepository;
  readonly history: RepositoryHistory;
}

export async function linkedHistories(effects: Effects, input: LinkingInput): Promise<LinkedHistories> {
  const { places, sessions, read } = input;
  const store = await effects.store();
  const candidates = candidatesOf(places, sessions);
  const known = places.length === 0 ? [] : await store.links();
  const linked: LinkedHistory[] = [];
  for (const { stored, history } of await readHistoriesOf(store, places)) {
    const before = known.find(({ repositoryId }) => repositoryId === stored.id);
    const identities = identitiesOf(effects, stored);
    const state = keyOf({ ...stored, filesKey: "" }, history.commits.length);
    const newestMs = newestCommitMs(history.commits);
    const shown = await shownBy(candidates.get(stored.id)!, newestMs, { before, read });
    const own = Object.entries(shown).flatMap(([id, [, text]]) => (text === "" ? [] : [[id, text] as const]));
    const key = keyOf(linkRulesVersion, state, identities, own);
    const ids = own.map(([id]) => id);
    const links =
      before?.key === key ? before.links : await linksIn(history, identities, { ids, newestMs, read });
    if (before?.key !== key || keyOf(before.candidates) !== keyOf(shown)) {
      await store.saveLinks({ repositoryId: stored.id, key, links, candidates: shown });
    }
    linked.push({ id: stored.id, state, history, links });
  }
  const histories = eachCommitOnce(linked);
  return { histories, inLogs: linksInLogs(input, histories) };
}

async function readHistoriesOf(
  store: Store,
  places: readonly StoredRepository[],
): Promise<readonly ReadRepository[]> {
  const found: ReadRepository[] = [];
  for (const stored of places) {
    const { id, name, folders, refs, trunk } = stored;
    found.push({ stored, history: { name, folders, refs, trunk, commits: await store.commits(id) } });
  }
  return found;
}

/** By repository, the sessions that may have made commits of it. */
function candidatesOf(
  places: readonly StoredRepository[],
  sessions: readonly StoredTrace[],
): ReadonlyMap<string, readonly StoredTrace[]> {
  const found = new Map<string, StoredTrace[]>(places.map(({ id }) => [id, []]));
  if (places.length === 0) return found;
  const repositoriesOf = repositoriesOfSessions(places);
  for (const trace of sessions) {
    // Without turns.
    if (trace.persons.length === 0) continue;
    for (const id of repositoriesOf(trace)) found.get(id)!.push(trace);
  }
  return found;
}

/** What each candidate has to show; only of those that went on since they were looked at turns are read. */
async function shownBy(
  candidates: readonly StoredTrace[],
  newestMs: number,
  { before, read }: { readonly before: StoredLinks | undefined; readonly read: ReadSessions },
): Promise<StoredLinks["candidates"]> {
  const shown: Record<string, readonly [string, string]> = {};
  for (const { sessionId, version } of candidates) {
    const known = before?.candidates[sessionId];
    const asOf = `${version} ${newestMs}`;
    shown[sessionId] = known?.[0] === asOf ? known : [asOf, await textOf(sessionId, newestMs, read)];
  }
  return shown;
}

async function textOf(sessionId: string, newestMs: number, read: ReadSessions): Promise<string> {
  const turns = turnsThatMatter(await read.turns([sessionId]), newestMs);
  if (turns.length === 0) return "";
  const [session] = await read.sessions([sessionId]);
  return keyOf(candidateText({ session: session!, turns }));
}

/** Who commits on this machine is the person whose home folder it is. */
function identitiesOf({ userHome, config }: Effects, { identities }: StoredRepository): KnownIdentity[] {
  const person = personOf(userHome, config.people);
  return identities.map((identity) => ({ ...identity, person }));
}

async function linksIn(
  history: RepositoryHistory,
  identities: readonly KnownIdentity[],
  {
    ids,
    newestMs,
    read,
  }: { readonly ids: readonly string[]; readonly newestMs: number; readonly read: ReadSessions },
): Promise<readonly CommitLink[]> {
  const turns = turnsThatMatter(await read.turns(ids), newestMs);
  return linkCommits({ turns, sessions: await read.sessions(ids), history, identities });
}

/**
 * Clones of one repository hold the same commits, which count in the one that has most; what a session committed
 * elsewhere is not gone from the repository it ran in.
 */
function eachCommitOnce(linked: readonly LinkedHistory[]): readonly LinkedHistory[] {
  const heldBy = ({ history }: LinkedHistory): number =>
    history.commits.filter((one) => one.reachable).length;
  const ranked = linked
    .map((one) => ({ one, held: heldBy(one) }))
    .sort((a, b) => b.held - a.held || (a.one.id < b.one.id ? -1 : 1))
    .map(({ one }) => ({ ...one, shas: new Set(one.history.commits.map(({ sha }) => sha)) }));
  const isKnown = shaFinder(ranked.flatMap(({ shas }) => [...shas]));
  const gone = new Set<string>();
  const taken = new Set<string>();
  return ranked.map(({ shas, links, ...one }) => {
    const own = links.filter((link) => {
      if (shas.has(link.sha)) return !taken.has(link.sha);
      const once = JSON.stringify([link.sha, link.turnId]);
      if (isKnown(link.sha) || gone.has(once)) return false;
      gone.add(once);
      return true;
    });
    for (const sha of shas) taken.add(sha);
    return { ...one, links: own };
  });
}

/** Commits in the logs of sessions that no repository of this machine knows anything of. */
function linksInLogs(
  { places, sessions, logged }: LinkingInput,
  histories: readonly LinkedHistory[],
): readonly CommitLink[] {
  const holding = repositoryHolding(places);
  const told = new Set(histories.flatMap(({ links }) => links.map(({ sessionId }) => sessionId)));
  for (const { sessionId, cwd } of sessions) if (cwd !== null && holding(cwd) !== null) told.add(sessionId);
  return linkLogged(logged.filter(({ sessionId, shas }) => shas.length > 0 && !told.has(sessionId)));
}
