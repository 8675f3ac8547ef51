/** Which declared estimates stand beside a model's, and what each person's taught about that model's level. */

import type { Estimate, Task } from "../types.ts";
import {
  type Calibration,
  calibrate,
  type LevelCheck,
  type LevelObservation,
  learnLevel,
} from "./calibration.ts";
import { declaredName, estimateInForce } from "./estimates.ts";
import { logSdOfRange } from "./log-normal.ts";

export interface EstimatedTask {
  readonly task: Pick<Task, "id" | "person" | "type">;
  readonly estimates: readonly Estimate[];
}

/** One person's level beside one model. */
export interface PersonLevel {
  readonly person: string;
  /** Name and version of the model. */
  readonly estimator: string;
  readonly version: number;
  /** In time order. */
  readonly checks: readonly LevelCheck[];
  readonly now: Calibration;
}

/** Every person's level by their declared estimates, beside each of the named models; people with none are left out. */
export function levelsOf(tasks: readonly EstimatedTask[], models: readonly string[]): readonly PersonLevel[] {
  const groups = new Map<string, { person: string; model: Estimate; observations: LevelObservation[] }>();
  for (const { task, estimates } of tasks) {
    const declared = estimateInForce(estimates);
    if (declared?.estimator !== declaredName || !(declared.likelyMinutes > 0)) continue;
    for (const model of uncalibrated(estimates, models)) {
      const key = keyOf(task.person, model);
      const group = groups.get(key) ?? { person: task.person, model, observations: [] };
      groups.set(key, group);
      group.observations.push({
        taskId: task.id,
        type: task.type,
        atMs: declared.givenMs,
        residual: Math.log(declared.likelyMinutes / model.likelyMinutes),
        modelLogSd: logSdOfRange(model),
      });
    }
  }
  return [...groups.values()].map(({ person, model, observations }) => ({
    person,
    estimator: model.estimator,
    version: model.version,
    ...learnLevel(observations),
  }));
}

/**
 * Puts a calibrated estimate before each estimate of a calibrated model. Where the person declared one for the
 * task itself, the model is set by what was declared before: it never learns from the answer.
 */
export function calibrator(levels: readonly PersonLevel[]): (task: EstimatedTask) => readonly Estimate[] {
  const byKey = new Map(
    levels.map((level) => {
      const before = new Map(level.checks.map((check) => [check.observation.taskId, check.before]));
      return [keyOf(level.person, level), { now: level.now, before }];
    }),
  );
  return ({ task, estimates }) =>
    estimates.flatMap((estimate) => {
      const level = byKey.get(keyOf(task.person, estimate));
      if (level === undefined) return [estimate];
      const known = level.before.get(task.id) ?? level.now;
      return known.lastMs === null ? [estimate] : [calibrate(estimate, known, task.type), estimate];
    });
}

function uncalibrated(estimates: readonly Estimate[], models: readonly string[]): readonly Estimate[] {
  return estimates.filter(
    ({ estimator, levelFrom, likelyMinutes }) =>
      models.includes(estimator) && levelFrom === undefined && likelyMinutes > 0,
  );
}

const keyOf = (person: string, { estimator, version }: Pick<Estimate, "estimator" | "version">): string =>
  JSON.stringify([person, estimator, version]);
