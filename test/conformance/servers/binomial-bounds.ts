/**
 * Counts of successes between which a fair count lies, with at most `alpha` outside: `alpha / 2` below the first and above the second.
 *
 * Added up term by term from the recurrence of the binomial distribution, in logarithms, so that nothing underflows.
 */
export function binomialBounds(n: number, p: number, alpha: number): { readonly least: number; readonly most: number } {
  const terms: number[] = [];
  let log = n * Math.log1p(-p);
  for (let k = 0; k <= n; k++) {
    terms.push(Math.exp(log));
    log += Math.log((n - k) / (k + 1)) + Math.log(p) - Math.log1p(-p);
  }
  const quantile = (order: readonly number[]): number => {
    let [sum, count] = [0, 0];
    for (const term of order) {
      sum += term;
      if (sum > alpha / 2) break;
      count++;
    }
    return count;
  };
  return { least: quantile(terms), most: n - quantile([...terms].reverse()) };
}
