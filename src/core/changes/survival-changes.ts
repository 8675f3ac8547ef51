/**
 * What one commit does to the lines of a trunk: which it takes out, which of these it puts in again elsewhere or
 * with other white space, and which are new. Common lines (brackets, `else`, empty ones) are left out altogether:
 * they stand everywhere, so nobody could say whose they are.
 */
import { isCommonLine } from "../line-hash.ts";
import { listAt } from "../links/history-index.ts";
import { kindOfPath } from "./commit-lines.ts";
import type { HistoryCommit, HistoryFile } from "./repository-history.ts";
import type { OwnedLines, Owner } from "./survival-lines.ts";

export const survivingKinds = ["source", "tests", "docs"] as const;
export type SurvivingKind = (typeof survivingKinds)[number];

/** Lines by kind, in the order of `survivingKinds`. */
export type LineCounts = readonly [source: number, tests: number, docs: number];

export interface NewLine {
  readonly path: string;
  readonly hash: number;
  readonly kind: SurvivingKind;
}

export interface GoneLine {
  readonly path: string;
  readonly hash: number;
  /** Null for a line whose beginning the history does not show. */
  readonly owner: Owner | null;
}

export interface LineChanges {
  /** Lines that are gone, and stand nowhere else in the commit's files. */
  readonly removed: readonly GoneLine[];
  /** Lines that nobody took from elsewhere; they are not yet put in. */
  readonly added: readonly NewLine[];
}

/** Takes the commit's lines out of `lines` and puts those that moved in again. */
export function applyFiles(
  lines: OwnedLines,
  files: readonly HistoryFile[],
  respaced: HistoryCommit["respaced"],
): LineChanges {
  const gone = new GoneLines(respaced ?? []);
  for (const file of files) for (const line of takenOut(lines, file)) gone.add(line);
  // A line that stays in its file is not to be taken for one that moved to another.
  const toPlace = files.flatMap(({ path, added }) =>
    (added ?? []).filter((hash) => !isCommonLine(hash)).map((hash) => ({ path, hash })),
  );
  const elsewhere = toPlace.filter((place) => !putBack(place, gone, lines, true));
  const moves = togetherMoved(elsewhere, gone);
  const added = elsewhere.filter((place) => !(moves.has(place) && putBack(place, gone, lines, false)));
  return {
    removed: gone.left(),
    added: added.flatMap(({ path, hash }) => {
      const kind = survivingKinds.find((one) => one === kindOfPath(path));
      return kind === undefined ? [] : [{ path, hash, kind }];
    }),
  };
}

function takenOut(lines: OwnedLines, file: HistoryFile): readonly GoneLine[] {
  const { path, movedFrom, created } = file;
  if (movedFrom !== null) lines.move(movedFrom, path);
  const { removed } = file;
  // Too large to be read, and nothing was put in: it was deleted.
  const emptied = removed === null && (file.removedLines ?? 0) > 0 && file.addedLines === 0;
  if (created || emptied) return lines.empty(path).map((line) => ({ path, ...line }));
  return (removed ?? [])
    .filter((hash) => !isCommonLine(hash))
    .map((hash) => ({ path, hash, owner: lines.take(path, hash) }));
}

interface Place {
  readonly path: string;
  readonly hash: number;
}

/** A single line that is found in another file is a coincidence more often than a move. */
const fewestMoved = 2;

/** The places whose lines seem to have moved there with others, out of the same file. */
function togetherMoved(places: readonly Place[], gone: GoneLines): ReadonlySet<Place> {
  const byFiles = new Map<string, Place[]>();
  for (const place of places) {
    const from = gone.pathOf(place.hash);
    if (from !== null) listAt(byFiles, JSON.stringify([from, place.path])).push(place);
  }
  return new Set([...byFiles.values()].filter((moved) => moved.length >= fewestMoved).flat());
}

/** Puts the line in as one that was taken out, of the same file or any; false where there was none. */
function putBack({ path, hash }: Place, gone: GoneLines, lines: OwnedLines, samePath: boolean): boolean {
  const line = gone.take(hash, samePath ? path : null);
  if (line !== null && line.owner !== null) lines.put(path, hash, line.owner);
  return line !== null;
}

/** Lines that a commit took out, found again whatever their white space. */
class GoneLines {
  private readonly byHash = new Map<number, GoneLine[]>();
  private readonly alias = new Map<number, number>();

  constructor(respaced: NonNullable<HistoryCommit["respaced"]>) {
    for (const [removed, added] of respaced) {
      const [a, b] = [this.nameOf(removed), this.nameOf(added)];
      if (a !== b) this.alias.set(a, b);
    }
  }

  add(line: GoneLine): void {
    listAt(this.byHash, this.nameOf(line.hash)).push(line);
  }

  /** In the order they were taken out. */
  take(hash: number, path: string | null): GoneLine | null {
    const name = this.nameOf(hash);
    const known = this.byHash.get(name) ?? [];
    const at = path === null ? 0 : known.findIndex((line) => line.path === path);
    const [line] = at < 0 ? [] : known.splice(at, 1);
    return line ?? null;
  }

  /** The file that the next such line was taken out of. */
  pathOf(hash: number): string | null {
    return this.byHash.get(this.nameOf(hash))?.[0]?.path ?? null;
  }

  left(): readonly GoneLine[] {
    return [...this.byHash.values()].flat();
  }

  private nameOf(hash: number): number {
    let name = hash;
    for (let next = this.alias.get(name); next !== undefined; next = this.alias.get(name)) name = next;
    return name;
  }
}
