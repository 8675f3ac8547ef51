/** What people declare: `leverage plan`, `leverage estimate`, and the rows of imported records. */
import { declaredEstimates, declaredName } from "../core/estimates/estimates.ts";
import type { PeoplesEstimator } from "./estimator.ts";

export const declared: PeoplesEstimator = {
  name: declaredName,
  version: 1,
  about: "what a person declared for the task; the newest counts",
  from: "people",
  estimate: ({ task, opinions, plans }) => declaredEstimates(task, opinions, plans),
};
