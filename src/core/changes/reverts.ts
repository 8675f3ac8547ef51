/**
 * Which commits of the trunk take back which others. A message (`Revert "..."`, `This reverts commit ...`) is believed
 * if the commit takes back at least half of the lines, or if the lines are unknown. Without a message, a commit is a
 * revert if it is the inverse of an earlier one, all but a fifth of either, made within four weeks: what removes a
 * feature a year later, or rewrites it, takes nothing back.
 */
import { listAt } from "../links/history-index.ts";
import { type CommitLines, changesWithLines, linesInCommon, tellingLines } from "./commit-lines.ts";
import type { HistoryCommit } from "./repository-history.ts";
import type { Trunk } from "./trunk.ts";

const mostOfIt = 0.5;
const nearlyAll = 0.8;
const fewestLines = 3;
const withinMs = 28 * 24 * 60 * 60_000;
/** Messages name commits by no fewer digits. */
const shortSha = 7;

export interface Reverts {
  /** The newest commit that takes this one back and was not itself taken back; null where there is none. */
  revertOf(sha: string): HistoryCommit | null;
}

/** The reverts of some of the trunk's commits, and the reverts of those reverts. */
export function revertsOn(trunk: Trunk, targets: Iterable<HistoryCommit>): Reverts {
  const finder = new RevertFinder(trunk);
  const revertsOf = new Map<string, HistoryCommit[]>();
  const seen = new Set<string>();
  for (let open = [...new Set(targets)]; open.length > 0; ) {
    for (const { sha } of open) seen.add(sha);
    const found = finder.revertsOf(open);
    const next = new Map<string, HistoryCommit>();
    for (const { target, revert } of found) {
      listAt(revertsOf, target.sha).push(revert);
      // Whoever takes back the merge that brought a revert, takes back the revert.
      for (const one of [revert, trunk.landingOf.get(revert.sha)!.commit]) {
        if (!seen.has(one.sha)) next.set(one.sha, one);
      }
    }
    open = [...next.values()];
  }
  const known = new Map<string, HistoryCommit | null>();
  const revertOf = (sha: string): HistoryCommit | null => {
    const before = known.get(sha);
    if (before !== undefined) return before;
    const newestFirst = (revertsOf.get(sha) ?? []).sort(
      (a, b) => trunk.placeOf.get(b.sha)! - trunk.placeOf.get(a.sha)!,
    );
    // Reverts come later than what they take back, so this ends.
    const standing = newestFirst.find(
      (revert) =>
        revertOf(revert.sha) === null && revertOf(trunk.landingOf.get(revert.sha)!.commit.sha) === null,
    );
    known.set(sha, standing ?? null);
    return standing ?? null;
  };
  return { revertOf };
}

interface Revert {
  readonly target: HistoryCommit;
  readonly revert: HistoryCommit;
}

class RevertFinder {
  private readonly trunk: Trunk;
  private readonly bySubject = new Map<string, HistoryCommit[]>();
  private readonly byShortSha = new Map<string, HistoryCommit[]>();

  constructor(trunk: Trunk) {
    this.trunk = trunk;
    for (const commit of trunk.commits) {
      listAt(this.bySubject, plainSubject(commit.subject)).push(commit);
      listAt(this.byShortSha, commit.sha.slice(0, shortSha)).push(commit);
    }
  }

  revertsOf(targets: readonly HistoryCommit[]): readonly Revert[] {
    const shas = new Set(targets.map(({ sha }) => sha));
    const found = new Map<string, Revert>();
    const add = (revert: HistoryCommit, target: HistoryCommit): void => {
      found.set(`${revert.sha} ${target.sha}`, { target, revert });
    };
    for (const commit of this.trunk.commits) {
      for (const target of this.namedBy(commit)) {
        if (shas.has(target.sha) && this.isLater(commit, target) && takesBackMost(commit, target)) {
          add(commit, target);
        }
      }
    }
    for (const { target, revert } of this.inversesOf(targets)) add(revert, target);
    return [...found.values()];
  }

  private isLater(commit: HistoryCommit, than: HistoryCommit): boolean {
    return this.trunk.placeOf.get(commit.sha)! > this.trunk.placeOf.get(than.sha)!;
  }

  /** What a message says that its commit takes back. */
  private namedBy(commit: HistoryCommit): readonly HistoryCommit[] {
    const bySha = (commit.revertedShas ?? []).flatMap((sha) =>
      (this.byShortSha.get(sha.slice(0, shortSha)) ?? []).filter((one) => one.sha.startsWith(sha)),
    );
    if (bySha.length > 0) return bySha;
    const subject = revertedSubject(commit.subject);
    const named = subject === null ? [] : (this.bySubject.get(subject) ?? []);
    return named.filter((one) => this.isLater(commit, one)).slice(-1);
  }

  private inversesOf(targets: readonly HistoryCommit[]): readonly Revert[] {
    const lines = new Map<HistoryCommit, CommitLines>();
    const adding = new Map<number, HistoryCommit[]>();
    const removing = new Map<number, HistoryCommit[]>();
    for (const target of targets) {
      const own = tellingLines(target);
      if (own === null || own.added.length + own.removed.length < fewestLines) continue;
      lines.set(target, own);
      for (const hash of new Set(own.added)) listAt(adding, hash).push(target);
      for (const hash of new Set(own.removed)) listAt(removing, hash).push(target);
    }
    return this.trunk.commits.flatMap((commit) => {
      const candidates = new Set([
        ...changesWithLines(commit, "removed", adding),
        ...changesWithLines(commit, "added", removing),
      ]);
      const own = candidates.size === 0 ? null : tellingLines(commit);
      if (own === null) return [];
      return [...candidates]
        .filter((target) => commit.committedMs - target.committedMs <= withinMs)
        .filter((target) => this.isLater(commit, target) && isInverse(own, lines.get(target)!))
        .map((target) => ({ target, revert: commit }));
    });
  }
}

/** How many of the target's lines a commit takes back. */
function takenBack(commit: CommitLines, target: CommitLines): number {
  return linesInCommon(target.added, commit.removed) + linesInCommon(target.removed, commit.added);
}

const sizeOf = ({ added, removed }: CommitLines): number => added.length + removed.length;

function isInverse(commit: CommitLines, target: CommitLines): boolean {
  const [one, other] = [sizeOf(commit), sizeOf(target)];
  const least = nearlyAll * Math.max(one, other);
  return Math.min(one, other) >= least && takenBack(commit, target) >= least;
}

function takesBackMost(commit: HistoryCommit, target: HistoryCommit): boolean {
  const [own, others] = [tellingLines(commit), tellingLines(target)];
  if (own === null || others === null) return true;
  return takenBack(own, others) >= mostOfIt * sizeOf(others);
}

/** Without the number of a request that a merge puts behind it. */
const plainSubject = (subject: string): string => subject.trim().replace(/ \([#!]\d{1,9}\)$/, "");

/** The subject inside `Revert "..."`; `Reapply "..."` is what git calls the revert of a revert. */
function revertedSubject(subject: string): string | null {
  const [, word, inner = ""] = /^(Revert|Reapply) "(.*)"$/.exec(plainSubject(subject)) ?? [];
  if (word === undefined) return null;
  return word === "Revert" ? plainSubject(inner) : `Revert "${inner}"`;
}
