import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { platformPods } from '../../../src/judges/demand/platform-pods';
import type { Manifest } from '../../../src/features/services/rendered';

const resources = (cpu: string, memory: string) => ({ requests: { cpu, memory }, limits: { cpu, memory } });
const MI = 2 ** 20;

interface Written {
  readonly kind: string;
  readonly apiVersion?: string;
  readonly namespace?: string;
  readonly spec: object;
}

function chartWith(...objects: Written[]): Chart {
  const chart = new Chart(new App(), 'platform');
  objects.forEach(({ kind, apiVersion = 'apps/v1', spec, namespace = 'platform' }, index) => {
    const name = `${kind.toLowerCase()}-${index}`;
    new ApiObject(chart, name, { apiVersion, kind, metadata: { name, namespace }, spec });
  });
  return chart;
}

const podsOf = (chart: Chart) => platformPods(chart.toJson() as Manifest[], 'platform');

const podsIn = (...objects: Written[]) =>
  podsOf(chartWith(...objects)).map(({ peakPods, cpuMillis, memoryBytes, zoneBound }) => [
    peakPods,
    cpuMillis,
    memoryBytes / MI,
    zoneBound,
  ]);

const template = (...containers: ReturnType<typeof resources>[]) => ({
  spec: { containers: containers.map((one, index) => ({ name: String(index), resources: one })) },
});
const CNPG = 'postgresql.cnpg.io/v1';
const zones = (whenUnsatisfiable?: string) => ({
  spec: {
    ...template(resources('1', '1Gi')).spec,
    topologySpreadConstraints: [
      { topologyKey: 'topology.kubernetes.io/zone', ...(whenUnsatisfiable !== undefined && { whenUnsatisfiable }) },
    ],
  },
});

describe('pods of a namespace at their rollout peak', () => {
  test.each<[string, Written, unknown[][]]>([
    [
      'a set has no more than it has, sidecars included',
      {
        kind: 'StatefulSet',
        spec: { replicas: 3, template: template(resources('1', '1Gi'), resources('50m', '64Mi'), resources('50m', '64Mi')) },
      },
      [[3, 1100, 1152, false]],
    ],
    [
      'a Deployment has a quarter more',
      { kind: 'Deployment', spec: { replicas: 2, template: template(resources('500m', '512Mi')) } },
      [[3, 500, 512, false]],
    ],
    [
      'a Deployment that ends its pods first has none more',
      { kind: 'Deployment', spec: { replicas: 2, strategy: { type: 'Recreate' }, template: template(resources('500m', '512Mi')) } },
      [[2, 500, 512, false]],
    ],
    [
      'a database has its instances, each bound to its zone',
      {
        kind: 'Cluster',
        apiVersion: CNPG,
        spec: {
          instances: 3,
          resources: resources('2', '4Gi'),
          affinity: { podAntiAffinityType: 'required', topologyKey: 'topology.kubernetes.io/zone' },
        },
      },
      [[3, 2000, 4096, true]],
    ],
    [
      'a database that prefers zones is bound to none',
      {
        kind: 'Cluster',
        apiVersion: CNPG,
        spec: {
          instances: 3,
          resources: resources('2', '4Gi'),
          affinity: { podAntiAffinityType: 'preferred', topologyKey: 'topology.kubernetes.io/zone' },
        },
      },
      [[3, 2000, 4096, false]],
    ],
    [
      'a pooler has its surge',
      {
        kind: 'Pooler',
        apiVersion: CNPG,
        spec: { instances: 2, deploymentStrategy: { rollingUpdate: { maxSurge: 1 } }, template: template(resources('250m', '256Mi')) },
      },
      [[3, 250, 256, false]],
    ],
    ['somebody else’s Cluster has no pods that we know of', { kind: 'Cluster', apiVersion: 'cluster.x-k8s.io/v1beta1', spec: {} }, []],
    ['what is elsewhere is not counted', { kind: 'Deployment', namespace: 'tenant-acme', spec: { template: template() } }, []],
    [
      'a spread that must hold binds to zones',
      { kind: 'StatefulSet', spec: { replicas: 3, template: zones('DoNotSchedule') } },
      [[3, 1000, 1024, true]],
    ],
    ['as does one that says nothing', { kind: 'StatefulSet', spec: { replicas: 3, template: zones() } }, [[3, 1000, 1024, true]]],
    [
      'one that is preferred does not',
      { kind: 'StatefulSet', spec: { replicas: 3, template: zones('ScheduleAnyway') } },
      [[3, 1000, 1024, false]],
    ],
  ])('%s', (_name, object, expected) => {
    expect(podsIn(object)).toEqual(expected);
  });

  test('are those of the largest count of an autoscaler, and of patches', () => {
    const spec = { template: template(resources('500m', '512Mi')) };
    const chart = chartWith(
      { kind: 'Deployment', spec },
      {
        kind: 'HorizontalPodAutoscaler',
        apiVersion: 'autoscaling/v2',
        spec: { maxReplicas: 8, scaleTargetRef: { kind: 'Deployment', name: 'deployment-0' } },
      },
    );
    expect(podsOf(chart)).toMatchObject([{ name: 'deployment-0', peakPods: 10, cpuMillis: 500 }]);
    ApiObject.of(chart.node.findChild('deployment-0')).addJsonPatch(
      JsonPatch.replace('/spec/template/spec/containers/0/resources/limits/cpu', '2'),
    );
    expect(podsOf(chart)).toMatchObject([{ cpuMillis: 2000 }]);
  });

  const apart = (terms: object[], kind = 'required'): Written => ({
    kind: 'Deployment',
    spec: {
      template: {
        metadata: { labels: { app: 'gateway' } },
        spec: { affinity: { podAntiAffinity: { [`${kind}DuringSchedulingIgnoredDuringExecution`]: terms } } },
      },
    },
  });
  const term = (app: string, topologyKey = 'kubernetes.io/hostname'): object => ({ topologyKey, labelSelector: { matchLabels: { app } } });
  const cluster = (affinity: object): Written => ({ kind: 'Cluster', apiVersion: CNPG, spec: { instances: 3, affinity } });

  test.each<[string, Written, boolean]>([
    ['pods that may not stand beside their like need a node each', apart([term('gateway')]), true],
    ['those that would rather not do not', apart([{ weight: 1, podAffinityTerm: term('gateway') }], 'preferred'), false],
    ['nor those that keep away from others', apart([term('bus')]), false],
    ['nor those that keep to a zone each', apart([term('gateway', 'topology.kubernetes.io/zone')]), false],
    ['instances of a database do, by host unless told', cluster({ podAntiAffinityType: 'required' }), true],
    ['instances in a zone each do not', cluster({ podAntiAffinityType: 'required', topologyKey: 'topology.kubernetes.io/zone' }), false],
    ['instances that nobody keeps apart do not', cluster({}), false],
  ])('%s', (_name, object, expected) => {
    expect(podsOf(chartWith(object)).map(({ hostBound }) => hostBound)).toEqual([expected]);
  });
});

test('what cannot be read counts as nothing: the check of fields says so', () => {
  expect(podsIn({ kind: 'Deployment', spec: { replicas: 1, template: template(resources('much', '1Gb')) } })).toEqual([[2, 0, 0, false]]);
});
