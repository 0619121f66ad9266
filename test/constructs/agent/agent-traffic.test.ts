import { Duration } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import { ExternalHost } from '../../../constructs/network/external-host';
import { configOf, define, only, problemsOf, rendered } from './agent-fixture';

const at = (namespace: string, podLabels: object) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  podSelector: { matchLabels: podLabels },
});
const platform = (name: string) => at('platform', { 'app.kubernetes.io/name': name });
const tcp = (port: number) => [{ port, protocol: 'TCP' }];
const DNS = {
  ports: [
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
  ],
  to: [at('kube-system', { 'k8s-app': 'kube-dns' })],
};

test('reaches DNS and nothing else unless something is declared, and admits nobody', () => {
  expect(only(define().chart, 'NetworkPolicy').spec).toEqual({
    egress: [DNS],
    podSelector: { matchLabels: { 'cdk8s-agents/workload': 'search' } },
    policyTypes: ['Ingress', 'Egress'],
  });
});

test('reaches exactly what is declared', () => {
  const { chart } = define({
    needs: ['tools', 'llm-gateway', 'database', 'memory', 'bus'],
    hosts: [
      ExternalHost.ranges(['203.0.113.0/24', '198.51.100.0/24']),
      ExternalHost.ranges(['192.0.2.0/24'], 25),
      ExternalHost.ranges(['198.51.100.0/24']),
    ],
    servesTo: ['monitoring', 'gateway'],
    metrics: { port: 9100 },
  });
  const { egress, ingress } = only(chart, 'NetworkPolicy').spec;
  expect(egress).toEqual([
    DNS,
    { ports: tcp(4222), to: [platform('nats')] },
    { ports: tcp(6379), to: [platform('redis-state')] },
    { ports: tcp(6379), to: [platform('redis-cache')] },
    { ports: tcp(5432), to: [at('platform', { 'cnpg.io/poolerName': 'postgres-pooler' })] },
    {
      ports: tcp(8080),
      to: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'platform' } },
          podSelector: { matchLabels: { 'app.kubernetes.io/instance': 'llm-gateway' } },
        },
      ],
    },
    { ports: tcp(25), to: [{ ipBlock: { cidr: '192.0.2.0/24' } }] },
    { ports: tcp(443), to: [{ ipBlock: { cidr: '198.51.100.0/24' } }, { ipBlock: { cidr: '203.0.113.0/24' } }] },
  ]);
  expect(ingress).toEqual([
    { from: [at('monitoring', { 'app.kubernetes.io/name': 'prometheus' })], ports: tcp(9100) },
    { from: [at('gateway', { 'app.kubernetes.io/name': 'gateway' })], ports: tcp(8080) },
    { from: [at('monitoring', { 'app.kubernetes.io/name': 'prometheus' })], ports: tcp(8080) },
  ]);
});

test('reaches and knows the memory of its own tenant instead of the shared one, and the shared rest', () => {
  const { chart } = define({ tenant: 'acme', needs: ['memory', 'database'], ownMemory: true });
  expect(only(chart, 'NetworkPolicy').spec['egress']).toEqual([
    DNS,
    { ports: tcp(6379), to: [platform('redis-state-acme')] },
    { ports: tcp(6379), to: [platform('redis-cache-acme')] },
    { ports: tcp(5432), to: [at('platform', { 'cnpg.io/poolerName': 'postgres-pooler' })] },
  ]);
  expect(configOf(chart)).toMatchObject({
    memory: {
      stateAddress: 'redis-state-acme.platform.svc.cluster.local:6379',
      cacheAddress: 'redis-cache-acme.platform.svc.cluster.local:6379',
    },
    database: { address: 'postgres-pooler.platform.svc.cluster.local:5432' },
  });
});

test.each([
  ['nobody’s agent', { needs: ['memory' as const], ownMemory: true }, ['ownMemory own-memory']],
  ['an agent without memory', { tenant: 'acme', needs: ['database' as const], ownMemory: true }, ['ownMemory own-memory']],
  ['an agent with the shared one', { needs: ['memory' as const], ownMemory: false }, []],
])('fails for a memory of its own where there is none: %s', (_, props, expected) => {
  expect(problemsOf(() => define(props))).toEqual(expected);
});

