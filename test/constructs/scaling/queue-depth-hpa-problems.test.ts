import { ApiObject, Chart, Duration } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import { QueueBacklog } from '../../../constructs/scaling/queue-backlog';
import { QueueDepthHpa, type QueueDepthHpaProps } from '../../../constructs/scaling/queue-depth-hpa';
import type { IScaleTarget } from '../../../constructs/scaling/scale-target';
import { InvalidInputError } from '../../../src/kernel/problems';
import { problemsOf, rulesOf, SALE, VALID_QUEUE, workload } from './scaling-fixture';

function define(overrides: Partial<QueueDepthHpaProps> = {}, kubernetes = '1.33') {
  const { app, chart, target } = workload('product-search', {}, { kubernetes, keda: '2.20' });
  new QueueDepthHpa(chart, 'Scale', { target, ...VALID_QUEUE, ...overrides });
  return { app, chart, target };
}

const failing = (overrides: Partial<QueueDepthHpaProps>, kubernetes?: string) => problemsOf(() => define(overrides, kubernetes));

describe('fails', () => {
  const drained = (messagesPerSecond: number, withinS = 60, concurrency?: number) => ({
    backlog: QueueBacklog.drainedWithin({
      messagesPerSecond,
      within: Duration.seconds(withinS),
      ...(concurrency !== undefined && { concurrency }),
    }),
  });
  const queue = (overrides: Partial<QueueDepthHpaProps['queue']>) => ({ queue: { ...VALID_QUEUE.queue, ...overrides } });
  const adapter = { engine: 'prometheus-adapter' } as const;

  test.each<[string, Partial<QueueDepthHpaProps>, string]>([
    ['a zero rate', drained(0), 'backlog: drain-objective: messagesPerSecond must be a finite rate above 0, got 0'],
    ['an unknown rate', drained(NaN), 'backlog: drain-objective: messagesPerSecond must be a finite rate above 0, got NaN'],
    ['an endless rate', drained(Infinity), 'backlog: drain-objective: messagesPerSecond must be a finite rate above 0, got Infinity'],
    [
      'an unreachable objective',
      drained(0.05, 19),
      'backlog: drain-objective: one message takes 20 s at 0.05 messages/s, the backlog is to drain within 19 s',
    ],
    ['half a task at a time', drained(1, 60, 0.5), 'backlog: drain-objective: concurrency must be a whole number from 1 to 1000, got 0.5'],
    [
      'half a message',
      { backlog: QueueBacklog.perReplica(0.5) },
      'backlog: whole-number: must be a whole number from 1 to 1000000, got 0.5',
    ],
    ['no message', { backlog: QueueBacklog.perReplica(0) }, 'backlog: whole-number: must be a whole number from 1 to 1000000, got 0'],
    ['half a replica', { minReplicas: 0.5 }, 'minReplicas: whole-number: must be a whole number from 0 to 100000, got 0.5'],
    ['less than no replica', { minReplicas: -1 }, 'minReplicas: whole-number: must be a whole number from 0 to 100000, got -1'],
    ['no replica at all', { minReplicas: 0, maxReplicas: 0 }, 'maxReplicas: whole-number: must be a whole number from 1 to 100000, got 0'],
    ['max below min', { minReplicas: 4, maxReplicas: 3 }, 'maxReplicas: whole-number: must be a whole number from 4 to 100000, got 3'],
    [
      'zero replicas where a person waits',
      { minReplicas: 0, interactive: true },
      'minReplicas: scale-to-zero: is 0, but a person waits for the answer (interactive)',
    ],
    ['a fallback to nothing', { fallbackReplicas: 0 }, 'fallbackReplicas: whole-number: must be a whole number from 1 to 20, got 0'],
    [
      'a fallback above the maximum',
      { fallbackReplicas: 21 },
      'fallbackReplicas: whole-number: must be a whole number from 1 to 20, got 21',
    ],
    [
      'a cooldown without zero',
      { cooldownPeriod: Duration.minutes(1) },
      'cooldownPeriod: cooldown-to-zero: is only waited for before zero, and minReplicas is 1',
    ],
    [
      'a fractional cooldown',
      { minReplicas: 0, cooldownPeriod: Duration.millis(1500) },
      'cooldownPeriod: whole-number: must be a whole number >= 0, got 1.5',
    ],
    [
      'an endpoint with a scheme',
      { monitoringEndpoint: 'http://nats:8222' },
      `monitoringEndpoint: host-port: must be a host and a port without a scheme, got 'http://nats:8222'`,
    ],
    [
      'a port too high',
      { monitoringEndpoint: 'nats:65536' },
      `monitoringEndpoint: host-port: must be a host and a port without a scheme, got 'nats:65536'`,
    ],
    [
      'too few unacknowledged messages',
      { maxAckPending: 199, concurrency: 10 },
      'maxAckPending: max-ack-pending: the consumer delivers 199 messages at most, 20 replicas × concurrency 10 work on 200',
    ],
    ['no unacknowledged message', { maxAckPending: 0, concurrency: 10 }, 'maxAckPending: whole-number: must be a whole number >= 1, got 0'],
    ['no concurrency', { maxAckPending: 10, concurrency: 0 }, 'concurrency: whole-number: must be a whole number >= 1, got 0'],
    [
      'an account of two words',
      queue({ account: 'a b' }),
      `queue.account: account: must be 1 to 128 letters, digits, '-', '_', '.' and '$', got 'a b'`,
    ],
    [
      'an account that ends a query',
      queue({ account: 'a&b' }),
      `queue.account: account: must be 1 to 128 letters, digits, '-', '_', '.' and '$', got 'a&b'`,
    ],
    [
      'a stream of subjects',
      queue({ stream: 'TASKS.>' }),
      `queue.stream: jetstream-name: must be 1 to 64 letters, digits, '-' and '_', got 'TASKS.>'`,
    ],
    ['no consumer', queue({ consumer: '' }), `queue.consumer: jetstream-name: must be 1 to 64 letters, digits, '-' and '_', got ''`],
    [
      'the default account as a label',
      { ...queue({ account: '$G' }), ...adapter },
      `queue.account: label-value: '$G' cannot stand in the selector of a metric`,
    ],
    ['an empty behavior', { behavior: {} }, 'behavior: empty-behavior: states nothing, yet changes how fast the count moves'],
    [
      'a schedule without KEDA',
      { ...adapter, prescale: [SALE] },
      `prescale: prescale-engine: needs KEDA's cron trigger, but the scaler is 'prometheus-adapter'`,
    ],
    [
      'a fallback without KEDA',
      { ...adapter, fallbackReplicas: 2 },
      'fallbackReplicas: keda-only: a HorizontalPodAutoscaler has nothing like it',
    ],
    [
      'an endpoint without KEDA',
      { ...adapter, monitoringEndpoint: 'nats:8222' },
      'monitoringEndpoint: keda-only: a HorizontalPodAutoscaler has nothing like it',
    ],
    [
      'a cooldown without KEDA',
      { ...adapter, cooldownPeriod: Duration.minutes(1) },
      'cooldownPeriod: keda-only: a HorizontalPodAutoscaler has nothing like it',
    ],
  ])('on %s', (_case, overrides, problem) => {
    expect(failing(overrides)).toEqual([problem]);
  });

  test.each<[string, Partial<QueueDepthHpaProps>]>([
    ['zero replicas of a batch agent', { minReplicas: 0, interactive: false }],
    ['one replica where a person waits', { minReplicas: 1, interactive: true }],
    ['min at max', { minReplicas: 20 }],
    ['just enough unacknowledged messages', { maxAckPending: 200, concurrency: 10 }],
    ['a fallback at the maximum', { fallbackReplicas: 20 }],
    ['the default account, read by KEDA', { queue: { ...VALID_QUEUE.queue, account: '$G' } }],
    ['the highest port', { monitoringEndpoint: 'nats:65535' }],
    ['an empty schedule without KEDA', { ...adapter, prescale: [] }],
  ])('not on %s', (_case, overrides) => {
    expect(failing(overrides)).toEqual([]);
  });

  test('once, naming every wrong prop, the construct and the way out', () => {
    expect(() => define({ backlog: QueueBacklog.perReplica(0), maxReplicas: 0 })).toThrow(
      [
        'acme/Scale: 2 problems',
        'maxReplicas\n  whole-number: must be a whole number from 1 to 100000, got 0\n  fix: write a whole number from 1 to 100000',
        'backlog\n  whole-number: must be a whole number from 1 to 1000000, got 0\n  fix: write a whole number from 1 to 1000000',
      ].join('\n\n'),
    );
  });

  test.each([
    ['2.17', ['behavior.scaleDown.tolerance: target-version']],
    ['2.18', []],
  ])('when KEDA %s drops a tolerance', (keda, expected) => {
    const { chart, target } = workload('product-search', {}, { kubernetes: '1.35', keda });
    const behavior = { scaleDown: { tolerance: 0.2 } };
    expect(rulesOf(() => new QueueDepthHpa(chart, 'Scale', { target, ...VALID_QUEUE, behavior }))).toEqual(expected);
  });

  test.each([
    ['2.17', 'Rollout', ['target: target-version']],
    ['2.17', 'StatefulSet', []],
    ['2.17', 'Deployment', []],
    ['2.18', 'Rollout', []],
  ])('when KEDA %s would crash for want of the count of a %s', (keda, kind, expected) => {
    const { chart } = workload('unused', {}, { kubernetes: '1.33', keda });
    const target: IScaleTarget = {
      metadata: new ApiObject(chart, 'Object', { apiVersion: 'apps/v1', kind }).metadata,
      markHasAutoscaler: () => undefined,
      toScalingTarget: () => ({ kind, apiVersion: 'apps/v1', name: 'search', containers: [] }),
    };
    expect(rulesOf(() => new QueueDepthHpa(chart, 'Scale', { target, ...VALID_QUEUE }))).toEqual(expected);
  });

  test.each([
    [54, []],
    [55, [`target: scaled-object-name: '${'a'.repeat(55)}' has 55 characters, a ScaledObject may have 54`]],
  ])('when the name of the target leaves no room for the prefix of KEDA: %s characters', (length, expected) => {
    const { chart, target } = workload('a'.repeat(length));
    expect(problemsOf(() => new QueueDepthHpa(chart, 'Scale', { target, ...VALID_QUEUE }))).toEqual(expected);
  });

  test('when the target fixes its own count', () => {
    const { chart, target } = workload('product-search', { replicas: 3 });
    expect(problemsOf(() => new QueueDepthHpa(chart, 'Scale', { target, ...VALID_QUEUE }))).toEqual([
      `target: one-owner: 'product-search' fixes replicas at 3: every apply resets what the autoscaler chose`,
    ]);
  });

  test('when the target has an autoscaler already', () => {
    const { chart, target } = define();
    expect(problemsOf(() => new QueueDepthHpa(chart, 'Again', { target, ...VALID_QUEUE }))).toEqual([
      `target: one-autoscaler: 'product-search' has an autoscaler already: two owners of one count undo each other`,
    ]);
  });

  test('leaves the target free, so that a corrected autoscaler can follow', () => {
    const { chart, target } = workload();
    expect(() => new QueueDepthHpa(chart, 'Wrong', { target, ...VALID_QUEUE, maxReplicas: 0 })).toThrow(InvalidInputError);
    expect(target.hasAutoscaler).toBe(false);
  });

  test('when two engines share a tree (F80), and not across trees', () => {
    const { app } = define();
    const other = new Chart(app, 'other');
    const target = new plus.Deployment(other, 'Worker', { containers: [{ image: 'worker' }] });
    const again = () => new QueueDepthHpa(other, 'Scale', { target, ...VALID_QUEUE, engine: 'prometheus-adapter' });
    expect(problemsOf(again)).toEqual([
      `engine: one-metrics-server: 'prometheus-adapter' beside 'keda' in one tree: only one server can own the external metrics API of a cluster`,
    ]);
    expect(failing({ engine: 'prometheus-adapter' })).toEqual([]);
  });
});
