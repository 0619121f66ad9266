import * as fc from 'fast-check';
import {
  type AnalysisNumbers,
  checkAnalysis,
  analysisNumbers,
  type AnalysisWish,
  errorRateQuery,
  errorRates,
  healthyCondition,
  MIN_INTERVAL_S,
  SCRAPE_INTERVAL_S,
} from '../../../src/features/rollout/analysis';

const RATES = { healthyRate: 0.001, badRate: 0.05 };

/** Seconds at which the controller takes its samples, one by one: the first after the delay, each other an interval after the one before. */
function samplesAt({ initialDelayS, intervalS, count }: AnalysisNumbers): number[] {
  const samples: number[] = [];
  for (let now = 0; samples.length < count; now += 1) {
    const last = samples.at(-1);
    if (last === undefined ? now >= initialDelayS : now >= last + intervalS) samples.push(now);
  }
  return samples;
}

describe('an analysis', () => {
  test('is 15 checks of a minute, after each minute, unless told otherwise', () => {
    expect(analysisNumbers()).toEqual({ windowS: 900, intervalS: 60, count: 15, initialDelayS: 60, failureLimit: 0, threshold: 0.01 });
  });

  test('takes what it is told', () => {
    expect(analysisNumbers({ windowS: 600, intervalS: 30, failureLimit: 2, threshold: 0.05 })).toEqual({
      windowS: 600,
      intervalS: 30,
      count: 20,
      initialDelayS: 30,
      failureLimit: 2,
      threshold: 0.05,
    });
  });

  test('spans its window, and its checks look at all of it once (000-19)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 30, max: 600 }), fc.integer({ min: 1, max: 40 }), (intervalS, count) => {
        const numbers = analysisNumbers({ windowS: intervalS * count, intervalS });
        const samples = samplesAt(numbers);
        expect(samples.at(-1)).toBe(numbers.windowS);
        // each looks back at its range: the first to the start, every other to the one before
        expect(samples.map((at) => at - numbers.intervalS)).toEqual([0, ...samples.slice(0, -1)]);
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  test('whose first check is at once ends an interval early: why ours is not', () => {
    const early = { ...analysisNumbers(), initialDelayS: 0 };
    expect(samplesAt(early).at(-1)).toBe(14 * 60);
  });
});

test.each([
  [0.01, {}, { healthyRate: 0.001, badRate: 0.05 }],
  [0.3, {}, { healthyRate: 0.03, badRate: 1 }],
  [0.01, { healthyRate: 0.005 }, { healthyRate: 0.005, badRate: 0.05 }],
  [0.01, { badRate: 0.02 }, { healthyRate: 0.001, badRate: 0.02 }],
])('of a threshold of %d, and %j said, healthy and bad are %j', (threshold, given, expected) => {
  expect(errorRates(threshold, given)).toEqual(expected);
});

describe('an analysis that', () => {
  test.each<[string, AnalysisWish]>([
    ['is the default', {}],
    ['has the least interval', { intervalS: 30 }],
    ['is one check', { intervalS: 900 }],
    ['lets all checks but one fail', { failureLimit: 14 }],
    ['takes a day', { windowS: 86_400 }],
  ])('%s holds', (_case, wish) => {
    expect(checkAnalysis(analysisNumbers(wish), RATES)).toBeUndefined();
  });

  test.each<[string, AnalysisWish, string]>([
    [
      'checks too often to see a rate',
      { windowS: 870, intervalS: 29 },
      'the interval must be whole seconds of 30 or more, got 29 s: a rate needs two scrapes',
    ],
    ['never checks', { intervalS: 0 }, 'the interval must be whole seconds of 30 or more, got 0 s: a rate needs two scrapes'],
    [
      'checks at no whole second',
      { windowS: 61, intervalS: 30.5 },
      'the interval must be whole seconds of 30 or more, got 30.5 s: a rate needs two scrapes',
    ],
    ['is not filled by its checks', { windowS: 899 }, 'a window of 899 s is no whole multiple of an interval of 60 s'],
    ['is shorter than a check', { windowS: 60, intervalS: 120 }, 'a window of 60 s is no whole multiple of an interval of 120 s'],
    ['has no length', { windowS: 0 }, 'a window of 0 s is no whole multiple of an interval of 60 s'],
    ['ends before it starts', { windowS: -60 }, 'a window of -60 s is no whole multiple of an interval of 60 s'],
    ['takes more than a day', { windowS: 86_460 }, 'the window must be whole seconds up to 86400, got 86460 s'],
    ['is no number', { windowS: NaN }, 'the window must be whole seconds up to 86400, got NaN s'],
    [
      'cannot fail',
      { failureLimit: 15 },
      'failureLimit must be a whole number from 0 to 14, got 15: of 15 checks, one more must be able to fail',
    ],
    [
      'lets less than nothing pass',
      { failureLimit: -1 },
      'failureLimit must be a whole number from 0 to 14, got -1: of 15 checks, one more must be able to fail',
    ],
    [
      'lets half a check pass',
      { failureLimit: 0.5 },
      'failureLimit must be a whole number from 0 to 14, got 0.5: of 15 checks, one more must be able to fail',
    ],
  ])('fails where it %s', (_case, wish, problem) => {
    const found = checkAnalysis(analysisNumbers(wish), RATES);
    expect(found && { rule: found.rule, problem: found.problem }).toEqual({ rule: 'analysis-window', problem });
  });

  test('fails where its count does not span the window', () => {
    expect(checkAnalysis({ ...analysisNumbers(), count: 14 }, RATES)).toEqual({
      rule: 'analysis-window',
      problem: '14 checks of 60 s span 840 s, not the window of 900 s',
      fix: `write a window of '15m' and an interval of '1m'`,
    });
  });

  test.each([
    [0.01, { healthyRate: 0, badRate: 1 }, undefined],
    [0.01, { healthyRate: 0.0099, badRate: 0.0101 }, undefined],
    [0.000001, { healthyRate: 0, badRate: 0.1 }, undefined],
    [0.01, { healthyRate: 0.01, badRate: 0.05 }, '1 %, 1 %, 5 %'],
    [0.01, { healthyRate: 0.001, badRate: 0.01 }, '0.1 %, 1 %, 1 %'],
    [0.01, { healthyRate: -0.001, badRate: 0.05 }, '-0.1 %, 1 %, 5 %'],
    [0.07, { healthyRate: 0.007, badRate: 1.01 }, '0.7 %, 7 %, 101 %'],
    [0, { healthyRate: 0, badRate: 0.05 }, '0 %, 0 %, 5 %'],
    [1, { healthyRate: 0.1, badRate: 1 }, '10 %, 100 %, 100 %'],
    [0.0000009, { healthyRate: 0, badRate: 0.1 }, '0 %, 0.00009 %, 10 %'],
    [NaN, { healthyRate: 0, badRate: 0.1 }, '0 %, NaN %, 10 %'],
    [0.01, { healthyRate: 0, badRate: NaN }, '0 %, 1 %, NaN %'],
  ])('has threshold %d and %j', (threshold, rates, got) => {
    const found = checkAnalysis(analysisNumbers({ threshold }), rates);
    const order = 'must rise from healthy (0 % or more) over the threshold (0.0001 % or more) to bad (100 % or less)';
    expect(found && `${found.rule}: ${found.problem}`).toBe(got === undefined ? undefined : `analysis-rates: ${order}, got ${got}`);
  });

  test('holds three scrapes in its shortest check, of which a rate needs two', () => {
    expect(MIN_INTERVAL_S / SCRAPE_INTERVAL_S).toBe(3);
  });
});

describe('the error rate', () => {
  const given = { total: 'tasks_total', failed: 'tasks_failed_total', rangeS: 60 };

  test('is failed ÷ all of the last range, none failed where there is no such series, and a young series counts in full', () => {
    const labels = 'namespace="acme",rollouts_pod_template_hash="{{args.canary-hash}}"';
    const series = (metric: string) => `${metric}{${labels}}`;
    const lines = (metric: string, indent: string) => [
      `${indent}sum(`,
      `${indent}  (rate(${series(metric)}[60s]) and ${series(metric)} offset 60s)`,
      `${indent}  or # series that began within the 60 s count in full`,
      `${indent}  (${series(metric)} / 60 unless ${series(metric)} offset 60s)`,
      `${indent})`,
    ];
    expect(
      errorRateQuery({ ...given, selector: { rollouts_pod_template_hash: '{{args.canary-hash}}', namespace: 'acme' } }).split('\n'),
    ).toEqual(['(', ...lines('tasks_failed_total', '  '), '  or vector(0)', ')', '/', ...lines('tasks_total', '')]);
  });

  test('is the same text in whatever order its labels are given', () => {
    const [one, other] = [
      { b: '1', a: '2' },
      { a: '2', b: '1' },
    ].map((selector) => errorRateQuery({ ...given, selector }));
    expect(one).toBe(other);
  });

  test.each([
    ['a quote', 'a"} or vector(0) #', String.raw`a\"} or vector(0) #`],
    ['a backslash', 'a\\', String.raw`a\\`],
    ['a line break', 'a\nb', String.raw`a\nb`],
    ['what a replacement would take for a reference', '$&$1', '$&$1'],
  ])('keeps %s inside its label', (_case, value, escaped) => {
    expect(errorRateQuery({ ...given, selector: { pod: value } })).toContain(`tasks_total{pod="${escaped}"}[60s]`);
  });
});

test.each([
  [0.01, '0.01'],
  [0.7 / 100, '0.007'],
  [1e-6, '0.000001'],
  [0.29 * 0.01, '0.0029'],
])('a check is good up to %d, and never without a number', (threshold, written) => {
  expect(healthyCondition(threshold)).toBe(`len(result) == 1 && !isNaN(result[0]) && result[0] <= ${written}`);
});
