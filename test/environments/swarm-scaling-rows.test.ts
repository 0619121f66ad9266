import { prod } from '../../environments/swarm/prod';
import type { ScalingSpec } from '../../src/features/scaling/spec';
import { InvalidInputError } from '../../src/kernel/problems';
import { rampUp, type Scaler } from './ramp';
import { agentsOf, ENVIRONMENTS, kindOf, objectOf } from './rendered';
import { ACME, config, POOL, triggers } from './swarm-agents';
import { of, prodWithAgent } from './variant';

/** Rows of the swarm's requirements on scale, each read from what is committed under dist/. What waits is said in the test's name. */

describe('000-01 spiky traffic (rendered as pre-scale; simulated later)', () => {
  // independently: 20 messages a second × multiplier ÷ (10 tasks at a time ÷ 1 s mean × 0.8), at most max
  test.each([
    ['dev', '20', '13'],
    ['staging', '20', '13'],
    ['prod', '25', '13'],
  ])('%s pre-scales to %s for the flash sale and %s for the holidays', (environment, flashSale, holiday) => {
    for (const namespace of [ACME, POOL]) {
      const named = (name: string) => triggers(environment, namespace).find((trigger) => trigger.name === name)?.metadata;
      const max = objectOf(environment, 'ScaledObject', namespace, 'product-search').spec.maxReplicaCount ?? 0;
      expect(named('flash-sale')).toEqual({
        timezone: 'America/New_York',
        start: '45 7 27 11 *',
        end: '30 8 27 11 *',
        desiredReplicas: String(Math.min(max, (20 * 10) / 8)),
      });
      expect(named('holiday')).toEqual({ timezone: 'America/New_York', start: '0 0 27 11 *', end: '0 0 1 1 *', desiredReplicas: holiday });
    }
    expect(triggers(environment, ACME).find(({ name }) => name === 'flash-sale')?.metadata['desiredReplicas']).toBe(flashSale);
  });

  test.each(ENVIRONMENTS)('F63: in %s replicas are there before the sale starts, whatever the ramp would take', (environment) => {
    for (const namespace of [ACME, POOL]) {
      const {
        minReplicaCount = 0,
        maxReplicaCount = 0,
        advanced,
      } = objectOf(environment, 'ScaledObject', namespace, 'product-search').spec;
      // scaling up is Kubernetes' own
      expect(JSON.stringify(advanced ?? {})).not.toContain('scaleUp');
      const scaler = { min: minReplicaCount, max: maxReplicaCount, perReplica: 1, behavior: advanced !== undefined };
      const rampS = rampUp(scaler, 10_000).at(-1)?.atS;
      const start = triggers(environment, namespace).find(({ name }) => name === 'flash-sale')?.metadata['start'];
      const [minute, hour] = (start ?? '').split(' ').map(Number);
      // the sale starts at 08:00; a new node takes minutes, and so does an image
      const aheadS = 8 * 3600 - ((hour ?? 0) * 3600 + (minute ?? 0) * 60);
      expect(aheadS).toBe(900);
      expect(rampS).toBeLessThanOrEqual(60);
    }
  });
});

