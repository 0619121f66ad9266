import { Problems } from '../../../src/kernel/problems';
import type { ObservabilitySpec } from '../../../src/features/observability/spec';
import { planObservability } from '../../../src/features/observability/plan';

const KEDA = { scaler: 'keda', bus: 'rendered', queues: 3 } as const;

function read(spec?: ObservabilitySpec, environment: Parameters<typeof planObservability>[1] = KEDA) {
  const problems = Problems.of('environment').at('observability');
  const warnings = Problems.of('environment').at('observability');
  const resolved = planObservability(spec, environment, { problems, warnings });
  return { resolved, problems: problems.list.map(({ place, rule, fix }) => `${place}: ${rule}: ${fix}`), warned: warnings.list };
}

test('takes what every cluster has, and KEDA where it scales', () => {
  expect(read().resolved).toEqual({
    given: ['kube-state-metrics', 'kubelet', 'keda', 'argo-rollouts'],
    furtherMetrics: [],
    ruleLabels: {},
    quotaPercent: 90,
    watchesQueues: true,
  });
  expect(read(undefined, { scaler: 'prometheus-adapter', bus: 'elsewhere', queues: 3 }).resolved.given).toEqual([
    'kube-state-metrics',
    'kubelet',
    'argo-rollouts',
    'nats',
  ]);
});

test('keeps what was said, metrics sorted', () => {
  const spec = { given: ['kubelet'], furtherMetrics: ['b_total', 'a_total'], ruleLabels: { release: 'x' }, quotaPercent: 99 } as const;
  expect(read(spec)).toEqual({
    warned: [],
    resolved: {
      given: ['kubelet'],
      furtherMetrics: ['a_total', 'b_total'],
      ruleLabels: { release: 'x' },
      quotaPercent: 99,
      watchesQueues: true,
    },
    problems: [],
  });
});

test('fails with everything that is wrong at once', () => {
  const spec = {
    furtherMetrics: ['http-requests'],
    ruleLabels: { release: 'a b' },
    quotaPercent: 100,
  };
  expect(read(spec).problems).toEqual([
    `observability.furtherMetrics[0]: metric-name: write e.g. 'http_requests_total'`,
    'observability.ruleLabels.release: bad-label: write at most 63 letters, digits, hyphens, dots and underscores',
    'observability.quotaPercent: whole-number: write a whole number from 1 to 99',
  ]);
});

test.each<readonly [Parameters<typeof planObservability>[1]['bus'], number, ObservabilitySpec | undefined, boolean, number]>([
  ['external', 1, undefined, false, 1],
  ['external', 0, undefined, false, 0],
  ['external', 1, { given: ['nats'] }, true, 0],
  ['elsewhere', 1, undefined, true, 0],
  ['rendered', 1, { given: [] }, true, 0],
])('with a bus that is %s, %i queues and %j, queues are watched: %s', (bus, queues, spec, watched, warnings) => {
  const { resolved, warned } = read(spec, { scaler: 'keda', bus, queues });
  expect(resolved.watchesQueues).toBe(watched);
  expect(warned.map(({ place, rule }) => `${place} ${rule}`)).toEqual(Array(warnings).fill('observability.given bus-unwatched'));
});
