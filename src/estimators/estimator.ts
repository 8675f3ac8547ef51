/**
 * The contract of an estimator of human minutes. Adding one is a file beside this, a line in `index.ts` (its
 * place there is its rank), and a section in `docs/ESTIMATES.md`.
 */
import type { NetDiff } from "../core/net-diff.ts";
import type { Estimate, Opinion, Task, Turn } from "../core/types.ts";

/** A finished task of the same person with the estimate in force, for estimators that learn from history. */
export interface PastTask {
  readonly task: Task;
  readonly agentMinutes: number;
  readonly estimate: Estimate;
}

export interface EstimatorInput {
  readonly task: Task;
  readonly turns: readonly Turn[];
  readonly agentMinutes: number;
  /** Net diff of all the turns' edits (`core/net-diff.ts`). */
  readonly diff: NetDiff;
  /** All opinions in force: those that were undone are taken out. */
  readonly opinions: readonly Opinion[];
  /** Tasks of the same person that ended before this one began, oldest first. */
  readonly past: readonly PastTask[];
  readonly nowMs: number;
}

export interface Estimator {
  readonly name: string;
  readonly version: number;
  readonly about: string;
  /** Empty: this estimator has nothing to say on this task. Several: every opinion is kept, oldest first. */
  estimate(input: EstimatorInput): readonly Estimate[];
}
