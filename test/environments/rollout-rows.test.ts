import { prod } from '../../environments/swarm/prod';
import type { RolloutSpec } from '../../src/features/rollout/spec';
import { ENVIRONMENTS, kindOf, objectOf, type Rendered, workloadOf } from './rendered';
import { of, prodWithAgent } from './variant';

/** Rows and defects of rollouts: the coordinator's as committed under dist/, the others as one word of the swarm's data would render them. */

const ACME = 'tenant-acme';
const POOL = 'shared-tenants';
/** Blue-green of product search has twice its pods, and the 14 nodes of prod are refused as too few: these are enough. */
const NODES = { ...prod.nodePools, agents: { instanceTypes: ['m7i.2xlarge'], min: 3, max: 24 } };

/** swarm/prod with another rollout of one of acme's agents; every object by kind and name. */
const withRollout = (agent: 'coordinator' | 'product-search', rollout: RolloutSpec): Map<string, Rendered> =>
  prodWithAgent(agent, { rollout }, { nodePools: NODES });

/** What is there only with the second, what only with the first, and what both have and is not the same. */
function differences(before: Map<string, Rendered>, after: Map<string, Rendered>) {
  const common = [...before.keys()].filter((key) => after.has(key));
  return {
    added: [...after.keys()].filter((key) => !before.has(key)).sort(),
    removed: [...before.keys()].filter((key) => !after.has(key)).sort(),
    changed: common.filter((key) => JSON.stringify(before.get(key)) !== JSON.stringify(after.get(key))).sort(),
  };
}

const rolling = withRollout('product-search', { kind: 'rolling' });
const canary = withRollout('product-search', { kind: 'canary' });

describe('000-07 canary and blue-green: one word for a queue worker; an agent that serves says which share its pods can give, too', () => {
  test('rolling to canary of a queue worker adds the next version and what sends it messages, and touches nothing else', () => {
    const mine = (kind: string): string => `${kind} ${ACME}/product-search-next`;
    expect(differences(rolling, canary)).toEqual({
      added: [
        'Consumer platform/acme-tasks-product-search-next',
        `ConfigMap ${ACME}/product-search-next-config`,
        `PrometheusRule ${ACME}/product-search-versions`,
        ...['Deployment', 'NetworkPolicy', 'PodDisruptionBudget', 'PodMonitor', 'ScaledObject'].map(mine),
      ].sort(),
      removed: [],
      changed: ['ConfigMap platform/nats-config', 'ResourceQuota tenant-acme/tenant', 'Stream platform/acme-tasks'],
    });
  });

  test('canary to blue-green of a queue worker changes weight and counts, and has the same objects but the alerts', () => {
    const { added, removed, changed } = differences(canary, withRollout('product-search', { kind: 'blue-green' }));
    expect({ added, removed }).toEqual({ added: [], removed: [`PrometheusRule ${ACME}/product-search-versions`] });
    expect(changed).toEqual(['ConfigMap platform/nats-config', `ResourceQuota ${ACME}/tenant`, `ScaledObject ${ACME}/product-search-next`]);
  });

  test('rolling to blue-green to canary of an agent that serves changes who controls its pods', () => {
    const analysis = { interval: '15m' };
    const names = (kind: RolloutSpec['kind'], more: object = {}) =>
      [...withRollout('coordinator', { kind, ...more }).keys()].filter((key) => key.includes(`${ACME}/coordinator`)).sort();
    const common = ['ExternalSecret', 'NetworkPolicy', 'PodDisruptionBudget', 'PodMonitor', 'Service', 'ServiceAccount'];
    const own = (...kinds: string[]): string[] => [...common, ...kinds].map((kind) => `${kind} ${ACME}/coordinator`);
    const credentials = (keys: string[]): string[] =>
      keys.map((key) => (key.startsWith('ExternalSecret') ? `${key}-credentials` : key)).sort();
    expect(names('rolling')).toEqual([...credentials(own('Deployment')), `ConfigMap ${ACME}/coordinator-config`].sort());
    expect(names('blue-green')).toEqual([...credentials(own('AnalysisTemplate', 'Rollout')), `Service ${ACME}/coordinator-preview`].sort());
    expect(names('canary', { weight: 33, analysis })).toEqual(credentials(own('AnalysisTemplate', 'Rollout')));
    // the word alone is refused: 10 % of two pods is no share
    expect(() => names('canary')).toThrow(/canary-share/);
  });
});

