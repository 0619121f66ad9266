/** Both sides of a binomial distribution around a count; each is exact where the other is nearly 1. */
export interface BinomialTails {
  /** P(X ≤ k). */
  readonly atMost: number;
  /** P(X > k). */
  readonly above: number;
}

/** A chance and its complement, kept apart so that neither is lost where the other is nearly 1. */
export interface Chance {
  readonly of: number;
  readonly not: number;
}

/** A term that adds less than this to a sum is the last one. */
const NEGLIGIBLE = 1e-17;

/** A chance from its probability. */
export function chanceOf(probability: number): Chance {
  return { of: probability, not: 1 - probability };
}

/**
 * Tails of the number of successes in `trials`, for `trials` of many millions as for one.
 *
 * Sums the side on which terms fall away from `k`; one term is computed, the others follow from their ratio.
 */
export function binomialTails(trials: number, chance: Chance, k: number): BinomialTails {
  if (k < 0) return { atMost: 0, above: 1 };
  if (k >= trials || chance.of === 0) return { atMost: 1, above: 0 };
  if (chance.not === 0) return { atMost: 0, above: 1 };
  // P(X > k) of successes is P(X < trials − k) of failures
  if (k + 1 > (trials + 1) * chance.of) {
    const above = Math.min(1, upperSum(trials, chance, k + 1));
    return { atMost: 1 - above, above };
  }
  const atMost = Math.min(1, upperSum(trials, { of: chance.not, not: chance.of }, trials - k));
  return { atMost, above: 1 - atMost };
}

/** P(X ≥ first), for a first at or beyond the mode, 1 or more. */
function upperSum(trials: number, chance: Chance, first: number): number {
  const odds = chance.of / chance.not;
  let term = binomialTerm(trials, chance, first);
  let sum = term;
  for (let count = first; count < trials && term > sum * NEGLIGIBLE; count += 1) {
    term *= ((trials - count) / (count + 1)) * odds;
    sum += term;
  }
  return sum;
}

/**
 * P(X = k) without a factorial: what Stirling's formula leaves out, and the distance from the mean, each to full precision.
 *
 * @see C. Loader, Fast and Accurate Computation of Binomial Probabilities (2000), https://www.r-project.org/doc/reports/CLoader-dbinom-2002.pdf
 */
export function binomialTerm(trials: number, chance: Chance, k: number): number {
  if (k === 0) return Math.exp(trials * (chance.of < 0.5 ? Math.log1p(-chance.of) : Math.log(chance.not)));
  if (k === trials) return Math.exp(trials * (chance.not < 0.5 ? Math.log1p(-chance.not) : Math.log(chance.of)));
  const rest = trials - k;
  const exponent =
    stirlingError(trials) - stirlingError(k) - stirlingError(rest) - deviance(k, trials * chance.of) - deviance(rest, trials * chance.not);
  return Math.exp(exponent) * Math.sqrt(trials / (2 * Math.PI * k * rest));
}

/** ln n! − ln(√(2πn)·(n/e)ⁿ): from its series where that has converged, by adding up logarithms below. */
function stirlingError(count: number): number {
  if (count >= 16) {
    const square = count * count;
    return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / count;
  }
  const factorial = Array.from({ length: count }, (_, index) => index + 1).reduce((product, factor) => product * factor, 1);
  return Math.log(factorial) - (count + 0.5) * Math.log(count) + count - 0.5 * Math.log(2 * Math.PI);
}

/** x·ln(x/mean) + mean − x, which would lose its digits near the mean: there by a series. */
function deviance(x: number, mean: number): number {
  const ratio = (x - mean) / (x + mean);
  if (Math.abs(ratio) >= 0.1) return x * Math.log(x / mean) + mean - x;
  let sum = (x - mean) * ratio;
  let power = 2 * x * ratio;
  for (let odd = 3; ; odd += 2) {
    power *= ratio * ratio;
    const next = sum + power / odd;
    if (next === sum) return sum;
    sum = next;
  }
}
