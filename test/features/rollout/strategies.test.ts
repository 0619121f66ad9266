import {
  ALL_REQUESTS,
  type BlueGreenInput,
  type CanaryInput,
  planBlueGreen,
  planCanary,
  planRolling,
  type RolloutContext,
} from '../../../src/features/rollout/strategies';
import { type CanaryPlan, canaryPercent, checkCanaryCounts, failureLimitOf } from '../../../src/features/rollout/plan';
import { Problems } from '../../../src/kernel/problems';

const CONTEXT: RolloutContext = { target: { kubernetes: '1.33', argoRollouts: '1.9', nats: '2.14' }, rate: 30, rateAt: 'baseRate' };
const TEN = { min: 10, max: 10 };
const UPDATE = { maxSurge: '25%', maxUnavailable: 0 };
/** Of a tenth each check sees 180 requests; two failures fail it, which a healthy version has in 1.4 % of its checks: one of 15 may fail. */
const ANALYSIS = {
  prometheus: 'http://prometheus-operated.monitoring.svc.cluster.local:9090',
  total: 'agent_tasks_total',
  failed: 'agent_tasks_failed_total',
  windowS: 900,
  intervalS: 60,
  count: 15,
  threshold: 0.01,
  healthyRate: 0.001,
  badRate: 0.05,
  rate: 30,
  failureLimit: 1,
};

const lines = ({ list }: Problems): string[] => list.map(({ place, rule }) => `${place}: ${rule}`);

/** What a plan comes to, and what is said on the way, warnings last. */
function said<Plan>(plan: (findings: { problems: Problems; warnings: Problems }) => Plan): readonly [Plan, string[]] {
  const [problems, warnings] = [Problems.of('test'), Problems.of('test')];
  const planned = plan({ problems, warnings });
  return [planned, [...lines(problems), ...lines(warnings).map((line) => `warning ${line}`)]];
}

const canary = (input: Partial<CanaryInput> = {}, context: Partial<RolloutContext> = {}) =>
  said((findings) => planCanary(findings, { counts: TEN, ...input }, { ...CONTEXT, ...context }));
const blueGreen = (input: Partial<BlueGreenInput> = {}, context: Partial<RolloutContext> = {}) =>
  said((findings) => planBlueGreen(findings, { counts: TEN, ...input }, { ...CONTEXT, ...context }));

describe('pods that are replaced a few at a time', () => {
  test.each([
    [{}, UPDATE, 13, []],
    [{ maxSurge: 2 }, { maxSurge: 2, maxUnavailable: 0 }, 12, []],
    [{ maxSurge: 0, maxUnavailable: 1 }, { maxSurge: 0, maxUnavailable: 1 }, 10, []],
    [{ maxSurge: 100_000 }, { maxSurge: 100_000, maxUnavailable: 0 }, 100_010, []],
    // what cannot be is as if nothing was said
    [{ maxSurge: 100_001 }, UPDATE, 13, ['maxSurge: whole-number']],
    [{ maxSurge: '101%' }, UPDATE, 13, ['maxSurge: pod-share']],
    [{ maxUnavailable: '-1%' }, UPDATE, 13, ['maxUnavailable: pod-share']],
    [{ maxSurge: 0 }, UPDATE, 13, [': rolling-update']],
    [{ maxSurge: 0.5, maxUnavailable: 100_001 }, UPDATE, 13, ['maxSurge: pod-share', 'maxUnavailable: whole-number']],
  ])('%j', (input, update, peakPods, words) => {
    expect(said(({ problems }) => planRolling(problems, input, 10))).toEqual([{ rollout: { kind: 'rolling', update }, peakPods }, words]);
  });
});

