/** A history prepared for questions: a commit by its abbreviated sha, the copies of a change, who touched a file. */

import type {
  HistoryCommit,
  HistoryFile,
  Identity,
  RepositoryHistory,
} from "../changes/repository-history.ts";
import { isCommonLine } from "../line-hash.ts";
import { type CommitPlace, commitPlaces } from "./commit-branches.ts";

/** A line that this many changes of files add is boilerplate and says nothing about where it came from. */
const boilerplateChanges = 20;

/** A change and its copies: the same commit before and after a rebase, an amend, a cherry-pick. */
export interface Change {
  /** By commit time, never empty. */
  readonly copies: readonly HistoryCommit[];
  /** The copy that was made first. */
  readonly first: HistoryCommit;
  /** What it became: the newest copy that a branch still holds and whose files are known, if there is one. */
  readonly last: HistoryCommit;
  /** When the lines of `last` were first committed: a copy without a change of its own adds nothing. */
  readonly completeMs: number;
  readonly author: string;
  readonly branches: ReadonlySet<string>;
  readonly pullRequests: ReadonlySet<number>;
}

export interface HistoryIndex {
  /** Those that are still there, by author time. */
  readonly changes: readonly Change[];
  /** The change whose commit's sha begins so, even if nothing is left of it; null where none or several do. */
  byShortSha(sha: string): Change | null;
  /** Changes of a file, by author time. */
  ofPath(path: string): readonly Change[];
  /** The hashes among these that say something about where a line came from. */
  telling(hashes: readonly number[]): readonly number[];
}

export function indexHistory(history: RepositoryHistory): HistoryIndex {
  const all = changesOf(history.commits, commitPlaces(history));
  const changes = all.filter(isReachable);
  const byPath = new Map<string, Change[]>();
  const shas: { readonly sha: string; readonly change: Change }[] = [];
  for (const change of all) for (const { sha } of change.copies) shas.push({ sha, change });
  for (const change of changes) for (const path of pathsOf(change)) listAt(byPath, path).push(change);
  shas.sort((a, b) => (a.sha < b.sha ? -1 : 1));
  const boilerplate = boilerplateOf(changes);
  return {
    changes,
    byShortSha: (sha) => uniqueChange(shas, sha),
    ofPath: (path) => byPath.get(path) ?? [],
    telling: (hashes) => hashes.filter((hash) => !isCommonLine(hash) && !boilerplate.has(hash)),
  };
}

/**
 * What a sha, full or abbreviated, stands for: the copies of its change that a branch still holds, else the newest
 * there was; itself where no commit or several begin so.
 */
export function copiesIn(commits: readonly HistoryCommit[]): (sha: string) => readonly string[] {
  const groups = groupsOf([...new Map(commits.map((one) => [one.sha, one])).values()].sort(byCommitTime));
  return (sha) => {
    const named = groups.filter((copies) => copies.some((copy) => copy.sha.startsWith(sha)));
    if (named.length !== 1) return [sha];
    const copies = named[0]!;
    const held = copies.filter(({ reachable }) => reachable);
    return (held.length > 0 ? held : copies.slice(-1)).map((copy) => copy.sha);
  };
}

/** Is one of the copies still on a branch? */
export function isReachable({ copies }: Change): boolean {
  return copies.some(({ reachable }) => reachable);
}

/** Who made a commit, for comparing: the mail address, where there is one, else the name. */
export function identityKey({ name, email }: Identity): string {
  return (email === null || email === "" ? name : email).trim().toLowerCase();
}

/** The files a change touched, as it is now. */
export function filesOf(change: Change): readonly HistoryFile[] {
  return change.last.files ?? [];
}

export function listAt<Key, Item>(lists: Map<Key, Item[]>, key: Key): Item[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const list: Item[] = [];
  lists.set(key, list);
  return list;
}

