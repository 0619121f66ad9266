import * as fc from 'fast-check';
import { healthyCondition } from '../../../src/features/rollout/analysis';
import {
  type CanaryTrial,
  canaryPower,
  leastFailureLimit,
  checkPower,
  powerInput,
  type PowerInput,
  silentAbort,
} from '../../../src/features/rollout/power';

/** The default analysis of a canary of 10 %. */
const TRIAL: CanaryTrial = {
  rate: 10,
  sharePercent: 10,
  windowS: 900,
  intervalS: 60,
  threshold: 0.01,
  healthyRate: 0.001,
  badRate: 0.05,
};

/** Watches that a refusal may propose, in minutes. */
const LONGER = [20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1440];

/** The least watch that decides as it is, or with another interval or failure limit: what a refusal of each watch by itself proposes. */
function decidingWindowS(trial: CanaryTrial): number | undefined {
  const watches = [trial.windowS, ...LONGER.map((minutes) => minutes * 60).filter((windowS) => windowS > trial.windowS)];
  return watches.find((windowS) => {
    const fix = checkPower({ ...trial, windowS })?.fix;
    return fix === undefined || /^(leave failureLimit out|check every)/.test(fix);
  });
}

/** 15 checks of a minute, none of which may fail. */
const STRICT = { checks: 15, failureLimit: 0, threshold: 0.01, healthyRate: 0.001, badRate: 0.05 };

const share = fc.double({ min: 0, max: 1, noNaN: true });
const input = fc
  .record({
    requestsPerCheck: fc.double({ min: 0, max: 400, noNaN: true }),
    checks: fc.integer({ min: 1, max: 40 }),
    failureLimit: fc.integer({ min: 0, max: 39 }),
    threshold: fc.double({ min: 0.001, max: 0.5, noNaN: true }),
    rates: fc.tuple(share, share),
  })
  .map(({ rates, ...rest }): PowerInput => ({ ...rest, healthyRate: Math.min(...rates), badRate: Math.max(...rates) }));

/** Probability that an analysis stops a version, over every outcome of every request of every check. */
function stoppedByEnumeration({ requestsPerCheck, checks, failureLimit, threshold }: PowerInput, rate: number): number {
  const requests = Math.floor(requestsPerCheck);
  const written = Number(healthyCondition(threshold).split('<= ')[1]);
  let stopped = 0;
  for (let outcome = 0; outcome < 2 ** (requests * checks); outcome += 1) {
    let [probability, failedChecks] = [1, 0];
    for (let check = 0; check < checks; check += 1) {
      let failures = 0;
      for (let request = 0; request < requests; request += 1) {
        const failed = Math.floor(outcome / 2 ** (check * requests + request)) % 2 === 1;
        probability *= failed ? rate : 1 - rate;
        failures += failed ? 1 : 0;
      }
      // of no request the answer is 0 ÷ 0
      failedChecks += failures / requests <= written ? 0 : 1;
    }
    if (failedChecks > failureLimit) stopped += probability;
  }
  return stopped;
}

