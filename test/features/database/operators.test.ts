import { CLOUDNATIVE_PG, PGBOUNCER } from '../../../src/features/database/metric-sources';
import { CLOUDNATIVE_PG_PODS } from '../../../src/features/database/operators';
import type { OperatedKind, OperatedObject } from '../../../src/features/services/rendered';

function kindOf(kind: string): OperatedKind {
  const found = CLOUDNATIVE_PG_PODS.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`no kind ${kind}`);
  return found;
}

const object = (kind: string, spec?: object): OperatedObject => ({
  apiVersion: 'postgresql.cnpg.io/v1',
  kind,
  metadata: { name: 'postgres', namespace: 'platform' },
  ...(spec !== undefined && { spec }),
});
const workloadOf = (kind: string, spec?: object) => kindOf(kind).workload(object(kind, spec), []);

test('the operator makes pods of two kinds of its group, each with its metrics', () => {
  expect(CLOUDNATIVE_PG_PODS.map(({ group, kind, beside, serves }) => [group, kind, beside, serves('metrics')])).toEqual([
    ['postgresql.cnpg.io', 'Cluster', undefined, CLOUDNATIVE_PG],
    ['postgresql.cnpg.io', 'Pooler', undefined, PGBOUNCER],
  ]);
});

test('instances are pods of a set, with what all of them may use and the labels of all, those of the operator last', () => {
  const resources = { requests: { cpu: '2' }, limits: { memory: '8Gi' } };
  const inheritedMetadata = { labels: { owner: 'team-platform', 'cnpg.io/cluster': 'other' } };
  expect(workloadOf('Cluster', { instances: 3, resources, inheritedMetadata })).toEqual({
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'StatefulSet',
    metadata: { name: 'postgres', namespace: 'platform' },
    spec: {
      replicas: 3,
      template: {
        metadata: { labels: { owner: 'team-platform', 'cnpg.io/cluster': 'postgres', 'app.kubernetes.io/component': 'database' } },
        spec: { containers: [{ name: 'postgres', ports: [{ name: 'metrics', containerPort: 9187 }], resources }] },
      },
    },
  });
});

test.each([[undefined], [{}]])('a cluster of which %j is written is one instance without limits, kept apart from nothing', (spec) => {
  expect(workloadOf('Cluster', spec).spec).toEqual({
    replicas: 1,
    template: {
      metadata: { labels: { 'cnpg.io/cluster': 'postgres', 'app.kubernetes.io/component': 'database' } },
      spec: { containers: [{ name: 'postgres', ports: [{ name: 'metrics', containerPort: 9187 }] }] },
    },
  });
});

test('what has no name has none in its labels either', () => {
  const { spec } = kindOf('Cluster').workload({ kind: 'Cluster' }, []);
  expect(spec?.template?.metadata?.labels).toEqual({ 'cnpg.io/cluster': '', 'app.kubernetes.io/component': 'database' });
});

const ownPods = { labelSelector: { matchLabels: { 'cnpg.io/cluster': 'postgres' } } };
const byTerm = (topologyKey: string) => ({
  affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey, ...ownPods }] } },
});

test.each<[string, object | undefined, object]>([
  ['nothing', undefined, {}],
  ['a preference', { podAntiAffinityType: 'preferred', topologyKey: 'kubernetes.io/hostname' }, {}],
  ['a key alone', { topologyKey: 'topology.kubernetes.io/zone' }, {}],
  ['what is required without a key', { podAntiAffinityType: 'required' }, byTerm('kubernetes.io/hostname')],
  [
    'what is required by host',
    { podAntiAffinityType: 'required', topologyKey: 'kubernetes.io/hostname' },
    byTerm('kubernetes.io/hostname'),
  ],
  ['what is required by rack', { podAntiAffinityType: 'required', topologyKey: 'example.com/rack' }, byTerm('example.com/rack')],
  [
    'what is required by zone',
    { podAntiAffinityType: 'required', topologyKey: 'topology.kubernetes.io/zone' },
    { topologySpreadConstraints: [{ topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule' }] },
  ],
])('%s keeps instances apart as a scheduler reads it', (_, affinity, expected) => {
  const { containers: _containers, ...apart } = workloadOf('Cluster', { affinity }).spec?.template?.spec ?? {};
  expect(apart).toEqual(expected);
});

test.each([
  [{}, 'CloudNativePG'],
  [{ enablePDB: true }, 'CloudNativePG'],
  [{ enablePDB: false }, undefined],
])('of a cluster with %j the disruption budget is made by %s', (spec, expected) => {
  expect(kindOf('Cluster').ownBudget?.(object('Cluster', spec))).toBe(expected);
});

test('nobody makes a disruption budget for the pooler', () => {
  expect(kindOf('Pooler').ownBudget).toBeUndefined();
});

test('pods of the pooler are those of its template, with labels of the operator and its exporter at the first container', () => {
  const pgbouncer = { name: 'pgbouncer', ports: [{ name: 'sql', containerPort: 5432 }], resources: { limits: { cpu: '1' } } };
  const deploymentStrategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } };
  const template = {
    metadata: { labels: { owner: 'team-platform', 'cnpg.io/poolerName': 'other' } },
    spec: { priorityClassName: 'high', containers: [pgbouncer, { name: 'sidecar' }] },
  };
  expect(workloadOf('Pooler', { instances: 2, deploymentStrategy, template })).toEqual({
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Deployment',
    metadata: { name: 'postgres', namespace: 'platform' },
    spec: {
      replicas: 2,
      strategy: deploymentStrategy,
      template: {
        metadata: { labels: { owner: 'team-platform', 'cnpg.io/poolerName': 'postgres', 'app.kubernetes.io/component': 'pooler' } },
        spec: {
          priorityClassName: 'high',
          containers: [{ ...pgbouncer, ports: [...pgbouncer.ports, { name: 'metrics', containerPort: 9127 }] }, { name: 'sidecar' }],
        },
      },
    },
  });
});

test('a pooler of which nothing is written is one pod, and says nothing of its rollout', () => {
  expect(workloadOf('Pooler').spec).toEqual({
    replicas: 1,
    template: {
      metadata: { labels: { 'cnpg.io/poolerName': 'postgres', 'app.kubernetes.io/component': 'pooler' } },
      spec: { containers: [{ ports: [{ name: 'metrics', containerPort: 9127 }] }] },
    },
  });
});