describe('000-19 canary: ten percent, and 15 minutes below the threshold before it gets everything', () => {
  test('F4: of a queue worker, by a mapping of its account and not by its pods', () => {
    const text = of(canary, 'ConfigMap platform/nats-config').data?.['accounts.conf'] ?? '';
    expect(text).toMatch(
      /mappings \{\s+"tasks\.product-search\.>": \[\s+\{ destination: "next\.tasks\.product-search\.>", weight: "10%" \}\s+\]/,
    );
    expect(of(canary, 'Consumer platform/acme-tasks-product-search-next').spec['filterSubject']).toBe('next.tasks.product-search.>');
    expect(of(canary, 'Stream platform/acme-tasks').spec['subjects']).toContain('next.tasks.product-search.>');
    // who publishes may reach both versions, and who consumes takes from both, as the one user that the agent is
    expect(text.match(/"next\.tasks\.product-search\.>"/g)?.length).toBeGreaterThanOrEqual(2);
    expect(text).toContain('"$JS.API.CONSUMER.MSG.NEXT.TASKS.product-search-next"');
  });

  test('F4: of an agent that serves: ten percent of two pods is refused with the 33 % it would be', () => {
    expect(() => withRollout('coordinator', { kind: 'canary' })).toThrow(/canary-share.*33\.3 %/s);
  });

  test('an analysis of 15 checks spans 15 minutes, and no data does not pass', () => {
    const objects = withRollout('coordinator', { kind: 'canary', router: { gateway: 'public', namespace: 'gateway' } });
    const [metric] = of(objects, `AnalysisTemplate ${ACME}/coordinator`).spec['metrics'] as Readonly<Record<string, unknown>>[];
    expect(metric).toMatchObject({ count: 15, interval: '60s', initialDelay: '60s' });
    expect(metric).not.toHaveProperty('failureCondition');
    expect(metric?.['successCondition']).toBe('len(result) == 1 && !isNaN(result[0]) && result[0] <= 0.01');
    expect(of(objects, `Rollout ${ACME}/coordinator`).spec.strategy).toMatchObject({
      canary: {
        maxUnavailable: 0,
        stableService: 'coordinator',
        canaryService: 'coordinator-canary',
        trafficRouting: { plugins: { 'argoproj-labs/gatewayAPI': { httpRoute: 'coordinator', namespace: ACME } } },
        steps: [{ setWeight: 10 }, { analysis: expect.anything() as unknown }],
      },
    });
    const route = of(objects, `HTTPRoute ${ACME}/coordinator`).spec['rules'] as {
      readonly backendRefs: readonly { readonly name: string }[];
    }[];
    expect(route[0]?.backendRefs.map(({ name }) => name)).toEqual(['coordinator', 'coordinator-canary']);
  });

  test('both versions are scaled by their own queue', () => {
    const scaled = (name: string) => {
      const { minReplicaCount, maxReplicaCount, triggers } = of(canary, `ScaledObject ${ACME}/${name}`).spec;
      return [triggers?.[0]?.metadata['consumer'], minReplicaCount, maxReplicaCount];
    };
    expect(scaled('product-search')).toEqual(['product-search', 2, 30]);
    expect(scaled('product-search-next')).toEqual(['product-search-next', 1, 3]);
  });

  test.each(ENVIRONMENTS)('%s has no canary of product search: it is off until somebody writes the word', (environment) => {
    expect(workloadOf(environment, ACME, 'product-search').kind).toBe('Deployment');
    expect(kindOf(environment, 'Consumer').filter(({ metadata }) => metadata.name.endsWith('-next'))).toEqual([]);
  });
});

describe('000-20 blue-green of the coordinator: two full deployments, switched at once', () => {
  const everywhere = ENVIRONMENTS.flatMap((environment) => [ACME, POOL].map((namespace) => ({ environment, namespace })));

  test.each(everywhere)('$environment $namespace has both Services, one controller, and a way back', ({ environment, namespace }) => {
    expect(workloadOf(environment, namespace, 'coordinator')).toMatchObject({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' });
    expect(workloadOf(environment, namespace, 'coordinator').spec.strategy).toMatchObject({
      blueGreen: {
        activeService: 'coordinator',
        previewService: 'coordinator-preview',
        autoPromotionEnabled: true,
        postPromotionAnalysis: { templates: [{ templateName: 'coordinator' }] },
      },
    });
    // both are there; the controller writes whom each selects, and applying these files again does not take it back
    for (const name of ['coordinator', 'coordinator-preview'])
      expect(objectOf(environment, 'Service', namespace, name).spec).not.toHaveProperty('selector');
  });

  test.each(everywhere)(
    'F19: $environment $namespace loses one pod to a drain at a time, of both versions together',
    ({ environment, namespace }) => {
      expect(objectOf(environment, 'PodDisruptionBudget', namespace, 'coordinator').spec).toMatchObject({
        maxUnavailable: 1,
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
        selector: workloadOf(environment, namespace, 'coordinator').spec['selector'],
      });
    },
  );

  test('F5: of a queue worker, nothing reaches green before it is active, and blue nothing after', () => {
    const accounts = (active: 'blue' | 'green'): string =>
      of(withRollout('product-search', { kind: 'blue-green', active }), 'ConfigMap platform/nats-config').data?.['accounts.conf'] ?? '';
    expect(accounts('blue')).not.toContain('mappings');
    expect(accounts('green')).toMatch(/destination: "next\.tasks\.product-search\.>", weight: "100%"/);
  });

  test('F5: exclusive, green’s consumer is paused until then', () => {
    const consumer = (active: 'blue' | 'green' | 'none') =>
      of(
        withRollout('product-search', { kind: 'blue-green', exclusive: true, active }),
        'Consumer platform/acme-tasks-product-search-next',
      );
    expect(consumer('blue').spec['pauseUntil']).toMatch(/^\d{4}-/);
    expect(consumer('none').spec['pauseUntil']).toMatch(/^\d{4}-/);
  });
});

describe('000-21 rolling by default', () => {
  test('F6, F57, F81: quota and connections have room for both versions and their surge', () => {
    const hard = (objects: Map<string, Rendered>): number => Number(of(objects, `ResourceQuota ${ACME}/tenant`).spec.hard?.['pods']);
    // 2 × 2 of the coordinator, 3 of order tracking, the nightly report; 30 + ⌈7.5⌉ of product search, and of its next version nothing, a tenth, or all
    expect(hard(rolling)).toBe(Math.ceil(((4 + 3 + 1 + 38) * 11) / 10));
    expect(hard(canary)).toBe(Math.ceil(((4 + 3 + 1 + 38 + 3 + 1) * 11) / 10));
    expect(hard(withRollout('product-search', { kind: 'blue-green' }))).toBe(Math.ceil(((4 + 3 + 1 + 2 * 38) * 11) / 10));
    const connections = (objects: Map<string, Rendered>): number => {
      const text = of(objects, 'ConfigMap platform/nats-config').data?.['accounts.conf'] ?? '';
      return Number(/^ +"acme" \{[^]*?max_connections: (\d+)/m.exec(text)?.[1]);
    };
    // three of the next version, and three on their way out
    expect(connections(canary) - connections(rolling)).toBe(6);
  });

  test('F75: one controller for each selector, with every kind of rollout', () => {
    for (const objects of [rolling, canary, withRollout('product-search', { kind: 'blue-green' })]) {
      const selectors = [...objects.values()]
        .filter(({ kind, metadata }) => ['Deployment', 'Rollout'].includes(kind) && metadata.namespace === ACME)
        .map(({ spec }) => JSON.stringify(spec['selector']));
      expect(new Set(selectors).size).toBe(selectors.length);
      const scaled = [...objects.values()]
        .filter(({ kind }) => kind === 'ScaledObject')
        .map(({ spec }) => JSON.stringify(spec['scaleTargetRef']));
      expect(new Set(scaled).size).toBe(scaled.length - 1); // product-search of acme and of the pool have one name in two namespaces
    }
  });
});
