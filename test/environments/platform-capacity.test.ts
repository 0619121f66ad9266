import { platformPods } from '../../constructs/platform-demand';
import { platformApp } from '../../environments/platform';
import { dev } from '../../environments/swarm/dev';
import { prod } from '../../environments/swarm/prod';
import { staging } from '../../environments/swarm/staging';
import { joinDataFiles } from '../../src/model/data-file';
import type { EnvironmentSpec } from '../../src/model/environment-spec';
import { resolve } from '../../src/model/resolve';
import type { ResolvedEnvironment } from '../../src/model/resolved';
import { changed } from '../model/fixture';
import { DATA_FILES, problemsOfProd } from './swarm-prod';

function resolved(written: EnvironmentSpec): ResolvedEnvironment {
  const { spec, sources } = joinDataFiles(written, DATA_FILES);
  return resolve(spec, sources);
}

test('what the swarm’s shared services ask for is what is rendered, sidecars included', () => {
  const pods = platformPods(platformApp(resolved(prod)), 'platform');
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
