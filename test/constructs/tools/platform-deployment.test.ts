import { createHash } from 'node:crypto';
import { App, Chart, Duration, Testing } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import { AgentDeployment } from '../../../constructs/agent/agent-deployment';
import { ExternalHost } from '../../../constructs/network/external-host';
import { AgentResources } from '../../../constructs/resources/agent-resources';
import { PlatformDeployment } from '../../../constructs/tools/platform-deployment';
import type { PlatformDeploymentProps } from '../../../constructs/tools/platform-props';
import { Target } from '../../../constructs/kinds/target';
import { fieldTable } from '../../../src/judges/schemas/field-table';
import { validateStrict } from '../../../src/judges/schemas/strict';
import { only, podOf, rendered } from '../agent/agent-fixture';
import { problemsOf, rulesOf } from '../scaling/scaling-fixture';

const IMAGE = `registry.example.com/platform/gateway:1.4.0@sha256:${'c'.repeat(64)}`;
const PODS = { matchLabels: { 'app.kubernetes.io/name': 'llm-gateway' } };

function define(overrides: Partial<PlatformDeploymentProps> = {}, id = 'LlmGateway', kubernetes = '1.33') {
  const app = new App();
  app.node.setContext('cdk8s-agents/target', { kubernetes });
  const chart = new Chart(app, 'platform', { labels: { owner: 'team-platform' } });
  const service = new PlatformDeployment(chart, id, { image: IMAGE, longestRequest: Duration.seconds(30), ...overrides });
  return { chart, service };
}

const tools = (overrides: Partial<PlatformDeploymentProps> = {}) =>
  define({ needs: ['bus'], busUser: { account: 'PLATFORM', user: 'tool-gateway' }, ...overrides }, 'ToolGateway');

