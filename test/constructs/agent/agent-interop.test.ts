import { Duration, Size } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import type { AgentVolume } from '../../../constructs/agent/agent-props';
import { chartFor, containerOf, define, only, podOf, problemsOf, rendered } from './agent-fixture';

test('leaves the count to a cdk8s-plus autoscaler that comes later', () => {
  const { chart, agent } = define();
  expect([agent.replicas, agent.hasAutoscaler]).toEqual([2, false]);
  new plus.HorizontalPodAutoscaler(chart, 'Hpa', { target: agent, maxReplicas: 5 });
  expect([agent.replicas, agent.hasAutoscaler]).toEqual([undefined, true]);
  expect(only(chart, 'Deployment').spec).not.toHaveProperty('replicas');
  expect(only(chart, 'HorizontalPodAutoscaler').spec['scaleTargetRef']).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name: 'search',
  });
});

test('tells an autoscaler its resources and a fixed count', () => {
  const { agent } = define({ replicas: 4 });
  const { containers, replicas } = agent.toScalingTarget();
  expect(replicas).toBe(4);
  const sized = containers.map((container) => (container as plus.Container).resources);
  expect(sized.map((resources) => [resources?.cpu?.request?.amount, resources?.memory?.request?.toMebibytes()])).toEqual([['250m', 256]]);
  expect(define().agent.toScalingTarget().replicas).toBeUndefined();
});

test('fails on a second autoscaler', () => {
  const { agent } = define();
  agent.markHasAutoscaler();
  expect(
    problemsOf(() => {
      agent.markHasAutoscaler();
    }),
  ).toEqual([' one-autoscaler']);
});

test('is marked by writing the member of cdk8s-plus as well, and takes the count back', () => {
  const { agent } = define();
  agent.hasAutoscaler = true;
  expect(agent.replicas).toBeUndefined();
  expect(
    problemsOf(() => {
      agent.hasAutoscaler = true;
    }),
  ).toEqual([' one-autoscaler']);
  agent.hasAutoscaler = false;
  expect([agent.replicas, agent.hasAutoscaler]).toEqual([2, false]);
});

test('fails on an autoscaler beside a fixed count', () => {
  const { chart, agent } = define({ replicas: 3 });
  expect(problemsOf(() => new plus.HorizontalPodAutoscaler(chart, 'Hpa', { target: agent, maxReplicas: 5 }))).toEqual([
    'replicas one-owner',
  ]);
  expect([agent.replicas, agent.hasAutoscaler]).toEqual([3, false]);
});

test('is selected and named as a peer by a cdk8s-plus policy', () => {
  const { chart, agent } = define({ tenant: 'acme' });
  new plus.NetworkPolicy(chart, 'Extra', {
    metadata: { name: 'extra' },
    selector: agent,
    ingress: { rules: [{ peer: agent, ports: [plus.NetworkPolicyPort.tcp(8080)] }] },
  });
  const extra = rendered(chart).find(({ metadata }) => metadata.name === 'extra');
  expect(extra?.metadata.namespace).toBe('tenant-acme');
  expect(extra?.spec['podSelector']).toEqual({ matchLabels: { 'cdk8s-agents/workload': 'acme-search' } });
  expect(extra?.spec['ingress']).toEqual([
    {
      from: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'tenant-acme' } },
          podSelector: { matchLabels: { 'cdk8s-agents/workload': 'acme-search' } },
        },
      ],
      ports: [{ port: 8080, protocol: 'TCP' }],
    },
  ]);
  expect(agent.toPodSelector()).toBe(agent);
});

