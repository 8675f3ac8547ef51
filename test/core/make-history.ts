/** Histories for tests: everything that does not matter to one has a quiet default. */

import type {
  HistoryCommit,
  HistoryFile,
  RepositoryHistory,
} from "../../src/core/changes/repository-history.ts";
import { hashLine } from "../../src/core/line-hash.ts";

export interface CommitSketch extends Partial<Omit<HistoryCommit, "files" | "author">> {
  /** Minutes after the start of time. */
  readonly at?: number;
  readonly by?: string;
  /** Paths with their added lines, or how many where the contents are unknown. */
  readonly adds?: Readonly<Record<string, readonly string[] | number>>;
}

let made = 0;

export function commit(
  subject: string,
  { at = 0, by = "ada", adds = {}, ...more }: CommitSketch = {},
): HistoryCommit {
  made += 1;
  return {
    // No two begin with the same seven digits.
    sha: made.toString(16).padStart(7, "0").padEnd(40, "c"),
    parents: [],
    author: { name: by, email: `${by}@example.com` },
    authoredMs: at * 60_000,
    committedMs: at * 60_000,
    subject,
    mentionedShas: [],
    mentionedSubjects: [],
    trailers: [],
    changeId: null,
    reachable: true,
    files: Object.entries(adds).map(([path, lines]) => file(path, lines)),
    ...more,
  };
}

export function file(path: string, lines: readonly string[] | number): HistoryFile {
  const known = typeof lines !== "number";
  return {
    path,
    movedFrom: null,
    created: false,
    addedLines: known ? lines.length : lines,
    removedLines: 0,
    hunks: 1,
    added: known ? lines.map(hashLine) : null,
    removed: known ? [] : null,
  };
}

/** The history of `/home/ada/shop`, known by its files alone. */
export function history(
  commits: readonly HistoryCommit[],
  more: Partial<RepositoryHistory> = {},
): RepositoryHistory {
  return { name: "shop", folders: [], refs: [], trunk: null, commits, ...more };
}

/** Lines that stand nowhere else. */
export function lines(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `export const ${name}${i} = "${name} ${i}";`);
}
