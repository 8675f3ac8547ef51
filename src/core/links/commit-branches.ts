/** On which branches a commit was made and in which pull request it was merged, as far as the history tells. */
import type { HistoryCommit, RepositoryHistory } from "../changes/repository-history.ts";

export interface CommitPlace {
  /** Short names without the remote's; none where the commit was made on the trunk or nothing is known. */
  readonly branches: ReadonlySet<string>;
  readonly pullRequest: number | null;
}

/** A branch seldom holds more commits of its own; one that does costs no more than this. */
const longestBranch = 2_000;

/** By sha; commits of which nothing is known are not in it. */
export function commitPlaces(history: RepositoryHistory): ReadonlyMap<string, CommitPlace> {
  const found = new Places();
  const bySha = new Map(history.commits.map((commit) => [commit.sha, commit]));
  const merged = new Set<string>();
  for (const commit of trunkCommits(history, bySha)) {
    merged.add(commit.sha);
    const side = sideCommits(commit.parents?.slice(1) ?? [], bySha, merged);
    for (const { sha } of side) {
      merged.add(sha);
      found.add(sha, mergedBranch(commit.subject), mergedRequest(commit.subject));
    }
  }
  for (const ref of history.refs) {
    const name = branchName(ref.name);
    if (name === null || ref.name === history.trunk) continue;
    for (const { sha } of sideCommits([ref.sha], bySha, merged)) found.add(sha, name, null);
  }
  for (const { sha, subject } of history.commits) {
    const number = squashedRequest(subject);
    if (number !== null) found.add(sha, null, number);
  }
  return found.bySha;
}

class Places {
  readonly bySha = new Map<string, { readonly branches: Set<string>; pullRequest: number | null }>();

  add(sha: string, branch: string | null, pullRequest: number | null): void {
    if (branch === null && pullRequest === null) return;
    const place = this.bySha.get(sha) ?? { branches: new Set<string>(), pullRequest: null };
    if (branch !== null) place.branches.add(branch);
    place.pullRequest ??= pullRequest;
    this.bySha.set(sha, place);
  }
}

/** The trunk's own commits, oldest first. */
function trunkCommits(
  history: RepositoryHistory,
  bySha: ReadonlyMap<string, HistoryCommit>,
): readonly HistoryCommit[] {
  const chain: HistoryCommit[] = [];
  let sha = history.refs.find(({ name }) => name === history.trunk)?.sha;
  for (let commit = bySha.get(sha ?? ""); commit !== undefined; commit = bySha.get(sha ?? "")) {
    chain.push(commit);
    sha = commit.parents?.[0];
  }
  return chain.reverse();
}

/** The commits that lead to the given ones and are not in `known`. */
function sideCommits(
  from: readonly string[],
  bySha: ReadonlyMap<string, HistoryCommit>,
  known: ReadonlySet<string>,
): readonly HistoryCommit[] {
  const side = new Map<string, HistoryCommit>();
  const waiting = [...from];
  for (let sha = waiting.pop(); sha !== undefined && side.size < longestBranch; sha = waiting.pop()) {
    const commit = bySha.get(sha);
    if (commit === undefined || known.has(sha) || side.has(sha)) continue;
    side.set(sha, commit);
    waiting.push(...(commit.parents ?? []));
  }
  return [...side.values()];
}

/** `refs/heads/x` and `refs/remotes/origin/x` are both `x`; tags and a remote's HEAD name no branch. */
function branchName(ref: string): string | null {
  const found = /^refs\/(?:heads|remotes\/[^/]+)\/(.+)$/.exec(ref)?.[1] ?? null;
  return found === "HEAD" ? null : found;
}

/** The branch a merge commit's subject names (GitHub, GitLab, Bitbucket and git itself). */
function mergedBranch(subject: string): string | null {
  const found =
    /^Merge pull request #\d+ from [^/\s]+\/(\S+)/.exec(subject) ??
    /^Merge (?:remote-tracking )?branch '(?:(?:origin|upstream)\/)?([^']+)'/.exec(subject) ??
    /^Merged in (\S+) \(pull request #\d+\)/.exec(subject);
  return found?.[1] ?? null;
}

function mergedRequest(subject: string): number | null {
  const found =
    /^Merge pull request #(\d+) from /.exec(subject) ??
    /^Merged in \S+ \(pull request #(\d+)\)/.exec(subject);
  return found === null ? null : Number(found[1]);
}

/** A squash merge's subject ends in the number of its request: `Add login (#12)`, `Add login (!12)`. */
function squashedRequest(subject: string): number | null {
  const found = /\([#!](\d{1,9})\)$/.exec(subject.trimEnd());
  return found === null ? null : Number(found[1]);
}
