/** The histories of the ledger with the links of their commits; links are made anew only where something changed. */
import type { RepositoryHistory } from "../core/changes/repository-history.ts";
import type { LinkedHistory } from "../core/links/commit-book.ts";
import { type CommitLink, linkCommits } from "../core/links/commit-links.ts";
import type { KnownIdentity } from "../core/links/commit-people.ts";
import {
  type Candidate,
  candidateText,
  linkCandidates,
  repositoryHolding,
  shaFinder,
  turnsThatMatter,
} from "../core/links/link-candidates.ts";
import { personOf } from "../core/places.ts";
import type { Session, Turn } from "../core/types.ts";
import type { Store, StoredRepository } from "../store/store.ts";
import { keyOf } from "./cut-session.ts";
import type { Effects } from "./operation.ts";

/** Rises whenever a rule of `core/links` changes a link. */
const linkRulesVersion = 1;

export interface LinkedHistories {
  readonly histories: readonly LinkedHistory[];
  /** Links of commits that only the logs show. */
  readonly inLogs: readonly CommitLink[];
}

interface ReadRepository {
  readonly stored: StoredRepository;
  readonly history: RepositoryHistory;
}

/** `places`: the repositories that sessions of these may have made commits of, and all of which share commits with them. */
export async function linkedHistories(
  effects: Effects,
  places: readonly StoredRepository[],
  turns: readonly Turn[],
  sessions: readonly Session[],
): Promise<LinkedHistories> {
  const store = await effects.store();
  const repositories = await readHistoriesOf(store, places);
  const candidates = linkCandidates(places, turns, sessions);
  const known = new Map((await store.links()).map((one) => [one.repositoryId, one]));
  const linked: LinkedHistory[] = [];
  for (const { stored, history } of repositories) {
    const identities = identitiesOf(effects, stored);
    const state = keyOf({ ...stored, filesKey: "" }, history.commits.length);
    const own = candidates.get(stored.id)!.flatMap(({ session, turns: all }) => {
      const matter = turnsThatMatter(all, history.commits);
      return matter.length === 0 ? [] : [{ session, turns: matter }];
    });
    const key = keyOf(linkRulesVersion, state, identities, own.map(candidateText));
    const before = known.get(stored.id);
    const links = before?.key === key ? before.links : linksIn(history, own, identities);
    if (before?.key !== key) await store.saveLinks(stored.id, key, links);
    linked.push({ id: stored.id, state, history, links });
  }
  const histories = eachCommitOnce(linked);
  return { histories, inLogs: linksInLogs(turns, sessions, places, histories) };
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

/** Who commits on this machine is the person whose home folder it is. */
function identitiesOf({ userHome, config }: Effects, { identities }: StoredRepository): KnownIdentity[] {
  const person = personOf(userHome, config.people);
  return identities.map((identity) => ({ ...identity, person }));
}

function linksIn(
  history: RepositoryHistory,
  candidates: readonly Candidate[],
  identities: readonly KnownIdentity[],
): readonly CommitLink[] {
  return linkCommits({
    turns: candidates.flatMap(({ turns }) => turns),
    sessions: candidates.map(({ session }) => session),
    history,
    identities,
  });
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
  turns: readonly Turn[],
  sessions: readonly Session[],
  repositories: readonly { readonly id: string; readonly folders: readonly string[] }[],
  histories: readonly LinkedHistory[],
): readonly CommitLink[] {
  const holding = repositoryHolding(repositories);
  const told = new Set(histories.flatMap(({ links }) => links.map(({ sessionId }) => sessionId)));
  for (const { sessionId, cwd } of sessions) if (cwd !== null && holding(cwd) !== null) told.add(sessionId);
  const others = turns.filter(({ sessionId }) => !told.has(sessionId));
  return linkCommits({ turns: others, sessions: [], history: null });
}
