import { Chart, Duration, Testing } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import { AgentCredentials } from '../../../constructs/agent/agent-credentials';
import { AgentDeployment } from '../../../constructs/agent/agent-deployment';
import { chartFor, containerOf, define, only, podOf, problemsOf, rendered, VALID } from './agent-fixture';

const POOL = { key: 'cdk8s-agents/pool', operator: 'Equal', value: 'agents', effect: 'NoSchedule' };

test.each([
  ['from a registry that asks', { pullSecrets: ['one', 'two'] }, { imagePullSecrets: [{ name: 'one' }, { name: 'two' }] }],
  ['in a sandbox', { runtimeClass: 'gvisor' }, { runtimeClassName: 'gvisor' }],
  [
    'as somebody',
    { uid: 20_007, gid: 20_008 },
    { securityContext: expect.objectContaining({ runAsUser: 20_007, runAsGroup: 20_008, fsGroup: 20_008 }) as unknown },
  ],
  [
    'where others may not',
    {
      nodePool: 'agents',
      tolerations: [{ key: 'a' }, { key: 'b', value: 'c', effect: 'NoExecute' as const }],
    },
    { tolerations: [POOL, { key: 'a', operator: 'Exists' }, { key: 'b', operator: 'Equal', value: 'c', effect: 'NoExecute' }] },
  ],
  [
    'on nodes with labels, after the pool and sorted',
    { nodePool: 'agents', nodePoolTainted: false, nodeLabels: { 'z.io/z': '1', 'a.io/a': '2' } },
    {
      affinity: expect.objectContaining({
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              {
                matchExpressions: [
                  { key: 'cdk8s-agents/pool', operator: 'In', values: ['agents'] },
                  { key: 'a.io/a', operator: 'In', values: ['2'] },
                  { key: 'z.io/z', operator: 'In', values: ['1'] },
                ],
              },
            ],
          },
        },
      }) as unknown,
    },
  ],
])('runs %s', (_, props, expected) => {
  expect(podOf(define(props).chart)).toMatchObject(expected);
});

test('has no key that says nothing', () => {
  const pod = podOf(define().chart);
  for (const key of ['imagePullSecrets', 'runtimeClassName', 'tolerations', 'hostUsers', 'priorityClassName'])
    expect(pod).not.toHaveProperty(key);
  expect(Object.keys(pod['affinity'] as object)).toEqual(['podAntiAffinity']);
  for (const key of ['command', 'args']) expect(containerOf(define().chart)).not.toHaveProperty(key);
  expect(containerOf(define({ command: ['a'], args: ['b'] }).chart)).toMatchObject({ command: ['a'], args: ['b'] });
});

describe('ports', () => {
  const security = (props: Parameters<typeof define>[0]): unknown =>
    (podOf(define(props).chart)['securityContext'] as { sysctls?: unknown }).sysctls;
  const least = (port: number): object[] => [{ name: 'net.ipv4.ip_unprivileged_port_start', value: String(port) }];

  test.each([
    [{ port: 1024 }, undefined],
    [{ port: 1023 }, least(1023)],
    [{ port: 1024, metrics: { port: 1023 } }, least(1023)],
    [{ port: 80, metrics: { port: 443 } }, least(80)],
    [{ port: 8080, metrics: {} }, undefined],
  ])('%j that only root could open are opened to all', (props, expected) => {
    expect(security(props)).toEqual(expected);
  });

  test.each([
    [{}, [['http', 8080]], undefined],
    [
      { metrics: {} },
      [
        ['http', 8080],
        ['metrics', 9090],
      ],
      'metrics',
    ],
    [{ port: 9090, metrics: {} }, [['http', 9090]], 'http'],
  ])('%j are there once, by the name that Prometheus reads', (props, ports, read) => {
    const { chart } = define(props);
    const found = containerOf(chart)['ports'] as { name: string; containerPort: number; protocol: string }[];
    expect(found).toEqual(ports.map(([name, containerPort]) => ({ name, containerPort, protocol: 'TCP' })));
    const monitors = rendered(chart).filter(({ kind }) => kind === 'PodMonitor');
    expect(monitors.map(({ spec }) => spec['podMetricsEndpoints'])).toEqual(read === undefined ? [] : [[{ port: read, path: '/metrics' }]]);
  });
});

test('is asked as its probes say', () => {
  const probes = { start: { command: ['ready'] }, ready: { initialDelay: Duration.seconds(1), path: '/r', port: 9 }, live: { off: true } };
  const container = containerOf(define({ probes }).chart);
  expect(container['startupProbe']).toEqual({ exec: { command: ['ready'] }, periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 30 });
  expect(container['readinessProbe']).toEqual({
    httpGet: { path: '/r', port: 9 },
    initialDelaySeconds: 1,
    periodSeconds: 5,
    timeoutSeconds: 2,
    failureThreshold: 3,
  });
  expect(container).not.toHaveProperty('livenessProbe');
  expect(containerOf(define().chart)['readinessProbe']).not.toHaveProperty('initialDelaySeconds');
});

