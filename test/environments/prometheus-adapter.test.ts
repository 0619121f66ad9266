import { renderManifests } from '../../environments/wiring/environment';
import { prod } from '../../environments/swarm/prod';
import { parseManifests } from '../../src/judges/inventory/parse';
import { resolve } from '../../src/resolve/resolve';
import type { EnvironmentSpec } from '../../src/resolve/spec';
import { acme } from '../../tenants/swarm/acme';
import { agent, environment, tenant } from '../corpus/builders';
import { changed, WITHOUT_SERVICES } from '../resolve/fixture';
import type { Rendered } from './rendered';

/** The swarm where prometheus-adapter serves queue depth: no KEDA in the target, no scheduled pre-scale. */
function withAdapter(change: Partial<EnvironmentSpec> = {}): EnvironmentSpec {
  const { scaling, ...search } = acme.agents['product-search'] ?? {};
  if (scaling === undefined) throw new Error('product search is expected to scale');
  const { prescale, ...bounds } = scaling;
  const agents = { ...acme.agents, 'product-search': { ...search, scaling: bounds } } as typeof acme.agents;
  const { 'shared-tenants': pool, ...scale } = prod.scale ?? {};
  const target = { kubernetes: '1.33', argoRollouts: '1.9', nats: '2.14' };
  return { ...changed(WITHOUT_SERVICES, { ...prod, scale, target, tenants: [{ ...acme, agents }] }), ...change };
}

function objects(spec: EnvironmentSpec): Map<string, Rendered[]> {
  const files = [...renderManifests(resolve(spec))].flatMap((batch) => [...batch]).filter(([path]) => path.startsWith('manifests/'));
  return new Map(files.map(([path, text]) => [path, parseManifests(text, path).map(({ document }) => document as Rendered)]));
}

test('000-12, F3: the HPA asks for one consumer of one account, by the metric whose rule the platform renders once', () => {
  const rendered = objects(withAdapter());
  const hpa = rendered.get('manifests/tenants/tenant-acme/product-search.yaml')?.find(({ kind }) => kind === 'HorizontalPodAutoscaler');
  expect(hpa?.spec).toEqual({
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'product-search' },
    minReplicas: 2,
    maxReplicas: 30,
    behavior: { scaleDown: { stabilizationWindowSeconds: 300 } },
    metrics: [
      {
        type: 'External',
        external: {
          metric: {
            name: 'jetstream_consumer_unfinished',
            selector: { matchLabels: { account: 'acme', stream_name: 'TASKS', consumer_name: 'product-search' } },
          },
          target: { type: 'AverageValue', averageValue: '8' },
        },
      },
    ],
  });
  const rules = rendered.get('manifests/platform/prometheus-adapter-rules.yaml');
  expect(rules?.map(({ kind }) => kind)).toEqual(['ConfigMap']);
  expect(rules?.[0]?.data?.['config.yaml']).toContain('namespaced: false');
  expect([...rendered.values()].flat().filter(({ kind }) => kind === 'ScaledObject')).toEqual([]);
});

test('the exporter’s prefix is an input: the official NATS chart writes nats_, not jetstream_', () => {
  const series = (spec: EnvironmentSpec): string =>
    objects(spec).get('manifests/platform/prometheus-adapter-rules.yaml')?.[0]?.data?.['config.yaml'] ?? '';
  expect(series(withAdapter())).toContain('jetstream_consumer_num_pending');
  expect(series(withAdapter({ natsMetricPrefix: 'nats' }))).toContain('nats_consumer_num_pending');
});

test('fails to pre-scale on a schedule that a plain HPA cannot have', () => {
  expect(() => resolve({ ...withAdapter(), tenants: [acme] })).toThrow('prescale-engine');
});

test('the adapter has no rules where no agent scales on a queue: there may be no bus', () => {
  const files = objects(environment('documents', [tenant('acme', { api: agent() })], { target: { kubernetes: '1.33' } }));
  expect([...files.keys()].filter((path) => path.includes('prometheus-adapter'))).toEqual([]);
});
