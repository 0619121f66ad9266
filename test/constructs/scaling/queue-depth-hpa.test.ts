import { ApiObject, App, Chart, Duration, JsonPatch, Testing } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { PrometheusAdapterRules } from '../../../constructs/scaling/prometheus-adapter-rules';
import { QueueBacklog } from '../../../constructs/scaling/queue-backlog';
import { QueueDepthHpa, type QueueDepthHpaProps } from '../../../constructs/scaling/queue-depth-hpa';
import { ScalingPolicy } from '../../../constructs/scaling/scaling-behavior';
import { warningsOf } from '../warnings';
import { type Manifest, only, problemsOf, SALE, VALID_QUEUE, workload } from './scaling-fixture';

function define(overrides: Partial<QueueDepthHpaProps> = {}, kubernetes = '1.33') {
  const { app, chart, target } = workload('product-search', {}, { kubernetes, keda: '2.20' });
  const hpa = new QueueDepthHpa(chart, 'Scale', { target, ...VALID_QUEUE, ...overrides });
  return { app, chart, target, hpa, scaledObject: () => only(chart, 'ScaledObject'), plain: () => only(chart, 'HorizontalPodAutoscaler') };
}

const failing = (overrides: Partial<QueueDepthHpaProps>, kubernetes?: string) => problemsOf(() => define(overrides, kubernetes));

describe('KEDA', () => {
  test('reads the unfinished messages of the consumer, with a fallback and no behavior (000-18)', () => {
    expect(define({ minReplicas: 2 }).scaledObject()).toEqual({
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata: { name: 'product-search', namespace: 'tenant-acme' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'product-search' },
        minReplicaCount: 2,
        maxReplicaCount: 20,
        fallback: { failureThreshold: 3, replicas: 2, behavior: 'currentReplicasIfHigher' },
        triggers: [
          {
            type: 'nats-jetstream',
            metadata: {
              account: 'acme',
              consumer: 'product-search',
              lagThreshold: '50',
              natsServerMonitoringEndpoint: 'nats-headless.platform.svc.cluster.local:8222',
              stream: 'TASKS',
            },
          },
        ],
      },
    });
  });

  test.each([
    ['2.17', 'AverageValue', 1],
    ['2.18', undefined, 1],
    ['2.19', undefined, 1],
    ['2.20', undefined, 0],
  ])(
    '%s is told the kind of the metric where it would refuse the fallback, and warned of where a consumer is missing',
    (keda, metricType, warned) => {
      const { chart, target } = workload('product-search', {}, { kubernetes: '1.33', keda });
      const hpa = new QueueDepthHpa(chart, 'Scale', { target, ...VALID_QUEUE });
      expect((only(chart, 'ScaledObject').spec['triggers'] as { metricType?: string }[])[0]?.metricType).toBe(metricType);
      expect(hpa.warnings.filter((text) => text.startsWith('target-version: an error for a consumer that is not there'))).toHaveLength(
        warned,
      );
    },
  );

  test('pre-scales by cron triggers of the same ScaledObject (000-28)', () => {
    const { chart, scaledObject } = define({
      prescale: [SALE, { ...SALE, name: 'holiday', start: '0 0 27 11 *', end: '0 0 31 12 *', replicas: 13 }],
    });
    expect(scaledObject().spec['triggers']).toEqual([
      expect.objectContaining({ type: 'nats-jetstream' }),
      {
        type: 'cron',
        name: 'flash-sale',
        metadata: { start: '45 7 27 11 *', end: '30 8 27 11 *', timezone: 'America/New_York', desiredReplicas: '20' },
      },
      {
        type: 'cron',
        name: 'holiday',
        metadata: { start: '0 0 27 11 *', end: '0 0 31 12 *', timezone: 'America/New_York', desiredReplicas: '13' },
      },
    ]);
    expect((Testing.synth(chart) as Manifest[]).map(({ kind }) => kind)).toEqual(['Deployment', 'ScaledObject']);
  });

  test('scales to zero with a fallback of one, after a cooldown (000-04)', () => {
    const { spec } = define({ minReplicas: 0, cooldownPeriod: Duration.minutes(2) }).scaledObject();
    expect([spec['minReplicaCount'], spec['cooldownPeriod'], spec['fallback']]).toEqual([
      0,
      120,
      { failureThreshold: 3, replicas: 1, behavior: 'currentReplicasIfHigher' },
    ]);
  });

  test('takes another endpoint, fallback and behavior as stated', () => {
    const { spec } = define({
      monitoringEndpoint: 'nats-0.bus:8222',
      fallbackReplicas: 20,
      behavior: { scaleDown: { stabilizationWindow: Duration.minutes(5) } },
    }).scaledObject();
    expect(spec['advanced']).toEqual({ horizontalPodAutoscalerConfig: { behavior: { scaleDown: { stabilizationWindowSeconds: 300 } } } });
    expect(spec['fallback']).toHaveProperty('replicas', 20);
    expect(spec['triggers']).toHaveProperty('0.metadata.natsServerMonitoringEndpoint', 'nats-0.bus:8222');
  });

  test('writes every value of a trigger as text', () => {
    const triggers = define({ prescale: [SALE] }).scaledObject().spec['triggers'] as { metadata: Record<string, unknown> }[];
    expect(triggers.flatMap(({ metadata }) => Object.values(metadata).map((value) => typeof value))).toEqual(Array(9).fill('string'));
  });
});

