import { createHash } from 'node:crypto';
import { Duration, JsonPatch } from 'cdk8s';
import { AgentDeployment } from '../../../constructs/agent/agent-deployment';
import { AgentResources } from '../../../constructs/resources/agent-resources';
import { chartFor, containerOf, define, IMAGE, only, podOf, rendered, VALID } from './agent-fixture';

const WORKLOAD = { 'cdk8s-agents/workload': 'acme-search' };

test('renders its objects in order, the pod monitor last', () => {
  const { chart } = define({ servesTo: ['gateway'], metrics: {} });
  expect(rendered(chart).map(({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.name}`)).toEqual([
    'v1 ServiceAccount search',
    'v1 ConfigMap search-config',
    'networking.k8s.io/v1 NetworkPolicy search',
    'policy/v1 PodDisruptionBudget search',
    'v1 Service search',
    'apps/v1 Deployment search',
    'monitoring.coreos.com/v1 PodMonitor search',
  ]);
});

test('renders no service and no pod monitor for an agent nobody calls or scrapes', () => {
  expect(rendered(define({ servesTo: [], callers: [] }).chart).map(({ kind }) => kind)).toEqual([
    'ServiceAccount',
    'ConfigMap',
    'NetworkPolicy',
    'PodDisruptionBudget',
    'Deployment',
  ]);
});

test('renders the pod of the golden contract', () => {
  const { chart } = define({ tenant: 'acme', nodePool: 'agents', priorityClassName: 'tenant-standard', metrics: {} });
  expect(podOf(chart)).toEqual({
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'cdk8s-agents/pool', operator: 'In', values: ['agents'] }] }],
        },
      },
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { podAffinityTerm: { labelSelector: { matchLabels: WORKLOAD }, topologyKey: 'kubernetes.io/hostname' }, weight: 100 },
        ],
      },
    },
    automountServiceAccountToken: false,
    containers: [
      {
        env: [{ name: 'PYTHONUNBUFFERED', value: '1' }],
        image: IMAGE,
        imagePullPolicy: 'Always',
        lifecycle: { preStop: { sleep: { seconds: 5 } } },
        livenessProbe: { failureThreshold: 6, httpGet: { path: '/livez', port: 8080 }, periodSeconds: 10, timeoutSeconds: 2 },
        name: 'agent',
        ports: [
          { containerPort: 8080, name: 'http', protocol: 'TCP' },
          { containerPort: 9090, name: 'metrics', protocol: 'TCP' },
        ],
        readinessProbe: { failureThreshold: 3, httpGet: { path: '/readyz', port: 8080 }, periodSeconds: 5, timeoutSeconds: 2 },
        resources: {
          limits: { cpu: '250m', 'ephemeral-storage': '1Gi', memory: '256Mi' },
          requests: { cpu: '250m', 'ephemeral-storage': '1Gi', memory: '256Mi' },
        },
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          privileged: false,
          readOnlyRootFilesystem: true,
        },
        startupProbe: { failureThreshold: 30, httpGet: { path: '/startz', port: 8080 }, periodSeconds: 5, timeoutSeconds: 2 },
        volumeMounts: [
          { mountPath: '/etc/agent', name: 'config', readOnly: true },
          { mountPath: '/tmp', name: 'tmp' },
        ],
      },
    ],
    dnsConfig: { options: [{ name: 'ndots', value: '2' }] },
    enableServiceLinks: false,
    priorityClassName: 'tenant-standard',
    restartPolicy: 'Always',
    securityContext: {
      appArmorProfile: { type: 'RuntimeDefault' },
      fsGroup: 10001,
      fsGroupChangePolicy: 'OnRootMismatch',
      runAsGroup: 10001,
      runAsNonRoot: true,
      runAsUser: 10001,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    serviceAccountName: 'search',
    terminationGracePeriodSeconds: 30,
    tolerations: [{ effect: 'NoSchedule', key: 'cdk8s-agents/pool', operator: 'Equal', value: 'agents' }],
    topologySpreadConstraints: [
      {
        labelSelector: { matchLabels: WORKLOAD },
        matchLabelKeys: ['pod-template-hash'],
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'ScheduleAnyway',
      },
    ],
    volumes: [
      { configMap: { name: 'search-config' }, name: 'config' },
      { emptyDir: { sizeLimit: '256Mi' }, name: 'tmp' },
    ],
  });
});

test('renders the deployment around the pod', () => {
  const { chart } = define({ tenant: 'acme' });
  const { template, ...spec } = only(chart, 'Deployment').spec;
  expect(spec).toEqual({
    minReadySeconds: 5,
    progressDeadlineSeconds: 600,
    replicas: 2,
    revisionHistoryLimit: 3,
    selector: { matchLabels: WORKLOAD },
    strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 }, type: 'RollingUpdate' },
  });
  const file = only(chart, 'ConfigMap').data['agent.json'] ?? '';
  expect((template as { metadata: unknown }).metadata).toEqual({
    annotations: { 'cdk8s-agents/config-checksum': createHash('sha256').update(file).digest('hex') },
    labels: {
      owner: 'team-acme',
      'app.kubernetes.io/name': 'search',
      'app.kubernetes.io/instance': 'search',
      'app.kubernetes.io/version': '2.4.1',
      'app.kubernetes.io/component': 'agent',
      'app.kubernetes.io/managed-by': 'cdk8s-agents',
      'cdk8s-agents/tenant': 'acme',
      ...WORKLOAD,
    },
  });
});

test('renders the objects beside it', () => {
  const { chart } = define({ tenant: 'acme', servesTo: ['gateway'], metrics: { interval: Duration.seconds(15) } });
  expect(only(chart, 'PodDisruptionBudget').spec).toEqual({
    maxUnavailable: 1,
    selector: { matchLabels: WORKLOAD },
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
  });
  expect(only(chart, 'Service').spec).toEqual({
    ports: [{ name: 'http', port: 8080, protocol: 'TCP', targetPort: 8080 }],
    selector: WORKLOAD,
    type: 'ClusterIP',
  });
  expect(only(chart, 'PodMonitor').spec).toEqual({
    podMetricsEndpoints: [{ interval: '15s', path: '/metrics', port: 'metrics' }],
    selector: { matchLabels: WORKLOAD },
  });
  expect(only(chart, 'ServiceAccount')).toMatchObject({ automountServiceAccountToken: false });
});

test('puts namespace, labels and annotations on every object, and its name as instance', () => {
  const { chart } = define({
    tenant: 'acme',
    servesTo: ['gateway'],
    metrics: {},
    labels: { team: 'a' },
    annotations: { 'example.com/runbook': 'b' },
  });
  for (const { metadata } of rendered(chart)) {
    expect(metadata).toMatchObject({
      namespace: 'tenant-acme',
      annotations: { 'example.com/runbook': 'b' },
      labels: {
        owner: 'team-acme',
        team: 'a',
        'app.kubernetes.io/name': 'search',
        'app.kubernetes.io/instance': metadata.name,
        ...WORKLOAD,
      },
    });
  }
  const template = only(chart, 'Deployment').spec['template'] as { metadata: { labels: object; annotations: object } };
  expect(template.metadata.labels).toMatchObject({ team: 'a', owner: 'team-acme' });
  expect(template.metadata.annotations).toMatchObject({ 'example.com/runbook': 'b' });
});

test('is its own workload without a tenant, under a domain of choice', () => {
  const { agent, chart } = define({
    name: 'finder',
    labelDomain: 'agents.example.com',
    namespace: 'elsewhere',
    nodePool: 'big',
    nodePoolTainted: false,
  });
  expect(agent.selectorLabels).toEqual({ 'agents.example.com/workload': 'finder' });
  expect(only(chart, 'Deployment').metadata.labels).not.toHaveProperty('agents.example.com/tenant');
  expect(agent.metadata.namespace).toBe('elsewhere');
  expect(podOf(chart)).not.toHaveProperty('tolerations');
  expect(JSON.stringify(podOf(chart)['affinity'])).toContain('"key":"agents.example.com/pool"');
});

test.each([
  ['2.4.1', '2.4.1'],
  ['v2', 'v2'],
  ['2.4', undefined],
  ['7', undefined],
  ['2026-11-20', undefined],
  ['1e3', undefined],
  ['true', undefined],
  ['_a', undefined],
  ['a'.repeat(63), 'a'.repeat(63)],
  ['a'.repeat(64), undefined],
])('shows the tag %s as version %s', (tag, version) => {
  const { agent } = define({ image: IMAGE.replace('2.4.1', tag) });
  expect(agent.podLabels['app.kubernetes.io/version']).toBe(version);
});

test('carries counts and shares of pods', () => {
  const strategy = (maxSurge: string, maxUnavailable: string) =>
    only(define({ rollingUpdate: { maxSurge, maxUnavailable } }).chart, 'Deployment').spec['strategy'];
  expect(strategy('1', '10%')).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: '10%' } });
  expect(strategy('0', '1')).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } });
});

test.each([
  [AgentResources.small(), '250m', '256Mi', '1Gi'],
  [AgentResources.medium(), '500m', '512Mi', '1Gi'],
  [AgentResources.large(), '1', '1Gi', '1Gi'],
  [AgentResources.memoryOptimized(), '1', '4Gi', '2Gi'],
  [AgentResources.computeOptimized(), '2', '2Gi', '2Gi'],
  [AgentResources.of({ cpu: '3', memory: '5Gi' }), '3', '5Gi', '1Gi'],
])('renders resources %#', (resources, cpu, memory, ephemeralStorage) => {
  const sized = { cpu, memory, 'ephemeral-storage': ephemeralStorage };
  expect(containerOf(define({ resources }).chart)['resources']).toEqual({ limits: sized, requests: sized });
});

test('takes root away outside the pod where the target can', () => {
  expect(podOf(define({ userNamespace: true }).chart)['hostUsers']).toBe(false);
  expect(podOf(define().chart)).not.toHaveProperty('hostUsers');
});

test('adds variables in order', () => {
  expect(containerOf(define({ env: { ZONE: 'a', LOG_LEVEL: 'info', NATS_CREDS_KEY_FILE: '/var/run/x' } }).chart)['env']).toEqual([
    { name: 'LOG_LEVEL', value: 'info' },
    { name: 'NATS_CREDS_KEY_FILE', value: '/var/run/x' },
    { name: 'PYTHONUNBUFFERED', value: '1' },
    { name: 'ZONE', value: 'a' },
  ]);
});

test('rolls the pods when the configuration changes and only then', () => {
  const checksum = (level: string) => {
    const template = only(define({ config: { level } }).chart, 'Deployment').spec['template'] as {
      metadata: { annotations: Record<string, string> };
    };
    return template.metadata.annotations['cdk8s-agents/config-checksum'];
  };
  expect(checksum('info')).toBe(checksum('info'));
  expect(checksum('info')).not.toBe(checksum('debug'));
});

test('leaves a way out for every field, newer ones too', () => {
  const { chart, agent } = define();
  agent.apiObject.addJsonPatch(
    JsonPatch.replace('/spec/template/spec/securityContext/appArmorProfile', { type: 'Localhost', localhostProfile: 'agents' }),
    JsonPatch.add('/spec/template/spec/schedulerName', 'other'),
  );
  expect(podOf(chart)).toMatchObject({
    schedulerName: 'other',
    securityContext: { appArmorProfile: { type: 'Localhost', localhostProfile: 'agents' } },
  });
});

test('stands twice in a chart, each selecting its own pods', () => {
  const chart = chartFor();
  const agents = ['Search', 'OrderTracking'].map((id) => new AgentDeployment(chart, id, { ...VALID, tenant: 'acme' }));
  expect(agents.map(({ name, selectorLabels }) => [name, selectorLabels])).toEqual([
    ['search', WORKLOAD],
    ['order-tracking', { 'cdk8s-agents/workload': 'acme-order-tracking' }],
  ]);
  const names = rendered(chart).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  expect(new Set(names).size).toBe(10);
});

test('renders the same bytes whatever the order of what is a set', () => {
  const one = define({ needs: ['bus', 'memory'], labels: { a: '1x', b: '2x' }, env: { A: '1', B: '2' }, config: { x: { p: 1, q: 2 } } });
  const two = define({ needs: ['memory', 'bus'], labels: { b: '2x', a: '1x' }, env: { B: '2', A: '1' }, config: { x: { q: 2, p: 1 } } });
  expect(JSON.stringify(rendered(one.chart))).toBe(JSON.stringify(rendered(two.chart)));
});
