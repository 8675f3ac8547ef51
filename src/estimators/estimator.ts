/**
 * The contract of an estimator of human minutes. Adding one is a file beside this, a line in `index.ts` (its
 * place there is its rank), and a section in `docs/ESTIMATES.md`.
 */
import type { DiffSize, NetDiff } from "../core/changes/net-diff.ts";
import type { TakenPlan } from "../core/estimates/plans.ts";
import type { Estimate, Opinion, Task, Turn } from "../core/types.ts";
import type { PastTasks } from "./past-tasks.ts";

export interface EstimatorInput {
  readonly task: Task;
  readonly turns: readonly Turn[];
  readonly agentMinutes: number;
  /** What the task left behind: the net diff of its commits, else of its edits (`core/changes/task-diff.ts`). */
  readonly diff: NetDiff;
  /** The sizes of its commits; empty where the diff is that of edits. */
  readonly parts?: readonly DiffSize[];
  /** All opinions in force: those that were undone are taken out. */
  readonly opinions: readonly Opinion[];
  /** Plans that this task took. */
  readonly plans?: readonly TakenPlan[];
  /** What the tasks of the same person took that ended before this one began. */
  readonly past: PastTasks;
  readonly nowMs: number;
}

export interface Estimator {
  readonly name: string;
  readonly version: number;
  readonly about: string;
  /** It learns from the person's past tasks: it is asked in time order, and its level is theirs already. */
  readonly learnsFromPast: boolean;
  /** Empty: this estimator has nothing to say on this task. Several: every opinion is kept, oldest first. */
  estimate(input: EstimatorInput): readonly Estimate[];
}