test('has a Service, at its port, for whoever calls it: the gateway, others, or nobody', () => {
  const kinds = (props: Parameters<typeof define>[0], chart = chartFor()): string[] =>
    rendered(define(props, chart).chart)
      .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
      .filter((name) => /Service |NetworkPolicy/.test(name));
  const chart = chartFor();
  expect(kinds({})).toEqual(['NetworkPolicy search']);
  expect(kinds({ servesTo: ['gateway'] })).toEqual(['NetworkPolicy search', 'Service search']);
  expect(kinds({ callers: [plus.Pods.all(chart, 'All')] }, chart)).toEqual([
    'NetworkPolicy search',
    'NetworkPolicy search-callers',
    'Service search',
  ]);
});

test('lets each caller in by a policy of its own, at its own port, and serves them by one Service', () => {
  const chart = chartFor();
  const { agent } = define({ port: 3000 }, chart);
  const callers = ['One', 'Two'].map((id) => new AgentDeployment(chart, id, { ...VALID, calls: [agent] }));
  expect(agent.callAddress()).toEqual({
    name: 'search',
    namespace: 'tenant-acme',
    podLabels: { 'cdk8s-agents/workload': 'search' },
    port: 3000,
  });
  const policies = rendered(chart).filter(({ metadata }) => metadata.name.startsWith('search-from-'));
  expect(policies.map(({ metadata, spec }) => [metadata.name, spec])).toEqual(
    callers.map(({ name }) => [
      `search-from-${name}`,
      {
        podSelector: { matchLabels: { 'cdk8s-agents/workload': 'search' } },
        policyTypes: ['Ingress'],
        ingress: [
          {
            from: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'tenant-acme' } },
                podSelector: { matchLabels: { 'cdk8s-agents/workload': name } },
              },
            ],
            ports: [{ port: 3000, protocol: 'TCP' }],
          },
        ],
      },
    ]),
  );
  expect(only(chart, 'Service').spec).toEqual({
    type: 'ClusterIP',
    ports: [{ name: 'http', port: 3000, protocol: 'TCP', targetPort: 3000 }],
    selector: { 'cdk8s-agents/workload': 'search' },
  });
});

test('tells an autoscaler what it may use and what it is promised', () => {
  const [container] = define().agent.toScalingTarget().containers as readonly plus.Container[];
  const { cpu, memory } = container?.resources ?? {};
  expect([cpu?.request?.amount, cpu?.limit?.amount]).toEqual(['250m', '250m']);
  expect([memory?.request?.toMebibytes(), memory?.limit?.toMebibytes()]).toEqual([256, 256]);
});

test('annotates the account that is its own', () => {
  const account = (props: Parameters<typeof define>[0]): unknown => only(define(props).chart, 'ServiceAccount').metadata.annotations;
  expect(account({})).toBeUndefined();
  expect(account({ serviceAccountAnnotations: { b: 'c' } })).toEqual({ b: 'c' });
  expect(account({ annotations: { a: '1' }, serviceAccountAnnotations: { b: 'c' } })).toEqual({ a: '1', b: 'c' });
});

describe('credentials', () => {
  const GIVEN = { agent: 'search', tenant: 'acme', needs: ['bus' as const], secretStore: 'platform', system: 'shop', environment: 'prod' };
  const made = (props: object = {}, chart = new Chart(Testing.app(), 'search', { namespace: 'tenant-acme' })) => {
    const credentials = new AgentCredentials(chart, 'Credentials', { ...GIVEN, ...props });
    return { credentials, object: only(chart, 'ExternalSecret') };
  };

  test('are an ExternalSecret in the namespace of the chart, or another', () => {
    const { credentials, object } = made({ labels: { a: 'b' }, annotations: { c: 'd' } });
    expect([credentials.agent, credentials.tenant, credentials.needs, credentials.secret.name]).toEqual([
      'search',
      'acme',
      ['bus'],
      'search-credentials',
    ]);
    expect(object.metadata).toEqual({
      name: 'search-credentials',
      namespace: 'tenant-acme',
      labels: { a: 'b', 'app.kubernetes.io/managed-by': 'cdk8s-agents' },
      annotations: { c: 'd' },
    });
    expect(made({ namespace: 'other' }).object.metadata.namespace).toBe('other');
    expect(JSON.stringify(made({ platformNamespace: 'core' }).object.spec)).toContain('"shop/prod/core/ca"');
  });

  test('are refused where no namespace is known', () => {
    expect(problemsOf(() => made({}, new Chart(Testing.app(), 'search')))).toEqual(['namespace dns-label']);
  });
});
