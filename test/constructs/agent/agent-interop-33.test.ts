import { Size } from 'cdk8s';
import * as plus from 'cdk8s-plus-33';
import { QueueBacklog, QueueDepthHpa, ScalingMetric, StoredSecret, WorkloadHpa } from '../../../constructs';
import { BatchAgent } from '../../../constructs/batch/batch-agent';
import { BatchTrigger } from '../../../constructs/batch/batch-trigger';
import type { AgentVolume } from '../../../constructs/agent/agent-props';
import { chartFor, define, IMAGE, only, podOf, problemsOf, rendered, VALID } from './agent-fixture';

/*
 * What cdk8s-plus-28 can do with agents, as a project of `cdk8s init` does it, which gets cdk8s-plus-33: another package, whose classes
 * TypeScript does not take for those of cdk8s-plus-28. That it compiles is half of each test.
 */

const PODS = { matchLabels: { 'cdk8s-agents/workload': 'acme-search' } };
const NAMESPACE = { matchLabels: { 'kubernetes.io/metadata.name': 'tenant-acme' } };

test('is selected, and named as a peer, by its NetworkPolicy', () => {
  const { chart, agent } = define({ tenant: 'acme' });
  new plus.NetworkPolicy(chart, 'Extra', {
    metadata: { name: 'extra' },
    selector: agent,
    ingress: { rules: [{ peer: agent, ports: [plus.NetworkPolicyPort.tcp(8080)] }] },
    egress: { rules: [{ peer: agent }] },
  });
  const extra = rendered(chart).find(({ metadata }) => metadata.name === 'extra');
  expect(extra?.metadata.namespace).toBe('tenant-acme');
  expect(extra?.spec).toMatchObject({
    podSelector: PODS,
    ingress: [{ from: [{ namespaceSelector: NAMESPACE, podSelector: PODS }], ports: [{ port: 8080, protocol: 'TCP' }] }],
    egress: [{ to: [{ namespaceSelector: NAMESPACE, podSelector: PODS }] }],
  });
});

test('is selected by its Service', () => {
  const { chart, agent } = define({ tenant: 'acme' });
  new plus.Service(chart, 'Extra', { metadata: { name: 'extra' }, selector: agent, ports: [{ port: 80, targetPort: 8080 }] });
  expect(only(chart, 'Service').spec['selector']).toEqual({ 'cdk8s-agents/workload': 'acme-search' });
});

test('hands its count to its HorizontalPodAutoscaler, once', () => {
  const { chart, agent } = define();
  const scale = (id: string): unknown =>
    new plus.HorizontalPodAutoscaler(chart, id, {
      target: agent,
      maxReplicas: 5,
      metrics: [plus.Metric.resourceCpu(plus.MetricTarget.averageUtilization(70))],
    });
  scale('Hpa');
  expect(only(chart, 'Deployment').spec).not.toHaveProperty('replicas');
  expect(only(chart, 'HorizontalPodAutoscaler').spec).toMatchObject({
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'search' },
    maxReplicas: 5,
  });
  expect(problemsOf(() => scale('Second'))).toEqual([' one-autoscaler']);
});

test('its Deployment is scaled by the depth of a queue', () => {
  const chart = chartFor();
  const target = new plus.Deployment(chart, 'Worker', { metadata: { name: 'worker' }, containers: [{ image: IMAGE }] });
  new QueueDepthHpa(chart, 'Scale', {
    target,
    queue: { account: 'acme', stream: 'TASKS', consumer: 'worker' },
    backlog: QueueBacklog.perReplica(50),
    maxReplicas: 20,
  });
  expect(only(chart, 'ScaledObject').spec['scaleTargetRef']).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'worker' });
  expect(only(chart, 'Deployment').spec).not.toHaveProperty('replicas');
});

test.each(['StatefulSet', 'Deployment'] as const)('its %s is scaled by CPU, but not by a share of what it does not request', (kind) => {
  const scaled = (resources: plus.ContainerResources) => {
    const chart = chartFor();
    const containers = [{ name: 'main', image: IMAGE, resources }];
    const metadata = { name: 'worker' };
    const target =
      kind === 'Deployment'
        ? new plus.Deployment(chart, 'Worker', { metadata, containers })
        : new plus.StatefulSet(chart, 'Worker', {
            metadata,
            containers,
            service: new plus.Service(chart, 'Service', { ports: [{ port: 80 }] }),
          });
    return { chart, scale: () => new WorkloadHpa(chart, 'Scale', { target, maxReplicas: 4, metrics: [ScalingMetric.cpu(70)] }) };
  };
  const { chart, scale } = scaled({ cpu: { request: plus.Cpu.millis(100) } });
  scale();
  expect(only(chart, 'HorizontalPodAutoscaler').spec['scaleTargetRef']).toEqual({ apiVersion: 'apps/v1', kind, name: 'worker' });
  expect(problemsOf(scaled({ memory: { request: Size.mebibytes(64) } }).scale)).toEqual(['metrics[0] metric-requests']);
});

