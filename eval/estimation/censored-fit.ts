/**
 * Maximum likelihood for a linear model of log minutes of which only an interval is known ("15 minutes to an
 * hour"): interval-censored regression.
 */
import { levenbergMarquardt } from "ml-levenberg-marquardt";
import { inverse, Matrix } from "ml-matrix";
import { mean, standardDeviation } from "simple-statistics";
import { type Distribution, probabilityBetween } from "./normal.ts";

/** One observation: what is known of it, and the logarithms its minutes lie between (may be infinite). */
export interface CensoredRow {
  /** Without the constant 1 of the intercept. */
  readonly features: readonly number[];
  readonly fromLog: number;
  readonly toLog: number;
}

export interface CensoredFit {
  /** Intercept first. */
  readonly coefficients: readonly number[];
  /** Scale of the distribution; for the normal, the log-sd. */
  readonly scale: number;
  readonly logLikelihood: number;
}

/**
 * Least squares of the deviance residuals `sqrt(-2 ln P)` is maximum likelihood: their squares add up to
 * -2 ln L. So a kept least-squares optimiser (Levenberg and Marquardt) finds the maximum. It works on
 * standardised features and in Olsen's parameters (coefficients / scale, 1 / scale), in which the likelihood has
 * one maximum (Olsen 1978, Note on the uniqueness of the maximum likelihood estimator for the Tobit model).
 * Throws where it does not arrive.
 */
export function fitCensored(rows: readonly CensoredRow[], distribution: Distribution): CensoredFit {
  const standard = standardised(rows);
  let olsen: readonly number[] = standard.start;
  let best = lossOf(standard.rows, fromOlsen(olsen), distribution);
  let damping = 100;
  for (let round = 0; round < mostRounds && steepest(best.slopes) > arrived * rows.length; round++) {
    // The optimiser takes steps that lead uphill; from where it was best, a more cautious one goes on.
    olsen = optimise(standard.rows, olsen, distribution, damping);
    const next = lossOf(standard.rows, fromOlsen(olsen), distribution);
    if (next.loss >= best.loss) damping *= 10;
    best = next;
  }
  if (!(steepest(best.slopes) <= arrived * rows.length)) {
    throw new Error(`the fit of ${rows.length} rows did not arrive at a maximum in ${mostRounds} rounds`);
  }
  const natural = fromOlsen(olsen);
  return {
    coefficients: standard.coefficientsOf(natural.slice(0, -1)),
    scale: Math.exp(natural.at(-1)!),
    logLikelihood: -best.loss,
  };
}

const mostRounds = 60;
/** The slope a row at which the maximum counts as reached. */
const arrived = 1e-5;

const steepest = (slopes: readonly number[]): number => Math.max(...slopes.map(Math.abs));

/** One round of the optimiser: the best of Olsen's parameters it came by. */
function optimise(
  rows: readonly CensoredRow[],
  olsen: readonly number[],
  distribution: Distribution,
  damping: number,
): readonly number[] {
  const index = rows.map((_, i) => i);
  const { parameterValues } = levenbergMarquardt(
    { x: index, y: index.map(() => 0) },
    (at) => {
      const natural = fromOlsen(at);
      return (i) => Math.sqrt(2 * lossOf([rows[i]!], natural, distribution).loss);
    },
    {
      initialValues: olsen,
      jacobianFunction: (at) => {
        const natural = fromOlsen(at);
        return (i) => {
          // d sqrt(2 loss) = d loss / sqrt(2 loss); a row that is certain pulls at nothing.
          const { loss, slopes } = lossOf([rows[i]!], natural, distribution);
          const residual = Math.max(Math.sqrt(2 * loss), 1e-9);
          return slopesInOlsen(slopes, at).map((slope) => slope / residual);
        };
      },
      damping,
      maxIterations: 20,
      errorTolerance: 1e-12,
    },
  );
  return parameterValues;
}

/** The model's log median for a row. */
export function predict(coefficients: readonly number[], features: readonly number[]): number {
  return features.reduce((sum, value, i) => sum + value * coefficients[i + 1]!, coefficients[0]!);
}

