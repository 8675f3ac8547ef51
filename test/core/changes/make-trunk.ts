/** Trunks for tests: commits that put lines in and take lines out, one on top of the other. */
import type { HistoryCommit, HistoryFile } from "../../../src/core/changes/repository-history.ts";
import { type Trunk, trunkOf } from "../../../src/core/changes/trunk.ts";
import { hashLine } from "../../../src/core/line-hash.ts";
import { commit, history } from "../make-history.ts";

export interface FileSketch {
  readonly adds?: readonly string[];
  readonly removes?: readonly string[];
  readonly movedFrom?: string;
  readonly created?: boolean;
}

/** A commit's change of some files. */
export function filesOf(files: Readonly<Record<string, FileSketch>>): readonly HistoryFile[] {
  return Object.entries(files).map(
    ([path, { adds = [], removes = [], movedFrom = null, created = false }]) => ({
      path,
      movedFrom,
      created,
      addedLines: adds.length,
      removedLines: removes.length,
      hunks: 1,
      added: adds.map(hashLine),
      removed: removes.map(hashLine),
    }),
  );
}

export const dayMs = 24 * 60 * 60_000;

interface Sketch extends Partial<Omit<HistoryCommit, "files">> {
  readonly day?: number;
  readonly on?: readonly HistoryCommit[];
  readonly files?: Readonly<Record<string, FileSketch>>;
}

/** A commit of that day on others; with two, a merge. */
export function change(subject: string, { day = 0, on = [], files = {}, ...more }: Sketch): HistoryCommit {
  const merges = on.length > 1;
  return {
    ...commit(subject, { at: day * 24 * 60, parents: on.map(({ sha }) => sha), ...more }),
    files: merges ? null : filesOf(files),
    ...(merges && { broughtFiles: filesOf(files) }),
  };
}

/** The trunk whose newest commit is the last of these. */
export function trunkOn(commits: readonly HistoryCommit[]): Trunk {
  const refs = [{ name: "refs/heads/main", sha: commits.at(-1)!.sha }];
  return trunkOf(history(commits, { refs, trunk: "refs/heads/main" }))!;
}
