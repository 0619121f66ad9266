import { ApiObject, JsonPatch } from 'cdk8s';
import { platformPods } from '../../../src/judges/demand/platform-pods';
import type { Manifest } from '../../../src/features/services/rendered';
import { platformApp } from '../../../environments/wiring/platform';
import { PlatformCapacity } from '../../../environments/wiring/platform-capacity';
import { dev } from '../../../environments/swarm/dev';
import { prod } from '../../../environments/swarm/prod';
import { staging } from '../../../environments/swarm/staging';
import { Inventory } from '../../../src/judges/inventory/inventory';
import { joinDataFiles } from '../../../src/resolve/data-file';
import type { EnvironmentSpec } from '../../../src/resolve/spec';
import { resolve } from '../../../src/resolve/resolve';
import type { EnvironmentPlan } from '../../../src/resolve/plan';
import { renderWithManifests } from '../../../src/render/render';
import { changed } from '../../resolve/fixture';
import { DATA_FILES, problemsOfProd } from '../swarm-prod';

function resolved(written: EnvironmentSpec): EnvironmentPlan {
  const { spec, sources } = joinDataFiles(written, DATA_FILES);
  return resolve(spec, sources);
}

test('what the swarm’s shared services ask for is what is rendered, sidecars included', () => {
  const { manifests } = renderWithManifests(platformApp(resolved(prod)), '');
  const documents = manifests.map(({ document }) => document as Manifest);
  const pods = platformPods(documents, 'platform');
  expect(pods.map(({ name, peakPods, cpuMillis, zoneBound }) => [name, peakPods, cpuMillis, zoneBound])).toEqual([
    // Envoy 400m, the processor 100m, the shutdown manager 10m
    ['llm-gateway', 3, 510, false],
    ['nats', 3, 650, true],
    ['postgres', 3, 1000, true],
    ['postgres-pooler', 3, 250, false],
    ['redis-cache', 1, 600, false],
    ['redis-state', 1, 600, false],
    ['tool-gateway', 3, 500, false],
  ]);
});

test.each([dev, staging, prod])('swarm/$name has a node to spare, which three have not', (environment) => {
  const { max = 0 } = environment.nodePools['platform'] ?? {};
  const withNodes = (count: number) => problemsOfProd(changed({ 'nodePools.platform.max': count }, environment));
  expect(withNodes(max)).toEqual([]);
  expect(withNodes(3).map(({ place, rule }) => `${place}: ${rule}`)).toEqual(['nodePools.platform: platform-nodes']);
});

test('what tenants are promised of the same nodes is not there for the services', () => {
  // product-search moves from its own pool: 38 pods of 1 CPU
  const moved = { 'tenants.0.agents.product-search.nodePool': 'platform', 'nodePools.platform.max': 17 };
  expect(problemsOfProd(changed({ ...moved, 'nodePools.platform.max': 30 }, prod))).toEqual([]);
  expect(problemsOfProd(changed(moved, prod)).map(({ place, rule }) => `${place}: ${rule}`)).toEqual([
    'nodePools.platform: platform-nodes',
  ]);
});

test('is unknown, and not well, where every pool has a taint', () => {
  const tainted = resolved(changed({ 'nodePools.platform.tainted': true }, prod));
  expect(tainted.warnings.filter(({ rule }) => rule === 'platform-nodes')).toEqual([
    {
      place: 'nodePools',
      rule: 'platform-nodes',
      problem: 'unknown whether the shared services find room: they run on nodes without a taint, and all 3 pools have one',
      fix: 'describe the pool that they run on, with tainted: false',
    },
  ]);
  expect(resolved(prod).warnings.filter(({ rule }) => rule === 'platform-nodes')).toEqual([]);
});

test('fails a gateway whose patch keeps its pods apart on more nodes than there are', () => {
  const nodesFor = (max: number): string[] => {
    const environment = resolved(changed({ 'nodePools.platform.max': max, 'nodePools.platform.instanceTypes': ['m7i.2xlarge'] }, prod));
    const app = platformApp(environment);
    const deployment = app.node.findAll().find((one): one is ApiObject => ApiObject.isApiObject(one) && one.kind === 'Deployment');
    const labelSelector = { matchLabels: { 'app.kubernetes.io/name': deployment?.name ?? '' } };
    const required = [{ topologyKey: 'kubernetes.io/hostname', labelSelector }];
    deployment?.addJsonPatch(
      JsonPatch.replace('/spec/template/spec/affinity', {
        podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required },
      }),
      JsonPatch.add('/spec/strategy', { rollingUpdate: { maxSurge: 3, maxUnavailable: 0 } }),
    );
    const judge = new PlatformCapacity(environment);
    judge.see(new Inventory().add(renderWithManifests(app, 'manifests/platform').manifests));
    return judge.problems().map(({ place, rule, problem }) => `${place}: ${rule}: ${problem}`);
  };
  expect(nodesFor(5)).toEqual([]);
  expect(nodesFor(4)).toEqual([
    `nodePools.platform: rollout-hosts: 'tool-gateway': 5 pods at the rollout peak need a host each (required anti-affinity), but there are 4`,
  ]);
});
