/**
 * The estimators that are compared: the diff model's form, the rules others use, and what was tried to do better.
 * Each learns from some fixes and predicts others.
 */
import { z75, z90 } from "../../src/core/estimates/log-normal.ts";
import { diffModelV1, medianMinutesOf } from "../../src/estimators/diff-model.ts";
import { type CensoredRow, fitCensored, predict } from "./censored-fit.ts";
import { buckets, type LabelledFix } from "./labelled-fixes.ts";
import { type Distribution, logistic, normal } from "./normal.ts";
import type { Prediction } from "./scores.ts";

export interface Candidate {
  readonly name: string;
  readonly about: string;
  learn(fixes: readonly LabelledFix[]): (fix: LabelledFix) => Prediction;
}

type Features = (fix: LabelledFix) => readonly number[];

export const linesOf = (fix: LabelledFix): number => fix.column("add") + fix.column("dele");

/** ln(1+lines), ln(1+files), ln(1+hunks): the diff model's features. */
export const sizeFeatures: Features = (fix) =>
  [linesOf(fix), fix.column("files"), fix.column("hunks")].map(Math.log1p);

/** ln(1+x) of columns of the file. */
const logs =
  (...columns: readonly string[]): Features =>
  (fix) =>
    columns.map((name) => Math.log1p(fix.column(name)));

const sizeAnd =
  (more: Features): Features =>
  (fix) => [...sizeFeatures(fix), ...more(fix)];

/** The rows an interval-censored fit takes. */
export function censoredRows(fixes: readonly LabelledFix[], features: Features): readonly CensoredRow[] {
  return fixes.map((fix) => ({
    features: features(fix),
    fromLog: Math.log(buckets[fix.bucket]!.fromMinutes),
    toLog: Math.log(buckets[fix.bucket]!.toMinutes),
  }));
}

/** A linear model of log minutes fitted by maximum likelihood. */
function fitted(name: string, about: string, features: Features, distribution = normal): Candidate {
  return {
    name,
    about,
    learn: (fixes) => {
      const { coefficients, scale } = fitCensored(censoredRows(fixes, features), distribution);
      return (fix) => spread(predict(coefficients, features(fix)), scale, distribution);
    },
  };
}

function spread(logMedian: number, scale: number, distribution: Distribution): Prediction {
  // The logistic's 75th and 90th percentiles are ln 3 and ln 9.
  const [reach50, reach80] = distribution === normal ? [z75, z90] : [Math.log(3), Math.log(9)];
  return {
    medianMinutes: Math.exp(logMedian),
    below: (minutes) => distribution.cdf((Math.log(minutes) - logMedian) / scale),
    width50: Math.exp(2 * reach50 * scale),
    width80: Math.exp(2 * reach80 * scale),
  };
}

/** A rule that learns nothing and gives no spread. */
function rule(name: string, about: string, minutesOf: (fix: LabelledFix) => number): Candidate {
  const predictOne = (fix: LabelledFix): Prediction => ({
    medianMinutes: minutesOf(fix),
    below: null,
    width50: null,
    width80: null,
  });
  return { name, about, learn: () => predictOne };
}

/** Hours of a COCOMO person month (Boehm 1981). */
const personMonthMinutes = 152 * 60;

/** The diff model's form, fitted anew to what it learns from. */
export const diffModelForm = fitted(
  "lines + files + hunks",
  "the diff model's form: ln(1+lines), ln(1+files), ln(1+hunks)",
  sizeFeatures,
);

/** Not a fair rival where its fixes are part of the 1,113 it was fitted on: shows the constants in use. */
export const diffModelInUse: Candidate = {
  name: "diff model v1",
  about: "the constants in use; they have seen these fixes",
  learn: () => (fix) => {
    const size = { lines: linesOf(fix), files: fix.column("files"), hunks: fix.column("hunks") };
    return spread(Math.log(medianMinutesOf(size)), diffModelV1.logSdOfLabels, normal);
  },
};

