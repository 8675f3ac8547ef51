/** Which session wrote a line that a commit holds. */
import { type Change, filesOf, type HistoryIndex, listAt } from "../links/history-index.ts";
import type { RepositoryEdit, SessionWork } from "../links/session-work.ts";
import { lastAtMost } from "../sorted.ts";

/** What one session put into one change. */
export interface Share {
  readonly session: SessionWork;
  lines: number;
  readonly linesByTurn: Map<string, number>;
  readonly paths: Set<string>;
  /** Between the nearest of these edits and the change. */
  ageMs: number;
  readonly edits: RepositoryEdit[];
}

export type Shares = Map<SessionWork, Share>;

/** Logs and commits are of one clock, rounded to seconds. */
const roundingMs = 2_000;

interface OwnedLine {
  readonly atMs: number;
  readonly edit: RepositoryEdit;
  readonly session: SessionWork;
}

type LinesOfPaths = Map<string, Map<number, OwnedLine[]>>;

/** Finds, for a line that a commit adds to or takes from a file, the last edit before that did the same. */
export class LineOwners {
  private readonly index: HistoryIndex;
  private readonly added: LinesOfPaths = new Map();
  private readonly removed: LinesOfPaths = new Map();
  private readonly known = new Map<Change, Shares>();

  constructor(index: HistoryIndex, work: readonly SessionWork[]) {
    this.index = index;
    const edits = work.flatMap((session) =>
      session.edits.map((edit) => ({ atMs: edit.atMs, edit, session })),
    );
    for (const owned of edits.sort((a, b) => a.atMs - b.atMs)) {
      const { path, added, removed } = owned.edit;
      if (index.ofPath(path).length === 0) continue;
      for (const hash of new Set(added)) listAt(linesAt(this.added, path), hash).push(owned);
      for (const hash of new Set(removed)) listAt(linesAt(this.removed, path), hash).push(owned);
    }
  }

  /** The sessions' parts of a change in lines that tell something; none where the contents are unknown. */
  sharesOf(change: Change): Shares {
    const known = this.known.get(change);
    if (known !== undefined) return known;
    const shares: Shares = new Map();
    for (const file of filesOf(change)) {
      for (const path of file.movedFrom === null ? [file.path] : [file.path, file.movedFrom]) {
        this.credit(change, file.added ?? [], this.added.get(path), shares);
        this.credit(change, file.removed ?? [], this.removed.get(path), shares);
      }
    }
    this.known.set(change, shares);
    return shares;
  }

  /** How many of a change's lines tell something. */
  tellingLines(change: Change): number {
    const count = (hashes: readonly number[] | null): number => this.index.telling(hashes ?? []).length;
    return filesOf(change).reduce((sum, { added, removed }) => sum + count(added) + count(removed), 0);
  }

  private credit(
    change: Change,
    hashes: readonly number[],
    owners: ReadonlyMap<number, readonly OwnedLine[]> | undefined,
    shares: Shares,
  ): void {
    if (owners === undefined) return;
    for (const hash of this.index.telling(hashes)) {
      const candidates = owners.get(hash) ?? [];
      const owner = candidates[lastAtMost(candidates, change.completeMs + roundingMs, ({ atMs }) => atMs)];
      if (owner !== undefined)
        addToShare(shares, owner.session, owner.edit, change.completeMs - owner.atMs, 1);
    }
  }
}

/** Notes that an edit of the session is in the change with so many lines. */
export function addToShare(
  shares: Shares,
  session: SessionWork,
  edit: RepositoryEdit,
  distanceMs: number,
  lines: number,
): void {
  const share: Share = shares.get(session) ?? {
    session,
    lines: 0,
    linesByTurn: new Map(),
    paths: new Set(),
    ageMs: Number.POSITIVE_INFINITY,
    edits: [],
  };
  shares.set(session, share);
  share.lines += lines;
  share.linesByTurn.set(edit.turn.id, (share.linesByTurn.get(edit.turn.id) ?? 0) + lines);
  share.paths.add(edit.path);
  share.ageMs = Math.min(share.ageMs, Math.max(0, distanceMs));
  if (share.edits.at(-1) !== edit) share.edits.push(edit);
}

function linesAt(paths: LinesOfPaths, path: string): Map<number, OwnedLine[]> {
  const known = paths.get(path) ?? new Map<number, OwnedLine[]>();
  paths.set(path, known);
  return known;
}
