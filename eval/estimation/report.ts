/** Tables in Markdown, as `docs/ESTIMATES.md` shows them. */
import type { LargeTaskScore } from "./large-tasks.ts";
import type { Level } from "./level.ts";
import type { IntervalScores } from "./person-level.ts";
import type { Scores } from "./scores.ts";
import type { GuessScores } from "./similar.ts";

const dash = "–";
const places = (value: number | null, digits: number): string => value?.toFixed(digits) ?? dash;
const percent = (value: number | null): string => (value === null ? dash : `${(value * 100).toFixed(1)} %`);
const width = (value: number | null): string => (value === null ? dash : `x${value.toFixed(1)}`);

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(heading), line(heading.map((_, i) => (i === 0 ? "---" : "---:"))), ...rows.map(line)].join(
    "\n",
  );
}

/** One row a candidate. */
export function scoreTable(rows: readonly { readonly name: string; readonly scores: Scores }[]): string {
  return table(
    [
      "",
      "exact",
      "within one",
      "Spearman",
      "kappa",
      "50 % covers",
      "50 % width",
      "80 % covers",
      "80 % width",
      "log loss",
    ],
    rows.map(({ name, scores }) => [
      name,
      places(scores.exact, 3),
      places(scores.withinOne, 3),
      places(scores.spearman, 3),
      places(scores.kappa, 3),
      percent(scores.coverage50),
      width(scores.width50),
      percent(scores.coverage80),
      width(scores.width80),
      places(scores.logLoss, 3),
    ]),
  );
}

/** One row a comparison of measured with predicted minutes. */
export function levelTable(levels: readonly Level[]): string {
  return table(
    ["measured against predicted", "n", "median ratio", "ratio of sums", "log-sd", "within 2x"],
    levels.map((level) => [
      level.what,
      String(level.n),
      places(level.medianRatio, 2),
      places(level.ratioOfSums, 2),
      places(level.logSd, 2),
      percent(level.withinTwice),
    ]),
  );
}

/** One row a way of guessing minutes in time order. */
export function guessTable(rows: readonly { readonly name: string; readonly scores: GuessScores }[]): string {
  return table(
    ["", "n", "r on logs", "within 2x", "80 % covers", "bias"],
    rows.map(({ name, scores }) => [
      name,
      String(scores.n),
      places(scores.r, 3),
      percent(scores.withinTwice),
      percent(scores.coverage80),
      places(scores.bias, 2),
    ]),
  );
}

/** One row a k. */
export function shrinkageTable(
  rows: readonly { readonly k: number; readonly metr: number; readonly sip: number }[],
): string {
  return table(
    ["k", "METR, 16 developers", "SiP, 56 projects"],
    rows.map(({ k, metr, sip }) => [
      Number.isFinite(k) ? String(k) : "not calibrated",
      places(metr, 3),
      places(sip, 3),
    ]),
  );
}

/** One row a kind of interval. */
export function intervalTable(
  rows: readonly { readonly name: string; readonly scores: IntervalScores }[],
): string {
  return table(
    ["", "n", "50 % covers", "80 % covers", "80 % width"],
    rows.map(({ name, scores }) => [
      name,
      String(scores.n),
      percent(scores.coverage50),
      percent(scores.coverage80),
      width(scores.width80),
    ]),
  );
}

/** One row a size of joined fixes. */
export function largeTaskTable(rows: readonly LargeTaskScore[]): string {
  return table(
    ["lines", "n", "one diff", "log error", "sum of parts", "log error", "in use", "log error"],
    rows.map(({ lines, n, one, sum, inUse }) => [
      lines,
      String(n),
      ...[one, sum, inUse].flatMap((fit) => [places(fit.ratio, 2), places(fit.logError, 2)]),
    ]),
  );
}
