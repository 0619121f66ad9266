import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidInputError } from '../../src/kernel/problems';
import { crdSchemas } from '../../src/judges/schemas/crd-schema';
import { fieldTable } from '../../src/judges/schemas/field-table';
import { parseManifests } from '../../src/judges/inventory/parse';
import { validateStrict } from '../../src/judges/schemas/strict';
import { OWN, ownMemoryFiles, ownMemoryObjects } from './own-memory-fixture';
import type { Rendered } from './rendered';

const FILES = ['external-secrets-v2.9.0.yaml', 'prometheus-operator-v0.93.0.yaml', 'cert-manager-v1.21.1.yaml'];
const CRDS = [process.env['CRDS_DIR'], resolve(__dirname, '..', '..', '..', 'shared', 'crds')].find(
  (folder) => folder !== undefined && FILES.every((file) => existsSync(resolve(folder, file))),
);
const withCrds = CRDS === undefined ? test.skip : test;

const objects = ownMemoryObjects();
const the = (kind: string, namespace: string, name: string): Rendered => {
  const found = objects.filter(
    (object) => object.kind === kind && object.metadata.namespace === namespace && object.metadata.name === name,
  );
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} objects ${kind} ${namespace}/${name}`);
  return found[0];
};
/** Configuration file of an agent, with its pods where each version keeps its own. */
const configOf = ({ kind, metadata, spec }: Rendered): object => {
  const text =
    kind === 'Rollout'
      ? spec.template?.metadata.annotations?.['cdk8s-agents/config']
      : the('ConfigMap', metadata.namespace ?? '', `${metadata.name}-config`).data?.['agent.json'];
  return JSON.parse(text ?? '{}') as object;
};
const namesOf = (kind: string): string[] =>
  objects.filter((object) => object.kind === kind && object.metadata.name.startsWith('redis-')).map(({ metadata }) => metadata.name);
const lineNames = (secret: string): string[] => {
  const template = the('ExternalSecret', 'platform', secret).spec['target'] as { template: { data: Record<string, string> } };
  return [...(template.template.data['users.acl'] ?? '').matchAll(/^user (\S+) on/gm)].map(([, name]) => name ?? '');
};
const OPERATORS = ['platform.exporter', 'platform.probe', 'platform.reloader'];

describe('a tenant with a memory of its own', () => {
  test('has two instances under its name, in the platform’s namespace, each in a file of its own', () => {
    const all = ['redis-cache', 'redis-cache-acme', 'redis-state', 'redis-state-acme'];
    for (const kind of ['StatefulSet', 'Service', 'NetworkPolicy', 'PodDisruptionBudget', 'PodMonitor', 'ServiceAccount'])
      expect([kind, namesOf(kind).sort()]).toEqual([kind, all]);
    expect(objects.filter(({ metadata }) => metadata.name.startsWith('redis-')).map(({ metadata }) => metadata.namespace)).not.toContain(
      'tenant-acme',
    );
    const files = [...ownMemoryFiles().keys()].filter((file) => file.includes('redis')).sort();
    expect(files).toEqual(all.map((name) => `manifests/platform/${name}.yaml`).sort());
  });

  test('is the only one who reaches and enters them', () => {
    for (const name of ['redis-state-acme', 'redis-cache-acme']) {
      const { spec, metadata } = the('NetworkPolicy', 'platform', name);
      expect(spec.ingress?.[0]).toEqual({
        from: [{ namespaceSelector: { matchLabels: { 'cdk8s-agents/tenant': 'acme' } } }],
        ports: [{ port: 6379, protocol: 'TCP' }],
      });
      expect(spec['podSelector']).toEqual({ matchLabels: { 'app.kubernetes.io/name': name } });
      expect(metadata.labels['cdk8s-agents/tenant']).toBe('acme');
      expect(lineNames(`${name}-acl`)).toEqual([...OPERATORS, 'acme']);
    }
  });

  test('is no user of the shared ones, and not counted there', () => {
    for (const name of ['redis-state', 'redis-cache']) {
      expect(lineNames(`${name}-acl`)).toEqual([...OPERATORS, 'shared-tenants', 'birch', 'cedar', 'dune']);
    }
    // acme's rollout alone needs more than a shared instance would take; 4 connections a pod, and 32 are the server's
    const shared = (perPod: number) => () =>
      ownMemoryFiles(OWN, (services) => ({ ...services, redis: { ...services.redis, connectionsPerPod: perPod } }));
    const places = (run: () => unknown): string[] => {
      try {
        run();
        return [];
      } catch (error) {
        if (error instanceof InvalidInputError) return error.problems.map(({ place, problem }) => `${place}: ${problem}`);
        throw error;
      }
    };
    const workloads = (namespace: string): Rendered[] =>
      objects.filter(({ kind, metadata }) => ['Deployment', 'Rollout'].includes(kind) && metadata.namespace === namespace);
    const pods = (namespace: string): number =>
      workloads(namespace)
        .filter((workload) => Object.hasOwn(configOf(workload), 'memory'))
        .reduce((sum, workload) => sum + peak(workload), 0);
    const peak = ({ kind, metadata, spec }: Rendered): number => {
      const scaled = objects.find(
        (object) =>
          object.kind === 'ScaledObject' && object.metadata.namespace === metadata.namespace && object.metadata.name === metadata.name,
      );
      const count = scaled?.spec.maxReplicaCount ?? spec.replicas ?? 0;
      // blue and green, or a quarter more
      return kind === 'Rollout' ? 2 * count : Math.ceil(count * 1.25);
    };
    // 4000 clients − 32 = 3968 connections: the most that one pod may open is limited by its own tenant's pods, and by nobody else's
    const [own, other] = [pods('tenant-acme'), pods('shared-tenants')];
    expect([own, other].every((count) => count > 0)).toBe(true);
    const most = (count: number): number => Math.floor(3968 / count);
    const least = Math.min(most(own), most(other));
    expect(places(shared(least))).toEqual([]);
    const refused = places(shared(Math.max(most(own), most(other)) + 1));
    expect(refused.filter((line) => line.startsWith('tenants.acme.memory.state.maxclients'))).toEqual([
      expect.stringContaining(`${own * (Math.max(most(own), most(other)) + 1)} connections`),
    ]);
    expect(refused.filter((line) => line.startsWith('services.redis.state.maxclients'))).toEqual([
      expect.stringContaining(`${other * (Math.max(most(own), most(other)) + 1)} connections`),
    ]);
  });

  test('has agents that know and reach its own, and only those', () => {
    for (const workload of [the('Rollout', 'tenant-acme', 'coordinator'), the('Deployment', 'tenant-acme', 'product-search')]) {
      const { memory } = configOf(workload) as { memory?: Record<string, unknown> };
      expect(memory).toMatchObject({
        stateAddress: 'redis-state-acme.platform.svc.cluster.local:6379',
        cacheAddress: 'redis-cache-acme.platform.svc.cluster.local:6379',
      });
    }
    const reached = (namespace: string): string[] => {
      const policies = objects.filter(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.namespace === namespace);
      const names = policies.flatMap(({ spec }) =>
        (spec.egress ?? []).flatMap(({ to }) =>
          (to ?? []).map(({ podSelector }) => podSelector?.matchLabels['app.kubernetes.io/name'] ?? ''),
        ),
      );
      return [...new Set(names.filter((name) => name.startsWith('redis')))].sort();
    };
    expect(reached('tenant-acme')).toEqual(['redis-cache-acme', 'redis-state-acme']);
    expect(reached('shared-tenants')).toEqual(['redis-cache', 'redis-state']);
  });

  test('has the sizes that are written, and all of its memory', () => {
    const { data } = the('ConfigMap', 'platform', 'redis-state-acme-config');
    expect(data?.['redis.conf']).toContain(`maxmemory ${2662 * 2 ** 20}\n`);
    expect(JSON.stringify(the('StatefulSet', 'platform', 'redis-state-acme').spec['volumeClaimTemplates'])).toContain(
      '"resources":{"requests":{"storage":"8Gi"}},"storageClassName":"gp3"',
    );
    expect(the('StatefulSet', 'platform', 'redis-cache-acme').spec['volumeClaimTemplates']).toBeUndefined();
  });

  test.each([
    ['7986Mi', []],
    ['7985Mi', ['tenants.acme.memory.state.disk: memory-disk']],
  ])('fails unless the disk of its state holds three times its data: %s', (disk, problems) => {
    const run = (): string[] => {
      try {
        return ownMemoryFiles({ ...OWN, disk }).size > 0 ? [] : ['nothing'];
      } catch (error) {
        if (error instanceof InvalidInputError) return error.problems.map(({ place, rule }) => `${place}: ${rule}`);
        throw error;
      }
    };
    expect(run()).toEqual(problems);
  });

  withCrds('renders nothing that Kubernetes 1.33 or the real definitions do not know', () => {
    expectKnown(CRDS ?? '');
  });
});

function expectKnown(folder: string): void {
  const definitions = FILES.flatMap((file) => parseManifests(readFileSync(resolve(folder, file), 'utf8'), file));
  const schemas = { core: fieldTable('1.33'), custom: crdSchemas(definitions.map(({ document }) => document)) };
  const own = objects.filter(({ metadata }) => /^redis-(state|cache)-acme/.test(metadata.name));
  // twice: two external secrets, account, configuration, certificate, policy, budget, service, pods, scraping
  expect(own).toHaveLength(20);
  expect(
    own.flatMap((object) => validateStrict(object, schemas).map(({ place, problem }) => `${object.kind} ${place}: ${problem}`)),
  ).toEqual([]);
}
