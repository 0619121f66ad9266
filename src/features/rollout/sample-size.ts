/** The old version gets nine times the canary's requests: a canary of 10 %. */
const STABLE_PER_CANARY = 9;

/**
 * Requests of the canary after which its share of failures can be told from the old version's, which gets nine times as many.
 *
 * One-sided test of two shares with their pooled variance, a fixed sample: https://en.wikipedia.org/wiki/Two-proportion_Z-test.
 * An approximation for planning; what an analysis with its own checks does is `canaryPower`.
 *
 * @param healthy share of failures of the old version, of 1
 * @param bad share of failures that must be noticed, above `healthy`, of 1
 * @param alpha highest chance to stop a healthy version
 * @param power lowest chance to stop a bad one
 */
export function requestsNeeded(healthy: number, bad: number, alpha: number, power: number): number {
  const variance = (share: number) => share * (1 - share);
  const pooled = variance((bad + STABLE_PER_CANARY * healthy) / (1 + STABLE_PER_CANARY)) * (1 + 1 / STABLE_PER_CANARY);
  const apart = variance(bad) + variance(healthy) / STABLE_PER_CANARY;
  const reach = normalQuantile(1 - alpha) * Math.sqrt(pooled) + normalQuantile(power) * Math.sqrt(apart);
  return roundedUp((reach / (bad - healthy)) ** 2);
}

/** Floating-point noise removed before the next whole number is taken. */
function roundedUp(value: number): number {
  return Math.ceil(value - 1e-9);
}

/** The x below which a standard normal variable is with this probability. */
function normalQuantile(probability: number): number {
  return quantileBetween(-8, 8, probability);
}

/** By bisection, down to neighbours. */
function quantileBetween(low: number, high: number, probability: number): number {
  const middle = (low + high) / 2;
  if (middle <= low || middle >= high) return middle;
  return normalCdf(middle) < probability ? quantileBetween(middle, high, probability) : quantileBetween(low, middle, probability);
}

/** Φ(x) by its series x + x³/3 + x⁵/(3·5) + …: https://www.jstatsoft.org/article/view/v011i04 */
function normalCdf(x: number): number {
  let [term, sum] = [x, x];
  for (let odd = 3; Math.abs(term) > Math.abs(sum) * 1e-17; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}