describe('000-04 scale to zero, where nobody waits', () => {
  test.each(ENVIRONMENTS)('%s keeps at least two of everything, as its data says', (environment) => {
    expect(kindOf(environment, 'ScaledObject').map(({ spec }) => spec.minReplicaCount)).toEqual([3, 2]);
    expect(agentsOf(environment).flatMap(({ spec }) => spec.replicas ?? [])).toEqual([3, 2, 2]);
  });

  const ZERO: ScalingSpec = { min: 0, max: 20, onQueueDepth: 8 };
  const scale = { ...prod.scale, acme: {} };

  test('min: 0 of a queue worker runs none while its queue is empty, and one again at the first message', () => {
    const { spec } = of(prodWithAgent('product-search', { scaling: ZERO }, { scale }), `ScaledObject ${ACME}/product-search`);
    // KEDA wakes it above activationLagThreshold, which is 0 where it is left out; none of its pods is left over by a fallback
    expect(spec).toMatchObject({ minReplicaCount: 0, maxReplicaCount: 20, fallback: { replicas: 1 } });
    expect(spec.triggers?.map(({ metadata }) => Object.keys(metadata))).toEqual([
      ['account', 'consumer', 'lagThreshold', 'natsServerMonitoringEndpoint', 'stream'],
    ]);
  });

  test('F17: zero is refused for an interactive agent, whoever would wait', () => {
    const act = () => prodWithAgent('product-search', { scaling: ZERO, interactive: true }, { scale });
    expect(problemsOf(act)).toEqual([
      'tenants.acme.agents.product-search.scaling.min scale-to-zero: is 0, but a person waits for the answer (interactive)',
    ]);
    expect(problemsOf(() => prodWithAgent('product-search', { scaling: { ...ZERO, min: 1 }, interactive: true }, { scale }))).toEqual([]);
  });

  test('F17: zero is refused for a HorizontalPodAutoscaler of a Kubernetes that has none', () => {
    const target = { ...prod.target, kubernetes: '1.33' };
    const act = () => prodWithAgent('product-search', { scaling: ZERO }, { scale, target, scaler: 'prometheus-adapter' });
    expect(problemsOf(act).filter((line) => line.startsWith('tenants.'))).toEqual([
      expect.stringMatching(
        /^tenants\.acme\.agents\.product-search\.scaling\.min target-version: minReplicas 0 of a HorizontalPodAutoscaler .* needs Kubernetes 1\.37, the target is Kubernetes 1\.33$/,
      ),
    ]);
  });
});

describe('000-12 scaling on unfinished messages', () => {
  test.each(ENVIRONMENTS)('F1, F2, F3: %s asks KEDA for one consumer of one account, which counts pending and in flight', (environment) => {
    expect(triggers(environment, ACME)[0]).toEqual({
      type: 'nats-jetstream',
      metadata: {
        account: 'acme',
        stream: 'TASKS',
        consumer: 'product-search',
        lagThreshold: environment === 'prod' ? '8' : '50',
        natsServerMonitoringEndpoint: 'nats-headless.platform.svc.cluster.local:8222',
      },
    });
    expect(triggers(environment, POOL)[0]?.metadata['account']).toBe(POOL);
    expect(objectOf(environment, 'ScaledObject', ACME, 'product-search').spec.fallback).toEqual({
      failureThreshold: 3,
      replicas: 2,
      behavior: 'currentReplicasIfHigher',
    });
  });

  test.each(ENVIRONMENTS)(
    '%s exports the same figures for people: an exporter beside each server, which Prometheus scrapes',
    (environment) => {
      const { spec } = objectOf(environment, 'StatefulSet', 'platform', 'nats');
      const exporter = spec.template?.spec.containers.find(({ image }) => image.includes('/prometheus-nats-exporter:'));
      expect(exporter).toMatchObject({
        args: expect.arrayContaining(['-jsz=all']) as unknown,
        ports: [{ containerPort: 7777, name: 'metrics' }],
      });
      expect(objectOf(environment, 'PodMonitor', 'platform', 'nats').spec).toMatchObject({ podMetricsEndpoints: [{ port: 'metrics' }] });
    },
  );

  test.each(ENVIRONMENTS)('F64: %s allows more messages in flight than the largest fleet works on', (environment) => {
    for (const namespace of [ACME, POOL]) {
      const { bus, concurrency } = config(environment, namespace, 'product-search');
      const max = objectOf(environment, 'ScaledObject', namespace, 'product-search').spec.maxReplicaCount ?? NaN;
      expect(bus['maxAckPending']).toBe(Math.ceil(max * Number(concurrency) * 1.25));
    }
  });
});

