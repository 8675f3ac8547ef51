/**
 * Commits of the trunk that hold a change made elsewhere: after a rebase, a cherry-pick, an amend, a squash merge.
 * A squash merge holds what its branch came to, so of a commit it is to hold what later commits of the branch left.
 */
import { listAt } from "../links/history-index.ts";
import { changesWithLines, linesInCommon, tellingLines } from "./commit-lines.ts";
import type { HistoryCommit } from "./repository-history.ts";
import type { Trunk } from "./trunk.ts";

export interface CopyOnTrunk {
  readonly commit: HistoryCommit;
  readonly how: "same change" | "same author and time" | "named in its message" | "holds its lines";
}

/** As much of the lines of a change as a copy has; the rest was changed when they were merged. */
const nearlyAll = 0.8;
const fewestLines = 3;
/** A branch seldom holds more; one that does is looked at so far. */
const mostDescendants = 2_000;

/** The newest copy of each of the wanted commits; those that have none are not in it. */
export function copiesOnTrunk(
  trunk: Trunk,
  commits: readonly HistoryCommit[],
  wanted: readonly HistoryCommit[],
): ReadonlyMap<string, CopyOnTrunk> {
  const elsewhere = new CommitsElsewhere(trunk, commits);
  const names = namesOn(trunk);
  const built = new Map(wanted.map((commit) => [commit, elsewhere.after(commit)]));
  const all = new Set([...wanted, ...[...built.values()].flat()]);
  const leftOf = new Map([...all].map((commit) => [commit, elsewhere.leftOf(commit)]));
  const holders = holdersOf(trunk, leftOf);
  const found = new Map<string, CopyOnTrunk>();
  for (const commit of wanted) {
    const own = names.copyOf(commit) ?? holders.get(commit);
    const squashes = built
      .get(commit)!
      .map((later) => names.squashNaming(later) ?? holders.get(later) ?? null);
    const copy =
      own ?? squashes.find((one) => one !== null && tookAlong(one.commit, commit, leftOf.get(commit)!));
    if (copy) found.set(commit.sha, copy);
  }
  return found;
}

/**
 * Does the squash of a later commit hold this one too? Asked where the branch rewrote most of what the commit
 * brought, or where that was little: then what is left of it must be there.
 */
function tookAlong(squash: HistoryCommit, { files }: HistoryCommit, left: readonly number[]): boolean {
  if (files === null || left.length >= fewestLines) return false;
  return linesInCommon(left, tellingLines(squash)?.added ?? []) === left.length;
}

/** The commits that the trunk does not hold, by what follows on what. */
class CommitsElsewhere {
  private readonly children = new Map<string, HistoryCommit[]>();

  constructor(trunk: Trunk, commits: readonly HistoryCommit[]) {
    for (const commit of commits) {
      if (trunk.placeOf.has(commit.sha) || commit.parents === null) continue;
      for (const parent of commit.parents) listAt(this.children, parent).push(commit);
    }
  }

  /** What was built on the commit, nearest first. */
  after({ sha }: HistoryCommit): readonly HistoryCommit[] {
    const found = new Set(this.children.get(sha) ?? []);
    for (const next of found) {
      if (found.size >= mostDescendants) break;
      for (const child of this.children.get(next.sha) ?? []) found.add(child);
    }
    return [...found];
  }

  /** The telling lines a commit added that nothing built on it took out again. */
  leftOf(commit: HistoryCommit): readonly number[] {
    const { added } = tellingLines(commit) ?? { added: [] };
    if (added.length === 0) return [];
    const gone = new Set(this.after(commit).flatMap((later) => tellingLines(later)?.removed ?? []));
    return added.filter((hash) => !gone.has(hash));
  }
}

interface TrunkNames {
  copyOf(commit: HistoryCommit): CopyOnTrunk | null;
  /** The commit whose message names this one, by sha or subject. */
  squashNaming(commit: HistoryCommit): CopyOnTrunk | null;
}

const shortSha = 7;

/** Finds commits by what the trunk's commits say of themselves; the newest wins. */
function namesOn(trunk: Trunk): TrunkNames {
  const byChange = new Map<string, HistoryCommit>();
  const byOrigin = new Map<string, HistoryCommit>();
  const bySubject = new Map<string, HistoryCommit>();
  const bySha = new Map<string, { readonly prefix: string; readonly commit: HistoryCommit }[]>();
  for (const commit of trunk.commits) {
    if (commit.changeId !== null) byChange.set(commit.changeId, commit);
    byOrigin.set(originOf(commit), commit);
    for (const subject of commit.mentionedSubjects) bySubject.set(subject, commit);
    for (const prefix of commit.mentionedShas) {
      listAt(bySha, prefix.slice(0, shortSha)).push({ prefix, commit });
    }
  }
  const how = "named in its message" as const;
  const squashNaming = (commit: HistoryCommit): CopyOnTrunk | null => {
    const named = (bySha.get(commit.sha.slice(0, shortSha)) ?? []).findLast(({ prefix }) =>
      commit.sha.startsWith(prefix),
    );
    if (named !== undefined) return { commit: named.commit, how };
    // Subjects are not unique ("Fix tests"): the squash must be later and change one of the same files.
    const squash = bySubject.get(commit.subject);
    const fits = squash !== undefined && squash.committedMs >= commit.authoredMs && shareFile(squash, commit);
    return fits ? { commit: squash, how } : null;
  };
  return {
    squashNaming,
    copyOf(commit) {
      const same = byChange.get(commit.changeId ?? "");
      if (same !== undefined) return { commit: same, how: "same change" };
      const squash = squashNaming(commit);
      if (squash !== null) return squash;
      const moved = byOrigin.get(originOf(commit));
      return moved === undefined ? null : { commit: moved, how: "same author and time" };
    },
  };
}

/** Amending and rebasing keep all three. */
const originOf = ({ author, authoredMs, subject }: HistoryCommit): string =>
  JSON.stringify([author.name, authoredMs, subject]);

function shareFile(squash: HistoryCommit, commit: HistoryCommit): boolean {
  const paths = new Set((squash.files ?? []).map(({ path }) => path));
  const own = commit.files ?? [];
  return (
    own.length === 0 || own.some(({ path, movedFrom }) => paths.has(path) || paths.has(movedFrom ?? path))
  );
}

/** The first later commit of the trunk that adds nearly all lines of a change. */
function holdersOf(
  trunk: Trunk,
  leftOf: ReadonlyMap<HistoryCommit, readonly number[]>,
): ReadonlyMap<HistoryCommit, CopyOnTrunk> {
  const wanting = new Map<number, HistoryCommit[]>();
  for (const [commit, left] of leftOf) {
    if (left.length < fewestLines) continue;
    // Any few lines of the change lead to its holder, if nearly all must be in it.
    const some = left.slice(0, Math.ceil(left.length * (1 - nearlyAll)) + 1);
    for (const hash of new Set(some)) listAt(wanting, hash).push(commit);
  }
  const found = new Map<HistoryCommit, CopyOnTrunk>();
  if (wanting.size === 0) return found;
  for (const holder of trunk.commits) {
    const candidates = new Set(changesWithLines(holder, "added", wanting));
    if (candidates.size === 0) continue;
    const { added } = tellingLines(holder) ?? { added: [] };
    for (const commit of candidates) {
      if (found.has(commit) || holder.committedMs < commit.authoredMs) continue;
      const left = leftOf.get(commit)!;
      if (linesInCommon(left, added) >= nearlyAll * left.length) {
        found.set(commit, { commit: holder, how: "holds its lines" });
      }
    }
  }
  return found;
}
