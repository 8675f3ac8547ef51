/**
 * What declared estimates taught about each model's level, and how well intervals covered them: every figure about
 * the past is from predictions made before the estimate they are compared with. Blind second estimates say how far
 * the first ones can be repeated.
 */
import { z } from "zod";
import {
  type Calibration,
  calibrationV1,
  halfWidths,
  type LevelCheck,
  offsetOf,
} from "../core/estimates/calibration.ts";
import { type EstimateOrigin, estimateOrigins, originOf } from "../core/estimates/estimate-origins.ts";
import { estimateInForce, meanMinutes } from "../core/estimates/estimates.ts";
import { levelsOf } from "../core/estimates/levels.ts";
import { median } from "../core/estimates/model-scores.ts";
import {
  agreementOf,
  biasByType,
  type EstimatePair,
  type PairAgreement,
  pairsOf,
  type TypeBias,
} from "../core/estimates/pairs.ts";
import { diffModelV1 } from "../estimators/diff-model.ts";
import { calibratedModels } from "../estimators/index.ts";
import { type BlindAgreement, blindAgreement } from "./blind.ts";
import { type CountedTask, estimatedTasks } from "./estimated-tasks.ts";
import { operation } from "./operation.ts";
import { refresh } from "./refresh.ts";

export interface LearnedFactor {
  readonly observations: number;
  /** On the logarithm of minutes; a type's includes the person's. */
  readonly offset: number;
  /** What the model's minutes are multiplied by: exp(offset). */
  readonly factor: number;
}

export interface Coverage {
  readonly observations: number;
  /** Shares of declared estimates inside the intervals given before; null without observations. */
  readonly coverage50: number | null;
  readonly coverage80: number | null;
  /** Median of high over low end of the 80 % intervals. */
  readonly width80: number | null;
  /** Median of declared over predicted minutes. */
  readonly medianRatio: number | null;
}

export interface LearnedLevel extends LearnedFactor {
  readonly person: string;
  /** Name and version: `diff-model@1`. */
  readonly estimator: string;
  readonly byType: readonly (LearnedFactor & { readonly type: string })[];
  /** The intervals that the person's next tasks get: high over low end. */
  readonly intervals: {
    readonly by: "shrunk variance" | "adaptive conformal";
    readonly width50: number;
    readonly width80: number;
  };
  readonly past: {
    readonly calibrated: Coverage;
    /** The part of it with conformal intervals. */
    readonly conformal: Coverage;
    /** The model as it ships, without what was learned. */
    readonly asShipped: Coverage;
  };
}

export interface CalibrationOutput {
  readonly rules: typeof calibrationV1;
  readonly levels: readonly LearnedLevel[];
  /** Tasks whose model estimate was set to their person's level. */
  readonly calibratedTasks: number;
  /** How blind second estimates agree with the first ones. */
  readonly blind: BlindAgreement;
  /** Each declared estimate beside what the model expected before it. */
  readonly pairs: readonly (EstimatePair & { readonly title: string })[];
  readonly byType: readonly TypeBias[];
  /** Estimates in force by when they were given, with how the declared ones agree with what was expected. */
  readonly byOrigin: readonly OriginRow[];
}

export interface OriginRow extends PairAgreement {
  readonly origin: EstimateOrigin;
  /** Tasks whose estimate in force is of this origin, and the mean minutes they add up to. */
  readonly tasks: number;
  readonly humanMeanMinutes: number;
}

export const calibration = operation({
  name: "calibration",
  about: "What your declared estimates taught the models, from how many, and how well intervals covered them",
  input: () => z.object({}),
  async run(_input, effects): Promise<CalibrationOutput> {
    await refresh(effects);
    const tasks = await estimatedTasks(await effects.store());
    const learnedLevels = levelsOf(tasks, calibratedModels);
    const pairs = pairsOf(learnedLevels, tasks);
    const titleOf = new Map(tasks.map(({ task }) => [task.id, task.title]));
    const levels = learnedLevels.map(({ person, estimator, version, checks, now }) => ({
      person,
      estimator: `${estimator}@${version}`,
      ...learned(now.person.observations, now.person.offset),
      byType: [...now.byType]
        .map(([type, { observations }]) => ({ type, ...learned(observations, offsetOf(now, type)) }))
        .sort((a, b) => b.observations - a.observations || (a.type < b.type ? -1 : 1)),
      intervals: intervalsOf(now),
      past: {
        calibrated: coverageOf(checks),
        conformal: coverageOf(checks.filter(({ before }) => before.conformal !== null)),
        asShipped: coverageOf(checks.map(asShipped)),
      },
    }));
    return {
      rules: calibrationV1,
      levels: levels.sort((a, b) => b.observations - a.observations || (a.person < b.person ? -1 : 1)),
      calibratedTasks: tasks.filter(({ estimates }) => estimates[0]?.levelFrom !== undefined).length,
      blind: await blindAgreement(effects),
      pairs: pairs.map((pair) => ({ ...pair, title: titleOf.get(pair.taskId) ?? "" })),
      byType: biasByType(pairs),
      byOrigin: estimateOrigins.map((origin) => originRow(origin, tasks, pairs)),
    };
  },
});

function originRow(
  origin: EstimateOrigin,
  tasks: readonly CountedTask[],
  pairs: readonly EstimatePair[],
): OriginRow {
  const inForce = tasks
    .filter(({ task }) => !task.excluded)
    .flatMap(({ estimates }) => estimateInForce(estimates) ?? [])
    .filter((estimate) => originOf(estimate) === origin);
  return {
    origin,
    tasks: inForce.length,
    humanMeanMinutes: inForce.reduce((sum, estimate) => sum + meanMinutes(estimate), 0),
    ...agreementOf(pairs.filter((pair) => pair.origin === origin)),
  };
}

const learned = (observations: number, offset: number): LearnedFactor => ({
  observations,
  offset,
  factor: Math.exp(offset),
});

function intervalsOf(now: Calibration): LearnedLevel["intervals"] {
  const { half50, half80 } = halfWidths(now, diffModelV1.logSd);
  return {
    by: now.conformal === null ? "shrunk variance" : "adaptive conformal",
    width50: Math.exp(2 * half50),
    width80: Math.exp(2 * half80),
  };
}

/** The same observation against the model's own median and interval. */
function asShipped({ observation, before }: LevelCheck): LevelCheck {
  const untaught = { ...before, person: { observations: 0, offset: 0 }, squaredErrors: 0, conformal: null };
  return {
    observation,
    before,
    error: observation.residual,
    ...halfWidths(untaught, observation.modelLogSd),
  };
}

function coverageOf(checks: readonly LevelCheck[]): Coverage {
  const share = (inside: (check: LevelCheck) => boolean) =>
    checks.length === 0 ? null : checks.filter(inside).length / checks.length;
  const medianOf = (value: (check: LevelCheck) => number) =>
    checks.length === 0 ? null : Math.exp(median(checks.map(value)));
  return {
    observations: checks.length,
    coverage50: share(({ error, half50 }) => Math.abs(error) <= half50),
    coverage80: share(({ error, half80 }) => Math.abs(error) <= half80),
    width80: medianOf(({ half80 }) => 2 * half80),
    medianRatio: medianOf(({ error }) => error),
  };
}
