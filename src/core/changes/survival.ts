/**
 * What became of the lines that tasks delivered: how many are there after 7, 14 and 28 days and now, and who reworked
 * the others. `survival-replay.ts` knows it by commit; a commit's lines are its tasks' by their shares, so numbers of
 * lines are expected values and need not be whole.
 */
import type { LineCounts, SurvivingKind } from "./survival-changes.ts";
import type { CommitSurvival } from "./survival-replay.ts";
import type { TaskWork } from "./task-work.ts";

export const survivalDays = [7, 14, 28] as const;
/** Whoever takes out a line this soon reworks it; later, work goes on. */
export const reworkDays = 28;

export type LinesByKind = Readonly<Record<SurvivingKind, number>>;

export interface SurvivalWindow {
  readonly days: number;
  /** Lines that are there so many days after they landed; null while that time is not over for all of them. */
  readonly aliveLines: number | null;
}

export interface TaskSurvival {
  readonly taskId: string;
  /** Lines that reached the trunk, but for those that the task itself took out again. */
  readonly deliveredLines: number;
  readonly delivered: LinesByKind;
  /** By `survivalDays`. */
  readonly windows: readonly SurvivalWindow[];
  readonly aliveLines: number;
  readonly alive: LinesByKind;
  /** Lines that others took out within `reworkDays`, so far. */
  readonly reworkedLines: number;
  /** By whom: another task, or nobody's commits (null); most lines first. */
  readonly reworkedBy: readonly { readonly taskId: string | null; readonly lines: number }[];
  readonly firstLandedMs: number;
  readonly lastLandedMs: number;
  /** The newest commit of the trunk: what came later is not known. */
  readonly asOfMs: number;
}

/** A trunk that was replayed. */
export interface ReplayedTrunk {
  readonly commits: readonly CommitSurvival[];
  readonly asOfMs: number;
}

/** The work of one task, as the ledger has it. */
export type CommittedWork = Pick<TaskWork, "taskId"> & {
  readonly commits: readonly Pick<TaskWork["commits"][number], "sha" | "share" | "landedAs" | "addedLines">[];
};

const dayMs = 24 * 60 * 60_000;
/** Less is rounding: the task has no share in what landed. */
const fewestLines = 0.5;

/**
 * The survival of every task that delivered lines. `works` are those of all tasks, since any may have reworked lines
 * of another. A commit that several trunks hold (clones) counts in the first.
 */
export function survivalOfTasks(
  trunks: readonly ReplayedTrunk[],
  works: readonly CommittedWork[],
): ReadonlyMap<string, TaskSurvival> {
  if (trunks.length === 0) return new Map();
  const owners = ownersOf(works);
  const sums = new Map<string, TaskSum>();
  const seen = new Set<string>();
  for (const { commits, asOfMs } of trunks) {
    for (const commit of commits) {
      if (seen.has(commit.sha)) continue;
      seen.add(commit.sha);
      for (const [taskId, share] of owners.get(commit.sha) ?? []) {
        const sum = sums.get(taskId) ?? new TaskSum(taskId);
        sums.set(taskId, sum);
        sum.add(commit, share, asOfMs, owners);
      }
    }
  }
  const found = [...sums.values()].map((sum) => sum.survival());
  return new Map(
    found.flatMap((one) => (one.deliveredLines < fewestLines ? [] : [[one.taskId, one] as const])),
  );
}

type Owners = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** By sha of a commit on a trunk: its tasks and their shares. */
function ownersOf(works: readonly CommittedWork[]): Owners {
  const owners = new Map<string, Map<string, number>>();
  const sharesIn = (sha: string): Map<string, number> => {
    const known = owners.get(sha) ?? new Map<string, number>();
    owners.set(sha, known);
    return known;
  };
  for (const { taskId, commits } of works) {
    for (const { sha, share } of commits) if (share > 0) sharesIn(sha).set(taskId, share);
  }
  // A squash that no task is known to have written holds the commits that landed with it, each by its lines.
  const squashes = new Map<string, Map<string, number>>();
  for (const { taskId, commits } of works) {
    for (const { sha, share, landedAs, addedLines } of commits) {
      if (landedAs == null || landedAs === sha || owners.has(landedAs) || share === 0) continue;
      const parts = squashes.get(landedAs) ?? new Map<string, number>();
      squashes.set(landedAs, parts);
      parts.set(taskId, (parts.get(taskId) ?? 0) + share * Math.max(1, addedLines ?? 0));
    }
  }
  for (const [sha, parts] of squashes) {
    const all = [...parts.values()].reduce((sum, part) => sum + part, 0);
    for (const [taskId, part] of parts) sharesIn(sha).set(taskId, part / all);
  }
  return owners;
}

