/** Distributions an estimator's error may have, standardised, as functions of the distance from the median. */

export interface Distribution {
  readonly name: string;
  /** Probability below `x`; accurate far out on the left, where it is small. */
  cdf(x: number): number;
  pdf(x: number): number;
}

/**
 * The standard normal. Tail by Hart's rational approximation, to double precision (West 2005, Better
 * approximations to cumulative normal functions).
 */
export const normal: Distribution = {
  name: "normal",
  cdf: (x) => (x > 0 ? 1 - lowerTail(-x) : lowerTail(x)),
  pdf: (x) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI),
};

/** The logistic: much like the normal in the middle, with heavier tails. */
export const logistic: Distribution = {
  name: "logistic",
  cdf: (x) => (x > 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
  pdf: (x) => {
    const e = Math.exp(-Math.abs(x));
    return e / (1 + e) ** 2;
  },
};

/** The probability between `from` and `to`, computed on whichever side of the middle keeps its digits. */
export function probabilityBetween({ cdf }: Distribution, from: number, to: number): number {
  return from > 0 ? cdf(-from) - cdf(-to) : cdf(to) - cdf(from);
}

const top = [
  3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871,
  221.213596169931, 220.206867912376,
];
const bottom = [
  8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674,
  637.333633378831, 793.826512519948, 440.413735824752,
];

function lowerTail(x: number): number {
  const z = -x;
  if (z > 37) return 0;
  const density = Math.exp((-z * z) / 2);
  if (z < 7.07106781186547) return (density * horner(top, z)) / horner(bottom, z);
  const fraction = z + 1 / (z + 2 / (z + 3 / (z + 4 / (z + 0.65))));
  return density / fraction / Math.sqrt(2 * Math.PI);
}

const horner = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((value, coefficient) => value * x + coefficient, 0);
