/**
 * The contract of an estimator of human minutes. Adding one is a file beside this, a line in `index.ts` (its
 * place there is its rank), and a section in `docs/ESTIMATES.md`.
 */
import type { Estimate, Task, Turn } from "../core/types.ts";

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
  /** Tasks of the same person that ended before this one began, oldest first. */
  readonly past: readonly PastTask[];
  readonly nowMs: number;
}

export interface Estimator {
  readonly name: string;
  readonly version: number;
  readonly about: string;
  /** Null: this estimator has nothing to say on this task. */
  estimate(input: EstimatorInput): Estimate | null;
}
