/**
 * Declared estimates beside what a model expected before they were given: the points of a calibration plot, and how well
 * they agree by work type and by when they were declared. The model never knew the answer it is compared with.
 */
import type { WorkType } from "../types.ts";
import { offsetOf } from "./calibration.ts";
import { type EstimateOrigin, originOf } from "./estimate-origins.ts";
import { estimateInForce } from "./estimates.ts";
import type { EstimatedTask, PersonLevel } from "./levels.ts";
import { median } from "./model-scores.ts";

export interface EstimatePair {
  readonly taskId: string;
  readonly person: string;
  readonly type: WorkType;
  /** Name and version of the model: `diff-model@1`. */
  readonly estimator: string;
  readonly origin: Exclude<EstimateOrigin, "model">;
  readonly declaredMinutes: number;
  /** The model's median as it ships. */
  readonly modelMinutes: number;
  /** At the person's level as it was known before, with the 80 % interval. */
  readonly expectedMinutes: number;
  readonly lowMinutes: number;
  readonly highMinutes: number;
  readonly inside: boolean;
}

export interface PairAgreement {
  readonly pairs: number;
  /** Median of declared over expected minutes: above 1, people declare more. */
  readonly medianRatio: number | null;
  /** Median of declared over the shipped model's minutes. */
  readonly medianRatioAsShipped: number | null;
  /** Share of declared estimates inside the 80 % interval. */
  readonly inside: number | null;
}

/** One pair for each task and model that a person's level was learned from, in the order they were declared. */
export function pairsOf(levels: readonly PersonLevel[], tasks: readonly EstimatedTask[]): EstimatePair[] {
  const taskOf = new Map(tasks.map((one) => [one.task.id, one]));
  return levels.flatMap(({ person, estimator, version, checks }) =>
    checks.flatMap(({ observation, before, half80, error }) => {
      const found = taskOf.get(observation.taskId);
      const declared = found === undefined ? null : estimateInForce(found.estimates);
      if (found === undefined || declared === null) return [];
      const origin = originOf(declared);
      if (origin === "model") return [];
      const declaredMinutes = declared.likelyMinutes;
      const modelMinutes = declaredMinutes / Math.exp(observation.residual);
      const expectedMinutes = modelMinutes * Math.exp(offsetOf(before, observation.type));
      return {
        taskId: observation.taskId,
        person,
        type: found.task.type,
        estimator: `${estimator}@${version}`,
        origin,
        declaredMinutes,
        modelMinutes,
        expectedMinutes,
        lowMinutes: expectedMinutes * Math.exp(-half80),
        highMinutes: expectedMinutes * Math.exp(half80),
        inside: Math.abs(error) <= half80,
      };
    }),
  );
}

export function agreementOf(pairs: readonly EstimatePair[]): PairAgreement {
  const medianOf = (ratio: (pair: EstimatePair) => number) =>
    pairs.length === 0 ? null : median(pairs.map(ratio));
  return {
    pairs: pairs.length,
    medianRatio: medianOf(({ declaredMinutes, expectedMinutes }) => declaredMinutes / expectedMinutes),
    medianRatioAsShipped: medianOf(({ declaredMinutes, modelMinutes }) => declaredMinutes / modelMinutes),
    inside: pairs.length === 0 ? null : pairs.filter(({ inside }) => inside).length / pairs.length,
  };
}

/** Most pairs first. */
export function agreementByType(
  pairs: readonly EstimatePair[],
): readonly (PairAgreement & { readonly type: WorkType })[] {
  const types = [...new Set(pairs.map(({ type }) => type))];
  return types
    .map((type) => ({ type, ...agreementOf(pairs.filter((pair) => pair.type === type)) }))
    .sort((a, b) => b.pairs - a.pairs || (a.type < b.type ? -1 : 1));
}