describe('000-18 the scaler of product search', () => {
  /** The autoscaler that KEDA makes of it. */
  const scalerOf = (environment: string): Scaler => {
    const {
      minReplicaCount = NaN,
      maxReplicaCount = NaN,
      triggers: [first] = [],
      advanced,
    } = objectOf(environment, 'ScaledObject', ACME, 'product-search').spec;
    return {
      min: minReplicaCount,
      max: maxReplicaCount,
      perReplica: Number(first?.metadata['lagThreshold']),
      behavior: advanced !== undefined,
    };
  };
  const rampOf = (environment: string, messages: number): string =>
    rampUp(scalerOf(environment), messages)
      .map(({ atS, replicas }) => `${atS} s ${replicas}`)
      .join(', ');

  test.each(['dev', 'staging'])('%s is the document’s 2 to 20 at 50 without behavior: 45 s from 2 to 20', (environment) => {
    const { spec } = objectOf(environment, 'ScaledObject', ACME, 'product-search');
    expect([spec.minReplicaCount, spec.maxReplicaCount, spec.triggers?.[0]?.metadata['lagThreshold']]).toEqual([2, 20, '50']);
    expect(spec).not.toHaveProperty('advanced');
    // 20 replicas at 50 are 1000 messages; more change nothing, fewer end lower
    expect(rampOf(environment, 1000)).toBe('0 s 4, 15 s 8, 30 s 16, 45 s 20');
    expect(rampOf(environment, 1_000_000)).toBe('0 s 4, 15 s 8, 30 s 16, 45 s 20');
    expect(rampOf(environment, 800)).toBe('0 s 4, 15 s 8, 30 s 16');
    // a tenth more than its target is left alone
    expect(rampOf(environment, 109)).toBe('');
    expect(rampOf(environment, 111)).toBe('0 s 3');
  });

  test('a behavior, and be it empty, would make it 30 s: 2 to 6 to 12 to 20, by other rules of the controller', () => {
    const looks = rampUp({ ...scalerOf('dev'), behavior: true }, 1000);
    expect(looks.map(({ atS, replicas }) => [atS, replicas])).toEqual([
      [0, 6],
      [15, 12],
      [30, 20],
    ]);
  });

  test('prod has a behavior for scaling down, and is at its 30 after 45 s, too', () => {
    expect(rampOf('prod', 240)).toBe('0 s 6, 15 s 12, 30 s 24, 45 s 30');
  });

  test('F82: prod has 2 to 30 at 8, for its own numbers, and comes down after five quiet minutes', () => {
    const { spec } = objectOf('prod', 'ScaledObject', ACME, 'product-search');
    expect([spec.minReplicaCount, spec.maxReplicaCount, spec.triggers?.[0]?.metadata['lagThreshold']]).toEqual([2, 30, '8']);
    expect(spec.advanced).toEqual({ horizontalPodAutoscalerConfig: { behavior: { scaleDown: { stabilizationWindowSeconds: 300 } } } });
  });

  test.each(ENVIRONMENTS)('F42, F46, F80: %s has one autoscaler a target, no replicas beside it, and one metrics server', (environment) => {
    const scaled = kindOf(environment, 'ScaledObject').map(
      ({ metadata, spec }) => `${metadata.namespace ?? ''}/${(spec['scaleTargetRef'] as { name: string }).name}`,
    );
    expect(scaled).toEqual([`${POOL}/product-search`, `${ACME}/product-search`]);
    expect(kindOf(environment, 'HorizontalPodAutoscaler')).toEqual([]);
    expect(
      agentsOf(environment).filter(
        ({ metadata, spec }) => spec.replicas !== undefined && scaled.includes(`${metadata.namespace ?? ''}/${metadata.name}`),
      ),
    ).toEqual([]);
  });
});

describe('000-28 scheduled pre-scale stands inside the one ScaledObject', () => {
  test.each(ENVIRONMENTS)('%s', (environment) => {
    for (const namespace of [ACME, POOL])
      expect(triggers(environment, namespace).map(({ type }) => type)).toEqual(['nats-jetstream', 'cron', 'cron']);
  });
});

/** `place rule: problem` of everything that is refused. */
function problemsOf(act: () => unknown): string[] {
  try {
    act();
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems.map(({ place, rule, problem }) => `${place} ${rule}: ${problem}`);
    throw error;
  }
}
