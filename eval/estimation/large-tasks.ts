/**
 * Large tasks are not among the labelled fixes, but sums of them are: neighbouring fixes of one repository taken
 * together as one task whose time is the sum of its parts' labels. One diff, the sum over the parts, and the rule in
 * use are judged on these by size.
 */
import { mean, median } from "simple-statistics";
import type { DiffSize } from "../../src/core/changes/net-diff.ts";
import { diffModelV1, medianMinutesOf, minutesOf } from "../../src/estimators/diff-model.ts";
import type { LabelledFix } from "./labelled-fixes.ts";

/** Minutes that stand for the four buckets: geometric middles, the outer ones reckoned as 5 to 15 minutes and 4 to 10 hours. */
const minutesOfBucket = [9, 30, 120, 380];

/** A log-normal's mean over its median. */
const meanOver = (logSd: number): number => Math.exp(logSd ** 2 / 2);

export interface LargeTaskScore {
  readonly lines: string;
  readonly n: number;
  /** By rule: median of labelled over predicted minutes, and root of the mean squared log error. */
  readonly one: Fit;
  readonly sum: Fit;
  readonly inUse: Fit;
}

export interface Fit {
  readonly ratio: number;
  readonly logError: number;
}

interface Joined {
  readonly lines: number;
  readonly labelled: number;
  readonly one: number;
  readonly sum: number;
  readonly inUse: number;
}

const labelMean = meanOver(diffModelV1.logSdOfLabels);
const limits = [0, 60, 120, 200, 286, 450, Number.POSITIVE_INFINITY];

export function largeTaskScores(fixes: readonly LabelledFix[]): readonly LargeTaskScore[] {
  const tasks = joinedFixes(fixes);
  return limits.slice(1).map((to, i) => {
    const from = limits[i]!;
    const own = tasks.filter(({ lines }) => lines > from && lines <= to);
    return {
      lines: Number.isFinite(to) ? `${from + 1} to ${to}` : `${from + 1} and more`,
      n: own.length,
      one: fitOf(own, ({ one }) => one),
      sum: fitOf(own, ({ sum }) => sum),
      inUse: fitOf(own, ({ inUse }) => inUse),
    };
  });
}

/** Each repository's fixes in the order of the file, two to twenty together. */
function joinedFixes(fixes: readonly LabelledFix[]): readonly Joined[] {
  const repositories = [...new Set(fixes.map((fix) => fix.repository))];
  return repositories.flatMap((repository) => {
    const own = fixes.filter((fix) => fix.repository === repository);
    return [2, 3, 4, 6, 8, 12, 20].flatMap((together) =>
      Array.from({ length: Math.floor(own.length / together) }, (_, i) =>
        joined(own.slice(i * together, (i + 1) * together)),
      ),
    );
  });
}

function joined(fixes: readonly LabelledFix[]): Joined {
  const parts = fixes.map(sizeOf);
  const size = parts.reduce((a, b) => ({
    lines: a.lines + b.lines,
    files: a.files + b.files,
    hunks: a.hunks + b.hunks,
  }));
  const rule = minutesOf(size, parts);
  return {
    lines: size.lines,
    labelled: fixes.reduce((sum, fix) => sum + minutesOfBucket[fix.bucket]!, 0),
    one: medianMinutesOf(size) * labelMean,
    sum: parts.reduce((sum, part) => sum + medianMinutesOf(part) * labelMean, 0),
    // Its mean holds the distance of labels from measured work too: taken out, to compare with labels.
    inUse: (rule.medianMinutes * meanOver(rule.logSd) * labelMean) / meanOver(diffModelV1.logSd),
  };
}

const sizeOf = (fix: LabelledFix): DiffSize => ({
  lines: fix.column("add") + fix.column("dele"),
  files: fix.column("files"),
  hunks: fix.column("hunks"),
});

function fitOf(tasks: readonly Joined[], predicted: (task: Joined) => number): Fit {
  const ratios = tasks.map((task) => task.labelled / predicted(task));
  return { ratio: median(ratios), logError: Math.sqrt(mean(ratios.map((ratio) => Math.log(ratio) ** 2))) };
}
