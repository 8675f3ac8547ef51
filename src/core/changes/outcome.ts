/**
 * What became of commits, and of the tasks that made them: `outcomesOf` looks for each commit, or a copy of it, on
 * the trunk, and for whatever took it back there. `task-work.ts` says what the outcomes mean.
 */
import type { CommitOfTask } from "../links/task-commits.ts";
import { kindOfPath } from "./commit-lines.ts";
import { type CopyOnTrunk, copiesOnTrunk } from "./copies-on-trunk.ts";
import { changedLines, type HistoryCommit, type RepositoryHistory } from "./repository-history.ts";
import { type Reverts, revertsOn } from "./reverts.ts";
import type { Outcome } from "./task-work.ts";
import { shortRef, type Trunk, trunkOf } from "./trunk.ts";

/** What became of one commit. */
export interface CommitOutcome {
  /** Null where the history does not have the commit or has no trunk. */
  readonly outcome: Outcome | null;
  /** Does a branch or tag hold it? Null where the history does not have it. */
  readonly reachable: boolean | null;
  /** Has the trunk ever held it, or a copy? True for reverted commits too; null where no trunk is known. */
  readonly merged: boolean | null;
  /** The trunk's commit that holds the change: itself, or the newest copy. */
  readonly landedAs: string | null;
  /** The commit on the trunk that took it back. */
  readonly revertedBy: string | null;
  /** A part of a sentence: `on main as 1a2b3c4 (same change)`. */
  readonly because: string;
}

export interface TaskOutcome {
  /** Null where no history tells: no trunk, or the repository has none of the commits. */
  readonly outcome: Outcome | null;
  /** One line for `explain`. */
  readonly because: string;
}

export interface Outcomes {
  /** By sha as the links have it: of every commit of a task. */
  readonly commits: ReadonlyMap<string, CommitOutcome>;
  /** Of every task with a commit. */
  readonly tasks: ReadonlyMap<string, TaskOutcome>;
}

export interface OutcomeQuestion {
  readonly history: RepositoryHistory;
  readonly commitsOfTasks: ReadonlyMap<string, readonly CommitOfTask[]>;
  /**
   * Commits dated later than this (a clock that was wrong) count as made now. Nothing else depends on it: how long a
   * branch lay still is measured against the newest commit of the trunk.
   */
  readonly nowMs: number;
}

/** A branch nobody added to for this long, while the trunk went on, is abandoned. */
const abandonedAfterDays = 28;
const dayMs = 24 * 60 * 60_000;

/** What became of the tasks' commits in one repository, and of the tasks by these commits. */
export function outcomesOf({ history, commitsOfTasks, nowMs }: OutcomeQuestion): Outcomes {
  const bySha = new Map(history.commits.map((commit) => [commit.sha, commit]));
  const shas = new Set([...commitsOfTasks.values()].flatMap((own) => own.map(({ sha }) => sha)));
  const known = [...shas].flatMap((sha) => bySha.get(sha) ?? []);
  const trunk = trunkOf(history);
  const fate = trunk === null ? null : new Fates(trunk, history, known, nowMs);
  const commits = new Map([...shas].map((sha) => [sha, fateOf(bySha.get(sha), fate)]));
  const tasks = new Map(
    [...commitsOfTasks].map(([taskId, own]) => [taskId, taskOutcome(own, commits, bySha)]),
  );
  return { commits, tasks };
}

function fateOf(commit: HistoryCommit | undefined, fate: Fates | null): CommitOutcome {
  const nothing = { outcome: null, reachable: null, merged: null, landedAs: null, revertedBy: null };
  if (commit === undefined) return { ...nothing, because: "not in the repository any more" };
  if (fate === null) {
    const because =
      "no trunk is known: no branch of a remote or a usual name is the one all work is merged into";
    return { ...nothing, reachable: commit.reachable, because };
  }
  return fate.of(commit);
}

class Fates {
  private readonly trunk: Trunk;
  private readonly copies: ReadonlyMap<string, CopyOnTrunk>;
  private readonly reverts: Reverts;
  private readonly branches: Branches;

  constructor(trunk: Trunk, history: RepositoryHistory, wanted: readonly HistoryCommit[], nowMs: number) {
    this.trunk = trunk;
    const elsewhere = wanted.filter(({ sha }) => !trunk.placeOf.has(sha));
    this.copies = copiesOnTrunk(trunk, history.commits, elsewhere);
    const landed = wanted.flatMap((commit) => this.placesOf(commit));
    this.reverts = revertsOn(trunk, landed);
    this.branches = new Branches(trunk, history, nowMs);
  }

  of(commit: HistoryCommit): CommitOutcome {
    const { reachable } = commit;
    const [landed, merge] = this.placesOf(commit);
    if (landed === undefined) {
      const { outcome, because } = this.branches.of(commit);
      return { outcome, reachable, merged: false, landedAs: null, revertedBy: null, because };
    }
    const revert = this.reverts.revertOf(landed.sha) ?? this.reverts.revertOf(merge!.sha);
    const copy = this.copies.get(commit.sha);
    const where = `on ${this.trunk.name}`;
    const as = copy === undefined ? where : `${where} as ${short(landed.sha)} (${copy.how})`;
    return {
      outcome: revert === null ? "merged" : "reverted",
      reachable,
      merged: true,
      landedAs: landed.sha,
      revertedBy: revert?.sha ?? null,
      because: revert === null ? as : `${as}, taken back by ${short(revert.sha)}`,
    };
  }

