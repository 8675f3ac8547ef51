/**
 * Fits the diff model's form to the labelled fixes and writes the constants with their standard errors to
 * `src/estimators/diff-model-fit.ts`: `npm run fit`, or `npm run fit -- FILE.csv` for other rows of that form.
 */
import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { quantile } from "simple-statistics";
import { censoredRows, sizeFeatures } from "./estimation/candidates.ts";
import { fitCensored, standardErrors } from "./estimation/censored-fit.ts";
import { type LabelledFix, labelledFixesFile, readLabelledFixes } from "./estimation/labelled-fixes.ts";
import { normal } from "./estimation/normal.ts";

const target = fileURLToPath(new URL("../src/estimators/diff-model-fit.ts", import.meta.url));

/** The module's text for a set of fixes. */
export function fitModule(fixes: readonly LabelledFix[], source: string, date: string): string {
  const rows = censoredRows(fixes, sizeFeatures);
  const fit = fitCensored(rows, normal);
  const errors = standardErrors(rows, fit, normal);
  const [intercept, lines, files, hunks] = fit.coefficients.map((value, k) => constant(value, errors[k]!));
  const changedLines = fixes.map((fix) => fix.column("add") + fix.column("dele"));
  const repositories = new Set(fixes.map((fix) => fix.repository)).size;
  return `/**
 * Written by \`npm run fit\`; do not edit. \`docs/ESTIMATES.md\` explains it.
 *
 * ln(minutes) = intercept + lines ln(1+lines) + files ln(1+files) + hunks ln(1+hunks), normal error: fitted by
 * maximum likelihood to fixes that engineers put into one of four buckets of time (interval-censored).
 */
export const diffModelFit = {
  source:
    "${source}: ${fixes.length} fixes of ${repositories} repositories, from OpenAI's public SWE-bench annotation",
  date: "${date}",
  intercept: ${intercept},
  lines: ${lines},
  files: ${files},
  hunks: ${hunks},
  /** The standard error is that of its logarithm. */
  logSdOfLabels: ${constant(fit.scale, errors.at(-1)!)},
  /** 95th and 99th percentile of the changed lines: beyond the first is out of range, beyond the second far out. */
  fittedLines: ${Math.round(quantile(changedLines, 0.95))},
  furthestLines: ${Math.round(quantile(changedLines, 0.99))},
} as const;
`;
}

const constant = (value: number, standardError: number): string =>
  `{ value: ${value.toFixed(3)}, standardError: ${standardError.toFixed(3)} }`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = process.argv[2] ?? labelledFixesFile;
  const date = new Date().toISOString().slice(0, 10);
  try {
    writeFileSync(target, fitModule(readLabelledFixes(file), basename(file), date));
    console.log(`wrote ${target}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
