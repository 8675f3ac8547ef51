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

export interface EvaluateOutput {
  readonly shipped: typeof diffModelScores;
  readonly own: readonly ModelScores[];
}

export const evaluate = operation({
  name: "eval",
  about: "How well the models' estimates hold: on labelled fixes, and against what you declared",
  input: z.object({}),
  async run(_input, effects): Promise<EvaluateOutput> {
    await refresh(effects);
    return { shipped: diffModelScores, own: scoreModels(await estimatedTasks(await effects.store())) };
  },
});
