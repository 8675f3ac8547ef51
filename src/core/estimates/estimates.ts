/** What is done with estimates of human minutes whoever gave them: choose one, take its mean, share it out. */

import type { Estimate, MinutesRange, Opinion, Task } from "../types.ts";
import { logSdOfRange } from "./log-normal.ts";
import type { TakenPlan } from "./plans.ts";
import {
  levelOfDeclared,
  levelOfModel,
  simulateTotal,
  type TotalItem,
  type TotalMinutes,
} from "./simulation.ts";

/** Whom every estimate's minutes are meant for (method section 5). */
export const referenceEngineer =
  "Minutes that a senior engineer who knows this codebase would need, alone and without AI, for the same accepted outcome.";

/** The estimator name of what people declare. */
export const declaredName = "declared";

/**
 * Noise of a declared number against measured effort, as a log-sd. A single number states no interval and an
 * entry shows none, but a total of several must know that declared numbers err: the 10th to 90th percentile of
 * actual over estimate spans 2 x 1.28 x .60 in SiP (5,722 tasks) and .61 in METR's trial (110 issues without AI).
 * Their sums agree (actual / estimate 1.03 and .94), so a declared number is taken for a mean.
 */
export const declaredLogSd = 0.6;

const isDeclared = (estimate: Estimate): boolean => estimate.estimator === declaredName;

/**
 * The estimate in force: the newest declared one (of equally new ones the last), else the first of the others,
 * which `estimateTask` gives in order of rank. Null where there is none.
 */
export function estimateInForce(estimates: readonly Estimate[]): Estimate | null {
  const declared = estimates.filter(isDeclared);
  if (declared.length === 0) return estimates[0] ?? null;
  return declared.reduce((newest, one) => (one.givenMs >= newest.givenMs ? one : newest));
}

/**
 * Mean minutes, which totals add (medians do not add up): for a model `median x exp(logSd² / 2)`; a declared
 * estimate counts as declared.
 */
export function meanMinutes(estimate: Estimate): number {
  if (isDeclared(estimate)) return estimate.likelyMinutes;
  return estimate.likelyMinutes * Math.exp(logSdOfRange(estimate) ** 2 / 2);
}

/** Who gave it, as shown everywhere: `diff-model@1 calibrated`. */
export function estimatorLabel({ estimator, version, levelFrom }: Estimate): string {
  return `${estimator}@${version}${levelFrom === undefined ? "" : " calibrated"}`;
}

/** The estimate, or the part of it that falls into a period, as an item of a total. */
export function totalItem(estimate: Estimate, share = 1): TotalItem {
  const declared = isDeclared(estimate);
  const logSd = logSdOfRange(estimate) || (declared ? declaredLogSd : 0);
  const level = declared ? levelOfDeclared : levelOfModel(estimate.levelFrom ?? 0);
  return { meanMinutes: meanMinutes(estimate), logSd, level, share };
}

/** A task's estimate, and the share of it that counts. */
export interface EstimatedPart {
  readonly estimate: Estimate;
  readonly share: number;
}

/** The total of the given shares of estimates, with its 80 % interval; see `simulateTotal`. */
export function totalOfEstimates(parts: readonly EstimatedPart[], seed: number): TotalMinutes {
  return simulateTotal(
    parts.map(({ estimate, share }) => totalItem(estimate, share)),
    seed,
  );
}

/** A share of a range: every percentile scaled alike. */
export function shareOfRange(range: MinutesRange, share: number): MinutesRange {
  return {
    lowMinutes: range.lowMinutes * share,
    likelyMinutes: range.likelyMinutes * share,
    highMinutes: range.highMinutes * share,
  };
}

/**
 * How a task's estimate is shared out over its days: by net source lines if any day has some, else by agent
 * time, else evenly. The shares add up to exactly 1.
 */
export function dayShares(
  days: readonly { readonly netLines: number; readonly agentMs: number }[],
): readonly number[] {
  const weights =
    [days.map((day) => day.netLines), days.map((day) => day.agentMs)].find((all) =>
      all.some((weight) => weight > 0),
    ) ?? days.map(() => 1);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  // Rounding must not give or take anything: the last day that counts takes what the others leave.
  const last = weights.findLastIndex((weight) => weight > 0);
  let given = 0;
  return weights.map((weight, i) => {
    const share = i === last ? Math.max(0, 1 - given) : weight / total;
    given += share;
    return share;
  });
}

/**
 * Every estimate a person declared for the task, in the order they were given; `opinions` are those in force,
 * `plans` those that this task took. Each says by its `origin` whether it was given before the work began.
 */
export function declaredEstimates(
  task: Task,
  opinions: readonly Opinion[],
  plans: readonly TakenPlan[] = [],
): readonly Estimate[] {
  const turns = new Set([task.anchor, ...task.turnIds]);
  const said = opinions.flatMap((opinion) => {
    const { body } = opinion;
    if (body.kind === "estimate" && turns.has(body.turnId)) {
      return [declared(opinion, body.minutes, body.note)];
    }
    if (body.kind === "imported-entry" && turns.has(`import/${body.entry.key}`)) {
      const minutes = body.entry.humanMinutes;
      const range = { lowMinutes: minutes, likelyMinutes: minutes, highMinutes: minutes };
      return [declared(opinion, range, `imported from a record of ${body.entry.day}`)];
    }
    return [];
  });
  return [...said, ...plans.map((taken) => planned(taken, task))].sort((a, b) => a.givenMs - b.givenMs);
}

function declared(
  { by, seq, atMs }: Pick<Opinion, "by" | "seq" | "atMs">,
  minutes: MinutesRange,
  note: string | null,
): Estimate {
  return {
    ...minutes,
    estimator: declaredName,
    version: 1,
    givenMs: atMs,
    assumption: `${referenceEngineer} Declared by a person.`,
    warnings: [],
    inputs: { by, opinion: seq, origin: "late" },
    note,
  };
}

function planned({ plan, late, attachedMs }: TakenPlan, task: Task): Estimate {
  const estimate = declared(plan, plan.minutes, plan.note);
  const chosenLate = attachedMs !== null && attachedMs >= task.firstMs;
  const warnings = [
    ...(late ? ["the plan was registered after the task's first prompt: it counts as late"] : []),
    ...(chosenLate && !late ? ["the plan was attached after the work began: a person chose which one"] : []),
  ];
  return {
    ...estimate,
    warnings,
    inputs: {
      ...estimate.inputs,
      origin: late ? "late" : "pre-registered",
      plan: plan.hash,
      taken: attachedMs === null ? `first prompt on branch ${plan.branch}` : "attached by a person",
    },
  };
}
