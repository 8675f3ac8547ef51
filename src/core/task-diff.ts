/**
 * What a task left behind: the net diff of the commits it made, else of its edits. Commits are the better evidence:
 * they hold what was done by shell commands and by hand, and nothing that was thrown away.
 */
import { classifyFile, type FileClass } from "./file-kinds.ts";
import { type NetDiff, type NetFile, netDiff, type TimedEdit } from "./net-diff.ts";
import type { HistoryCommit, HistoryFile } from "./repository-history.ts";

/** A commit that a task made, or made a part of. */
export interface TaskCommit {
  readonly commit: HistoryCommit;
  /** The task's part of its lines, 0 to 1; 1 where no other task has one. */
  readonly share: number;
}

export interface TaskDiffInput {
  readonly edits: readonly TimedEdit[];
  /** Of one repository. */
  readonly commits: readonly TaskCommit[];
  /** Classifies the edits' absolute paths (`fileClassifier`). */
  readonly classOf: (path: string) => FileClass;
}

export interface TaskDiff {
  readonly from: "commits" | "edits";
  readonly diff: NetDiff;
  /** Commits counted; copies of a change (after a rebase, a cherry-pick) are counted once. */
  readonly commits: number;
  /** Files of which only the name is known: binary, or too large. */
  readonly uncountedFiles: number;
}

/** The diff of the task's commits if it made any whose changes are known, else of its edits. */
export function taskDiff({ edits, commits, classOf }: TaskDiffInput): TaskDiff {
  const counted = onceEach(commits);
  if (counted.length === 0) {
    return { from: "edits", diff: netDiff(edits, classOf), commits: 0, uncountedFiles: 0 };
  }
  const files = counted.flatMap(({ commit, share }) =>
    (commit.files ?? []).map((file) => ({ file, share, atMs: commit.authoredMs })),
  );
  const withLines = files.filter(({ file }) => file.added !== null);
  const diff = netDiff(withLines.flatMap(editsOf), classOfRelative);
  const countsOnly = files.filter(({ file }) => file.added === null && file.addedLines !== null);
  return {
    from: "commits",
    diff: countsOnly.reduce(withCounts, diff),
    commits: counted.length,
    uncountedFiles: new Set(files.filter(({ file }) => file.addedLines === null).map(({ file }) => file.path))
      .size,
  };
}

interface PartOfFile {
  readonly file: HistoryFile;
  readonly share: number;
  readonly atMs: number;
}

/** The newest copy of each change that a branch still holds, oldest change first. */
function onceEach(commits: readonly TaskCommit[]): readonly TaskCommit[] {
  const byChange = new Map<string, TaskCommit>();
  for (const one of commits) {
    const { commit } = one;
    if (!commit.reachable || commit.files === null) continue;
    const key = commit.changeId ?? commit.sha;
    const known = byChange.get(key);
    if (known === undefined || known.commit.committedMs < commit.committedMs) byChange.set(key, one);
  }
  return [...byChange.values()].sort((a, b) => a.commit.authoredMs - b.commit.authoredMs);
}

/** A commit's change of a file as an edit;. */
function editsOf({ file, share, atMs }: PartOfFile): readonly TimedEdit[] {
  const { path, created } = file;
  const added = thinned(file.added ?? [], share);
  const removed = thinned(file.removed ?? [], share);
  return [{ path, created, added, removed, hunks: Math.max(1, Math.round((file.hunks ?? 1) * share)), atMs }];
}

/** So many of the lines as are the task's, spread evenly, since nobody knows which of them. */
function thinned(lines: readonly number[], share: number): readonly number[] {
  if (share >= 1) return lines;
  return lines.filter((_, i) => Math.floor((i + 1) * share) > Math.floor(i * share));
}

/** Adds a file of which only the numbers of lines are known; nothing of it cancels. */
function withCounts({ files }: NetDiff, { file, share, atMs }: PartOfFile): NetDiff {
  const addedLines = Math.round((file.addedLines ?? 0) * share);
  const removedLines = Math.round((file.removedLines ?? 0) * share);
  if (addedLines + removedLines === 0) return { files };
  const hunks = Math.max(1, Math.round((file.hunks ?? 1) * share));
  const known = files.find(({ path }) => path === file.path);
  const sum: NetFile = {
    ...classOfRelative(file.path),
    path: file.path,
    created: file.created || known?.created === true,
    addedLines: addedLines + (known?.addedLines ?? 0),
    removedLines: removedLines + (known?.removedLines ?? 0),
    hunks: hunks + (known?.hunks ?? 0),
    edits: [...(known?.edits ?? []), { atMs, addedLines, removedLines, hunks }],
  };
  const others = files.filter((one) => one !== known);
  return { files: [...others, sum].sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

const classOfRelative = (path: string): FileClass => ({ ...classifyFile(path), shortPath: path });