test('never opens a rule to everybody', () => {
  const { chart } = define({ needs: ['bus', 'tools', 'memory', 'database', 'llm-gateway'], metrics: {}, servesTo: ['gateway'] });
  const { egress, ingress } = only(chart, 'NetworkPolicy').spec as {
    egress: { to: unknown[]; ports: unknown[] }[];
    ingress: { from: unknown[]; ports: unknown[] }[];
  };
  expect(
    [...egress.map(({ to }) => to), ...ingress.map(({ from }) => from), ...[...egress, ...ingress].map(({ ports }) => ports)].filter(
      (list) => list.length === 0,
    ),
  ).toEqual([]);
});

test('admits callers of cdk8s-plus by a second policy and serves them', () => {
  const { chart, agent } = define({}, undefined);
  const caller = plus.Pods.select(chart, 'Clients', { labels: { app: 'client' } });
  const called = define({ tenant: 'acme', callers: [caller, agent] });
  const policies = rendered(called.chart).filter(({ kind }) => kind === 'NetworkPolicy');
  expect(policies.map(({ metadata }) => metadata.name)).toEqual(['search', 'search-callers']);
  expect(policies[1]?.spec).toEqual({
    ingress: [
      { from: [{ podSelector: { matchLabels: { app: 'client' } } }], ports: tcp(8080) },
      { from: [at('tenant-acme', { 'cdk8s-agents/workload': 'search' })], ports: tcp(8080) },
    ],
    podSelector: { matchLabels: { 'cdk8s-agents/workload': 'acme-search' } },
    policyTypes: ['Ingress'],
  });
  expect(only(called.chart, 'Service').metadata.name).toBe('search');
});

test('writes the least configuration: who it is and how much it works on at a time', () => {
  const { chart } = define();
  expect(only(chart, 'ConfigMap').data).toEqual({ 'agent.json': '{\n  "agent": "search",\n  "concurrency": 1\n}\n' });
});

test('writes where everything is and what the queue is', () => {
  const { chart, agent } = define({
    tenant: 'acme',
    task: { p99: Duration.seconds(45), concurrency: 4 },
    replicas: 3,
    consumes: { stream: 'TASKS', subjects: ['tasks.search.>'] },
    publishes: ['results.search'],
    needs: ['bus', 'memory', 'database', 'llm-gateway'],
    config: { logLevel: 'info', limits: { z: 1, a: [true, null] } },
  });
  expect(configOf(chart)).toEqual({
    agent: 'search',
    tenant: 'acme',
    concurrency: 4,
    bus: {
      address: 'nats.platform.svc.cluster.local:4222',
      stream: 'TASKS',
      consumer: 'search',
      subjects: ['tasks.search.>'],
      ackWaitSeconds: 70, // 1.5 × 45 = 67.5, rounded up to 5
      maxAckPending: 15, // 3 × 4 × 1.25
      publishes: ['results.search'],
      inboxPrefix: '_INBOX_acme_agent-search',
    },
    memory: { stateAddress: 'redis-state.platform.svc.cluster.local:6379', cacheAddress: 'redis-cache.platform.svc.cluster.local:6379' },
    database: { address: 'postgres-pooler.platform.svc.cluster.local:5432' },
    llmGateway: { address: 'llm-gateway.platform.svc.cluster.local:8080', tokenFile: '/var/run/secrets/llm-gateway/token' },
    logLevel: 'info',
    limits: { z: 1, a: [true, null] },
  });
  const file = only(chart, 'ConfigMap').data['agent.json'] ?? '';
  expect(file.indexOf('"agent"')).toBeLessThan(file.indexOf('"bus"'));
  expect(file.indexOf('"a": [')).toBeLessThan(file.indexOf('"z": 1'));
  expect(agent.consumer).toEqual({ account: 'acme', stream: 'TASKS', consumer: 'search' });
  expect(agent.concurrency).toBe(4);
});

test('takes what is said about the queue over what would be derived', () => {
  const { chart, agent } = define({
    needs: ['bus'],
    consumes: { account: 'shared', stream: 'S', consumer: 'c', ackWait: Duration.seconds(90), maxAckPending: 7 },
  });
  expect(configOf(chart)).toMatchObject({ bus: { stream: 'S', consumer: 'c', ackWaitSeconds: 90, maxAckPending: 7 } });
  expect(agent.consumer).toEqual({ account: 'shared', stream: 'S', consumer: 'c' });
});

test('has no consumer and no limit it cannot know', () => {
  expect(define().agent.consumer).toBeUndefined();
  const { chart } = define({ tenant: 'acme', needs: ['bus'], consumes: { stream: 'TASKS' } });
  expect((configOf(chart) as { bus: object }).bus).not.toHaveProperty('maxAckPending');
});
