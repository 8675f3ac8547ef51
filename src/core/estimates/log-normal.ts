/**
 * Log-normal arithmetic for human minutes. A task's minutes are a log-normal variable, given by its median and
 * the standard deviation of its logarithm (`logSd`), or equally by its 10th, 50th and 90th percentile.
 */
import type { MinutesRange } from "../types.ts";

/** The standard normal's 90th percentile: an 80 % interval reaches this many deviations to either side. */
export const z90 = 1.2815515655446004;

/** The standard normal's 75th percentile, for 50 % intervals. */
export const z75 = 0.6744897501960817;

/** A log-normal variable by its mean, in any unit, and the standard deviation of its logarithm. */
export interface LogNormal {
  readonly mean: number;
  readonly logSd: number;
}

/** 10th, 50th and 90th percentile of a log-normal with this median. */
export function rangeFromMedian(medianMinutes: number, logSd: number): MinutesRange {
  const spread = Math.exp(z90 * logSd);
  return {
    lowMinutes: medianMinutes / spread,
    likelyMinutes: medianMinutes,
    highMinutes: medianMinutes * spread,
  };
}

/** Median of a log-normal with this mean: `mean / exp(logSd² / 2)`. */
export function medianFromMean({ mean, logSd }: LogNormal): number {
  return mean / Math.exp(logSd ** 2 / 2);
}

/** The `logSd` of a range read as 10th and 90th percentile; 0 where the range has no width. */
export function logSdOfRange({ lowMinutes, highMinutes }: MinutesRange): number {
  if (!(lowMinutes > 0) || highMinutes <= lowMinutes) return 0;
  return Math.log(highMinutes / lowMinutes) / (2 * z90);
}

/**
 * The sum of log-normals whose logarithms share a part: `sharedVariance` is the covariance of any two of them.
 * The mean and variance are exact; the shape is taken for log-normal again (Fenton 1960, The sum of log-normal
 * probability distributions in scatter transmission systems).
 */
export function sumOfLogNormals(parts: readonly LogNormal[], sharedVariance: number): LogNormal {
  const mean = parts.reduce((total, part) => total + part.mean, 0);
  if (mean === 0) return { mean: 0, logSd: 0 };
  // Every pair shares exp(covariance) - 1 of its product of means; a part with itself has its own variance.
  const sharedExcess = Math.expm1(sharedVariance);
  const own = parts.reduce(
    (total, part) => total + part.mean ** 2 * (Math.expm1(part.logSd ** 2) - sharedExcess),
    0,
  );
  const variance = mean ** 2 * sharedExcess + own;
  return { mean, logSd: Math.sqrt(Math.log1p(Math.max(0, variance) / mean ** 2)) };
}

/**
 * Quantile of the standard normal for `0 < p < 1`, with a relative error below 1.2e-9 (Acklam 2003, An algorithm
 * for computing the inverse normal cumulative distribution function).
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a quantile's probability lies between 0 and 1, not ${p}`);
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return polynomial(tailTop, q) / (polynomial(tailBottom, q) * q + 1);
  }
  const q = p - 0.5;
  const r = q * q;
  return (polynomial(middleTop, r) * q) / (polynomial(middleBottom, r) * r + 1);
}

const middleTop = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
];
const middleBottom = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1,
];
const tailTop = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const tailBottom = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416];

/** Horner's scheme, highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((value, coefficient) => value * x + coefficient, 0);
}
