import {
  errorsQuery,
  leastTasks,
  noDataQuery,
  redeliveriesQuery,
  tasksUntilHeard,
  type VersionComparison,
  type VersionSeries,
} from '../../../src/features/rollout/compare';

const series = (workload: string): VersionSeries => ({
  namespace: 'tenant-acme',
  workload,
  account: 'acme',
  stream: 'TASKS',
  consumer: workload,
});

const comparison = (overrides: Partial<VersionComparison> = {}): VersionComparison => ({
  stable: series('search'),
  next: series('search-next'),
  weight: 10,
  total: 'agent_tasks_total',
  failed: 'agent_tasks_failed_total',
  windowS: 900,
  threshold: 0.01,
  rates: { healthyRate: 0.001, badRate: 0.05 },
  redeliveries: 0.1,
  natsMetricPrefix: 'jetstream',
  ...overrides,
});

test.each([1, 2, 10, 33, 50, 99])(
  'at weight %d silence is no chance after the fewest tasks that make it rarer than 1 in 1000',
  (weight) => {
    const silent = (tasks: number): number => Array.from({ length: tasks }, () => 1 - weight / 100).reduce((all, one) => all * one, 1);
    const tasks = tasksUntilHeard(weight);
    expect(silent(tasks)).toBeLessThanOrEqual(0.001 * (1 + 1e-9));
    expect(silent(tasks - 1)).toBeGreaterThan(0.001);
  },
);

test('enough tasks are more the closer healthy and bad are', () => {
  const needed = [0.02, 0.05, 0.5].map((badRate) => leastTasks({ healthyRate: 0.001, badRate }));
  expect(needed).toEqual([...needed].sort((a, b) => b - a));
  expect(needed.every((tasks) => Number.isInteger(tasks) && tasks > 0)).toBe(true);
});

test('errors are compared with the threshold, with twice the version before, and counted', () => {
  const rate = (workload: string): string => {
    const of = (metric: string) => `sum(rate(${metric}{job="tenant-acme/${workload}",namespace="tenant-acme"}[900s]))`;
    return `(${of('agent_tasks_failed_total')} or vector(0)) / ${of('agent_tasks_total')}`;
  };
  expect(errorsQuery(comparison())).toBe(
    [
      `${rate('search-next')} > 0.01`,
      `unless ${rate('search-next')} <= 2 * (${rate('search')})`,
      `and sum(increase(agent_tasks_total{job="tenant-acme/search-next",namespace="tenant-acme"}[900s])) >= ${leastTasks({ healthyRate: 0.001, badRate: 0.05 })}`,
    ].join('\n'),
  );
});

test('redeliveries are a share of what is unfinished, by the leader’s numbers and under the exporter’s prefix', () => {
  const query = redeliveriesQuery(comparison({ natsMetricPrefix: 'nats' }));
  const at = (name: string, consumer: string) =>
    `nats_consumer_${name}{account="acme",consumer_name="${consumer}",is_consumer_leader="true",stream_name="TASKS"}`;
  const share = (consumer: string) =>
    `sum(sum_over_time(${at('num_redelivered', consumer)}[900s])) / sum(sum_over_time(${at('num_ack_pending', consumer)}[900s]))`;
  expect(query).toBe(
    [
      `${share('search-next')} > 0.1`,
      `unless ${share('search-next')} <= 2 * (${share('search')})`,
      `and max(max_over_time(${at('num_redelivered', 'search-next')}[900s])) >= 5`,
    ].join('\n'),
  );
});

test('silence is measured against the version before, and at 100 per cent by what waits alone', () => {
  const stable = 'job="tenant-acme/search",namespace="tenant-acme"';
  // ⌈ln 0.001 ÷ ln 0.9⌉
  expect(noDataQuery(comparison())).toContain(`sum(increase(agent_tasks_total{${stable}}[900s])) >= 66 or max(min_over_time(`);
  expect(noDataQuery(comparison({ weight: 100 }))).not.toContain(stable);
});
