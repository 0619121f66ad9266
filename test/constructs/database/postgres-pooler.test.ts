import { Testing } from 'cdk8s';
import { POOLER_ACCESS } from '../../../src/features/database/access';
import { AgentResources } from '../../../constructs/resources/agent-resources';
import { objects, pooled } from './postgres-fixture';
import { type Manifest, only, problemsOf } from '../scaling/scaling-fixture';

const PODS = { matchLabels: { 'cnpg.io/poolerName': 'postgres-pooler' } };
const platform = { matchLabels: { 'kubernetes.io/metadata.name': 'platform' } };

test('renders the pooler, its policy, its budget, which the operator does not make, and its scraping', () => {
  const rendered = (Testing.synth(pooled().chart) as Manifest[]).filter(({ metadata }) => metadata.name === 'postgres-pooler');
  expect(rendered.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}`)).toEqual([
    'NetworkPolicy platform',
    'PodDisruptionBudget platform',
    'Pooler platform',
    'PodMonitor platform',
  ]);
});

test('renders two pods for transactions over TLS, that a rollout never makes fewer', () => {
  const sized = { cpu: '250m', memory: '256Mi', 'ephemeral-storage': '1Gi' };
  expect(only(pooled().chart, 'Pooler').spec).toEqual({
    cluster: { name: 'postgres' },
    deploymentStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    instances: 2,
    pgbouncer: {
      parameters: { client_tls_sslmode: 'require', default_pool_size: '10', max_client_conn: '1000', max_prepared_statements: '100' },
      pg_hba: POOLER_ACCESS,
      poolMode: 'transaction',
    },
    template: {
      metadata: { labels: { owner: 'team-platform' } },
      spec: {
        affinity: {
          podAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              { podAffinityTerm: { labelSelector: PODS, topologyKey: 'kubernetes.io/hostname' }, weight: 100 },
            ],
          },
        },
        containers: [{ name: 'pgbouncer', resources: { limits: sized, requests: sized } }],
        priorityClassName: 'platform-critical',
        topologySpreadConstraints: [
          {
            labelSelector: PODS,
            matchLabelKeys: ['pod-template-hash'],
            maxSkew: 1,
            topologyKey: 'topology.kubernetes.io/zone',
            whenUnsatisfiable: 'ScheduleAnyway',
          },
        ],
      },
    },
    type: 'rw',
  });
});

test('admits every tenant’s namespace by the label, Prometheus, and reaches instances and the API server', () => {
  expect(objects(pooled({ labelDomain: 'agents.example.com' }).chart, 'NetworkPolicy')['postgres-pooler']?.spec).toEqual({
    podSelector: PODS,
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      {
        from: [{ namespaceSelector: { matchExpressions: [{ key: 'agents.example.com/tenant', operator: 'Exists' }] } }],
        ports: [{ port: 5432, protocol: 'TCP' }],
      },
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
            podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } },
          },
        ],
        ports: [{ port: 9127, protocol: 'TCP' }],
      },
    ],
    egress: [
      {
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
            podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
          },
        ],
        ports: [
          { port: 53, protocol: 'UDP' },
          { port: 53, protocol: 'TCP' },
        ],
      },
      {
        to: [
          {
            namespaceSelector: platform,
            podSelector: { matchLabels: { 'cnpg.io/cluster': 'postgres', 'app.kubernetes.io/component': 'database' } },
          },
        ],
        ports: [{ port: 5432, protocol: 'TCP' }],
      },
      { to: [{ ipBlock: { cidr: '10.0.0.0/16' } }], ports: [{ port: 443, protocol: 'TCP' }] },
    ],
  });
});

test('lets one pod go at a time', () => {
  expect(only(pooled().chart, 'PodDisruptionBudget').spec).toEqual({
    maxUnavailable: 1,
    selector: PODS,
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
  });
});

test('has the pods, pools and sizes that are given', () => {
  const given = { instances: 3, poolSize: 8, maxClients: 200, resources: AgentResources.medium() };
  const { instances, pgbouncer, template } = only(pooled(given).chart, 'Pooler').spec;
  expect(instances).toBe(3);
  expect(pgbouncer).toMatchObject({ parameters: { default_pool_size: '8', max_client_conn: '200' } });
  const sized = { cpu: '500m', memory: '512Mi', 'ephemeral-storage': '1Gi' };
  expect(template).toMatchObject({ spec: { containers: [{ resources: { limits: sized, requests: sized } }] } });
});

test('runs an image of choice in a pool of nodes', () => {
  const image = `registry.example.com/pgbouncer:1.25.1@sha256:${'b'.repeat(64)}`;
  const { pgbouncer, template } = only(pooled({ image, nodePool: 'data' }).chart, 'Pooler').spec;
  expect(pgbouncer).toMatchObject({ image });
  expect(template).toMatchObject({
    spec: {
      nodeSelector: { 'cdk8s-agents/pool': 'data' },
      tolerations: [{ key: 'cdk8s-agents/pool', operator: 'Equal', value: 'data', effect: 'NoSchedule' }],
    },
  });
});

describe('connections (A26, F45)', () => {
  // (3 tenants + 1 for passwords) × (2 + 1) pods × 10 + 8 reserved = 128
  test.each([129, 128])('fit into %i', (maxConnections) => {
    expect(problemsOf(() => pooled({}, { maxConnections }))).toEqual([]);
  });

  test('fail in 127, one too few', () => {
    expect(problemsOf(() => pooled({}, { maxConnections: 127 }))).toEqual([
      'poolSize: connections: 120 connections at the peak + 8 reserved = 128, but max_connections is 127',
    ]);
  });

  test('of agents fit into the pods that are left, or fail', () => {
    expect(problemsOf(() => pooled({ clients: 1000 }))).toEqual([]);
    expect(problemsOf(() => pooled({ clients: 1001 }))).toEqual([
      'maxClients: pooler-clients: agents open 1001 connections at their peak, but 1 of 2 pods of the pooler hold 1000',
    ]);
  });
});

test('fails with all problems at once', () => {
  expect(
    problemsOf(() =>
      pooled({ image: 'pgbouncer', nodePool: 'B', tenants: -1, clients: 0.5, instances: 0, poolSize: 0, maxClients: NaN }),
    ).map((text) => text.split(': ').slice(0, 2).join(': ')),
  ).toEqual([
    'image: image-pinned',
    'nodePool: dns-label',
    'tenants: whole-number',
    'clients: whole-number',
    'instances: whole-number',
    'poolSize: whole-number',
    'maxClients: whole-number',
  ]);
});