export const rivals: readonly Candidate[] = [
  {
    name: "majority",
    about: "the commonest bucket for every fix",
    learn: (fixes) => {
      const counts = buckets.map((_, bucket) => fixes.filter((fix) => fix.bucket === bucket).length);
      const commonest = counts.indexOf(Math.max(...counts));
      const { fromMinutes, toMinutes } = buckets[commonest]!;
      const medianMinutes = Number.isFinite(toMinutes) ? (fromMinutes + toMinutes) / 2 : fromMinutes;
      return () => ({ medianMinutes, below: null, width50: null, width80: null });
    },
  },
  fitted("lines only", "ln(1+lines), fitted", (fix) => [Math.log1p(linesOf(fix))]),
  rule("25 lines an hour", "changed lines / 25", (fix) => (linesOf(fix) / 25) * 60),
  rule("COCOMO organic", "2.4 x KLOC^1.05 person months (Boehm 1981)", (fix) => {
    return 2.4 * (linesOf(fix) / 1000) ** 1.05 * personMonthMinutes;
  }),
  rule("COCOMO II nominal", "2.94 x KSLOC^1.0997 person months (Boehm 2000)", (fix) => {
    return 2.94 * (linesOf(fix) / 1000) ** 1.0997 * personMonthMinutes;
  }),
];

/** What was tried to do better; none does beyond chance, see `docs/ESTIMATES.md`. */
export const attempts: readonly Candidate[] = [
  fitted("lines + files", "without hunks", (fix) => [linesOf(fix), fix.column("files")].map(Math.log1p)),
  fitted(
    "added, removed apart",
    "ln(1+added), ln(1+removed), files, hunks",
    logs("add", "dele", "files", "hunks"),
  ),
  fitted("code lines", "without blank lines and comments", (fix) =>
    [fix.column("add_code") + fix.column("del_code"), fix.column("files"), fix.column("hunks")].map(
      Math.log1p,
    ),
  ),
  fitted("+ new files", "and files created", sizeAnd(logs("new_files"))),
  fitted("+ folders", "and folders touched", sizeAnd(logs("dirs"))),
  fitted("+ largest file", "and the lines in the most changed file", sizeAnd(logs("maxfile"))),
  fitted("+ functions around hunks", "and distinct functions touched", sizeAnd(logs("hunk_ctx_funcs"))),
  fitted("+ definitions", "and functions and classes added", sizeAnd(logs("defs_add", "cls_add"))),
  fitted("+ control flow", "and branches and loops added", sizeAnd(logs("ctrl_add"))),
  fitted("+ new names", "and identifiers not there before", sizeAnd(logs("ident_new"))),
  fitted("+ tokens", "and tokens added and removed", sizeAnd(logs("tok_add", "tok_del"))),
  fitted(
    "+ kinds of hunks",
    "and hunks that only add, and line pairs modified",
    sizeAnd(logs("pure_add_hunks", "mod_pairs")),
  ),
  fitted("+ tests", "and test lines, where the patch has tests", (fix) => {
    const hasTests = fix.column("has_test") === 1;
    return [...sizeFeatures(fix), hasTests ? 1 : 0, hasTests ? Math.log1p(fix.column("test_add")) : 0];
  }),
  fitted(
    "+ curvature",
    "and the square of ln(1+lines)",
    sizeAnd((fix) => [Math.log1p(linesOf(fix)) ** 2]),
  ),
  fitted(
    "all of them",
    "21 features",
    logs(
      ...[
        "files",
        "hunks",
        "add",
        "dele",
        "add_code",
        "del_code",
        "new_files",
        "defs_add",
        "cls_add",
        "ctrl_add",
      ],
      ...["imp_add", "cmt_add", "tok_add", "tok_del", "max_indent", "maxfile", "ident_new", "pure_add_hunks"],
      ...["mod_pairs", "hunk_ctx_funcs", "dirs"],
    ),
  ),
  fitted("heavier tail", "lines, files, hunks with a logistic error", sizeFeatures, logistic),
];
