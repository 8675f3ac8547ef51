/**
 * The contract of an estimator of human minutes. Adding one is a file beside this, a line in `index.ts` (its
 * place there is its rank), and a section in `docs/ESTIMATES.md`.
 */
import type { DiffSize, NetDiff } from "../core/changes/net-diff.ts";
import type { TakenPlan } from "../core/estimates/plans.ts";
import type { Estimate, Opinion, Task, Turn } from "../core/types.ts";
import type { PastTasks, TaskTraits } from "./past-tasks.ts";

/** What people said of a task. */
export interface SaidOfTask {
  readonly task: Task;
  /** Opinions in force, of this task or any: those that were undone are taken out. */
  readonly opinions: readonly Opinion[];
  /** Plans that this task took. */
  readonly plans?: readonly TakenPlan[];
}

/** What a task's own turns show, whatever is said of it and whatever other tasks there are. */
export interface WorkOfTask {
  readonly turns: readonly Turn[];
  /** What the task left behind: the net diff of its commits, else of its edits (`core/changes/task-diff.ts`). */
  readonly diff: NetDiff;
  /** The sizes of its commits; empty where the diff is that of edits. */
  readonly parts?: readonly DiffSize[];
  /** When the task showed its last sign of life: a model's estimate is dated by it. */
  readonly lastMs: number;
}

/** What is known of other tasks when a task begins. */
export interface PastOfTask {
  readonly traits: TaskTraits;
  readonly lastMs: number;
  /** What the tasks of the same person took that ended before this one began. */
  readonly past: PastTasks;
}

interface EstimatorOf<From extends string, Input> {
  readonly name: string;
  readonly version: number;
  readonly about: string;
  /** Estimates from work are made once; what people say may change at any time, and the past with every task. */
  readonly from: From;
  /** Empty: this estimator has nothing to say on this task. Several: every opinion is kept, oldest first. */
  estimate(input: Input): readonly Estimate[];
}

export type PeoplesEstimator = EstimatorOf<"people", SaidOfTask>;
export type WorkEstimator = EstimatorOf<"work", WorkOfTask>;
/** Asked in time order; its level is the person's already. */
export type PastEstimator = EstimatorOf<"past", PastOfTask>;
export type Estimator = PeoplesEstimator | WorkEstimator | PastEstimator;
