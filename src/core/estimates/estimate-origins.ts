/** When estimates were given: before the work began, after it had begun, or by a model that saw the result. */

import type { EstimatesByOrigin, RecordEntry } from "../leverage-record.ts";
import type { Estimate } from "../types.ts";
import { declaredName } from "./estimates.ts";

/**
 * `pre-registered`: by `leverage plan`, before the task's first turn. `late`: declared later, or imported from a
 * hand-kept record, which does not say when. `model`: by an estimator.
 */
export const estimateOrigins = ["pre-registered", "late", "model"] as const;
export type EstimateOrigin = (typeof estimateOrigins)[number];

export function originOf({ estimator, inputs }: Pick<Estimate, "estimator" | "inputs">): EstimateOrigin {
  if (estimator !== declaredName) return "model";
  return inputs["origin"] === "pre-registered" ? "pre-registered" : "late";
}

/** Tasks with an estimate and the mean minutes they add to the total, each under its origin. */
export function byOrigin(
  entries: readonly Pick<RecordEntry, "estimate" | "humanMeanMinutes">[],
): EstimatesByOrigin {
  const of = (origin: EstimateOrigin) => {
    const own = entries.filter(({ estimate }) => estimate !== null && originOf(estimate) === origin);
    return {
      tasks: own.length,
      humanMeanMinutes: own.reduce((sum, entry) => sum + (entry.humanMeanMinutes ?? 0), 0),
    };
  };
  return { preRegistered: of("pre-registered"), late: of("late"), model: of("model") };
}