describe('a canary', () => {
  const PLAN = { kind: 'canary', weight: 10, update: UPDATE, router: undefined, analysis: ANALYSIS };

  test('of which nothing is said', () => {
    expect(canary()).toEqual([{ rollout: PLAN, peakPods: 13 }, []]);
  });

  const ROUTER = { gateway: 'public', namespace: 'gateway', namespaceAt: 'space' };
  const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `a${index}.example.com`);
  test.each<readonly [string, Partial<CanaryInput>, readonly string[], number]>([
    ['of half', { weight: 50 }, [], 13],
    ['of no whole percent', { weight: 10.5 }, ['weight: canary-weight'], 13],
    ['of a share that its pods cannot give', { weight: 15 }, ['weight: canary-share'], 13],
    ['of a surge that is none, of which nothing follows', { weight: 15, maxSurge: '101%' }, ['maxSurge: pod-share'], 10],
    ['of no surge', { maxSurge: 0 }, ['maxSurge: rolling-update'], 10],
    ['of one pod', { maxSurge: 1 }, [], 11],
    ['of a count that is not known', { weight: 15, counts: undefined }, [], 2],
    ['behind a router', { weight: 15, router: ROUTER }, [], 20],
    ['behind a router, of a count that is not known', { router: ROUTER, counts: undefined }, [], 2],
    ['behind a Gateway without a name', { router: { ...ROUTER, gateway: '' } }, ['router.gateway: gateway-name'], 20],
    ['behind a Gateway of nowhere', { router: { ...ROUTER, namespace: '' } }, ['router.space: dns-label'], 20],
    ['for no host', { router: { ...ROUTER, hostnames: [] } }, ['router.hostnames: hostnames'], 20],
    ['for one host', { router: { ...ROUTER, hostnames: ['*.example.com'] } }, [], 20],
    ['for 16 hosts', { router: { ...ROUTER, hostnames: names(16) } }, [], 20],
    ['for 17 hosts', { router: { ...ROUTER, hostnames: names(17) } }, ['router.hostnames: hostnames'], 20],
    ['for a host twice', { router: { ...ROUTER, hostnames: ['a.b', 'a.b'] } }, ['router.hostnames: hostnames'], 20],
    [
      'for hosts that are none',
      { router: { ...ROUTER, hostnames: ['a.b', '10.0.0.1', 'a*.b', '*', 'x.*.b', '1a.2'] } },
      [1, 2, 3, 4].map((index) => `router.hostnames[${index}]: hostnames`),
      20,
    ],
  ])('%s', (_, input, words, peakPods) => {
    const [plan, found] = canary(input);
    expect([found, plan.peakPods]).toEqual([words, peakPods]);
  });

  test('behind a router is planned with its hosts', () => {
    const hostnames = ['a.b'];
    expect(canary({ router: ROUTER })[0].rollout.router).toEqual({ gateway: 'public', namespace: 'gateway', hostnames: [] });
    expect(canary({ router: { ...ROUTER, hostnames } })[0].rollout.router).toEqual({ gateway: 'public', namespace: 'gateway', hostnames });
  });

  test.each<readonly [string, Partial<CanaryInput>, Partial<RolloutContext>, readonly string[], number | undefined]>([
    ['too few requests', {}, { rate: 0.01 }, ['analysis: canary-power'], undefined],
    ['no rate', {}, { rate: undefined }, ['warning analysis: canary-power'], 0],
    [
      'no rate, and failures that are let pass',
      { analysis: { failureLimit: 3 } },
      { rate: undefined },
      ['warning analysis: canary-power'],
      3,
    ],
    // the rate is judged where it is written
    ['a rate that is none', {}, { rate: 0 }, [], undefined],
    ['counts that are not known', { counts: undefined }, {}, [], undefined],
    ['a weight that is none', { weight: 0 }, { rate: 0.01 }, ['weight: canary-weight'], 0],
    ['numbers that are none', { analysis: { windowS: 61 } }, { rate: 0.01 }, ['analysis: analysis-window'], 0],
    ['an old controller', {}, { target: { kubernetes: '1.33', argoRollouts: '1.8' } }, [': target-version'], 1],
    ['no controller', {}, { target: { kubernetes: '1.33' } }, [': target-version'], 1],
    ['a scrape each 20 s', {}, { scrapeS: 20 }, [], 1],
    ['a scrape each 21 s', {}, { scrapeS: 21 }, ['analysis.interval: analysis-scrapes'], 1],
    ['a place that is none', { analysis: { prometheus: 'a' } }, {}, ['analysis.prometheus: prometheus'], 1],
    [
      'counters that are none',
      { analysis: { total: '1', failed: 'a b' } },
      {},
      ['analysis.total: counter-name', 'analysis.failed: counter-name'],
      1,
    ],
  ])('with %s', (_, input, context, words, failureLimit) => {
    const [plan, found] = canary(input, context);
    if (failureLimit === undefined && words.length > 0) expect(found).toEqual(words);
    else expect([found, plan.rollout.analysis.failureLimit]).toEqual([words, failureLimit]);
  });

  test('takes its numbers in percent, without the noise of a division', () => {
    const input = {
      threshold: 7,
      healthyErrors: 0.7,
      badErrors: 29,
      windowS: 600,
      intervalS: 120,
      failureLimit: 2,
      total: 'a',
      failed: 'b',
      prometheus: 'https://p',
    };
    expect(canary({ analysis: input })[0].rollout.analysis).toEqual({
      prometheus: 'https://p',
      total: 'a',
      failed: 'b',
      windowS: 600,
      intervalS: 120,
      count: 5,
      threshold: 0.07,
      healthyRate: 0.007,
      badRate: 0.29,
      rate: 30,
      failureLimit: 2,
    });
  });

  test('is judged again where its counts become known: at the least share that they give', () => {
    const plan = canary({ counts: undefined })[0].rollout;
    const rules = (change: Partial<CanaryPlan>, counts: { min: number; max: number }) => {
      const found = checkCanaryCounts({ ...plan, ...change }, counts);
      return found && `${found.place}: ${found.violation.rule}`;
    };
    const router = { gateway: 'public', namespace: 'gateway', hostnames: [] };
    expect([rules({}, TEN), rules({}, { min: 2, max: 10 }), rules({ router }, { min: 2, max: 10 })]).toEqual([
      undefined,
      'weight: canary-share',
      undefined,
    ]);
    const few = { analysis: { ...plan.analysis, rate: 0.01 } };
    expect([rules(few, TEN), rules({ ...few, router }, TEN), rules({ analysis: { ...plan.analysis, rate: undefined } }, TEN)]).toEqual([
      'analysis: canary-power',
      'analysis: canary-power',
      undefined,
    ]);
    // 1 of 12
    expect(canaryPercent(plan, { min: 9, max: 12 })).toBeCloseTo(100 / 12, 9);
    expect(canaryPercent({ ...plan, router }, { min: 9, max: 12 })).toBe(10);
    expect([failureLimitOf(plan.analysis, 10), failureLimitOf({ ...plan.analysis, failureLimit: 4 }, 10)]).toEqual([1, 4]);
    expect(failureLimitOf({ ...plan.analysis, rate: undefined }, 10)).toBe(0);
  });
});

