import * as fc from 'fast-check';
import { requestsNeeded } from '../../../src/features/rollout/sample-size';

describe('requests of a canary against nine times as many', () => {
  test.each([
    [0.001, 0.01, 315],
    [0.005, 0.01, 1837],
    [0.01, 0.02, 912],
    [0.01, 0.05, 95],
    [0.02, 0.05, 223],
  ])('from %d to %d are %i', (healthy, bad, expected) => {
    expect(requestsNeeded(healthy, bad, 0.05, 0.8)).toBe(expected);
  });

  test('are with quantiles from a table what they are here', () => {
    // 1.644854, 1.281552 and 0.841621 are the 95 %, 90 % and 80 % quantiles of every table
    const byHand = (zAlpha: number, zPower: number, p0: number, p1: number) => {
      const mean = (p1 + 9 * p0) / 10;
      return (
        ((zAlpha * Math.sqrt((mean * (1 - mean) * 10) / 9) + zPower * Math.sqrt(p1 * (1 - p1) + (p0 * (1 - p0)) / 9)) / (p1 - p0)) ** 2
      );
    };
    expect(requestsNeeded(0.004, 0.03, 0.1, 0.8)).toBe(Math.ceil(byHand(1.281552, 0.841621, 0.004, 0.03)));
    expect(requestsNeeded(0.004, 0.03, 0.05, 0.9)).toBe(Math.ceil(byHand(1.644854, 1.281552, 0.004, 0.03)));
  });

  test('are more, the nearer bad is to healthy and the surer one must be', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 2, max: 100 }), (healthy, more) => {
        const [p0, p1] = [healthy / 1000, (healthy + more) / 1000];
        expect(requestsNeeded(p0, p1 - 0.001, 0.05, 0.8)).toBeGreaterThanOrEqual(requestsNeeded(p0, p1, 0.05, 0.8));
        expect(requestsNeeded(p0, p1, 0.01, 0.8)).toBeGreaterThanOrEqual(requestsNeeded(p0, p1, 0.05, 0.8));
        expect(requestsNeeded(p0, p1, 0.05, 0.9)).toBeGreaterThanOrEqual(requestsNeeded(p0, p1, 0.05, 0.8));
      }),
      { seed: 1 },
    );
  });

  test.each([
    // quantiles of a table: 1 − 10⁻¹³ is 7.3488, and 0.8 is 0.841621
    ['next to no false alarm', 1e-13, 0.8, 7.3488, 0.841621],
    ['next to no alarm', 0.05, 1e-13, 1.644854, -7.3488],
  ])('with %s are those of the tails', (_case, alpha, power, zAlpha, zPower) => {
    const [p0, p1] = [0.01, 0.02];
    const mean = (p1 + 9 * p0) / 10;
    const reach = zAlpha * Math.sqrt((mean * (1 - mean) * 10) / 9) + zPower * Math.sqrt(p1 * (1 - p1) + (p0 * (1 - p0)) / 9);
    expect(requestsNeeded(p0, p1, alpha, power) / (reach / (p1 - p0)) ** 2).toBeCloseTo(1, 2);
  });
});
