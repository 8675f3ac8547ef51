import { expect, test } from "vitest";
import {
  type CensoredRow,
  fitCensored,
  predict,
  standardErrors,
} from "../../eval/estimation/censored-fit.ts";
import { logistic, normal, probabilityBetween } from "../../eval/estimation/normal.ts";
import { normalQuantile } from "../../src/core/estimates/log-normal.ts";

test.each([
  [0, 0.5],
  [-1.2815515655446004, 0.1],
  [1.959963984540054, 0.975],
  [-8, 6.22096057427178e-16],
  [-38, 0],
])("the normal probability below %f is %d", (x, probability) => {
  expect(normal.cdf(x)).toBeCloseTo(probability, 12);
});

test("far out on either side small probabilities keep their digits", () => {
  expect(probabilityBetween(normal, 8, 9)).toBeCloseTo(6.2198316e-16, 21);
  expect(probabilityBetween(normal, 8, 9)).toBe(probabilityBetween(normal, -9, -8));
});

test.each([normal, logistic])("the density of the $name is the slope of its probability", ({ cdf, pdf }) => {
  for (const x of [-3, -0.4, 0, 1.7]) expect((cdf(x + 1e-5) - cdf(x - 1e-5)) / 2e-5).toBeCloseTo(pdf(x), 8);
});

/** Minutes that grow with two features, known only by bucket; the noise runs evenly through the normal. */
function censoredSample(size: number): readonly CensoredRow[] {
  const limits = [Number.NEGATIVE_INFINITY, ...[15, 60, 240].map(Math.log), Number.POSITIVE_INFINITY];
  return Array.from({ length: size }, (_, i) => {
    const first = ((i * 7) % 50) / 10;
    const second = ((i * 13) % 30) / 10;
    // The golden ratio's multiples fill the interval evenly and know nothing of the features.
    const noise = 0.6 * normalQuantile(((i + 0.5) * 0.6180339887498949) % 1);
    const log = 1.5 + 0.5 * first + 0.3 * second + noise;
    const bucket = limits.findLastIndex((limit) => log >= limit);
    return { features: [first, second], fromLog: limits[bucket]!, toLog: limits[bucket + 1]! };
  });
}

test("from buckets alone the fit finds the model that made them, within its standard errors", () => {
  const rows = censoredSample(3000);
  const fit = fitCensored(rows, normal);
  const found = [...fit.coefficients, Math.log(fit.scale)];
  const truth = [1.5, 0.5, 0.3, Math.log(0.6)];
  for (const [k, error] of standardErrors(rows, fit, normal).entries()) {
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThan(0.06);
    expect(Math.abs(found[k]! - truth[k]!)).toBeLessThan(2.5 * error);
  }
});

test("no other parameters are likelier", () => {
  const rows = censoredSample(400);
  const fit = fitCensored(rows, normal);
  const likelihoodOf = (coefficients: readonly number[], scale: number) =>
    rows.reduce((sum, row) => {
      const median = predict(coefficients, row.features);
      const p = probabilityBetween(normal, (row.fromLog - median) / scale, (row.toLog - median) / scale);
      return sum + Math.log(p);
    }, 0);
  expect(likelihoodOf(fit.coefficients, fit.scale)).toBeCloseTo(fit.logLikelihood, 6);
  for (const by of [-0.02, 0.02]) {
    for (const k of fit.coefficients.keys()) {
      const moved = fit.coefficients.map((value, i) => (i === k ? value + by : value));
      expect(likelihoodOf(moved, fit.scale)).toBeLessThan(fit.logLikelihood);
    }
    expect(likelihoodOf(fit.coefficients, fit.scale + by)).toBeLessThan(fit.logLikelihood);
  }
});

test("rows that all lie in one bucket are predicted for sure", () => {
  const rows = censoredSample(50).map((row) => ({ ...row, fromLog: Number.NEGATIVE_INFINITY, toLog: 2.7 }));
  expect(fitCensored(rows, normal).logLikelihood).toBeCloseTo(0, 6);
});

test("a fit that cannot arrive says so", () => {
  const rows = censoredSample(50).map((row, i) => ({ ...row, features: [i === 7 ? Number.NaN : 1, 2] }));
  expect(() => fitCensored(rows, normal)).toThrow(
    "the fit of 50 rows did not arrive at a maximum in 60 rounds",
  );
});
