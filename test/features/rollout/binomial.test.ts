import * as fc from 'fast-check';
import { binomialTails, binomialTerm, chanceOf } from '../../../src/features/rollout/binomial';

/** Probabilities of 0 to `trials` successes, one trial added at a time. */
function distribution(trials: number, chance: number): readonly number[] {
  let all = [1];
  for (let trial = 0; trial < trials; trial += 1) {
    const [without, withOne] = [
      [...all, 0],
      [0, ...all],
    ];
    all = without.map((value, index) => value * (1 - chance) + (withOne[index] ?? 0) * chance);
  }
  return all;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const chance = fc.double({ min: 0, max: 1, noNaN: true });

test('the tails are those of the distribution, added up trial by trial', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 120 }), chance, fc.integer({ min: -1, max: 121 }), (trials, of, k) => {
      const all = distribution(trials, of);
      const { atMost, above } = binomialTails(trials, chanceOf(of), k);
      expect(atMost).toBeCloseTo(sum(all.slice(0, Math.max(0, k + 1))), 11);
      expect(above).toBeCloseTo(sum(all.slice(Math.max(0, k + 1))), 11);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test('each term is that of the distribution, also where it is next to nothing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 80 }), fc.double({ min: 1e-4, max: 0.9999, noNaN: true }), (trials, of) => {
      const off = distribution(trials, of).map((expected, k) => Math.abs(binomialTerm(trials, chanceOf(of), k) / expected - 1));
      expect(Math.max(...off)).toBeLessThan(1e-11);
    }),
    { seed: 2, numRuns: 200 },
  );
});

test.each([
  [1e5, 0.01, 1000],
  [1e6, 0.001, 1050],
  [1e6, 0.01, 9900],
  [1e6, 0.5, 500_200],
  [1e6, 0.99, 990_100],
  [1e8, 1e-5, 1030],
])('of %d trials at %d, more than %i: as normalised by all other terms', (trials, of, k) => {
  // weights relative to the mode, within 40 standard deviations; neither a factorial nor a logarithm in sight
  const mode = Math.floor((trials + 1) * of);
  const reach = Math.ceil(40 * Math.sqrt(trials * of * (1 - of)));
  const weights = new Map([[mode, 1]]);
  for (let count = mode; count < Math.min(trials, mode + reach); count += 1)
    weights.set(count + 1, ((weights.get(count) ?? NaN) * (trials - count) * of) / ((count + 1) * (1 - of)));
  for (let count = mode; count > Math.max(0, mode - reach); count -= 1)
    weights.set(count - 1, ((weights.get(count) ?? NaN) * count * (1 - of)) / ((trials - count + 1) * of));
  const all = sum([...weights.values()]);
  const above = sum([...weights].filter(([count]) => count > k).map(([, value]) => value)) / all;
  expect(binomialTails(trials, chanceOf(of), k).above / above).toBeCloseTo(1, 8);
});

test('tails stay exact where the other side is nearly all', () => {
  // (1 − p)ⁿ and its complement, to the last digits
  expect(binomialTails(15, chanceOf(1e-12), 0).above / 1.5e-11).toBeCloseTo(1, 9);
  expect(binomialTails(15, { of: 1, not: 1e-12 }, 14).atMost / 1.5e-11).toBeCloseTo(1, 9);
  expect(binomialTails(1e6, chanceOf(0.5), 100_000)).toEqual({ atMost: 0, above: 1 });
});

test.each([
  [5, 0, 0, { atMost: 1, above: 0 }],
  [5, 0, -1, { atMost: 0, above: 1 }],
  [5, 1, 4, { atMost: 0, above: 1 }],
  [5, 1, 5, { atMost: 1, above: 0 }],
  [0, 0.5, 0, { atMost: 1, above: 0 }],
])('of %i trials at %d, around %i: %j', (trials, of, k, expected) => {
  expect(binomialTails(trials, chanceOf(of), k)).toEqual(expected);
});

test('a tail is added up only as far as it counts, whatever the number of trials', () => {
  const times = [1, 2, 3].map((step) => {
    const start = performance.now();
    binomialTails(1e9, chanceOf(1e-6 + step * 1e-12), 1030);
    return performance.now() - start;
  });
  // all of them would take seconds
  expect(Math.min(...times)).toBeLessThan(200);
});