describe('the chances that an analysis errs', () => {
  test('are those of all outcomes', () => {
    let partly = 0;
    for (const [requestsPerCheck, checks] of [
      [0.9, 3],
      [1, 4],
      [2.5, 4],
      [3, 3],
      [5, 2],
      [10, 1],
    ] as const)
      for (let failureLimit = 0; failureLimit < checks; failureLimit += 1)
        for (const threshold of [0.1, 1 / 3, 0.4, 0.5])
          for (const [healthyRate, badRate] of [
            [0, 1],
            [0.02, 0.3],
            [0.2, 0.9],
          ] as const) {
            const given = { requestsPerCheck, checks, failureLimit, threshold, healthyRate, badRate };
            const { falseAbort, miss } = canaryPower(given);
            expect(falseAbort).toBeCloseTo(stoppedByEnumeration(given, healthyRate), 12);
            expect(miss).toBeCloseTo(1 - stoppedByEnumeration(given, badRate), 12);
            partly += falseAbort > 0 && falseAbort < 1 ? 1 : 0;
          }
    expect(partly).toBeGreaterThan(80);
  });

  // promoted by 15 checks of a minute, each below 1 %: of 6 requests a check to 3000
  test.each([
    [6, [0.91, 0.64, 0.16, 0.01]],
    [60, [0.41, 0.01, 0, 0]],
    [120, [0.91, 0.14, 0, 0]],
    [300, [0.95, 0.04, 0, 0]],
    [600, [1, 0.27, 0, 0]],
    [3000, [1, 0.99, 0, 0]],
  ])('with %i requests a check let versions of 0.1, 0.5, 2 and 5 %% pass with %j', (requestsPerCheck, expected) => {
    const promoted = [0.001, 0.005, 0.02, 0.05].map(
      (badRate) => canaryPower({ ...STRICT, requestsPerCheck, threshold: 0.01 - 1e-9, badRate }).miss,
    );
    expect(promoted.map((chance) => Math.round(chance * 100) / 100)).toEqual(expected);
  });

  // exactly 1 % is not above 1 %: where a check has a hundred requests or more, one more failure may pass
  test.each([
    [60, [0.41, 0.01, 0, 0]],
    [300, [1, 0.36, 0, 0]],
    [600, [1, 0.6, 0, 0]],
    [3000, [1, 1, 0, 0]],
  ])('with %i requests a check, up to 1 %% and not only below it, are %j', (requestsPerCheck, expected) => {
    const promoted = [0.001, 0.005, 0.02, 0.05].map((badRate) => canaryPower({ ...STRICT, requestsPerCheck, badRate }).miss);
    expect(promoted.map((chance) => Math.round(chance * 100) / 100)).toEqual(expected);
  });

  test.each([
    [450, 0.02, 0.053], // 5 a second: a bad one still passes
    [900, 0.005, 0.96],
    [900, 0.02, 0.007],
    [4500, 0.005, 1],
    [4500, 0.02, 0],
  ])('in one check of 15 minutes with %i requests let one of %d pass with %d', (requestsPerCheck, badRate, expected) => {
    const { miss } = canaryPower({ ...STRICT, requestsPerCheck, checks: 1, threshold: 0.01 - 1e-9, badRate });
    expect(Math.round(miss * 1000) / 1000).toBeCloseTo(expected, 2);
  });

  test.each([
    ['no request stops every version', 0.99, 1, 0],
    ['one request is one', 1.99, 1 - 0.999 ** 15, 0.95 ** 15],
  ])('%s', (_case, requestsPerCheck, falseAbort, miss) => {
    const found = canaryPower({ ...STRICT, requestsPerCheck });
    expect(found.falseAbort).toBeCloseTo(falseAbort, 12);
    expect(found.miss).toBeCloseTo(miss, 12);
  });

  test('compare as the written condition does: 7 of 1000 are not above 0.7 %, however that was computed', () => {
    const chances = [0.7 / 100, 0.007].map((threshold) => canaryPower({ ...STRICT, requestsPerCheck: 1000, threshold }));
    expect(0.7 / 100).toBeLessThan(0.007);
    expect(chances[0]).toEqual(chances[1]);
  });

  test('are probabilities, of a check with a million requests too', () => {
    const { falseAbort, miss } = canaryPower({ ...STRICT, requestsPerCheck: 1e6, healthyRate: 0.0099, badRate: 0.0101 });
    // half a standard deviation apart on both sides: 0.0001 × 10⁶ ÷ √(0.01 × 10⁶)
    expect(falseAbort).toBeCloseTo(1 - 0.8426 ** 15, 1);
    expect(miss).toBeCloseTo(0.1574 ** 15, 9);
  });

  test('grow and shrink as they must, with the failures let pass and with the rates', () => {
    fc.assert(
      fc.property(input, fc.integer({ min: 1, max: 5 }), (given, more) => {
        const base = canaryPower(given);
        const patient = canaryPower({ ...given, failureLimit: given.failureLimit + more });
        expect(patient.falseAbort).toBeLessThanOrEqual(base.falseAbort + 1e-12);
        expect(patient.miss).toBeGreaterThanOrEqual(base.miss - 1e-12);
        const longer = canaryPower({ ...given, checks: given.checks + more });
        expect(longer.falseAbort).toBeGreaterThanOrEqual(base.falseAbort - 1e-12);
        expect(longer.miss).toBeLessThanOrEqual(base.miss + 1e-12);
        const worse = canaryPower({ ...given, badRate: (given.badRate + 1) / 2, healthyRate: given.healthyRate / 2 });
        expect(worse.miss).toBeLessThanOrEqual(base.miss + 1e-12);
        if (given.requestsPerCheck >= 1) expect(worse.falseAbort).toBeLessThanOrEqual(base.falseAbort + 1e-12);
        for (const chance of [base.falseAbort, base.miss]) expect(chance >= 0 && chance <= 1).toBe(true);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test('shrink with more requests of which as many as before are allowed', () => {
    // n requests with a threshold of 1 ÷ n allow one failure: tenfold requests and tenfold allowance decide better
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 14 }), (tens, failureLimit) => {
        const [few, many] = [tens, tens * 10].map((requests) =>
          canaryPower({ ...STRICT, failureLimit, threshold: 0.1, healthyRate: 0.02, badRate: 0.5, requestsPerCheck: requests * 10 }),
        );
        expect((many?.falseAbort ?? 1) + (many?.miss ?? 1)).toBeLessThanOrEqual((few?.falseAbort ?? 0) + (few?.miss ?? 0) + 1e-12);
      }),
      { seed: 2 },
    );
  });

  test('take well under 10 ms of 15 checks with 100,000 requests', () => {
    const times = [1, 2, 3, 4, 5].map((step) => {
      const start = performance.now();
      canaryPower({ ...STRICT, failureLimit: 3, requestsPerCheck: 1e5, healthyRate: 0.009 + step * 1e-5, badRate: 0.011 });
      return performance.now() - start;
    });
    expect(Math.min(...times)).toBeLessThan(5);
  });
});

describe('the fewest failed checks to let pass', () => {
  test('stop a healthy version seldom enough, and one fewer does not', () => {
    let found = 0;
    const near = fc.record({
      requestsPerCheck: fc.integer({ min: 0, max: 400 }),
      checks: fc.integer({ min: 1, max: 40 }),
      threshold: fc.constant(0.01),
      healthyRate: fc.double({ min: 0, max: 0.012, noNaN: true }),
      badRate: fc.constant(0.05),
    });
    fc.assert(
      fc.property(near, fc.constantFrom(0.01, 0.05, 0.2), (given, alpha) => {
        const limits = Array.from({ length: given.checks }, (_, failureLimit) => failureLimit);
        const expected = limits.find((failureLimit) => canaryPower({ ...given, failureLimit }).falseAbort <= alpha);
        found += expected === undefined || expected === 0 ? 0 : 1;
        expect(leastFailureLimit(given, alpha)).toBe(expected);
      }),
      { seed: 3, numRuns: 1000 },
    );
    expect(found).toBeGreaterThan(20);
  });

  test.each([
    [0.5, undefined], // no whole request in a check
    [6, 1],
    [60, 3],
    [120, 1],
    [300, 0],
    [3000, 0],
  ])('of %d requests a check are %p', (requestsPerCheck, expected) => {
    expect(leastFailureLimit({ ...STRICT, requestsPerCheck })).toBe(expected);
  });
});

test.each([
  [10, 60, 3],
  [0.1, 0.6, 14],
  [1 / 3, 2, 0],
])('at %d requests a second, a tenth of them is %d a check, and %i failed checks may pass', (rate, requestsPerCheck, failureLimit) => {
  const { threshold, healthyRate, badRate } = TRIAL;
  expect(powerInput({ ...TRIAL, rate })).toEqual({ requestsPerCheck, checks: 15, failureLimit, threshold, healthyRate, badRate });
});

test('a given failure limit is kept', () => {
  expect(powerInput({ ...TRIAL, failureLimit: 7 }).failureLimit).toBe(7);
});

test.each([
  [3, 15, 0],
  [3, 15, 2],
  [0.2, 4, 3],
  [20, 15, 0],
])('checks without a request: %d on average, %i checks, %i let pass', (requestsPerCheck, checks, failureLimit) => {
  // the other way round: at most that many are empty, each with its binomial coefficient
  const empty = Math.exp(-requestsPerCheck);
  let [coefficient, passed] = [1, 0];
  for (let count = 0; count <= failureLimit; count += 1) {
    passed += coefficient * empty ** count * (1 - empty) ** (checks - count);
    coefficient *= (checks - count) / (count + 1);
  }
  expect(silentAbort({ requestsPerCheck, checks, failureLimit })).toBeCloseTo(1 - passed, 12);
});

describe('an analysis decides (rule canary-power)', () => {
  test.each([
    ['10 a second', {}],
    ['2 a second', { rate: 2 }],
    ['all of it after a switch', { rate: 0.2, sharePercent: 100 }],
    ['a limit that is enough', { failureLimit: 3 }],
  ])('with %s', (_case, change) => {
    expect(checkPower({ ...TRIAL, ...change })).toBeUndefined();
  });

  test.each<[string, Partial<CanaryTrial>, string, string]>([
    [
      'too few requests: longer or more of them',
      { rate: 1 },
      '6 requests a check (1/s × 10 % × 1m), 15 checks, failureLimit 1: a healthy version (0.1 % failures) is stopped with a chance of 0.357 %, and by checks without a request with 0.0631 %, a bad one (5 %) is promoted with 6.33 %; at most 5 % and 5 %',
      'watch for 20m (failureLimit 1), or give it 12 % of the traffic (failureLimit 1)',
    ],
    [
      'a limit that stops the healthy',
      { failureLimit: 0 },
      '60 requests a check (10/s × 10 % × 1m), 15 checks, failureLimit 0: a healthy version (0.1 % failures) is stopped with a chance of 59.4 %, a bad one (5 %) is promoted with less than 0.01 %; at most 5 % and 5 %',
      'leave failureLimit out (failureLimit 3), or watch for 20m (failureLimit 3), or give it 11 % of the traffic (failureLimit 3)',
    ],
    [
      'checks too small for this window',
      { rate: 3, sharePercent: 13, healthyRate: 0.005, badRate: 0.03 },
      '23 requests a check (3/s × 13 % × 1m), 15 checks, failureLimit 4: a healthy version (0.5 % failures) is stopped with a chance of 1.8 %, a bad one (3 %) is promoted with 5.59 %; at most 5 % and 5 %',
      'check every 5m (failureLimit 1), or watch for 20m (failureLimit 5), or give it 14 % of the traffic (failureLimit 4)',
    ],
    [
      'next to no traffic, of no watch and no share',
      { rate: 0.001 },
      '0 requests a check (0.001/s × 10 % × 1m), 15 checks, failureLimit 14: a healthy version (0.1 % failures) is stopped with a chance of 100 %, and by checks without a request with 91.4 %, a bad one (5 %) is promoted with 0 %; at most 5 % and 5 %',
      'no watch of up to 24h decides at this rate: let the healthy and the bad share of failures differ more, or let a person promote',
    ],
  ])('fails with %s', (_case, change, problem, fix) => {
    expect(checkPower({ ...TRIAL, ...change })).toEqual({ rule: 'canary-power', problem, fix });
  });

  test('fails where nothing but checks without a request stops a healthy version', () => {
    const given = { ...TRIAL, rate: 2 / 3, healthyRate: 0.0005, badRate: 0.5 };
    const found = powerInput(given);
    expect(canaryPower(found).falseAbort).toBeLessThan(0.03);
    expect(canaryPower(found).miss).toBeLessThan(1e-6);
    // 4 requests a check: e⁻⁴ of the checks see none, and none of 15 may fail
    expect(silentAbort(found)).toBeCloseTo(1 - (1 - Math.exp(-4)) ** 15, 6);
    expect(checkPower(given)?.problem).toContain(', and by checks without a request with 24.2 %, ');
    expect(checkPower({ ...given, rate: 2 })).toBeUndefined();
  });

  test('what it proposes decides, and nothing less of the same kind would', () => {
    const units = { h: 3600, m: 60, s: 1 } as const;
    const secondsOf = (text: string) =>
      [...text.matchAll(/(\d+)([hms])/g)].reduce((total, [, count, unit]) => total + Number(count) * units[unit as keyof typeof units], 0);
    let proposed = 0;
    const trial = fc.record({
      rate: fc.double({ min: 0.05, max: 5, noNaN: true }),
      sharePercent: fc.integer({ min: 1, max: 50 }),
      healthyRate: fc.double({ min: 0, max: 0.006, noNaN: true }),
      badRate: fc.double({ min: 0.02, max: 0.2, noNaN: true }),
    });
    fc.assert(
      fc.property(trial, (change) => {
        const given = { ...TRIAL, ...change };
        for (const choice of (checkPower(given)?.fix ?? '').split(', or ')) {
          const found = /^(?:watch for (\w+)|give it (\d+) % of the traffic)?(?: and )?(?:check every (\w+))? \(failureLimit (\d+)\)$/.exec(
            choice,
          );
          if (found === null) continue;
          const [, window, sharePercent, interval, limit] = found;
          proposed += 1;
          const changed = {
            ...given,
            windowS: window === undefined ? given.windowS : secondsOf(window),
            sharePercent: sharePercent === undefined ? given.sharePercent : Number(sharePercent),
            intervalS: interval === undefined ? given.intervalS : secondsOf(interval),
            failureLimit: Number(limit),
          };
          expect(checkPower(changed)).toBeUndefined();
          if (window !== undefined) expect(decidingWindowS({ ...given, windowS: given.windowS + 1 })).toBe(changed.windowS);
          if (sharePercent !== undefined && changed.sharePercent > given.sharePercent + 1)
            expect(checkPower({ ...changed, sharePercent: changed.sharePercent - 1 })?.rule).toBe('canary-power');
        }
      }),
      { seed: 5, numRuns: 150 },
    );
    expect(proposed).toBeGreaterThan(100);
  });

  test.each([
    [10, 900],
    [1, 1200],
    [0.5, 2700],
    [0.001, undefined],
  ])('at %d a second after %p s', (rate, windowS) => {
    expect(decidingWindowS({ ...TRIAL, rate })).toBe(windowS);
  });
});

test.each([
  ['no whole request', 0.999, { falseAbort: 1, miss: 0 }],
  ['one request', 1, { falseAbort: 0, miss: 0 }],
])('an analysis whose checks see %s stops healthy and bad versions alike, or tells them apart', (_, requestsPerCheck, power) => {
  expect(canaryPower({ ...STRICT, requestsPerCheck, healthyRate: 0, badRate: 1 })).toEqual(power);
});

test.each([
  // one look at all 100 requests decides what several looks at fewer do not
  [{ rate: 1.12 }, 'check every 15m (failureLimit 0), or watch for 20m (failureLimit 1), or give it 11 % of the traffic (failureLimit 1)'],
  [
    { rate: 0.33, badRate: 0.1 },
    'check every 15m (failureLimit 0), or watch for 20m and check every 4m (failureLimit 0), or give it 11 % of the traffic and check every 3m (failureLimit 0)',
  ],
])('of %j it is said what would decide, the least of each kind', (change, fix) => {
  expect(checkPower({ ...TRIAL, ...change })?.fix).toBe(fix);
});
