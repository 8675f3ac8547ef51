/** Judges a candidate on repositories it has not seen. */
import type { Candidate } from "./candidates.ts";
import type { LabelledFix } from "./labelled-fixes.ts";
import { type Prediction, type Scores, score } from "./scores.ts";

/** Learns from one set of fixes, scores on another. */
export function trainAndTest(
  candidate: Candidate,
  training: readonly LabelledFix[],
  tested: readonly LabelledFix[],
): Scores {
  const predictOne = candidate.learn(training);
  return score(
    tested.map(predictOne),
    tested.map((fix) => fix.bucket),
  );
}

/** Leaves one repository out at a time: each fix is predicted from all other repositories. */
export function leaveOneRepositoryOut(candidate: Candidate, fixes: readonly LabelledFix[]): Scores {
  const predictions: Prediction[] = [];
  const labels: number[] = [];
  for (const repository of new Set(fixes.map((fix) => fix.repository))) {
    const predictOne = candidate.learn(fixes.filter((fix) => fix.repository !== repository));
    for (const fix of fixes.filter((one) => one.repository === repository)) {
      predictions.push(predictOne(fix));
      labels.push(fix.bucket);
    }
  }
  return score(predictions, labels);
}
