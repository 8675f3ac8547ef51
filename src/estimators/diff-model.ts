/**
 * Diff model v1: human minutes from the size of a task's net source diff (method section 5).
 *
 * An interval-censored log-normal fitted to 1,113 fixes of the SWE-bench annotation, each put into one of four
 * time buckets by three engineers. `docs/ESTIMATES.md` shows how it was fitted, how well it holds on repositories
 * it has not seen, and what was tried beside it.
 */

import { between, type DiffSize, diffEvidence, type NetDiff, sourceSize } from "../core/changes/net-diff.ts";
import { referenceEngineer } from "../core/estimates/estimates.ts";
import { medianFromMean, rangeFromMedian, sumOfLogNormals } from "../core/estimates/log-normal.ts";
import type { Estimate, Turn } from "../core/types.ts";
import type { WorkEstimator } from "./estimator.ts";

const name = "diff-model";

/**
 * The constants in use, fitted to all 1,113 fixes (method section 5). `npm run fit` repeats the fit on the rows at
 * hand (`diff-model-fit.ts`); a test holds these within two standard errors of it.
 */
export const diffModelV1 = {
  version: 1,
  intercept: 1.555,
  perLogLines: 0.521,
  perLogFiles: 0.335,
  perLogHunks: 0.104,
  /** Of the engineers' labels around the model. */
  logSdOfLabels: 0.638,
  /** Of measured minutes around the model: adds how far such labels are from measured work. */
  logSd: 0.9,
  /** 95th and 99th percentile of the lines of the fixes it was fitted on. */
  fittedLines: 120,
  furthestLines: 286,
} as const;

/** Median minutes for a diff of this size. */
export function medianMinutesOf({ lines, files, hunks }: DiffSize): number {
  const { intercept, perLogLines, perLogFiles, perLogHunks } = diffModelV1;
  return Math.exp(
    intercept +
      perLogLines * Math.log1p(lines) +
      perLogFiles * Math.log1p(files) +
      perLogHunks * Math.log1p(hunks),
  );
}

export const diffModel: WorkEstimator = {
  name,
  version: diffModelV1.version,
  about: "from the lines, files and hunks of the net source diff",
  from: "work",
  estimate({ diff, parts: commits = [], turns, lastMs }) {
    const size = sourceSize(diff);
    if (size.lines === 0) return [];
    const parts = size.lines > diffModelV1.fittedLines ? partsOf(diff, commits, turns) : [size];
    const { medianMinutes, logSd } = minutesOf(size, parts);
    return [
      {
        ...rangeFromMedian(medianMinutes, logSd),
        estimator: name,
        version: diffModelV1.version,
        givenMs: lastMs,
        assumption: `${referenceEngineer} Estimated from the size of the net source diff; tests, documentation, data, lockfiles, generated and vendored files are not counted.`,
        warnings: warningsFor(size, parts),
        inputs: { ...size, parts: parts.length, medianMinutes, logSd, ...evidenceInputs(diff) },
        note: null,
      },
    ];
  },
};

export interface Spread {
  readonly medianMinutes: number;
  readonly logSd: number;
}

/**
 * One diff up to the fitted range, the sum over its parts from far beyond it on, and between the two from one to
 * the other in even steps of the lines' logarithm, so that no line more makes the estimate jump.
 */
export function minutesOf(size: DiffSize, parts: readonly DiffSize[]): Spread {
  const { fittedLines, furthestLines } = diffModelV1;
  const one = ofOne(size);
  if (parts.length < 2 || size.lines <= fittedLines) return one;
  const sum = sumOfParts(parts);
  const way = Math.min(1, Math.log(size.lines / fittedLines) / Math.log(furthestLines / fittedLines));
  return {
    medianMinutes: one.medianMinutes ** (1 - way) * sum.medianMinutes ** way,
    logSd: one.logSd * (1 - way) + sum.logSd * way,
  };
}

const ofOne = (size: DiffSize): Spread => ({
  medianMinutes: medianMinutesOf(size),
  logSd: diffModelV1.logSd,
});

/**
 * The parts' means added up. How far labels are from measured work is taken to be the same for all parts of a
 * task, so only the labels' own scatter averages out.
 */
function sumOfParts(parts: readonly DiffSize[]): Spread {
  const { logSd, logSdOfLabels } = diffModelV1;
  const means = parts.map((size) => ({ mean: medianMinutesOf(size) * Math.exp(logSd ** 2 / 2), logSd }));
  const total = sumOfLogNormals(means, logSd ** 2 - logSdOfLabels ** 2);
  return { medianMinutes: medianFromMean(total), logSd: total.logSd };
}

/** The task's commits where there are several; else what was edited before each that the log shows. */
function partsOf(diff: NetDiff, commits: readonly DiffSize[], turns: readonly Turn[]): readonly DiffSize[] {
  return commits.length > 1 ? commits : partsByCommit(diff, turns);
}

/** The net diff cut at the task's commits: what was edited before each commit is its part, the rest the last. */
function partsByCommit(diff: NetDiff, turns: readonly Turn[]): readonly DiffSize[] {
  const commits = turns.flatMap((turn) => turn.commits).sort((a, b) => a.atMs - b.atMs);
  // An amended commit comes again with the same subject, and ends the same part.
  const ends = commits.filter((commit, i) => commit.subject !== commits[i + 1]?.subject);
  const cuts = [Number.NEGATIVE_INFINITY, ...ends.map((commit) => commit.atMs), Number.POSITIVE_INFINITY];
  return cuts
    .slice(1)
    .map((toMs, i) => sourceSize(between(diff, cuts[i]!, toMs)))
    .filter((size) => size.lines > 0);
}

function warningsFor({ lines }: DiffSize, parts: readonly DiffSize[]): readonly string[] {
  const { fittedLines, furthestLines } = diffModelV1;
  if (lines <= fittedLines) return [];
  const beyond = `${lines} changed lines are beyond the fitted range (Python fixes of up to ${fittedLines} lines)`;
  if (lines <= furthestLines) {
    return parts.length === 1
      ? [beyond]
      : [`${beyond}: drawn towards the sum of ${parts.length} parts, cut at the commits`];
  }
  if (parts.length === 1) return [`${beyond}, far out of range: declare an estimate for this task`];
  const summed = `${beyond}: summed over ${parts.length} parts, cut at the commits`;
  const largest = Math.max(...parts.map((part) => part.lines));
  if (largest <= furthestLines) return [summed];
  return [summed, `one part alone has ${largest} lines, far out of range: declare an estimate for this task`];
}

/** The rest of the evidence: lines by kind of file, source lines by language. */
function evidenceInputs(diff: NetDiff): Estimate["inputs"] {
  const inputs: Record<string, number> = {};
  for (const row of diffEvidence(diff)) {
    const name =
      row.kind === "source" ? `lines in ${row.language ?? "no known language"}` : `${row.kind} lines`;
    inputs[name] = (inputs[name] ?? 0) + row.addedLines + row.removedLines;
  }
  return inputs;
}
