import { App, Chart, Duration } from 'cdk8s';
import { PlatformDeployment } from '../../../constructs/tools/platform-deployment';
import type { PlatformDeploymentProps } from '../../../constructs/tools/platform-props';
import { only, podOf } from '../agent/agent-fixture';
import { rulesOf } from '../scaling/scaling-fixture';

const IMAGE = `registry.example.com/platform/gateway:1.4.0@sha256:${'c'.repeat(64)}`;
const PODS = { matchLabels: { 'app.kubernetes.io/name': 'llm-gateway' } };

function define(overrides: Partial<PlatformDeploymentProps> = {}, id = 'LlmGateway') {
  const app = new App();
  app.node.setContext('cdk8s-agents/target', { kubernetes: '1.33' });
  const chart = new Chart(app, 'platform');
  const service = new PlatformDeployment(chart, id, { image: IMAGE, longestRequest: Duration.seconds(30), ...overrides });
  return { chart, service };
}

test('a rollout waits, keeps three former versions and ends after ten minutes', () => {
  const { template: _template, ...spec } = only(define({ replicas: 3 }).chart, 'Deployment').spec;
  expect(spec).toEqual({
    minReadySeconds: 5,
    progressDeadlineSeconds: 600,
    replicas: 3,
    revisionHistoryLimit: 3,
    selector: PODS,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
  });
});

test('one pod may be away, pods that are not ready are no reason to wait, and the account has no token', () => {
  const { chart } = define({ servesTenants: true });
  expect(only(chart, 'PodDisruptionBudget').spec).toEqual({
    maxUnavailable: 1,
    selector: PODS,
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
  });
  expect(only(chart, 'ServiceAccount')).toMatchObject({ automountServiceAccountToken: false });
  expect(only(chart, 'Service').spec).toEqual({
    type: 'ClusterIP',
    selector: PODS.matchLabels,
    ports: [{ name: 'http', port: 8080, protocol: 'TCP', targetPort: 8080 }],
  });
});

test.each([
  [{}, { port: 'metrics', path: '/metrics' }],
  [{ port: 8080 }, { port: 'http', path: '/metrics' }],
  [
    { path: '/stats', interval: Duration.seconds(15) },
    { port: 'metrics', path: '/stats', interval: '15s' },
  ],
])('with metrics %j it is scraped at %j', (metrics, endpoint) => {
  expect(only(define({ metrics }).chart, 'PodMonitor').spec).toEqual({ podMetricsEndpoints: [endpoint], selector: PODS });
});

test('runs on any node, or on those of its pool alone', () => {
  const ofPool = podOf(define({ nodePool: 'data', labelDomain: 'agents.example.com' }).chart);
  expect(ofPool).toMatchObject({
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'agents.example.com/pool', operator: 'In', values: ['data'] }] }],
        },
      },
    },
    tolerations: [{ key: 'agents.example.com/pool', operator: 'Equal', value: 'data', effect: 'NoSchedule' }],
  });
  expect(JSON.stringify(podOf(define().chart))).not.toContain('nodeAffinity');
  expect(podOf(define().chart)).not.toHaveProperty('tolerations');
});

test.each([
  ['1.4.0', '1.4.0'],
  ['v1', 'v1'],
  ['1.4', undefined], // a number to whoever reads YAML
  ['true', undefined],
  ['a'.repeat(64), undefined], // longer than a label value
])('the version of an image tagged %s is %s', (tag, version) => {
  const { labels } = only(define({ image: `registry.example.com/a:${tag}@sha256:${'c'.repeat(64)}` }).chart, 'Deployment').metadata;
  expect(labels['app.kubernetes.io/version']).toBe(version);
});

test('is called as it is said, or as its construct', () => {
  const nameOf = (name: string | undefined, id: string) =>
    only(define(name === undefined ? {} : { name }, id).chart, 'Deployment').metadata.name;
  expect([nameOf(undefined, 'BillingReports'), nameOf('reports', 'BillingReports')]).toEqual(['billing-reports', 'reports']);
});

describe('one thing wrong is one problem', () => {
  const user = { account: 'PLATFORM', user: 'reports' };
  test.each<[string, Partial<PlatformDeploymentProps>, string[]]>([
    ['the name', { name: 'A' }, ['name: dns-label']],
    ['the name of one that serves tenants', { name: 'A', servesTenants: true }, ['name: dns-label']],
    ['a name that only one without callers may have', { name: 'reports', servesTenants: true }, ['name: service-known']],
    ['the need of what is no service', { needs: ['mail' as 'bus'] }, ['needs[0]: unknown-value']],
    ['the need of the gateway to models', { needs: ['llm-gateway'] }, ['needs: llm-caller']],
    ['the need of tools', { needs: ['tools'] }, ['needs: tools-offered']],
    ['the bus without a user', { needs: ['bus'] }, ['busUser: bus-user']],
    ['a user without the bus', { busUser: user }, ['busUser: bus-user']],
    ['the account of the user', { needs: ['bus'], busUser: { ...user, account: 'A B' } }, ['busUser.account: jetstream-name']],
    ['the name of the user', { needs: ['bus'], busUser: { ...user, user: 'A' } }, ['busUser.user: id']],
    ['the name of the service in its file', { config: { service: 'x' } }, ['config.service: config-key']],
    ['a key of each service in its file', { config: { bus: 1, memory: 1 } }, ['config.bus: config-key', 'config.memory: config-key']],
    ['a credential', { config: { apiKey: 'abc' } }, ['config.apiKey: literal-secret']],
    ['a file that no ConfigMap holds', { config: { text: 'a'.repeat(2 ** 20) } }, ['config: config-size']],
    ['a variable', { env: { 'A=B': 'c' } }, [`env['A=B']: env-name`]],
    ['metrics', { metrics: { path: 'metrics' } }, ['metrics.path: metrics-path']],
    ['the pool of nodes', { nodePool: 'A' }, ['nodePool: dns-label']],
    ['half a second', { longestRequest: Duration.millis(500) }, ['longestRequest: whole-seconds']],
    ['more than a day', { longestRequest: Duration.seconds(86_401) }, ['longestRequest: whole-seconds']],
  ])('%s', (_, props, expected) => {
    expect(rulesOf(() => define(props))).toEqual(expected);
  });

  test.each<[string, Partial<PlatformDeploymentProps>]>([
    ['a name of no service, without callers', { name: 'reports' }],
    ['the name of the gateway to tools, with them', { name: 'tool-gateway', servesTenants: true }],
    ['a day', { longestRequest: Duration.seconds(86_400) }],
    ['every need that is offered', { needs: ['bus', 'memory', 'database'], busUser: user }],
  ])('and %s is none', (_, props) => {
    expect(rulesOf(() => define(props))).toEqual([]);
  });
});

test('says in its file where each service is that it needs, its own keys first in no way', () => {
  const { chart } = define({ needs: ['memory', 'database'], config: { b: 1, a: { c: [] } } });
  expect(JSON.parse(only(chart, 'ConfigMap').data['service.json'] ?? '')).toEqual({
    a: { c: [] },
    b: 1,
    database: { address: 'postgres-pooler.platform.svc.cluster.local:5432' },
    memory: {
      stateAddress: 'redis-state.platform.svc.cluster.local:6379',
      cacheAddress: 'redis-cache.platform.svc.cluster.local:6379',
    },
    service: 'llm-gateway',
  });
});
