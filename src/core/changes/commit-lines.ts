/** The lines of a commit that tell something, to compare commits by. */
import { isCommonLine } from "../line-hash.ts";
import { classifyFile, type FileKind } from "./file-kinds.ts";
import type { HistoryCommit } from "./repository-history.ts";

export interface CommitLines {
  readonly added: readonly number[];
  readonly removed: readonly number[];
}

/** Written by tools or by others: large, and much the same wherever it is made anew. */
const notOwn: ReadonlySet<FileKind> = new Set(["lockfiles", "generated", "vendored"]);

const kinds = new Map<string, FileKind>();

/** Kinds are asked for far more often than there are paths. */
export function kindOfPath(path: string): FileKind {
  const known = kinds.get(path);
  if (known !== undefined) return known;
  const { kind } = classifyFile(path);
  kinds.set(path, kind);
  return kind;
}

/** Of a merge, what it brought; null where nothing of the contents is known. */
export function tellingLines({ files, broughtFiles }: HistoryCommit): CommitLines | null {
  const known = (files ?? broughtFiles ?? []).filter(
    ({ path, added, removed }) => added !== null && removed !== null && !notOwn.has(kindOfPath(path)),
  );
  if (known.length === 0) return null;
  const telling = (hashes: readonly number[] | null): readonly number[] =>
    (hashes ?? []).filter((hash) => !isCommonLine(hash));
  return {
    added: known.flatMap(({ added }) => telling(added)),
    removed: known.flatMap(({ removed }) => telling(removed)),
  };
}

/** A line that more changes have than this leads to none of them. */
const boilerplateChanges = 20;

/** The changes that lines lead to which a commit adds or takes out; of a merge, none. Most commits lead nowhere. */
export function* changesWithLines<Change>(
  { files }: HistoryCommit,
  which: "added" | "removed",
  changes: ReadonlyMap<number, readonly Change[]>,
): Generator<Change, void> {
  for (const file of files ?? []) {
    for (const hash of file[which] ?? []) {
      const found = changes.get(hash);
      if (found !== undefined && found.length <= boilerplateChanges) yield* found;
    }
  }
}

/** How many of the lines stand in both, each as often as in the one that has it less often. */
export function linesInCommon(some: readonly number[], others: readonly number[]): number {
  const left = new Map<number, number>();
  for (const hash of others) left.set(hash, (left.get(hash) ?? 0) + 1);
  let found = 0;
  for (const hash of some) {
    const count = left.get(hash) ?? 0;
    if (count === 0) continue;
    left.set(hash, count - 1);
    found += 1;
  }
  return found;
}
