/**
 * What a task left behind: the net diff of the commits it made, else of its edits. Commits are the better evidence:
 * they hold what was done by shell commands and by hand, and nothing that was thrown away.
 */

import { isCommonLine } from "../line-hash.ts";
import { classifyFile, type FileClass } from "./file-kinds.ts";
import {
  type DiffSize,
  type NetDiff,
  type NetFile,
  netDiff,
  sourceSize,
  type TimedEdit,
} from "./net-diff.ts";
import type { HistoryCommit, HistoryFile } from "./repository-history.ts";

/** A commit that a task made, or made a part of (`commitsOfTasks`). */
export interface TaskCommit {
  readonly commit: HistoryCommit;
  /** The task's part of its lines, 0 to 1; 1 where no other task has one. */
  readonly share: number;
  /** The repository's id: paths of different ones are different files. */
  readonly repository: string;
}

export interface TaskDiffInput {
  readonly edits: readonly TimedEdit[];
  readonly commits: readonly TaskCommit[];
  /** Classifies the edits' absolute paths (`fileClassifier`). */
  readonly classOf: (path: string) => FileClass;
}

export interface TaskDiff {
  readonly from: "commits" | "edits";
  readonly diff: NetDiff;
  /** Commits counted; copies of a change (after a rebase, a cherry-pick) are counted once. */
  readonly commits: number;
  /** The size of each commit's part of it, of those with source lines; empty where it is that of edits. */
  readonly parts: readonly DiffSize[];
  /** Files of which only the name is known: binary, or too large. */
  readonly uncountedFiles: number;
}

/** The diff of the task's commits if it made any whose changes are known, else of its edits. */
export function taskDiff({ edits, commits, classOf }: TaskDiffInput): TaskDiff {
  const counted = onceEach(commits);
  if (counted.length === 0) {
    return { from: "edits", diff: netDiff(edits, classOf), commits: 0, parts: [], uncountedFiles: 0 };
  }
  const repositories = new Set(counted.map(({ repository }) => repository));
  const parts = [...repositories].map((one) =>
    partsOf(counted.filter(({ repository }) => repository === one)),
  );
  const files = parts.flatMap((part) => diffOfParts(part).files);
  return {
    from: "commits",
    diff: { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)) },
    commits: counted.length,
    parts: counted.map((one) => sourceSize(diffOfParts(partsOf([one])))).filter(({ lines }) => lines > 0),
    uncountedFiles: parts.reduce((sum, part) => sum + uncountedIn(part), 0),
  };
}

interface PartOfFile {
  readonly file: HistoryFile;
  readonly share: number;
  readonly atMs: number;
}

function partsOf(commits: readonly TaskCommit[]): readonly PartOfFile[] {
  return commits.flatMap(({ commit, share }) =>
    (commit.files ?? []).map((file) => ({ file, share, atMs: commit.authoredMs })),
  );
}

/** Of one repository. */
function diffOfParts(parts: readonly PartOfFile[]): NetDiff {
  const withLines = parts.filter(({ file }) => file.added !== null);
  const countsOnly = parts.filter(({ file }) => file.added === null && file.addedLines !== null);
  return countsOnly.reduce(withCounts, netDiff(withLines.flatMap(editsOf), classOfRelative));
}

function uncountedIn(parts: readonly PartOfFile[]): number {
  return new Set(parts.filter(({ file }) => file.addedLines === null).map(({ file }) => file.path)).size;
}

/** Changes that a branch still holds, each once, oldest first. */
function onceEach(commits: readonly TaskCommit[]): readonly TaskCommit[] {
  const newestFirst = commits
    .filter(({ commit, share }) => share > 0 && commit.reachable && commit.files !== null)
    .sort((a, b) => b.commit.committedMs - a.commit.committedMs || (a.commit.sha < b.commit.sha ? -1 : 1));
  const counted: TaskCommit[] = [];
  const seen = new SeenChanges();
  for (const one of newestFirst) {
    if (seen.hold(one.commit)) continue;
    counted.push(one);
    seen.add(one.commit);
  }
  return counted.reverse();
}

/** A later commit brings an earlier one again if it adds this much of what that added: no line is added twice. */
const broughtAgain = 0.8;

/** The changes of later commits, to tell the commits of a branch from the squash merge made of them. */
class SeenChanges {
  private readonly names = new Set<string>();
  private readonly lines = new Map<string, Set<number>>();

  add({ sha, changeId, mentionedShas, mentionedSubjects, files }: HistoryCommit): void {
    for (const name of [sha, ...mentionedShas, ...mentionedSubjects]) this.names.add(name);
    if (changeId !== null) this.names.add(changeId);
    for (const { path, added } of files ?? []) {
      const lines = this.lines.get(path) ?? new Set<number>();
      this.lines.set(path, lines);
      for (const hash of added ?? []) lines.add(hash);
    }
  }

  hold({ sha, changeId, subject, files }: HistoryCommit): boolean {
    if ([sha, subject, changeId ?? sha].some((name) => this.names.has(name))) return true;
    const telling = (files ?? []).flatMap(({ path, added }) =>
      (added ?? [])
        .filter((hash) => !isCommonLine(hash))
        .map((hash) => this.lines.get(path)?.has(hash) === true),
    );
    return telling.length >= 3 && telling.filter(Boolean).length >= broughtAgain * telling.length;
  }
}

/** A commit's change of a file as an edit. */
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
