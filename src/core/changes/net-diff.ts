/**
 * The net diff of a task's edits: what is left when everything undone later is taken out.
 *
 * Lines are hashes, so a file's net diff is a difference of multisets: a line removed after it was added (or put
 * back after it was removed) in the same file cancels. A line moved within its file therefore counts nothing,
 * where git would count it twice. A file created anew was gone in between: what was edited before is forgotten.
 * Deletions outside the edit tools leave no trace in the logs and are not seen.
 */

import type { FileEdit } from "../events.ts";
import type { FileClass, FileKind } from "./file-kinds.ts";

/** A file edit with its time, as turns carry it. */
export type TimedEdit = FileEdit & { readonly atMs: number };

/** What one edit left in the net diff. */
export interface NetEdit {
  readonly atMs: number;
  readonly addedLines: number;
  readonly removedLines: number;
  /** The edit's hunks times the share of its lines that are left. */
  readonly hunks: number;
}

/** A file with at least one line left in the net diff. */
export interface NetFile extends FileClass {
  readonly path: string;
  readonly created: boolean;
  readonly addedLines: number;
  readonly removedLines: number;
  /** Estimated, see `hunksOf`; at least 1. */
  readonly hunks: number;
  /** Only edits of which something is left, in time order. */
  readonly edits: readonly NetEdit[];
}

export interface NetDiff {
  /** By path. */
  readonly files: readonly NetFile[];
}

/** What the diff model counts; lines are added plus removed. */
export interface DiffSize {
  readonly lines: number;
  readonly files: number;
  readonly hunks: number;
}

/** One row of the evidence: the net diff of one kind of files in one language. */
export interface DiffEvidence {
  readonly kind: FileKind;
  readonly language: string | null;
  readonly files: number;
  readonly hunks: number;
  readonly addedLines: number;
  readonly removedLines: number;
}

/** The net diff of edits in any order; `classOf` says what kind of file a path is (`fileClassifier`). */
export function netDiff(edits: readonly TimedEdit[], classOf: (path: string) => FileClass): NetDiff {
  const byPath = new Map<string, TimedEdit[]>();
  for (const edit of [...edits].sort((a, b) => a.atMs - b.atMs)) {
    const sofar = byPath.get(edit.path);
    if (sofar === undefined || edit.created) byPath.set(edit.path, [edit]);
    else sofar.push(edit);
  }
  const files = [...byPath].flatMap(([path, own]) => netFile(path, own, classOf(path)) ?? []);
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

interface Left {
  added: number;
  removed: number;
}

function netFile(path: string, edits: readonly TimedEdit[], fileClass: FileClass): NetFile | null {
  const left: Left[] = edits.map(() => ({ added: 0, removed: 0 }));
  // Per line hash, the edits whose addition (or removal) still stands, newest last: never both.
  const standing = new Map<number, { additions: number[]; removals: number[] }>();
  const of = (hash: number) => {
    const known = standing.get(hash) ?? { additions: [], removals: [] };
    standing.set(hash, known);
    return known;
  };
  for (const [i, edit] of edits.entries()) {
    // Removals first: a line removed and added by one edit is a line that stayed.
    for (const hash of edit.removed) cancelOr(of(hash).additions, of(hash).removals, i, left, "removed");
    for (const hash of edit.added) cancelOr(of(hash).removals, of(hash).additions, i, left, "added");
  }
  const netEdits = edits.flatMap((edit, i) => netEdit(edit, left[i]!));
  if (netEdits.length === 0) return null;
  const created = edits[0]!.created;
  return {
    path,
    ...fileClass,
    created,
    addedLines: sum(netEdits, (edit) => edit.addedLines),
    removedLines: sum(netEdits, (edit) => edit.removedLines),
    hunks: hunksOf(netEdits, created),
    edits: netEdits,
  };
}

/** Undoes the newest opposite line where there is one; otherwise the line stands. */
function cancelOr(
  opposite: number[],
  same: number[],
  edit: number,
  left: readonly Left[],
  what: "added" | "removed",
): void {
  const undone = opposite.pop();
  if (undone === undefined) {
    same.push(edit);
    left[edit]![what] += 1;
  } else {
    left[undone]![what === "added" ? "removed" : "added"] -= 1;
  }
}

function netEdit(edit: TimedEdit, left: Left): readonly NetEdit[] {
  const lines = left.added + left.removed;
  if (lines === 0) return [];
  const share = lines / (edit.added.length + edit.removed.length);
  const hunks = Math.max(1, edit.hunks) * share;
  return [{ atMs: edit.atMs, addedLines: left.added, removedLines: left.removed, hunks }];
}

/**
 * Hunks a diff of the whole would show, estimated: hunks of the edits, each weighed by the share of its lines
 * that are left, at least 1 and at most one a line. A created file is one hunk. Edits that lie close together
 * would share a hunk, so this is an upper estimate; the diff model weighs hunks least.
 */
function hunksOf(edits: readonly NetEdit[], created: boolean): number {
  if (created) return 1;
  const lines = sum(edits, (edit) => edit.addedLines + edit.removedLines);
  const hunks = sum(edits, (edit) => edit.hunks);
  return Math.min(lines, Math.max(1, Math.round(hunks)));
}

/** Size of the net source diff: no tests, documentation, lockfiles, generated, vendored or data files. */
export function sourceSize(diff: NetDiff): DiffSize {
  const files = diff.files.filter((file) => file.kind === "source");
  return {
    lines: sum(files, (file) => file.addedLines + file.removedLines),
    files: files.length,
    hunks: sum(files, (file) => file.hunks),
  };
}

/** Changed lines of everything people write by hand: source, tests and documentation. */
export function writtenLines(diff: NetDiff): number {
  const written = diff.files.filter(({ kind }) => kind === "source" || kind === "tests" || kind === "docs");
  return sum(written, (file) => file.addedLines + file.removedLines);
}

/** The net source lines whose edits fall into the half-open stretch `[fromMs, toMs)`: a day's share of the work. */
export function sourceLinesBetween(diff: NetDiff, fromMs: number, toMs: number): number {
  return sourceSize(between(diff, fromMs, toMs)).lines;
}

/** The part of the net diff whose edits fall into `[fromMs, toMs)`. */
export function between(diff: NetDiff, fromMs: number, toMs: number): NetDiff {
  const files = diff.files.flatMap((file) => {
    const edits = file.edits.filter((edit) => edit.atMs >= fromMs && edit.atMs < toMs);
    if (edits.length === 0) return [];
    const created = file.created && edits[0] === file.edits[0];
    return {
      ...file,
      created,
      addedLines: sum(edits, (edit) => edit.addedLines),
      removedLines: sum(edits, (edit) => edit.removedLines),
      hunks: hunksOf(edits, created),
      edits,
    };
  });
  return { files };
}

/** The net diff counted by kind and language, most lines first: evidence for `explain`. */
export function diffEvidence(diff: NetDiff): readonly DiffEvidence[] {
  const rows = new Map<string, DiffEvidence>();
  for (const file of diff.files) {
    const key = `${file.kind}|${file.language}`;
    const row = rows.get(key);
    rows.set(key, {
      kind: file.kind,
      language: file.language,
      files: (row?.files ?? 0) + 1,
      hunks: (row?.hunks ?? 0) + file.hunks,
      addedLines: (row?.addedLines ?? 0) + file.addedLines,
      removedLines: (row?.removedLines ?? 0) + file.removedLines,
    });
  }
  const lines = (row: DiffEvidence) => row.addedLines + row.removedLines;
  return [...rows.values()].sort((a, b) => lines(b) - lines(a) || (a.kind < b.kind ? -1 : 1));
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
