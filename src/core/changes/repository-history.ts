/**
 * A repository's history as a value: what commits say of themselves, without a line of their contents. A source
 * (`sources/git.ts`) reads it; a list of commits without contents or parents is a history too, with less in it.
 */

export interface Identity {
  readonly name: string;
  readonly email: string | null;
}

/** One file as a commit changed it. */
export interface HistoryFile {
  /** Relative to the repository's top, with `/` between folders. */
  readonly path: string;
  /** Its path before the commit, where the commit moved it. */
  readonly movedFrom: string | null;
  readonly created: boolean;
  /** Null for binary files and files too large to be read. */
  readonly addedLines: number | null;
  readonly removedLines: number | null;
  readonly hunks: number | null;
  /** The lines' hashes (`hashLine`), in order; null where the contents were not read. */
  readonly added: readonly number[] | null;
  readonly removed: readonly number[] | null;
}

export interface HistoryCommit {
  /** Full, 40 or 64 hex digits. */
  readonly sha: string;
  /** Null where unknown. */
  readonly parents: readonly string[] | null;
  readonly author: Identity;
  /** When the change was made; rebase, amend and cherry-pick keep it. */
  readonly authoredMs: number;
  /** When this very commit was made. */
  readonly committedMs: number;
  readonly subject: string;
  /** What the body names of other commits: shas (`cherry picked from commit ...`) and subjects (`* subject`). */
  readonly mentionedShas: readonly string[];
  readonly mentionedSubjects: readonly string[];
  /** Shas that the body says it takes back (`This reverts commit ...`). */
  readonly revertedShas?: readonly string[];
  /** Values of the trailers that name a session: its id, or its address. */
  readonly trailers: readonly string[];
  /**
   * Hash of the changed lines without line numbers, context and white space: the same change made again has the same
   * id (as `git patch-id`). Null without contents or without a change.
   */
  readonly changeId: string | null;
  /** False for commits that no branch or tag holds any more: what amend and rebase left behind. */
  readonly reachable: boolean;
  /** Null where the changes are unknown: merges, and the oldest commits of a shallow clone. */
  readonly files: readonly HistoryFile[] | null;
  /** Of a merge: what it changed against its first parent, so what it brought to that line of history. */
  readonly broughtFiles?: readonly HistoryFile[];
  /**
   * Lines that the commit took out and put in again with other white space, as pairs of hashes: a block indented
   * anew. Absent where there are none.
   */
  readonly respaced?: readonly (readonly [removed: number, added: number])[];
}

export interface HistoryRef {
  /** Full: `refs/heads/main`. */
  readonly name: string;
  readonly sha: string;
}

export interface RepositoryHistory {
  /** The repository's short name, for people. */
  readonly name: string;
  /** Absolute working folders, worktrees included; empty where they are unknown or there are none. */
  readonly folders: readonly string[];
  /** Branches, local and remote, and tags. */
  readonly refs: readonly HistoryRef[];
  /** The ref all work is merged into; null where unknown. */
  readonly trunk: string | null;
  /** In any order. */
  readonly commits: readonly HistoryCommit[];
}

/** Changed lines of a file, added and removed; 0 where unknown. */
export function changedLines(file: HistoryFile): number {
  return (file.addedLines ?? 0) + (file.removedLines ?? 0);
}

/** The commits known before and those read now; `reachable` says which of them a branch still holds. */
export function withReachable(
  commits: readonly HistoryCommit[],
  reachable: ReadonlySet<string>,
): readonly HistoryCommit[] {
  const bySha = new Map(commits.map((commit) => [commit.sha, commit]));
  return [...bySha.values()].map((commit) =>
    commit.reachable === reachable.has(commit.sha) ? commit : { ...commit, reachable: !commit.reachable },
  );
}
