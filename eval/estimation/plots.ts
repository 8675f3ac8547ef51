/** The pictures of docs/ESTIMATES.md: how the diff model's form does on repositories it has not seen. */
import { parseHTML } from "linkedom";
import { mean } from "simple-statistics";
import { biasByGroup } from "../../src/plots/bias.ts";
import type { Chart } from "../../src/plots/chart.ts";
import { coverageByGroup } from "../../src/plots/coverage.ts";
import { picture } from "../../src/plots/picture.ts";
import { predictedAgainstLabelled } from "../../src/plots/predicted-against-labelled.ts";
import { diffModelForm, linesOf } from "./candidates.ts";
import { fitCensored, standardErrors } from "./censored-fit.ts";
import { type PredictedFix, predictUnseen } from "./cross-validation.ts";
import { bucketOf, buckets, type LabelledFix } from "./labelled-fixes.ts";
import { normal } from "./normal.ts";
import { coverage } from "./scores.ts";

export const plotsFolder = new URL("../../docs/plots/", import.meta.url);

const bucketNames = ["under 15 min", "15 min to 1 h", "1 to 4 h", "over 4 h"];

/** Each about a sixth of the fixes, the last two from where labels get rare. */
const sizes = [
  { group: "1 to 2 lines", most: 2 },
  { group: "3 to 5", most: 5 },
  { group: "6 to 10", most: 10 },
  { group: "11 to 20", most: 20 },
  { group: "21 to 60", most: 60 },
  { group: "61 and more", most: Number.POSITIVE_INFINITY },
];

/** Fewer say nothing of their group. */
const fewestInGroup = 20;

/** SVG by file name. */
export function estimatePlots(fixes: readonly LabelledFix[]): ReadonlyMap<string, string> {
  const predicted = predictUnseen(diffModelForm, fixes);
  const charts: Readonly<Record<string, Chart | null>> = {
    "predicted-against-labelled.svg": agreementChart(predicted),
    "coverage-by-size.svg": coverageChart(predicted),
    "bias-by-repository.svg": biasChart(predicted, "repository", ({ repository }) => {
      return repository.split("__").at(-1)!;
    }),
    "bias-by-type.svg": biasChart(predicted, "words of the issue", issueType),
  };
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  return new Map(
    Object.entries(charts).flatMap(([name, chart]) =>
      chart === null ? [] : [[name, picture(chart, { width: 560, document })]],
    ),
  );
}

function agreementChart(predicted: readonly PredictedFix[]): Chart {
  const counts = buckets.map((_, labelled) =>
    buckets.map((__, found) => {
      return predicted.filter(({ fix, prediction }) => {
        return fix.bucket === labelled && bucketOf(prediction.medianMinutes) === found;
      }).length;
    }),
  );
  return predictedAgainstLabelled({ buckets: bucketNames, counts });
}

function coverageChart(predicted: readonly PredictedFix[]): Chart | null {
  const sizeOf = ({ fix }: PredictedFix) => sizes.find(({ most }) => linesOf(fix) <= most)!.group;
  const groups = grouped(predicted, sizeOf).sort(
    (a, b) =>
      sizes.findIndex(({ group }) => group === a.group) - sizes.findIndex(({ group }) => group === b.group),
  );
  const shareIn = (rows: readonly PredictedFix[], low: number, high: number) =>
    mean(rows.map(({ fix, prediction }) => coverage(prediction, fix.bucket, low, high)!));
  return coverageByGroup(
    groups.map(({ group, rows }) => ({
      group,
      tasks: rows.length,
      coverage50: shareIn(rows, 0.25, 0.75),
      coverage80: shareIn(rows, 0.1, 0.9),
    })),
    "changed lines",
  );
}

/**
 * What the predictions of each group would have to be multiplied by to suit its labels best, by maximum likelihood:
 * a fit of the interval-censored errors with nothing but a constant.
 */
function biasChart(
  predicted: readonly PredictedFix[],
  by: string,
  groupOf: (fix: LabelledFix) => string | null,
): Chart | null {
  const groups = grouped(predicted, ({ fix }) => groupOf(fix))
    .filter(({ rows }) => rows.length >= fewestInGroup)
    .map(({ group, rows }) => {
      const errors = rows.map(({ fix, prediction }) => {
        const { fromMinutes, toMinutes } = buckets[fix.bucket]!;
        const logMedian = Math.log(prediction.medianMinutes);
        return {
          features: [],
          fromLog: Math.log(fromMinutes) - logMedian,
          toLog: Math.log(toMinutes) - logMedian,
        };
      });
      const fit = fitCensored(errors, normal);
      const offset = fit.coefficients[0]!;
      const reach = 1.96 * standardErrors(errors, fit, normal)[0]!;
      return {
        group,
        tasks: rows.length,
        ratio: Math.exp(offset),
        low: Math.exp(offset - reach),
        high: Math.exp(offset + reach),
      };
    })
    .sort((a, b) => b.tasks - a.tasks);
  return biasByGroup({ groups, by, of: "labelled over predicted" });
}

/** What the words of the issue speak of; null where its text is not known. */
function issueType(fix: LabelledFix): string | null {
  if (fix.column("has_text") === 0) return null;
  const [bug, feature] = [fix.column("t_bug") === 1, fix.column("t_feat") === 1];
  if (bug && feature) return "both";
  if (bug) return "bug";
  return feature ? "feature" : "neither";
}

function grouped(
  predicted: readonly PredictedFix[],
  groupOf: (one: PredictedFix) => string | null,
): { readonly group: string; readonly rows: readonly PredictedFix[] }[] {
  const groups = new Map<string, PredictedFix[]>();
  for (const one of predicted) {
    const group = groupOf(one);
    if (group !== null) groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  return [...groups].map(([group, rows]) => ({ group, rows }));
}