describe('a switch', () => {
  test('of which nothing is said', () => {
    expect(blueGreen()).toEqual([
      {
        // all requests: 1800 in a check, of which 18 may fail, ten times what a healthy version has
        rollout: { kind: 'blue-green', manualPromotion: false, scaleDownDelayS: undefined, analysis: { ...ANALYSIS, failureLimit: 0 } },
        peakPods: 20,
      },
      [],
    ]);
    expect([blueGreen({ counts: undefined })[0].peakPods, ALL_REQUESTS]).toEqual([2, 100]);
  });

  test.each<readonly [string, Partial<BlueGreenInput>, readonly string[]]>([
    ['by a person', { manualPromotion: true }, []],
    // the window and the check that may come late
    ['with old pods for as long as it is watched', { scaleDownDelayS: 960 }, []],
    ['with old pods for less', { scaleDownDelayS: 959 }, ['scaleDownDelay: scale-down-delay']],
    ['with old pods for half seconds', { scaleDownDelayS: 960.5 }, ['scaleDownDelay: scale-down-delay']],
    ['with old pods for less than a watch that is none', { scaleDownDelayS: 1, analysis: { windowS: 61 } }, ['analysis: analysis-window']],
  ])('%s', (_, input, words) => {
    const [plan, found] = blueGreen(input);
    expect(found).toEqual(words);
    expect(plan.rollout).toMatchObject({ scaleDownDelayS: input.scaleDownDelayS, manualPromotion: input.manualPromotion ?? false });
  });

  test('needs a controller', () => {
    expect(blueGreen({}, { target: { kubernetes: '1.33', argoRollouts: '1.8' } })[1]).toEqual([': target-version']);
  });
});
