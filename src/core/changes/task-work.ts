/**
 * What a task left behind in its repositories, as a result of the ledger: its commits with the reasons they are
 * taken for its own, its net diff as counts, and what became of it.
 */
import type { DiffEvidence } from "./net-diff.ts";

/**
 * What became of a task's commits. `merged`: the trunk holds them, or copies of them. `unmerged`: only other branches
 * do. `abandoned`: no branch holds them any more, or nothing was added to their branch for a month while the trunk
 * went on. `reverted`: later commits took back most of what they brought.
 */
export const outcomes = ["merged", "unmerged", "abandoned", "reverted"] as const;
export type Outcome = (typeof outcomes)[number];

/** A commit that a task made or had a part in. */
export interface CommitOfWork {
  /** Full, or as the log shows it where no repository of this machine has it. */
  readonly sha: string;
  /** The repository's short name; null where only the log knows the commit. */
  readonly repository: string | null;
  readonly subject: string;
  readonly authoredMs: number;
  /** Probability that the task made the commit or part of it. */
  readonly confidence: number;
  /** The task's part of the changed lines, 0 to 1. */
  readonly share: number;
  /** Of the whole commit; null where unknown (binary files, merges, only in the log). */
  readonly files: number | null;
  readonly addedLines: number | null;
  readonly removedLines: number | null;
  /** Whether a branch or tag still holds it; null where no history was read. */
  readonly reachable: boolean | null;
  /** Null where no trunk is known. */
  readonly merged: boolean | null;
  /** The commit of the trunk that holds the change: itself, or a copy (a squash merge); null where none does. */
  readonly landedAs?: string | null;
  /** The commit that took it back. */
  readonly revertedBy: string | null;
  readonly reasons: readonly { readonly reason: string; readonly note: string }[];
}

export interface TaskWork {
  readonly taskId: string;
  /** Newest last. */
  readonly commits: readonly CommitOfWork[];
  /** Null where no history tells: no commit is known, or only the log knows it. */
  readonly outcome: Outcome | null;
  /** One line for `explain`. */
  readonly outcomeBecause: string;
  readonly diff: {
    readonly from: "commits" | "edits";
    /** By kind and language, most lines first. */
    readonly rows: readonly DiffEvidence[];
    /** Files of which only the name is known: binary, or too large. */
    readonly uncountedFiles: number;
  };
}