test('renders what serves tenants in the platform’s namespace, the pod monitor last', () => {
  const { chart } = define({ servesTenants: true, metrics: {} });
  expect(rendered(chart).map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`)).toEqual([
    'ServiceAccount platform/llm-gateway',
    'ConfigMap platform/llm-gateway-config',
    'NetworkPolicy platform/llm-gateway',
    'PodDisruptionBudget platform/llm-gateway',
    'Service platform/llm-gateway',
    'Deployment platform/llm-gateway',
    'PodMonitor platform/llm-gateway',
  ]);
});

test('a user of the bus proves itself by the files of its Secret, which its configuration names', () => {
  const secret = plus.Secret.fromSecretName(new Chart(new App(), 'other'), 'Secret', 'tool-gateway-credentials');
  const { chart } = tools({ busUser: { account: 'PLATFORM', user: 'tool-gateway', secret } });
  const file = rendered(chart).find(({ kind }) => kind === 'ConfigMap') as unknown as { data: { 'service.json': string } };
  const folder = '/var/run/secrets/platform/tool-gateway-credentials';
  expect(JSON.parse(file.data['service.json'])).toEqual({
    service: 'tool-gateway',
    bus: {
      address: 'nats.platform.svc.cluster.local:4222',
      inboxPrefix: '_INBOX_PLATFORM_tool-gateway',
      user: 'tool-gateway',
      seedFile: `${folder}/bus-seed`,
      authorityFile: `${folder}/ca.crt`,
      tls: true,
    },
  });
  const { containers } = podOf(chart) as { containers: { volumeMounts: { mountPath: string; readOnly?: boolean }[] }[] };
  expect(containers[0]?.volumeMounts).toContainEqual(expect.objectContaining({ mountPath: folder, readOnly: true }));
});

test('renders no Service for what works over the bus, and admits nobody', () => {
  const { chart } = tools();
  expect(rendered(chart).map(({ kind }) => kind)).toEqual([
    'ServiceAccount',
    'ConfigMap',
    'NetworkPolicy',
    'PodDisruptionBudget',
    'Deployment',
  ]);
  expect(only(chart, 'NetworkPolicy').spec).not.toHaveProperty('ingress');
});

test('admits namespaces with the tenant label on its port, Prometheus on the metrics, and nothing else', () => {
  const { ingress } = only(
    define({ servesTenants: true, metrics: { port: 9100 }, labelDomain: 'agents.example.com' }).chart,
    'NetworkPolicy',
  ).spec;
  expect(ingress).toEqual([
    {
      from: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
          podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } },
        },
      ],
      ports: [{ port: 9100, protocol: 'TCP' }],
    },
    {
      from: [{ namespaceSelector: { matchExpressions: [{ key: 'agents.example.com/tenant', operator: 'Exists' }] } }],
      ports: [{ port: 8080, protocol: 'TCP' }],
    },
  ]);
});

test('reaches DNS, what it needs and the declared hosts', () => {
  const { egress } = only(tools({ hosts: [ExternalHost.ranges(['203.0.113.0/24'])] }).chart, 'NetworkPolicy').spec as { egress: unknown[] };
  expect(egress).toHaveLength(3);
  expect(egress.slice(1)).toEqual([
    {
      to: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'platform' } },
          podSelector: { matchLabels: { 'app.kubernetes.io/name': 'nats' } },
        },
      ],
      ports: [{ port: 4222, protocol: 'TCP' }],
    },
    { to: [{ ipBlock: { cidr: '203.0.113.0/24' } }], ports: [{ port: 443, protocol: 'TCP' }] },
  ]);
});

test('is the pod of an agent but for its name, its folders, its labels and its priority', () => {
  const app = new App();
  Target.set(app, { kubernetes: '1.33' });
  const chart = new Chart(app, 'acme');
  new AgentDeployment(chart, 'LlmGateway', {
    image: IMAGE,
    task: { p99: Duration.seconds(30) },
    resources: AgentResources.medium(),
    metrics: {},
  });
  const [own, agent] = [podOf(define({ metrics: {} }).chart), podOf(chart)];
  const { priorityClassName, containers, ...rest } = own;
  expect(priorityClassName).toBe('platform-critical');
  expect(containers).toEqual([expect.objectContaining({ name: 'llm-gateway' })]);
  const asAgent = { ...rest, containers: (containers as object[]).map((container) => ({ ...container, name: 'agent' })) };
  expect(
    JSON.parse(
      JSON.stringify(asAgent)
        .replaceAll('"/etc/platform"', '"/etc/agent"')
        .replaceAll('"app.kubernetes.io/name"', '"cdk8s-agents/workload"'),
    ),
  ).toEqual(agent);
});

test('carries the label that agents’ policies select, and the owner', () => {
  const { chart, service } = define();
  expect(service.selectorLabels).toEqual(PODS.matchLabels);
  const { selector, template, replicas, strategy } = only(chart, 'Deployment').spec as {
    selector: object;
    template: { metadata: { labels: object } };
    replicas: number;
    strategy: object;
  };
  expect(selector).toEqual(PODS);
  expect(template.metadata.labels).toEqual({
    owner: 'team-platform',
    'app.kubernetes.io/component': 'platform',
    'app.kubernetes.io/instance': 'llm-gateway',
    'app.kubernetes.io/managed-by': 'cdk8s-agents',
    'app.kubernetes.io/name': 'llm-gateway',
    'app.kubernetes.io/version': '1.4.0',
  });
  expect(replicas).toBe(2);
  expect(strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } });
});

test('writes where things are and its own inbox into one file, and rolls the pods when it changes', () => {
  const file = only(tools({ config: { timeoutSeconds: 30 } }).chart, 'ConfigMap').data['service.json'] ?? '';
  expect(JSON.parse(file)).toEqual({
    bus: { address: 'nats.platform.svc.cluster.local:4222', inboxPrefix: '_INBOX_PLATFORM_tool-gateway' },
    service: 'tool-gateway',
    timeoutSeconds: 30,
  });
  const { template } = only(tools({ config: { timeoutSeconds: 30 } }).chart, 'Deployment').spec as {
    template: { metadata: { annotations: Record<string, string> } };
  };
  expect(template.metadata.annotations['cdk8s-agents/config-checksum']).toBe(createHash('sha256').update(file).digest('hex'));
});

test('mounts secrets as files that its group may read', () => {
  const chart = new Chart(new App(), 'other');
  const secret = plus.Secret.fromSecretName(chart, 'Keys', 'provider-keys');
  const { containers, volumes } = podOf(define({ secrets: [secret] }).chart) as {
    containers: { volumeMounts: object[] }[];
    volumes: object[];
  };
  expect(containers[0]?.volumeMounts).toContainEqual({
    mountPath: '/var/run/secrets/platform/provider-keys',
    name: 'secret-provider-keys',
    readOnly: true,
  });
  expect(volumes).toContainEqual({ name: 'secret-provider-keys', secret: { secretName: 'provider-keys', defaultMode: 0o440 } });
});

test('ends after its longest request', () => {
  expect(podOf(define({ longestRequest: Duration.seconds(90) }).chart)['terminationGracePeriodSeconds']).toBe(100);
});

test('renders no field that Kubernetes 1.33 does not know', () => {
  const { chart } = define({ servesTenants: true, nodePool: 'platform' });
  const found = (Testing.synth(chart) as object[]).flatMap((object) => validateStrict(object, { core: fieldTable('1.33') }));
  expect(found).toEqual([]);
});

test.each<[string, Partial<PlatformDeploymentProps>, string[]]>([
  ['one pod', { replicas: 1 }, ['replicas: whole-number: must be a whole number from 2 to 100000, got 1']],
  ['tools among its needs', { needs: ['tools'] }, ['needs: tools-offered: the platform offers tools, it does not call them']],
  ['the bus without a user', { needs: ['bus'] }, [`busUser: bus-user: it needs 'bus', but no user is given`]],
  [
    'a user without the bus',
    { busUser: { account: 'PLATFORM', user: 'llm-gateway' } },
    [`busUser: bus-user: a user is given, but it does not need 'bus'`],
  ],
  [
    'a name that no agent’s policy knows',
    { servesTenants: true, name: 'gateway' },
    [`name: service-known: 'gateway' is in no agent's policy`],
  ],
  ['a key of its file that is ours', { config: { bus: 1 } }, [`config.bus: config-key: 'bus' is written by the construct`]],
  [
    'no time for a request',
    { longestRequest: Duration.seconds(0) },
    ['longestRequest: whole-seconds: must be whole seconds, at most 86400 s, got 0 s'],
  ],
])('fails with %s', (_, props, problems) => {
  expect(problemsOf(() => define(props))).toEqual(problems);
});

test('fails with all problems at once', () => {
  expect(
    rulesOf(() =>
      define(
        {
          name: 'A',
          image: 'gateway:latest',
          resources: AgentResources.of({ cpu: '0', memory: '512m' }),
          hosts: [ExternalHost.named('api.example.com')],
          metrics: { port: 0 },
          env: { API_KEY: 'abc' },
          config: { apiKey: 'abc' },
          nodePool: 'B',
          labelDomain: 'C D',
          busUser: { account: 'A B', user: 'C' },
          needs: ['bus'],
        },
        'X',
        '1.29',
      ),
    ),
  ).toEqual([
    'labelDomain: label-domain',
    'resources.cpu: quantity',
    'resources.memory: quantity',
    'name: dns-label',
    'image: image-pinned',
    'busUser.account: jetstream-name',
    'busUser.user: id',
    'hosts[0].name: egress-by-name',
    'metrics.port: whole-number',
    'env.API_KEY: literal-secret',
    'nodePool: dns-label',
    ': target-version',
    ': target-version',
    'config.apiKey: literal-secret',
  ]);
});
