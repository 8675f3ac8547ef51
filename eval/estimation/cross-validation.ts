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

export interface PredictedFix {
  readonly fix: LabelledFix;
  readonly prediction: Prediction;
}

/** Leaves one repository out at a time: each fix is predicted from all other repositories. */
export function predictUnseen(candidate: Candidate, fixes: readonly LabelledFix[]): readonly PredictedFix[] {
  return [...new Set(fixes.map((fix) => fix.repository))].flatMap((repository) => {
    const predictOne = candidate.learn(fixes.filter((fix) => fix.repository !== repository));
    const unseen = fixes.filter((fix) => fix.repository === repository);
    return unseen.map((fix) => ({ fix, prediction: predictOne(fix) }));
  });
}

/** How well fixes are predicted from other repositories than their own. */
export function leaveOneRepositoryOut(candidate: Candidate, fixes: readonly LabelledFix[]): Scores {
  const predicted = predictUnseen(candidate, fixes);
  return score(
    predicted.map(({ prediction }) => prediction),
    predicted.map(({ fix }) => fix.bucket),
  );
}
