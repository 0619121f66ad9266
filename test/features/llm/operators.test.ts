import { AI_GATEWAY } from '../../../src/features/llm/metric';
import { ENVOY_GATEWAY_PODS } from '../../../src/features/llm/operators';
import type { OperatedObject } from '../../../src/features/services/rendered';

const [PROXIES, ...OTHERS] = ENVOY_GATEWAY_PODS;

const proxy = (envoyDeployment?: object): OperatedObject => ({
  apiVersion: 'gateway.envoyproxy.io/v1alpha1',
  kind: 'EnvoyProxy',
  metadata: { name: 'llm-gateway', namespace: 'platform' },
  spec: { provider: { kubernetes: { envoyDeployment } } },
});
const settings = (apiVersion: string, kind = 'GatewayConfig', spec?: object): OperatedObject => ({
  apiVersion,
  kind,
  ...(spec !== undefined && { spec }),
});
const containersOf = (object: OperatedObject, beside: readonly OperatedObject[] = []) =>
  PROXIES?.workload(object, beside).spec?.template?.spec?.containers;

/** What Envoy Gateway puts there of itself: v1.9 asks for 10 millicores and 32 Mi. */
const SHUTDOWN = { name: 'shutdown-manager', resources: { requests: { cpu: '10m', memory: '32Mi' } } };
const LABELS = {
  'app.kubernetes.io/name': 'envoy',
  'app.kubernetes.io/component': 'proxy',
  'app.kubernetes.io/managed-by': 'envoy-gateway',
};

test('proxies are the one kind, decided with the settings of the processor beside them', () => {
  expect(OTHERS).toEqual([]);
  expect(PROXIES).toMatchObject({ group: 'gateway.envoyproxy.io', kind: 'EnvoyProxy', beside: ['GatewayConfig'] });
  expect(PROXIES?.ownBudget).toBeUndefined();
});

test('only the processor’s port is read', () => {
  expect(['aigw-admin', 'metrics', undefined].map((port) => PROXIES?.serves(port))).toEqual([AI_GATEWAY, undefined, undefined]);
});

test('proxies have the container, the pod and the labels that are written, and the port and labels of Envoy Gateway', () => {
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } };
  const topologySpreadConstraints = [{ topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' }];
  const resources = { requests: { cpu: '1' }, limits: { cpu: '1' } };
  const object = proxy({
    replicas: 2,
    strategy,
    pod: { labels: { owner: 'team-platform', 'app.kubernetes.io/name': 'other' }, topologySpreadConstraints },
    container: { resources, ports: [{ name: 'http', containerPort: 8080 }] },
  });
  expect(PROXIES?.workload(object, [])).toEqual({
    ...object,
    kind: 'Deployment',
    spec: {
      replicas: 2,
      strategy,
      template: {
        metadata: { labels: { owner: 'team-platform', ...LABELS } },
        spec: {
          topologySpreadConstraints,
          containers: [{ name: 'envoy', resources, ports: [{ name: 'metrics', containerPort: 19_001 }] }, SHUTDOWN],
        },
      },
    },
  });
});

test.each<[string, OperatedObject]>([
  ['no deployment', proxy()],
  ['no provider', { ...proxy(), spec: {} }],
  ['no specification', { ...proxy(), spec: undefined }],
])('with %s written it is one proxy, and nothing is said of its rollout', (_, object) => {
  expect(PROXIES?.workload(object, []).spec).toEqual({
    replicas: 1,
    template: {
      metadata: { labels: LABELS },
      spec: { containers: [{ name: 'envoy', ports: [{ name: 'metrics', containerPort: 19_001 }] }, SHUTDOWN] },
    },
  });
});

test('the processor stands beside Envoy, with what its settings give it', () => {
  const resources = { requests: { cpu: '500m' } };
  const port = { name: 'aigw-admin', containerPort: 1064 };
  const processor = (spec?: object) =>
    containersOf(proxy(), [settings('aigateway.envoyproxy.io/v1beta1', 'GatewayConfig', spec)])?.slice(2);
  expect(processor({ extProc: { kubernetes: { resources } } })).toEqual([{ name: 'ai-gateway-extproc', resources, ports: [port] }]);
  expect([processor(), processor({}), processor({ extProc: {} })]).toEqual([
    [{ name: 'ai-gateway-extproc', ports: [port] }],
    [{ name: 'ai-gateway-extproc', ports: [port] }],
    [{ name: 'ai-gateway-extproc', ports: [port] }],
  ]);
});

test.each([
  ['somebody else’s GatewayConfig', settings('example.com/v1')],
  ['another kind of the group', settings('aigateway.envoyproxy.io/v1beta1', 'AIGatewayRoute')],
  ['what has no group', { kind: 'GatewayConfig' }],
])('%s is no processor', (_, beside) => {
  expect(containersOf(proxy(), [beside])?.map(({ name }) => name)).toEqual(['envoy', 'shutdown-manager']);
});
