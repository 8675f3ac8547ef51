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

/** Declared over expected minutes of a work type: the geometric mean, and where it lies with a certainty of 95 %. */
export interface TypeBias {
  readonly type: WorkType;
  readonly pairs: number;
  readonly ratio: number;
  /** Null for fewer than three pairs. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Most pairs first. */
export function biasByType(pairs: readonly EstimatePair[]): readonly TypeBias[] {
  const types = [...new Set(pairs.map(({ type }) => type))];
  return types
    .map((type) =>
      biasOf(
        type,
        pairs.filter((pair) => pair.type === type),
      ),
    )
    .sort((a, b) => b.pairs - a.pairs || (a.type < b.type ? -1 : 1));
}

function biasOf(type: WorkType, pairs: readonly EstimatePair[]): TypeBias {
  const n = pairs.length;
  const errors = pairs.map(({ declaredMinutes, expectedMinutes }) =>
    Math.log(declaredMinutes / expectedMinutes),
  );
  const mean = errors.reduce((sum, error) => sum + error, 0) / n;
  const squares = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0);
  const reach = n < 3 ? null : studentQuantile975(n - 1) * Math.sqrt(squares / (n - 1) / n);
  return {
    type,
    pairs: n,
    ratio: Math.exp(mean),
    low: reach === null ? null : Math.exp(mean - reach),
    high: reach === null ? null : Math.exp(mean + reach),
  };
}

/** 97.5th percentile of Student's t, by Fisher's series around the normal one: within 3 % from 2 degrees of freedom on. */
function studentQuantile975(degrees: number): number {
  const z = 1.959964;
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
  ];
  return terms.reduce((sum, term, i) => sum + term / degrees ** (i + 1), z);
}