test('mounts ConfigMaps and Secrets as files and takes a service account', () => {
  const chart = chartFor();
  const prompts = new plus.ConfigMap(chart, 'Prompts', { metadata: { name: 'prompts' }, data: { a: 'b' } });
  define(
    {
      configMaps: [plus.ConfigMap.fromConfigMapName(chart, 'PromptsByName', prompts.name)],
      secrets: [plus.Secret.fromSecretName(chart, 'Creds', 'nats-creds')],
      serviceAccount: plus.ServiceAccount.fromServiceAccountName(chart, 'Account', 'mine'),
    },
    chart,
  );
  expect(podOf(chart)).toMatchObject({ serviceAccountName: 'mine', automountServiceAccountToken: false });
  expect(podOf(chart)['volumes']).toEqual([
    { configMap: { name: 'search-config' }, name: 'config' },
    { configMap: { name: 'prompts' }, name: 'config-prompts' },
    { name: 'secret-nats-creds', secret: { defaultMode: 0o440, secretName: 'nats-creds' } },
    { emptyDir: { sizeLimit: '256Mi' }, name: 'tmp' },
  ]);
  expect(containerOf(chart)['volumeMounts']).toEqual([
    { mountPath: '/etc/agent', name: 'config', readOnly: true },
    { mountPath: '/etc/agent.d/prompts', name: 'config-prompts', readOnly: true },
    { mountPath: '/var/run/secrets/agent/nats-creds', name: 'secret-nats-creds', readOnly: true },
    { mountPath: '/tmp', name: 'tmp' },
  ]);
  expect(rendered(chart).map(({ kind }) => kind)).not.toContain('ServiceAccount');
  expect(JSON.stringify(containerOf(chart)['env'])).not.toContain('secret');
});

test('keeps state only where it was opted into', () => {
  const chart = chartFor();
  const volume = plus.Volume.fromPersistentVolumeClaim(chart, 'State', plus.PersistentVolumeClaim.fromClaimName(chart, 'Claim', 'state'));
  const volumes: AgentVolume[] = [{ volume, mountPath: '/var/lib/agent' }];
  expect(problemsOf(() => define({ volumes }, chartFor()))).toEqual(['volumes.0.volume stateless']);
  define({ volumes, stateful: true }, chart);
  expect(podOf(chart)['volumes']).toContainEqual({ name: 'pvc-state', persistentVolumeClaim: { claimName: 'state', readOnly: false } });
  expect(containerOf(chart)['volumeMounts']).toContainEqual({ mountPath: '/var/lib/agent', name: 'pvc-state' });
});

test('renders the size of an emptyDir as the text that a server takes', () => {
  const chart = chartFor();
  const volume = plus.Volume.fromEmptyDir(chart, 'Cache', 'cache', { sizeLimit: Size.mebibytes(5) });
  define({ stateful: true, volumes: [{ volume, mountPath: '/cache' }] }, chart);
  expect(podOf(chart)['volumes']).toContainEqual({ name: 'cache', emptyDir: { sizeLimit: '5Mi' } });
});

test('fails with a length of time that is no number, and renders no grace period of it', () => {
  expect(problemsOf(() => define({ terminationGracePeriod: Duration.seconds(NaN) }, chartFor()))).toContain(
    'terminationGracePeriod whole-seconds',
  );
});

test('fails on volumes that are not admitted, wherever they are mounted', () => {
  const chart = chartFor();
  const host = plus.Volume.fromHostPath(chart, 'Host', 'host', { path: '/' });
  const nfs = plus.Volume.fromNfs(chart, 'Nfs', 'nfs', { path: '/', server: 'a' });
  const empty = plus.Volume.fromEmptyDir(chart, 'Empty', 'empty', { sizeLimit: Size.mebibytes(5) });
  const of = (...volumes: AgentVolume[]) => problemsOf(() => define({ stateful: true, volumes }, chartFor()));
  expect(of({ volume: host, mountPath: '/host' })).toEqual(['volumes.0.volume host-path']);
  expect(of({ volume: nfs, mountPath: '/nfs' })).toEqual(['volumes.0.volume volume-kind']);
  expect(of({ volume: empty, mountPath: '/cache' })).toEqual([]);
  expect(of({ volume: empty, mountPath: '/' }, { volume: empty, mountPath: '/a/../b' })).toEqual([
    'volumes.0.mountPath mount-path',
    'volumes.1.mountPath mount-path',
    'volumes duplicate',
  ]);
  expect(of({ volume: empty, mountPath: '/tmp' })).toEqual(['volumes duplicate']);
});

test('fails on a Secret mounted twice, and on a name that no volume can have', () => {
  const chart = chartFor();
  const secret = (id: string, name: string) => plus.Secret.fromSecretName(chart, id, name);
  expect(problemsOf(() => define({ secrets: [secret('A', 'x'), secret('B', 'x')] }))).toEqual(['volumes duplicate', 'volumes duplicate']);
  expect(problemsOf(() => define({ secrets: [secret('C', 'a.b')] }))).toEqual(['secrets.0 dns-label']);
});