test('its pods, namespaces and addresses call an agent', () => {
  const chart = chartFor();
  const pods = new plus.Deployment(chart, 'Portal', { metadata: { name: 'portal' }, containers: [{ image: IMAGE }] });
  const namespace = new plus.Namespace(chart, 'Other', { metadata: { name: 'other' } });
  const office = plus.NetworkPolicyIpBlock.ipv4(chart, 'Office', '203.0.113.0/24');
  define({ callers: [pods, namespace, office] }, chart);
  const callers = rendered(chart).find(({ metadata }) => metadata.name === 'search-callers');
  const portal = { 'cdk8s.io/metadata.addr': expect.stringMatching(/^acme-Portal-/) as string };
  const ports = [{ port: 8080, protocol: 'TCP' }];
  expect(callers?.spec['ingress']).toEqual([
    { from: [{ namespaceSelector: NAMESPACE, podSelector: { matchLabels: portal } }], ports },
    { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } }, podSelector: {} }], ports },
    { from: [{ ipBlock: { cidr: '203.0.113.0/24' } }], ports },
  ]);
});

test('its ConfigMap, Secret, ServiceAccount and volume are those of an agent', () => {
  const chart = chartFor();
  const claim = plus.PersistentVolumeClaim.fromClaimName(chart, 'Claim', 'state');
  const volumes: AgentVolume[] = [
    { volume: plus.Volume.fromPersistentVolumeClaim(chart, 'State', claim), mountPath: '/var/lib/agent' },
    { volume: plus.Volume.fromEmptyDir(chart, 'Cache', 'cache', { sizeLimit: Size.mebibytes(5) }), mountPath: '/cache' },
  ];
  define(
    {
      configMaps: [plus.ConfigMap.fromConfigMapName(chart, 'Prompts', 'prompts')],
      secrets: [plus.Secret.fromSecretName(chart, 'Creds', 'nats-creds')],
      serviceAccount: plus.ServiceAccount.fromServiceAccountName(chart, 'Account', 'mine'),
      stateful: true,
      volumes,
    },
    chart,
  );
  expect(podOf(chart)).toMatchObject({ serviceAccountName: 'mine' });
  expect(podOf(chart)['volumes']).toEqual(
    expect.arrayContaining([
      { configMap: { name: 'prompts' }, name: 'config-prompts' },
      { name: 'secret-nats-creds', secret: { defaultMode: 0o440, secretName: 'nats-creds' } },
      { name: 'pvc-state', persistentVolumeClaim: { claimName: 'state', readOnly: false } },
      { name: 'cache', emptyDir: { sizeLimit: '5Mi' } },
    ]),
  );
});

test('an agent that runs when there is work is a peer, and a stored Secret is one for its containers', () => {
  const chart = chartFor();
  const report = new BatchAgent(chart, 'Report', {
    image: IMAGE,
    tenant: 'acme',
    task: VALID.task,
    trigger: BatchTrigger.schedule({ cron: '0 3 * * *' }),
  });
  new plus.NetworkPolicy(chart, 'Extra', { metadata: { name: 'extra' }, selector: report, ingress: { rules: [{ peer: report }] } });
  const extra = rendered(chart).find(({ metadata }) => metadata.name === 'extra');
  expect(extra?.spec['podSelector']).toEqual({ matchLabels: { 'cdk8s-agents/workload': 'acme-report' } });
  const stored = new StoredSecret(chart, 'Stored', {
    name: 'database',
    values: [{ file: 'password', key: 'shop/prod/acme/database', property: 'password' }],
    secretStore: 'vault',
  });
  expect(plus.EnvValue.fromSecretValue({ secret: stored.secret, key: 'password' }).valueFrom).toBeDefined();
});

test('a construct that is no volume is refused', () => {
  const chart = chartFor();
  const volume = new plus.ConfigMap(chart, 'NoVolume');
  expect(problemsOf(() => define({ stateful: true, volumes: [{ volume, mountPath: '/data' }] }, chart))).toEqual([
    'volumes.0.volume volume-kind',
  ]);
});
