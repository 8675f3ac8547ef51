/**
 * How well the models hold: the shipped model on repositories it has not seen (measured when it was made, since the
 * research files do not ship), and every model on this ledger's own declared estimates, computed now.
 */
import { z } from "zod";
import { type ModelScores, scoreModels } from "../core/estimates/model-scores.ts";
import { diffModelScores } from "../estimators/diff-model-scores.ts";
import { estimatedTasks } from "./estimated-tasks.ts";
import { operation } from "./operation.ts";
import { refresh } from "./refresh.ts";

/** One model on the labelled fixes; without intervals it covers nothing. */
export interface ShippedScores {
  readonly name: string;
  readonly exact: number;
  readonly withinOne: number;
  readonly spearman: number;
  readonly kappa: number;
  readonly coverage50: number | null;
  readonly width50: number | null;
  readonly coverage80: number | null;
  readonly width80: number | null;
}

export interface EvaluateOutput {
  readonly shipped: {
    readonly source: string;
    readonly date: string;
    readonly fixes: number;
    readonly repositories: number;
    readonly rows: readonly ShippedScores[];
  };
  readonly own: readonly ModelScores[];
}

export const evaluate = operation({
  name: "eval",
  about: "How well the models' estimates hold: on labelled fixes, and against what you declared",
  input: () => z.object({}),
  async run(_input, effects): Promise<EvaluateOutput> {
    await refresh(effects);
    return { shipped: diffModelScores, own: scoreModels(await estimatedTasks(await effects.store())) };
  },
});