describe('prometheus-adapter', () => {
  test('is the HorizontalPodAutoscaler of the document, on a metric that exists (000-18)', () => {
    expect(define({ engine: 'prometheus-adapter', minReplicas: 2 }).plain()).toEqual({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'product-search', namespace: 'tenant-acme' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'product-search' },
        minReplicas: 2,
        maxReplicas: 20,
        metrics: [
          {
            type: 'External',
            external: {
              metric: {
                name: 'jetstream_consumer_unfinished',
                selector: { matchLabels: { account: 'acme', stream_name: 'TASKS', consumer_name: 'product-search' } },
              },
              target: { type: 'AverageValue', averageValue: '50' },
            },
          },
        ],
      },
    });
  });

  test('renders a behavior only where one is stated', () => {
    const policies = [ScalingPolicy.percent(50, Duration.minutes(1))];
    const { spec } = define({ engine: 'prometheus-adapter', behavior: { scaleUp: { policies } } }).plain();
    expect(spec['behavior']).toEqual({ scaleUp: { policies: [{ type: 'Percent', value: 50, periodSeconds: 60 }] } });
  });

  test.each([
    [
      '1.36',
      [
        'minReplicas: target-version: minReplicas 0 of a HorizontalPodAutoscaler (HPAScaleToZero) needs Kubernetes 1.37, the target is Kubernetes 1.36',
      ],
    ],
    ['1.37', []],
  ])('scales to zero from Kubernetes 1.37: %s', (kubernetes, expected) => {
    expect(failing({ engine: 'prometheus-adapter', minReplicas: 0 }, kubernetes)).toEqual(expected);
  });

  test('has rules beside it in the same tree', () => {
    const { chart, target } = workload();
    new PrometheusAdapterRules(chart, 'Rules');
    expect(problemsOf(() => new QueueDepthHpa(chart, 'Scale', { target, ...VALID_QUEUE, engine: 'prometheus-adapter' }))).toEqual([]);
  });
});

describe('the object', () => {
  test('owns the count: no replicas beside it', () => {
    const { chart } = define();
    expect(only(chart, 'Deployment').spec).not.toHaveProperty('replicas');
  });

  test('scales a StatefulSet alike', () => {
    const chart = new Chart(new App(), 'acme');
    const service = new plus.Service(chart, 'Service', { ports: [{ port: 80 }] });
    const target = new plus.StatefulSet(chart, 'Worker', { metadata: { name: 'store' }, service, containers: [{ image: 'worker' }] });
    new QueueDepthHpa(chart, 'Scale', { target, ...VALID_QUEUE });
    expect(only(chart, 'ScaledObject').spec['scaleTargetRef']).toEqual({ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'store' });
  });

  test('can be patched', () => {
    const { hpa, scaledObject } = define();
    ApiObject.of(hpa).addJsonPatch(JsonPatch.add('/spec/pollingInterval', 15));
    expect(scaledObject().spec['pollingInterval']).toBe(15);
    expect(hpa.apiObject).toBe(ApiObject.of(hpa));
  });
});

test('replicasFor is the fewest replicas that hold the backlog', () => {
  const inputs = fc.record({
    min: fc.integer({ min: 0, max: 10 }),
    more: fc.integer({ min: 0, max: 40 }),
    perReplica: fc.integer({ min: 1, max: 200 }),
    backlog: fc.integer({ min: 0, max: 5000 }),
  });
  fc.assert(
    fc.property(inputs, ({ min, more, perReplica, backlog }) => {
      const max = Math.max(1, min + more);
      const { hpa } = define({ minReplicas: min, maxReplicas: max, backlog: QueueBacklog.perReplica(perReplica) });
      let fewest = min;
      while (fewest < max && fewest * perReplica < backlog) fewest++;
      return hpa.replicasFor(backlog) === fewest;
    }),
    { numRuns: 200, seed: 18 },
  );
});

describe('warnings', () => {
  test.each([
    [8, 10, []],
    [
      9,
      10,
      [
        'stable-backlog: 9 unfinished messages per replica is above concurrency 10 × 0.8 = 8: under sustained load capacity is dropped while it is needed; use 8 or less, or accept the saw-tooth',
      ],
    ],
    [
      1,
      1,
      [
        'stable-backlog: 1 unfinished messages per replica is above concurrency 1 × 0.8 = 0.8: under sustained load capacity is dropped while it is needed; let a replica work on 2 tasks or more, or accept the saw-tooth',
      ],
    ],
  ])('backlog %s at concurrency %s', (messages, concurrency, expected) => {
    const { app, hpa } = define({ backlog: QueueBacklog.perReplica(messages), concurrency });
    expect(hpa.warnings).toEqual(expected);
    expect(warningsOf(app)).toEqual(expected.map((text) => ({ path: 'acme/Scale', text })));
  });

  test('are not given where the concurrency is not known', () => {
    expect(define().hpa.warnings).toEqual([]);
  });

  test('are given where the backlog brings the concurrency', () => {
    const backlog = QueueBacklog.drainedWithin({ messagesPerSecond: 1, concurrency: 1 });
    expect(define({ backlog }).hpa.warnings).toHaveLength(1);
  });
});