/** Adds up a task's lines, commit by commit. */
class TaskSum {
  private readonly taskId: string;
  private readonly delivered: [number, number, number] = [0, 0, 0];
  private readonly alive: [number, number, number] = [0, 0, 0];
  private readonly aliveAfter = survivalDays.map(() => 0);
  private readonly reworkedBy = new Map<string | null, number>();
  private firstLandedMs = Number.POSITIVE_INFINITY;
  private lastLandedMs = Number.NEGATIVE_INFINITY;
  private asOfMs = Number.POSITIVE_INFINITY;

  constructor(taskId: string) {
    this.taskId = taskId;
  }

  add(commit: CommitSurvival, share: number, asOfMs: number, owners: Owners): void {
    this.firstLandedMs = Math.min(this.firstLandedMs, commit.landedMs);
    this.lastLandedMs = Math.max(this.lastLandedMs, commit.landedMs);
    // Of two repositories, the one that is known less far says which windows are over.
    this.asOfMs = Math.min(this.asOfMs, asOfMs);
    this.put(commit.delivered, share);
    for (const { sha, atMs, lines } of commit.losses) {
      const removers = owners.get(sha) ?? new Map<string, number>();
      const own = removers.get(this.taskId) ?? 0;
      // What the task itself rewrote before it was done was never handed over.
      this.put(lines, -share * own);
      this.lose(lines, share * (1 - own), (atMs - commit.landedMs) / dayMs);
      if (atMs - commit.landedMs > reworkDays * dayMs) continue;
      const others = [...removers].filter(([taskId]) => taskId !== this.taskId);
      const known = others.reduce((sum, [, part]) => sum + part, 0);
      // Estimated shares may add up to more than the commit.
      const scale = known > 1 - own ? (1 - own) / known : 1;
      for (const [taskId, part] of [...others, [null, Math.max(0, 1 - own - known)] as const]) {
        if (part === 0) continue;
        const lost = share * scale * part * total(lines);
        this.reworkedBy.set(taskId, (this.reworkedBy.get(taskId) ?? 0) + lost);
      }
    }
  }

  survival(): TaskSurvival {
    const { taskId, firstLandedMs, lastLandedMs, asOfMs } = this;
    const reworkedBy = [...this.reworkedBy]
      .map(([by, lines]) => ({ taskId: by, lines }))
      .filter(({ lines }) => lines >= fewestLines)
      .sort((a, b) => b.lines - a.lines || ((a.taskId ?? "~") < (b.taskId ?? "~") ? -1 : 1));
    return {
      taskId,
      deliveredLines: total(this.delivered),
      delivered: byKind(this.delivered),
      windows: survivalDays.map((days, i) => ({
        days,
        aliveLines: lastLandedMs + days * dayMs <= asOfMs ? this.aliveAfter[i]! : null,
      })),
      aliveLines: total(this.alive),
      alive: byKind(this.alive),
      reworkedLines: [...this.reworkedBy.values()].reduce((sum, lines) => sum + lines, 0),
      reworkedBy,
      firstLandedMs,
      lastLandedMs,
      asOfMs,
    };
  }

  private put(lines: LineCounts, share: number): void {
    for (const [i, count] of lines.entries()) {
      this.delivered[i]! += share * count;
      this.alive[i]! += share * count;
    }
    for (const i of this.aliveAfter.keys()) this.aliveAfter[i]! += share * total(lines);
  }

  private lose(lines: LineCounts, share: number, afterDays: number): void {
    for (const [i, count] of lines.entries()) this.alive[i]! -= share * count;
    for (const [i, days] of survivalDays.entries()) {
      if (afterDays <= days) this.aliveAfter[i]! -= share * total(lines);
    }
  }
}

const total = (lines: LineCounts): number => lines[0] + lines[1] + lines[2];

const byKind = (lines: LineCounts): LinesByKind => ({ source: lines[0], tests: lines[1], docs: lines[2] });

/** The part of a task's lines that nobody reworked within `reworkDays`, as far as that time has passed. */
export function keptShare({ deliveredLines, reworkedLines }: TaskSurvival): number {
  return Math.min(1, Math.max(0, 1 - reworkedLines / deliveredLines));
}

/** May more of it still be reworked? */
export function isReworkOpen({ windows }: TaskSurvival): boolean {
  return windows.find(({ days }) => days === reworkDays)!.aliveLines === null;
}
