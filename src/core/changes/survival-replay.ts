/**
 * Replays a trunk, commit by commit, and keeps for each commit what became of the lines it brought: how many, when it
 * landed, and who took how many out when. Only the trunk's own line is replayed: a merge does to it what it changed
 * against its first parent, and each line it brings belongs to the commit of its branch that wrote it. Whatever
 * reached the trunk as a squash or a rebased copy is there once, so it counts once.
 *
 * The replay can stop after any commit and go on later (`survival-state.ts`). It knows nothing of tasks.
 */
import type { HistoryCommit, HistoryFile } from "./repository-history.ts";
import {
  applyFiles,
  type GoneLine,
  type LineCounts,
  type NewLine,
  survivingKinds,
} from "./survival-changes.ts";
import { BroughtBack } from "./survival-graves.ts";
import { OwnedLines, type Owner } from "./survival-lines.ts";
import type { Landing, Trunk } from "./trunk.ts";

/** Lines of one commit that another took out; negative where a revert of that one put them in again. */
export interface LineLoss {
  /** The commit that took them out. */
  readonly sha: string;
  readonly atMs: number;
  readonly lines: LineCounts;
}

/** What became of the lines of one commit. */
export interface CommitSurvival {
  readonly sha: string;
  /** When the trunk got it. */
  readonly landedMs: number;
  readonly delivered: LineCounts;
  /** In the order in which they happened. */
  readonly losses: readonly LineLoss[];
}

interface Fate {
  readonly sha: string;
  landedMs: number;
  readonly delivered: [number, number, number];
  readonly losses: Map<string, { sha: string; atMs: number; lines: [number, number, number] }>;
}

const kindCount = survivingKinds.length;

export class SurvivalReplay {
  /** By index; the index is the owner of its lines. */
  readonly fates: Fate[] = [];
  private readonly indexOf = new Map<string, number>();
  readonly lines = new OwnedLines();
  readonly broughtBack = new BroughtBack();
  /** How many commits of the trunk's own line were replayed, and the last of them. */
  landed = 0;
  lastSha: string | null = null;

  /** Replays what the trunk has beyond what was replayed; false, and nothing is done, if it no longer holds that. */
  continue(trunk: Trunk): boolean {
    const last = trunk.landings[this.landed - 1];
    if (this.landed > 0 && last?.commit.sha !== this.lastSha) return false;
    for (const landing of trunk.landings.slice(this.landed)) {
      this.land(landing);
      this.landed += 1;
      this.lastSha = landing.commit.sha;
    }
    return true;
  }

  /** Of every commit that brought lines, in the order in which they landed. */
  commits(): readonly CommitSurvival[] {
    return this.fates.map(({ losses, ...fate }) => ({ ...fate, losses: [...losses.values()] }));
  }

  /** Calls back for every line that is there now, with the commit that brought it. */
  each(take: (path: string, hash: number, sha: string) => void): void {
    this.lines.each((path, hash, owner) => take(path, hash, this.fates[Math.floor(owner / kindCount)]!.sha));
  }

  /** Takes over what an earlier replay found (`survival-state.ts`). */
  addFate({ sha, landedMs, delivered, losses }: CommitSurvival): void {
    const index = this.fates.push({ sha, landedMs, delivered: [...delivered], losses: new Map() }) - 1;
    this.indexOf.set(sha, index);
    for (const loss of losses) {
      this.fates[index]!.losses.set(lossKey(loss), { ...loss, lines: [...loss.lines] });
    }
  }

  private land({ commit, side }: Landing): void {
    const atMs = commit.committedMs;
    this.broughtBack.forgetBefore(atMs);
    if (commit.files !== null) {
      this.change(commit, commit.files, atMs, sameFor(commit));
    } else if (commit.broughtFiles?.every(({ addedLines, added }) => addedLines === null || added !== null)) {
      this.change(commit, commit.broughtFiles, atMs, authorsOf(commit, side));
    } else {
      // What the merge brought is unknown, or too much: nearly always the sum of its commits.
      for (const one of side) this.change(one, one.files ?? [], atMs, sameFor(one));
    }
  }

  private change(commit: HistoryCommit, files: readonly HistoryFile[], atMs: number, authors: Authors): void {
    const { removed, added } = applyFiles(this.lines, files, commit.respaced);
    const graves = this.broughtBack.of(added, atMs);
    for (const line of removed) {
      if (line.owner === null) continue;
      const by = authors.remover(line).sha;
      this.lose(line.owner, by, atMs, 1);
      this.broughtBack.bury(by, atMs, line.hash, line.owner);
    }
    for (const line of added) {
      const grave = graves.take(line.hash);
      if (grave !== null) this.lose(grave.owner, grave.by, atMs, -1);
      this.lines.put(line.path, line.hash, grave?.owner ?? this.deliver(line, authors.writer(line), atMs));
    }
  }

  private deliver({ kind }: NewLine, { sha }: HistoryCommit, landedMs: number): Owner {
    let index = this.indexOf.get(sha);
    if (index === undefined) {
      index = this.fates.push({ sha, landedMs, delivered: [0, 0, 0], losses: new Map() }) - 1;
      this.indexOf.set(sha, index);
    }
    const at = survivingKinds.indexOf(kind);
    this.fates[index]!.delivered[at]! += 1;
    return index * kindCount + at;
  }

  private lose(owner: Owner, sha: string, atMs: number, count: number): void {
    const { losses } = this.fates[Math.floor(owner / kindCount)]!;
    const loss = losses.get(lossKey({ sha, atMs })) ?? { sha, atMs, lines: [0, 0, 0] };
    losses.set(lossKey(loss), loss);
    loss.lines[owner % kindCount]! += count;
  }
}

const lossKey = ({ sha, atMs }: Pick<LineLoss, "sha" | "atMs">): string => `${sha} ${atMs}`;

/** Whose the lines are that a commit of the trunk puts in or takes out. */
interface Authors {
  writer(line: NewLine): HistoryCommit;
  remover(line: GoneLine): HistoryCommit;
}

const sameFor = (commit: HistoryCommit): Authors => ({ writer: () => commit, remover: () => commit });

/** Of a merge: the commits of its branch that wrote and removed the lines last; the merge where none did. */
function authorsOf(merge: HistoryCommit, side: readonly HistoryCommit[]): Authors {
  const lines = new OwnedLines();
  const removers = new Map<number, HistoryCommit>();
  for (const [owner, { files, respaced }] of side.entries()) {
    const { removed, added } = applyFiles(lines, files ?? [], respaced);
    for (const { hash } of removed) removers.set(hash, side[owner]!);
    for (const { path, hash } of added) lines.put(path, hash, owner);
  }
  let elsewhere: Map<number, Owner> | null = null;
  const inAnyFile = (hash: number): Owner | undefined => {
    if (elsewhere === null) {
      elsewhere = new Map();
      lines.each((_, known, owner) => elsewhere!.set(known, owner));
    }
    return elsewhere.get(hash);
  };
  return {
    writer: ({ path, hash }) => side[lines.take(path, hash) ?? inAnyFile(hash) ?? -1] ?? merge,
    remover: ({ hash }) => removers.get(hash) ?? merge,
  };
}
