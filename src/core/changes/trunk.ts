/**
 * The trunk of a history: the line of its own commits, by first parents, and what each of them brought with it.
 * A commit of a branch lands when it is merged, not when it is made.
 */
import type { HistoryCommit, RepositoryHistory } from "./repository-history.ts";

/** A commit on the trunk's own line. */
export interface Landing {
  readonly commit: HistoryCommit;
  /** What came in by its other parents, each after its own parents; none unless it is a merge. */
  readonly side: readonly HistoryCommit[];
}

export interface Trunk {
  /** Short: `main`, `origin/main`. */
  readonly name: string;
  /** Oldest first, never empty. */
  readonly landings: readonly Landing[];
  /** Every commit on the trunk, in the order in which they took effect: a merge after what it brought. */
  readonly commits: readonly HistoryCommit[];
  /** By sha: the commit's place in `commits`. */
  readonly placeOf: ReadonlyMap<string, number>;
  /** By sha: how the commit came to the trunk. */
  readonly landingOf: ReadonlyMap<string, Landing>;
}

/** Null where the history knows no trunk, or nothing of it. */
export function trunkOf(history: RepositoryHistory): Trunk | null {
  const bySha = new Map(history.commits.map((commit) => [commit.sha, commit]));
  const ref = history.refs.find(({ name }) => name === history.trunk);
  const line: HistoryCommit[] = [];
  for (let at = bySha.get(ref?.sha ?? ""); at !== undefined; at = bySha.get(at.parents?.[0] ?? "")) {
    line.push(at);
  }
  if (ref === undefined || line.length === 0) return null;
  const landingOf = new Map<string, Landing>();
  const landings = line.reverse().map((commit) => {
    const side = sideOf(commit, bySha, landingOf);
    const landing = { commit, side };
    for (const { sha } of [...side, commit]) landingOf.set(sha, landing);
    return landing;
  });
  const commits = landings.flatMap(({ commit, side }) => [...side, commit]);
  const placeOf = new Map(commits.map(({ sha }, place) => [sha, place]));
  return { name: shortRef(ref.name), landings, commits, placeOf, landingOf };
}

/** What leads to the other parents and has not landed before, parents first. */
function sideOf(
  { parents }: HistoryCommit,
  bySha: ReadonlyMap<string, HistoryCommit>,
  landed: ReadonlyMap<string, Landing>,
): readonly HistoryCommit[] {
  const side = new Map<string, HistoryCommit>();
  const opened = new Set<string>();
  const waiting = (parents ?? []).slice(1).reverse();
  for (let sha = waiting.at(-1); sha !== undefined; sha = waiting.at(-1)) {
    const commit = bySha.get(sha);
    if (commit === undefined || landed.has(sha) || side.has(sha)) {
      waiting.pop();
    } else if (opened.has(sha)) {
      waiting.pop();
      side.set(sha, commit);
    } else {
      opened.add(sha);
      waiting.push(...(commit.parents ?? []).filter((parent) => !opened.has(parent)).reverse());
    }
  }
  return [...side.values()];
}

/** `refs/heads/main` is `main`, `refs/remotes/origin/main` is `origin/main`. */
export function shortRef(name: string): string {
  return name.replace(/^refs\/(heads|remotes|tags)\//, "");
}
