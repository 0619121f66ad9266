import { checkRate, errorRateQuery } from '../../../src/features/rollout/analysis';
import { leastTasks, noDataQuery, tasksUntilHeard, type VersionComparison } from '../../../src/features/rollout/compare';
import { checkCounterName, checkPrometheus, PROMETHEUS } from '../../../src/features/rollout/prometheus';
import { checkSecondVersion, type ChartTraffic, shiftedTraffic } from '../../../src/features/rollout/traffic';
import { Problems } from '../../../src/kernel/problems';

const lines = ({ list }: Problems): string[] => list.map(({ place, rule }) => `${place}: ${rule}`);

test.each([
  ['http://a', true],
  ['https://a.b-c.example:65535/x/Y~_-.1', true],
  ['http://1:1', true],
  ['http://a/', true],
  ['http://a:123456', false],
  ['http://a:', false],
  ['ftp://a', false],
  [' http://a', false],
  ['http://a ', false],
  ['http://A', false],
  ['http://-a', false],
  ['http://a-', false],
  ['http://me:mine@a', false],
  ['http://a/?b', false],
  ['http://', false],
  ['a', false],
  ['', false],
])('%j as the address of Prometheus: %p', (address, holds) => {
  expect(checkPrometheus(address)?.rule).toBe(holds ? undefined : 'prometheus');
});

test('the address that is proposed is that of the operator, and holds', () => {
  expect(PROMETHEUS).toBe('http://prometheus-operated.monitoring.svc.cluster.local:9090');
  expect(checkPrometheus(PROMETHEUS)).toBeUndefined();
});

test.each([
  ['a', true],
  ['_', true],
  [':', true],
  ['aZ_:9', true],
  [`a${'b'.repeat(199)}`, true],
  [`a${'b'.repeat(200)}`, false],
  ['9a', false],
  ['a-b', false],
  ['a ', false],
  [' a', false],
  ['', false],
])('%j as the name of a counter: %p', (name, holds) => {
  expect(checkCounterName(name)?.rule).toBe(holds ? undefined : 'counter-name');
});

test.each([
  [1e-9, true],
  [1_000_000, true],
  [1_000_000.1, false],
  [0, false],
  [-1, false],
  [NaN, false],
])('a rate of %d: %p', (rate, holds) => {
  expect(checkRate(rate)?.rule).toBe(holds ? undefined : 'rate');
});

test('labels of the error rate are sorted and parted by commas', () => {
  const query = errorRateQuery({ total: 'a', failed: 'b', selector: { y: '2', x: '1' }, rangeS: 7 });
  expect(query.split('\n').at(-2)).toBe('  (a{x="1",y="2"} / 7 unless a{x="1",y="2"} offset 7s)');
});

test.each([
  [1, 688],
  [10, 66],
  [50, 10],
  [99, 2],
])('of %d %% the version before must have had %d tasks until silence is no chance', (weight, tasks) => {
  expect(tasksUntilHeard(weight)).toBe(tasks);
});

test('the tasks that say something are those of a test that errs in 5 of 100 cases either way', () => {
  // by a table: the 95 % quantile is 1.644854 on both sides
  const [p0, p1, z] = [0.001, 0.05, 1.644854];
  const mean = (p1 + 9 * p0) / 10;
  const reach = z * Math.sqrt((mean * (1 - mean) * 10) / 9) + z * Math.sqrt(p1 * (1 - p1) + (p0 * (1 - p0)) / 9);
  expect(leastTasks({ healthyRate: p0, badRate: p1 })).toBe(Math.ceil((reach / (p1 - p0)) ** 2));
});

describe('silence', () => {
  const series = (workload: string) => ({ namespace: 'n', workload, account: 'a', stream: 'S', consumer: `${workload}-c` });
  const comparison: VersionComparison = {
    stable: series('w'),
    next: series('w-next'),
    weight: 99,
    total: 't',
    failed: 'f',
    windowS: 60,
    threshold: 0.01,
    rates: { healthyRate: 0.001, badRate: 0.05 },
    redeliveries: 0.1,
    natsMetricPrefix: 'jetstream',
  };
  const waits =
    'max(min_over_time(jetstream_consumer_num_pending{account="a",consumer_name="w-next-c",is_consumer_leader="true",stream_name="S"}[60s])) > 0';
  const tasks = (workload: string): string => `sum(increase(t{job="n/${workload}",namespace="n"}[60s]))`;

  test.each([
    [99, `(${tasks('w')} >= 2 or ${waits})\nunless ${tasks('w-next')} > 0`],
    [100, `(${waits})\nunless ${tasks('w-next')} > 0`],
  ])('at %d %%', (weight, query) => {
    expect(noDataQuery({ ...comparison, weight })).toBe(query);
  });
});

describe('what a second version gets a part of', () => {
  test.each([
    [true, false, 'requests', []],
    [false, true, 'messages', []],
    [true, true, undefined, ['kind: rollout-traffic']],
    [false, false, undefined, ['kind: rollout-traffic']],
  ])('of an agent that serves, %p, and consumes, %p: %p', (serves, consumes, shifted, said) => {
    for (const kind of ['canary', 'blue-green'] as const) {
      const problems = Problems.of('test');
      expect(shiftedTraffic(problems, 'kind', kind, { serves, consumes })).toBe(shifted);
      expect(lines(problems)).toEqual(said);
    }
  });

  const SERVES: ChartTraffic = { consumes: false, calledAt: 'servesTo', subjects: undefined, metrics: true, namespace: 'n' };
  const WORKS: ChartTraffic = { consumes: true, calledAt: undefined, subjects: ['a'], metrics: true, namespace: 'n' };
  test.each<readonly [string, 'requests' | 'messages', ChartTraffic, readonly string[]]>([
    ['requests of one who serves', 'requests', SERVES, []],
    ['messages of one who consumes', 'messages', WORKS, []],
    ['requests of one who consumes', 'requests', WORKS, ['consumes: rollout-traffic']],
    ['requests of one who does both', 'requests', { ...WORKS, calledAt: 'callers' }, ['consumes: rollout-traffic']],
    ['requests of nobody', 'requests', { ...SERVES, calledAt: undefined }, ['servesTo: rollout-traffic']],
    ['messages of one who serves', 'messages', SERVES, ['servesTo: rollout-traffic']],
    ['messages of one who does both', 'messages', { ...WORKS, calledAt: 'callers' }, ['callers: rollout-traffic']],
    ['messages of nobody', 'messages', { ...SERVES, calledAt: undefined }, ['consumes: rollout-traffic']],
    ['messages without a subject', 'messages', { ...WORKS, subjects: undefined }, ['consumes.subjects: rollout-traffic']],
    ['requests that nothing counts', 'requests', { ...SERVES, metrics: false }, ['metrics: rollout-metrics']],
    ['messages of nowhere', 'messages', { ...WORKS, namespace: undefined }, ['namespace: rollout-namespace']],
    [
      'all of it',
      'messages',
      { consumes: false, calledAt: 'callers', subjects: undefined, metrics: false, namespace: undefined },
      ['callers: rollout-traffic', 'metrics: rollout-metrics', 'namespace: rollout-namespace'],
    ],
  ])('by its class, %s', (_, chosen, traffic, said) => {
    const problems = Problems.of('test');
    checkSecondVersion(problems, 'canary', chosen, traffic);
    expect(lines(problems)).toEqual(said);
  });
});
