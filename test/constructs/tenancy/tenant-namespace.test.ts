import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import { Target } from '../../../constructs/kinds/target';
import { TenantNamespace, type TenantNamespaceProps } from '../../../constructs/tenancy/tenant-namespace';
import { InvalidInputError } from '../../../src/kernel/problems';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Record<string, string> };
  readonly spec: { readonly hard: Record<string, string> } & Record<string, unknown>;
}

const CPU = '500m';

function define(props: Partial<TenantNamespaceProps> = {}, kubernetes?: string) {
  const app = new App();
  if (kubernetes !== undefined) Target.set(app, { kubernetes });
  const chart = new Chart(app, 'acme');
  const namespace = new TenantNamespace(chart, 'Tenant', { tenant: 'acme', ...props });
  const all = (): Manifest[] => Testing.synth(chart) as Manifest[];
  const one = (kind: string, name?: string) =>
    all().find((object) => object.kind === kind && (name === undefined || object.metadata.name === name));
  return { app, chart, namespace, all, one };
}

/** A workload of `replicas` pods of 500m, 512Mi, 1Gi. */
function worker(chart: Chart, id: string, replicas: number | undefined, spec: Record<string, unknown> = {}): ApiObject {
  const resources = { cpu: CPU, memory: '512Mi', 'ephemeral-storage': '1Gi' };
  return new ApiObject(chart, id, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: id, namespace: 'tenant-acme' },
    spec: {
      ...(replicas !== undefined && { replicas }),
      template: { spec: { containers: [{ name: 'agent', resources: { requests: resources, limits: resources } }] } },
      ...spec,
    },
  });
}

function problemsOf(props: Partial<TenantNamespaceProps>): string[] {
  try {
    define(props);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems.map(({ place, rule }) => `${place}: ${rule}`);
    throw error;
  }
  return [];
}

describe('namespace', () => {
  test('is held at Pod Security restricted, pinned to the target, in every mode', () => {
    expect(define({}, '1.33').one('Namespace')?.metadata.labels).toEqual({
      'app.kubernetes.io/managed-by': 'cdk8s-agents',
      'cdk8s-agents/tenant': 'acme',
      'pod-security.kubernetes.io/audit': 'restricted',
      'pod-security.kubernetes.io/audit-version': 'v1.33',
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/enforce-version': 'v1.33',
      'pod-security.kubernetes.io/warn': 'restricted',
      'pod-security.kubernetes.io/warn-version': 'v1.33',
    });
  });

  test('pins the oldest supported minor where no target is set', () => {
    expect(define().one('Namespace')?.metadata.labels?.['pod-security.kubernetes.io/enforce-version']).toBe('v1.30');
  });

  test('gives the default ServiceAccount no token', () => {
    expect(define().one('ServiceAccount')).toMatchObject({
      metadata: { name: 'default', namespace: 'tenant-acme' },
      automountServiceAccountToken: false,
    });
  });

  test('denies both ways and opens nothing, not even DNS', () => {
    expect(define().one('NetworkPolicy')?.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  });

  test('keeps pods of the platform and of the system out by quota', () => {
    expect(define().one('ResourceQuota', 'reserved-priority')?.spec).toEqual({
      hard: { pods: '0' },
      scopeSelector: {
        matchExpressions: [
          { scopeName: 'PriorityClass', operator: 'In', values: ['platform-critical', 'system-cluster-critical', 'system-node-critical'] },
        ],
      },
    });
  });
});

describe('quota', () => {
  test('has every key, and no NodePort, load balancer, volume or stateful set where none is rendered', () => {
    const { chart, one } = define();
    worker(chart, 'search', 2);
    expect(one('ResourceQuota', 'tenant')?.spec.hard).toEqual({
      // 2 replicas and 1 surge pod of 500m, 512Mi, 1Gi are 1500m, 1536Mi, 3Gi; a tenth more is 1650m, 1690Mi, 3.3Gi
      'requests.cpu': '2',
      'limits.cpu': '2',
      'requests.memory': '2Gi',
      'limits.memory': '2Gi',
      'requests.ephemeral-storage': '4Gi',
      'limits.ephemeral-storage': '4Gi',
      pods: '4',
      configmaps: '2',
      secrets: '0',
      services: '0',
      'services.nodeports': '0',
      'services.loadbalancers': '0',
      persistentvolumeclaims: '0',
      'count/deployments.apps': '2',
      'count/statefulsets.apps': '0',
      'count/cronjobs.batch': '0',
      'count/jobs.batch': '0',
    });
  });

  test.each([
    { replicas: 2, surge: '25%', pods: 3 },
    { replicas: 4, surge: '25%', pods: 5 },
    { replicas: 5, surge: '25%', pods: 7 },
    { replicas: 3, surge: 2, pods: 5 },
    { replicas: 3, surge: 0, pods: 3 },
  ])('counts $replicas replicas with surge $surge as $pods pods at once', ({ replicas, surge, pods }) => {
    const { chart, one } = define();
    worker(chart, 'search', replicas, { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: surge } } });
    expect(one('ResourceQuota', 'tenant')?.spec.hard['pods']).toBe(String(Math.ceil((pods * 11) / 10)));
  });

  test('counts the most an autoscaler may ask for, of KEDA and of Kubernetes alike', () => {
    for (const [kind, key] of [
      ['ScaledObject', 'maxReplicaCount'],
      ['HorizontalPodAutoscaler', 'maxReplicas'],
    ] as const) {
      const { chart, one } = define();
      worker(chart, 'search', undefined);
      new ApiObject(chart, 'Scale', {
        apiVersion: 'x/v1',
        kind,
        metadata: { name: 'search', namespace: 'tenant-acme' },
        spec: { scaleTargetRef: { kind: 'Deployment', name: 'search' }, [key]: 20 },
      });
      expect(one('ResourceQuota', 'tenant')?.spec.hard['pods']).toBe('28'); // 20 + 5 surge, and a tenth: 27.5
    }
  });

  test('reads what was patched in, cdk8s-plus workloads, and nothing of other namespaces', () => {
    const { chart, one } = define();
    worker(chart, 'search', 1).addJsonPatch(JsonPatch.replace('/spec/replicas', 8));
    new plus.Deployment(chart, 'Plus', { metadata: { namespace: 'tenant-acme' }, replicas: 4, containers: [{ image: 'x' }] });
    new plus.Deployment(chart, 'Elsewhere', { metadata: { namespace: 'other' }, replicas: 50, containers: [{ image: 'x' }] });
    expect(one('ResourceQuota', 'tenant')?.spec.hard['pods']).toBe('17'); // 8 + 2 and 4 + 1 are 15, a tenth more is 16.5
  });

  test('counts the runs of a CronJob, and the jobs that it keeps', () => {
    const { chart, one } = define();
    const resources = { cpu: CPU, memory: '512Mi', 'ephemeral-storage': '1Gi' };
    const template = { spec: { containers: [{ name: 'report', resources: { requests: resources, limits: resources } }] } };
    new ApiObject(chart, 'report', {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'report', namespace: 'tenant-acme' },
      spec: { concurrencyPolicy: 'Forbid', successfulJobsHistoryLimit: 2, jobTemplate: { spec: { parallelism: 3, template } } },
    });
    expect(one('ResourceQuota', 'tenant')?.spec.hard).toMatchObject({
      pods: '4', // 1 run × 3, and a tenth
      'requests.cpu': '2',
      'count/cronjobs.batch': '2',
      'count/jobs.batch': '5', // 1 that runs, 2 that succeeded, 1 that failed, and a tenth
    });
  });

  test('fails one pod short of the rollout peak and holds at it', () => {
    const at = (pods: number) => () => {
      const { chart } = define({ quota: { cpu: '100', memory: '100Gi', pods } });
      worker(chart, 'search', 4);
      return chart.node.findAll().flatMap(({ node }) => node.validate());
    };
    expect(at(5)()).toEqual([]);
    expect(at(4)()).toEqual([
      'quota: quota: pods must hold every workload at its rollout peak, 5, but is 4; leave it out (cpu 3, memory 3Gi, ephemeralStorage 6Gi, pods 6 is derived) or raise it',
    ]);
  });

  test('fails on what is no quota, all at once', () => {
    expect(problemsOf({ tenant: 'Acme', quota: { cpu: '0', memory: '128m', ephemeralStorage: '4 Gi', pods: 0 } })).toEqual([
      'tenant: id',
      'quota.cpu: quantity',
      'quota.memory: quantity',
      'quota.ephemeralStorage: quantity',
      'quota.pods: whole-number',
    ]);
  });
});

