import { contentsOf } from '../../../src/features/tenancy/contents';
import {
  isHostBound,
  isZoneBound,
  peakOf,
  podRequests,
  podResources,
  resourcesOf,
  text,
} from '../../../src/features/tenancy/workload-peak';
import type { Manifest } from '../../../src/features/services/rendered';

const container = (cpu: string, memory: string, storage: string, name = 'main') => ({
  name,
  resources: { limits: { cpu, memory, 'ephemeral-storage': storage } },
});
const template = (...containers: ReturnType<typeof container>[]) => ({ spec: { containers } });
const kind = (name: string, spec: Manifest['spec'] = {}): Manifest => ({
  kind: name,
  metadata: { name: 'one', namespace: 'here' },
  spec,
});

/** Defaults of Kubernetes, Argo Rollouts and KEDA, each as its documentation says it. */
test.each<[string, Manifest, number]>([
  ['a Deployment of one, with a quarter more', kind('Deployment'), 2],
  ['a Deployment of four, with a quarter more', kind('Deployment', { replicas: 4 }), 5],
  ['a Deployment of five, rounded up', kind('Deployment', { replicas: 5 }), 7],
  ['a Deployment that surges by two', kind('Deployment', { replicas: 4, strategy: { rollingUpdate: { maxSurge: 2 } } }), 6],
  ['a Deployment that stops first', kind('Deployment', { replicas: 4, strategy: { type: 'Recreate' } }), 4],
  ['a StatefulSet, pod by pod', kind('StatefulSet', { replicas: 4 }), 4],
  ['a Rollout without a strategy', kind('Rollout', { replicas: 4 }), 5],
  ['a canary', kind('Rollout', { replicas: 4, strategy: { canary: { maxSurge: 2 } } }), 6],
  ['a canary with routed traffic, twice', kind('Rollout', { replicas: 4, strategy: { canary: { trafficRouting: {} } } }), 8],
  ['blue and green', kind('Rollout', { replicas: 4, strategy: { blueGreen: {} } }), 8],
  ['a Job', kind('Job'), 1],
  ['a Job of three pods', kind('Job', { parallelism: 3 }), 3],
  ['a CronJob that may overlap', kind('CronJob'), 2],
  [
    'a CronJob that replaces, of three pods',
    kind('CronJob', { concurrencyPolicy: 'Replace', jobTemplate: { spec: { parallelism: 3 } } }),
    6,
  ],
  ['a CronJob that may not overlap', kind('CronJob', { concurrencyPolicy: 'Forbid' }), 1],
  ['a ScaledJob', kind('ScaledJob'), 100],
  ['a ScaledJob of five jobs with two pods', kind('ScaledJob', { maxReplicaCount: 5, jobTargetRef: { parallelism: 2 } }), 10],
])('%s: %#', (_, manifest, pods) => {
  expect(peakOf({ manifest, scaledAs: 'Deployment/other' }, new Map([['Deployment/one', 50]]))).toBe(pods);
});

test('an autoscaler decides what it scales', () => {
  expect(peakOf({ manifest: kind('Deployment', { replicas: 2 }), scaledAs: 'Deployment/one' }, new Map([['Deployment/one', 8]]))).toBe(10);
});