function changesOf(
  commits: readonly HistoryCommit[],
  places: ReadonlyMap<string, CommitPlace>,
): readonly Change[] {
  return groupsOf([...commits].sort(byCommitTime))
    .map((copies) => ({
      copies,
      first: copies[0]!,
      ...lastOf(copies),
      author: identityKey(copies[0]!.author),
      branches: new Set(copies.flatMap(({ sha }) => [...(places.get(sha)?.branches ?? [])])),
      pullRequests: new Set(copies.flatMap(({ sha }) => places.get(sha)?.pullRequest ?? [])),
    }))
    .sort((a, b) => a.first.authoredMs - b.first.authoredMs || (a.first.sha < b.first.sha ? -1 : 1));
}

function lastOf(copies: readonly HistoryCommit[]): Pick<Change, "last" | "completeMs"> {
  const last =
    copies.findLast(({ reachable, files }) => reachable && files !== null) ??
    copies.findLast(({ reachable }) => reachable) ??
    copies.at(-1)!;
  const same = copies.find(({ changeId }) => changeId !== null && changeId === last.changeId) ?? last;
  return { last, completeMs: same.committedMs };
}

const byCommitTime = (a: HistoryCommit, b: HistoryCommit): number =>
  a.committedMs - b.committedMs || a.authoredMs - b.authoredMs || (a.sha < b.sha ? -1 : 1);

/** The commits in groups of copies, each in the order given. */
function groupsOf(commits: readonly HistoryCommit[]): readonly (readonly HistoryCommit[])[] {
  const leaderOf = commits.map((_, i) => i);
  const leader = (i: number): number => {
    while (leaderOf[i] !== i) i = leaderOf[i] = leaderOf[leaderOf[i]!]!;
    return i;
  };
  const firstWith = new Map<string, number>();
  for (const [i, commit] of commits.entries()) {
    for (const key of copyKeys(commit)) {
      const first = firstWith.get(key);
      if (first === undefined) firstWith.set(key, i);
      else leaderOf[leader(i)] = leader(first);
    }
  }
  const groups = new Map<number, HistoryCommit[]>();
  for (const [i, commit] of commits.entries()) listAt(groups, leader(i)).push(commit);
  return [...groups.values()];
}

/**
 * Commits of one author are copies of each other if they make the same change, or if they were first made at the
 * same second with the same subject: a rebase keeps both, amending changes the one, a conflict the other.
 */
function copyKeys({ author, authoredMs, subject, changeId }: HistoryCommit): readonly string[] {
  // Somebody who commits from a web page has another address there, but the same name.
  const names = [identityKey(author), author.name];
  return names.flatMap((who) => [
    JSON.stringify([who, authoredMs, subject]),
    ...(changeId === null ? [] : [JSON.stringify([who, changeId])]),
  ]);
}

function pathsOf(change: Change): ReadonlySet<string> {
  const files = change.copies.flatMap((copy) => copy.files ?? []);
  return new Set(files.flatMap(({ path, movedFrom }) => (movedFrom === null ? [path] : [path, movedFrom])));
}

function boilerplateOf(changes: readonly Change[]): ReadonlySet<number> {
  const counts = new Map<number, number>();
  for (const change of changes) {
    for (const file of filesOf(change)) {
      for (const hash of new Set(file.added)) counts.set(hash, (counts.get(hash) ?? 0) + 1);
    }
  }
  return new Set([...counts].flatMap(([hash, count]) => (count > boilerplateChanges ? [hash] : [])));
}

/** The only change with a commit whose sha begins so; `shas` are sorted. */
function uniqueChange(
  shas: readonly { readonly sha: string; readonly change: Change }[],
  prefix: string,
): Change | null {
  let low = 0;
  let high = shas.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (shas[middle]!.sha < prefix) low = middle + 1;
    else high = middle;
  }
  const found = new Set<Change>();
  for (let at = low; shas[at]?.sha.startsWith(prefix); at++) found.add(shas[at]!.change);
  const [only] = found;
  return found.size === 1 ? only! : null;
}