  /** The trunk's commit with the change, and the one on the trunk's own line that brought it; or nothing. */
  private placesOf(commit: HistoryCommit): readonly HistoryCommit[] {
    const landed = this.trunk.placeOf.has(commit.sha) ? commit : this.copies.get(commit.sha)?.commit;
    return landed === undefined ? [] : [landed, this.trunk.landingOf.get(landed.sha)!.commit];
  }
}

interface Branch {
  readonly name: string;
  readonly tipMs: number;
}

/** Where commits lie that the trunk does not hold. */
class Branches {
  private readonly trunk: Trunk;
  private readonly newestMs: number;
  /** By sha: of the branches that hold a commit, the one that was added to last. */
  private readonly branchOf = new Map<string, Branch>();

  constructor(trunk: Trunk, { refs, commits }: RepositoryHistory, nowMs: number) {
    this.trunk = trunk;
    const timeOf = ({ committedMs }: HistoryCommit): number => Math.min(committedMs, nowMs);
    this.newestMs = trunk.landings.reduce((newest, { commit }) => Math.max(newest, timeOf(commit)), 0);
    const bySha = new Map(commits.map((commit) => [commit.sha, commit]));
    const tips = refs.flatMap(({ name, sha }) => {
      const tip = bySha.get(sha);
      return tip === undefined ? [] : [{ sha, branch: { name: shortRef(name), tipMs: timeOf(tip) } }];
    });
    tips.sort((a, b) => b.branch.tipMs - a.branch.tipMs || (a.branch.name < b.branch.name ? -1 : 1));
    for (const { sha, branch } of tips) {
      for (const waiting = [sha]; waiting.length > 0; ) {
        const commit = bySha.get(waiting.pop()!);
        // What the trunk or a newer branch holds is settled, and so is all before it.
        if (commit === undefined || trunk.placeOf.has(commit.sha) || this.branchOf.has(commit.sha)) continue;
        this.branchOf.set(commit.sha, branch);
        waiting.push(...(commit.parents ?? []));
      }
    }
  }

  of({ sha, reachable }: HistoryCommit): { readonly outcome: Outcome; readonly because: string } {
    const branch = this.branchOf.get(sha);
    const notLanded = `not on ${this.trunk.name}`;
    if (branch === undefined) {
      // A detached worktree holds commits too.
      if (reachable) return { outcome: "unmerged", because: `${notLanded}, on no branch but in a worktree` };
      return { outcome: "abandoned", because: "no branch holds it or a copy of it" };
    }
    const stillDays = Math.floor((this.newestMs - branch.tipMs) / dayMs);
    const because = `${notLanded}, on ${branch.name}`;
    if (stillDays < abandonedAfterDays) return { outcome: "unmerged", because };
    return {
      outcome: "abandoned",
      because: `${because} alone, which nobody added to while ${this.trunk.name} went on for ${stillDays} days`,
    };
  }
}

/** Where most of the task's changed lines are; where that is even, the better outcome. */
function taskOutcome(
  own: readonly CommitOfTask[],
  outcomes: ReadonlyMap<string, CommitOutcome>,
  bySha: ReadonlyMap<string, HistoryCommit>,
): TaskOutcome {
  const told = own.filter(({ sha }) => outcomes.get(sha)!.outcome !== null);
  if (told.length === 0) return { outcome: null, because: outcomes.get(own[0]?.sha ?? "")?.because ?? "" };
  // Where a person wrote all of it, the task has no share, and what became of the work still counts.
  const anyShare = told.some(({ share }) => share > 0);
  const lines = { merged: 0, reverted: 0, unmerged: 0, abandoned: 0 };
  for (const { sha, share } of told) {
    lines[outcomes.get(sha)!.outcome!] += (anyShare ? share : 1) * weightOf(bySha.get(sha)!);
  }
  const [outcome] = (["merged", "reverted", "unmerged", "abandoned"] as const).toSorted(
    (a, b) => lines[b] - lines[a],
  );
  const there = told.filter(({ sha }) => outcomes.get(sha)!.outcome === outcome);
  const heaviest = there.toSorted((a, b) => weightOf(bySha.get(b.sha)!) - weightOf(bySha.get(a.sha)!))[0]!;
  const { because } = outcomes.get(heaviest.sha)!;
  const all = Object.values(lines).reduce((sum, part) => sum + part, 0);
  const share = Math.round((100 * lines[outcome!]) / all);
  const rest =
    there.length === told.length
      ? ""
      : ` (${there.length} of ${told.length} commits, ${share} % of the lines)`;
  return { outcome: outcome!, because: `${short(heaviest.sha)} ${because}${rest}` };
}

/** Changed lines written by hand; a commit without any still is one. */
function weightOf({ files }: HistoryCommit): number {
  const written = (files ?? []).filter(({ path }) => ["source", "tests", "docs"].includes(kindOfPath(path)));
  return 1 + written.reduce((sum, file) => sum + changedLines(file), 0);
}

const short = (sha: string): string => sha.slice(0, 7);
