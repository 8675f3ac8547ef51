/** What a look at all estimates suggests: plans whose branch never appeared, alike tasks with unlike estimates. */

import { dayOf } from "../core/days.ts";
import { estimatedUnlike } from "../core/estimates/alike-estimates.ts";
import { declaredName } from "../core/estimates/estimates.ts";
import type { Day } from "../core/types.ts";
import type { Effects } from "./operation.ts";
import { type PlanLine, planFaults, planLines } from "./plan.ts";

export interface EstimateAdvice {
  /** Where the chain of plans is broken; empty: it is sound. */
  readonly planFaults: readonly string[];
  /** Plans of at least a day that no task took. */
  readonly openPlans: readonly PlanLine[];
  /** Alike tasks whose declared estimates lie far apart, the widest first. */
  readonly unlike: readonly {
    readonly ratio: number;
    /** Largest estimate first. */
    readonly tasks: readonly {
      readonly taskId: string;
      readonly title: string;
      readonly day: Day;
      readonly minutes: number;
    }[];
  }[];
}

export const noAdvice: EstimateAdvice = { planFaults: [], openPlans: [], unlike: [] };

const dayMs = 24 * 60 * 60_000;

export async function estimateAdvice(effects: Effects): Promise<EstimateAdvice> {
  const store = await effects.store();
  const minutesOf = new Map(
    (await store.estimates())
      .filter(({ inForce, estimate }) => inForce && estimate.estimator === declaredName)
      .map(({ taskId, estimate }) => [taskId, estimate.likelyMinutes]),
  );
  const declared = (await store.tasks()).flatMap((task) => {
    const minutes = minutesOf.get(task.id);
    return minutes === undefined || task.excluded ? [] : [{ ...task, taskId: task.id, minutes }];
  });
  return {
    planFaults: await planFaults(effects),
    openPlans: (await planLines(effects)).filter(
      ({ state, plan }) => state === "open" && plan.atMs + dayMs <= effects.clock(),
    ),
    unlike: estimatedUnlike(declared).map(({ ratio, tasks }) => ({
      ratio,
      tasks: tasks.map(({ taskId, title, firstMs, minutes }) => ({
        ...{ taskId, title, minutes },
        day: dayOf(firstMs, effects.timezone),
      })),
    })),
  };
}