describe('limit range', () => {
  test('gives a container that says nothing the class small, and allows as much as the largest container', () => {
    const { chart, one } = define();
    const big = { cpu: '4', memory: '8Gi', 'ephemeral-storage': '1Gi' };
    worker(chart, 'search', 1, { template: { spec: { containers: [{ name: 'agent', resources: { requests: big, limits: big } }] } } });
    const small = { cpu: '250m', memory: '256Mi', 'ephemeral-storage': '1Gi' };
    expect(one('LimitRange')?.spec['limits']).toEqual([
      {
        type: 'Container',
        default: small,
        defaultRequest: small,
        max: big,
        min: { cpu: '50m', memory: '64Mi', 'ephemeral-storage': '64Mi' },
      },
    ]);
  });

  test.each([
    ['50m', []],
    ['49m', [`limits: limit-range: container 'agent': cpu request is 49m, but the least is 50m; ask for 50m or more`]],
  ])('fails a container that it would keep out: %s', (cpu, expected) => {
    const { chart } = define();
    const resources = { cpu, memory: '64Mi', 'ephemeral-storage': '64Mi' };
    worker(chart, 'search', 1, {
      template: { spec: { containers: [{ name: 'agent', resources: { requests: resources, limits: resources } }] } },
    });
    expect(chart.node.findAll().flatMap(({ node }) => node.validate())).toEqual(expected);
  });

  test('allows as much as the largest init container, too', () => {
    const { chart, one } = define();
    const big = { cpu: '3', memory: '1Gi', 'ephemeral-storage': '1Gi' };
    worker(chart, 'search', 1, { template: { spec: { initContainers: [{ name: 'fetch', resources: { requests: big, limits: big } }] } } });
    expect(one('LimitRange')?.spec['limits']).toMatchObject([{ max: { cpu: '3' } }]);
  });
});