/** Standard errors of the coefficients and, last, of the logarithm of the scale: from the observed information. */
export function standardErrors(
  rows: readonly CensoredRow[],
  { coefficients, scale }: CensoredFit,
  distribution: Distribution,
): readonly number[] {
  const natural = [...coefficients, Math.log(scale)];
  const step = 1e-4;
  const information = natural.map((_, k) => {
    const moved = (by: number) =>
      lossOf(
        rows,
        natural.map((value, i) => (i === k ? value + by : value)),
        distribution,
      ).slopes;
    const above = moved(step);
    const below = moved(-step);
    return above.map((slope, i) => (slope - below[i]!) / (2 * step));
  });
  return inverse(new Matrix(information)).diagonal().map(Math.sqrt);
}

/** Features with mean 0 and deviation 1, so that one damping suits all, and the way back. */
function standardised(rows: readonly CensoredRow[]) {
  const width = rows[0]?.features.length ?? 0;
  const columns = Array.from({ length: width }, (_, k) => rows.map((row) => row.features[k]!));
  const middles = columns.map((column) => mean(column));
  const spreads = columns.map((column) => standardDeviation(column) || 1);
  // Half an hour, give or take a factor of e, whatever the features say.
  const start = [Math.log(30), ...middles.map(() => 0), 0];
  return {
    start,
    rows: rows.map((row) => ({
      ...row,
      features: row.features.map((value, k) => (value - middles[k]!) / spreads[k]!),
    })),
    coefficientsOf: ([intercept, ...slopes]: readonly number[]): readonly number[] => {
      const coefficients = slopes.map((slope, k) => slope / spreads[k]!);
      const moved = coefficients.reduce((sum, value, k) => sum - value * middles[k]!, intercept!);
      return [moved, ...coefficients];
    },
  };
}

/** Natural parameters are the coefficients and ln scale; Olsen's are the coefficients / scale and -ln scale. */
function fromOlsen(olsen: readonly number[]): readonly number[] {
  const logInverseScale = olsen.at(-1)!;
  return [...olsen.slice(0, -1).map((value) => value / Math.exp(logInverseScale)), -logInverseScale];
}

/** Chain rule from slopes along the natural parameters to slopes along Olsen's. */
function slopesInOlsen(slopes: readonly number[], olsen: readonly number[]): number[] {
  const scale = Math.exp(-olsen.at(-1)!);
  const along = slopes.slice(0, -1).map((slope) => slope * scale);
  const alongLogInverse = along.reduce((sum, slope, k) => sum - slope * olsen[k]!, -slopes.at(-1)!);
  return [...along, alongLogInverse];
}

/** No observation counts as less likely than this: keeps the logarithm finite far from the maximum. */
const leastLikely = 1e-300;

/** -ln likelihood of all rows, and its slopes along the natural parameters. */
function lossOf(
  rows: readonly CensoredRow[],
  natural: readonly number[],
  distribution: Distribution,
): { readonly loss: number; readonly slopes: readonly number[] } {
  const scale = Math.exp(natural.at(-1)!);
  const last = natural.length - 1;
  const slopes = natural.map(() => 0);
  let loss = 0;
  for (const { features, fromLog, toLog } of rows) {
    const median = predict(natural, features);
    const from = (fromLog - median) / scale;
    const to = (toLog - median) / scale;
    const likelihood = Math.min(1, Math.max(leastLikely, probabilityBetween(distribution, from, to)));
    const densityFrom = Number.isFinite(from) ? distribution.pdf(from) / likelihood : 0;
    const densityTo = Number.isFinite(to) ? distribution.pdf(to) / likelihood : 0;
    const alongMedian = (densityTo - densityFrom) / scale;
    loss -= Math.log(likelihood);
    slopes[0]! += alongMedian;
    for (let k = 0; k < features.length; k++) slopes[k + 1]! += features[k]! * alongMedian;
    slopes[last]! += moment(to, densityTo) - moment(from, densityFrom);
  }
  return { loss, slopes };
}

/** `x` times its density, which is 0 however far out. */
const moment = (x: number, density: number): number => (density === 0 ? 0 : x * density);