describe('what stands in a namespace', () => {
  test.each<[string, Manifest, number | undefined]>([
    ['a CronJob keeps three that succeeded and one that failed, beside two that run', kind('CronJob'), 6],
    [
      'a CronJob keeps what it says',
      kind('CronJob', { concurrencyPolicy: 'Forbid', successfulJobsHistoryLimit: 0, failedJobsHistoryLimit: 2 }),
      3,
    ],
    ['KEDA makes new jobs before it removes those that ended', kind('ScaledJob', { maxReplicaCount: 5 }), 210],
    [
      'a ScaledJob keeps what it says',
      kind('ScaledJob', { maxReplicaCount: 5, successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 0 }),
      11,
    ],
    ['a Deployment makes none', kind('Deployment'), undefined],
  ])('counts jobs: %s', (_, manifest, jobs) => {
    expect(contentsOf([manifest]).count.get('Job')).toBe(jobs);
  });

  test('counts objects by kind, a Job beside those that are scheduled', () => {
    const { count } = contentsOf([kind('ConfigMap'), kind('ConfigMap'), kind('Job'), kind('CronJob'), {}]);
    expect([...count]).toEqual([
      ['ConfigMap', 2],
      ['Job', 7],
      ['CronJob', 1],
      ['', 1],
    ]);
  });

  test('adds up what pods may use and what they are promised, and names the largest of each', () => {
    const main = {
      name: 'main',
      resources: { limits: { cpu: '2', memory: '1Gi', 'ephemeral-storage': '3Gi' }, requests: { cpu: '500m', memory: '512Mi' } },
    };
    const first = { name: 'first', resources: { requests: { cpu: 3 } } };
    const contents = contentsOf([
      kind('Deployment', {
        replicas: 4,
        template: { spec: { containers: [main, container('1', '2Gi', '1Gi', 'side')], initContainers: [first] } },
      }),
    ]);
    expect(contents.demand).toEqual({ cpuMillis: 15_000, memoryBytes: 15 * 2 ** 30, ephemeralStorageBytes: 20 * 2 ** 30, pods: 5 });
    expect(contents.requested).toEqual({
      cpuMillis: 7_500,
      memoryBytes: 12.5 * 2 ** 30,
      ephemeralStorageBytes: 20 * 2 ** 30,
      pods: 5,
    });
    expect(contents.containers).toEqual([
      { name: 'first', requests: { cpu: '3' }, limits: {} },
      { name: 'main', requests: { cpu: '500m', memory: '512Mi' }, limits: { cpu: '2', memory: '1Gi', 'ephemeral-storage': '3Gi' } },
      { name: 'side', requests: {}, limits: { cpu: '1', memory: '2Gi', 'ephemeral-storage': '1Gi' } },
    ]);
    expect(contents.largest).toEqual({ cpu: '3', memory: '2Gi', ephemeralStorage: '3Gi' });
  });

  test('with nothing in it needs nothing, and a container may be as large as the class small', () => {
    expect(contentsOf([])).toEqual({
      count: new Map(),
      demand: { cpuMillis: 0, memoryBytes: 0, ephemeralStorageBytes: 0, pods: 0 },
      requested: { cpuMillis: 0, memoryBytes: 0, ephemeralStorageBytes: 0, pods: 0 },
      containers: [],
      largest: { cpu: '250m', memory: '256Mi', ephemeralStorage: '1Gi' },
    });
  });
});

describe('what a container may use', () => {
  test('is what its limits say, else its requests, else what the LimitRange gives', () => {
    const resources = { limits: { cpu: '2' }, requests: { cpu: 1, memory: '1Gi' } };
    expect(resourcesOf({ resources })).toEqual({ cpu: '2', memory: '1Gi', ephemeralStorage: '1Gi' });
    expect(resourcesOf({ resources }, 'requests')).toEqual({ cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' });
    expect(resourcesOf({})).toEqual({ cpu: '250m', memory: '256Mi', ephemeralStorage: '1Gi' });
    expect([text('1'), text(1), text(0), text(true), text(undefined), text({})]).toEqual(['1', '1', '0', undefined, undefined, undefined]);
  });

  test('of a pod is the sum of its containers', () => {
    const pod = template(container('1', '1Gi', '1Gi'), container('250m', '256Mi', '1Gi')).spec;
    expect(podResources(pod)).toEqual({ cpu: '1250m', memory: '1342177280', ephemeralStorage: '2147483648' });
    expect(podRequests(pod)).toEqual({ cpu: '1250m', memory: '1342177280', ephemeralStorage: '2147483648' });
    expect(podResources(undefined)).toEqual({ cpu: '0m', memory: '0', ephemeralStorage: '0' });
  });
});

describe('pods that are bound', () => {
  const spread = (topologyKey: string, whenUnsatisfiable: string): Manifest =>
    kind('Deployment', { template: { spec: { topologySpreadConstraints: [{ topologyKey, whenUnsatisfiable }] } } });

  test('to zones are those that wait for one', () => {
    const zone = 'topology.kubernetes.io/zone';
    expect(
      [spread(zone, 'DoNotSchedule'), spread(zone, 'ScheduleAnyway'), spread('kubernetes.io/hostname', 'DoNotSchedule'), kind('Job')].map(
        isZoneBound,
      ),
    ).toEqual([true, false, false, false]);
  });

  test.each<[string, string, Readonly<Record<string, string>>, boolean]>([
    ['its own labels', 'kubernetes.io/hostname', { app: 'one' }, true],
    ['labels of others', 'kubernetes.io/hostname', { app: 'two' }, false],
    ['its own labels and another', 'kubernetes.io/hostname', { app: 'one', tier: 'x' }, false],
    ['its own labels in a zone', 'topology.kubernetes.io/zone', { app: 'one' }, false],
  ])('to hosts are those that keep away from %s', (_, topologyKey, matchLabels, bound) => {
    const term = { topologyKey, labelSelector: { matchLabels } };
    const spec = { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };
    expect(isHostBound(kind('Deployment', { template: { metadata: { labels: { app: 'one' } }, spec } }))).toBe(bound);
    expect(isHostBound(kind('Deployment'))).toBe(false);
  });
});
