import { agentsOf, ENVIRONMENTS, kindOf, objectOf } from './rendered';
import { ACME, config, POOL, triggers } from './swarm-agents';

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
      // scaling up is Kubernetes' own: every 15 s the larger of twice as many and four more
      expect(JSON.stringify(advanced ?? {})).not.toContain('scaleUp');
      let rampS = 0;
      for (let replicas = minReplicaCount; replicas < maxReplicaCount; replicas = Math.max(2 * replicas, replicas + 4)) rampS += 15;
      const start = triggers(environment, namespace).find(({ name }) => name === 'flash-sale')?.metadata['start'];
      const [minute, hour] = (start ?? '').split(' ').map(Number);
      // the sale starts at 08:00; a new node takes minutes, and so does an image
      const aheadS = 8 * 3600 - ((hour ?? 0) * 3600 + (minute ?? 0) * 60);
      expect(aheadS).toBe(900);
      expect(rampS).toBeLessThanOrEqual(60);
    }
  });
});

describe('000-04 scale to zero', () => {
  test.each(ENVIRONMENTS)(
    '%s keeps at least two of everything: F17, zero is refused for interactive agents and on this Kubernetes without KEDA',
    (environment) => {
      expect(kindOf(environment, 'ScaledObject').map(({ spec }) => spec.minReplicaCount)).toEqual([3, 2]);
      expect(agentsOf(environment).flatMap(({ spec }) => spec.replicas ?? [])).toEqual([3, 2, 2]);
    },
  );
});

describe('000-12 scaling on unfinished messages (exporter and recording rule come with observability)', () => {
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

  test.each(ENVIRONMENTS)('F64: %s allows more messages in flight than the largest fleet works on', (environment) => {
    for (const namespace of [ACME, POOL]) {
      const { bus, concurrency } = config(environment, namespace, 'product-search');
      const max = objectOf(environment, 'ScaledObject', namespace, 'product-search').spec.maxReplicaCount ?? NaN;
      expect(bus['maxAckPending']).toBe(Math.ceil(max * Number(concurrency) * 1.25));
    }
  });
});

describe('000-18 the scaler of product search', () => {
  test.each(['dev', 'staging'])('%s is the document’s 2 to 20 at 50 without behavior: 45 s from 2 to 20', (environment) => {
    const { spec } = objectOf(environment, 'ScaledObject', ACME, 'product-search');
    expect([spec.minReplicaCount, spec.maxReplicaCount, spec.triggers?.[0]?.metadata['lagThreshold']]).toEqual([2, 20, '50']);
    expect(spec).not.toHaveProperty('advanced');
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
