/** What people declare: `leverage plan`, `leverage estimate`, and the rows of imported records. */
import { declaredEstimates, declaredName } from "../core/estimates/estimates.ts";
import type { Estimator } from "./estimator.ts";

export const declared: Estimator = {
  name: declaredName,
  version: 1,
  about: "what a person declared for the task; the newest counts",
  learnsFromPast: false,
  estimate: ({ task, opinions, plans }) => declaredEstimates(task, opinions, plans),
};
