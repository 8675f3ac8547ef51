/**
 * Written by `npm run fit`; do not edit. `docs/ESTIMATES.md` explains it.
 *
 * ln(minutes) = intercept + lines ln(1+lines) + files ln(1+files) + hunks ln(1+hunks), normal error: fitted by
 * maximum likelihood to fixes that engineers put into one of four buckets of time (interval-censored).
 */
export const diffModelFit = {
  source:
    "swebench-difficulty-features.csv: 868 fixes of 8 repositories, from OpenAI's public SWE-bench annotation",
  date: "2026-11-22",
  intercept: { value: 1.641, standardError: 0.075 },
  lines: { value: 0.506, standardError: 0.034 },
  files: { value: 0.276, standardError: 0.106 },
  hunks: { value: 0.118, standardError: 0.074 },
  /** The standard error is that of its logarithm. */
  logSdOfLabels: { value: 0.644, standardError: 0.037 },
  /** 95th and 99th percentile of the changed lines: beyond the first is out of range, beyond the second far out. */
  fittedLines: 120,
  furthestLines: 285,
} as const;
