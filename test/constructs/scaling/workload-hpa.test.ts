import { Duration } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import { QueueBacklog } from '../../../constructs/scaling/queue-backlog';
import { QueueDepthHpa } from '../../../constructs/scaling/queue-depth-hpa';
import { type DescribedObject, ObjectTarget, ScalingMetric } from '../../../constructs/scaling/scaling-metric';
import { WorkloadHpa, type WorkloadHpaProps } from '../../../constructs/scaling/workload-hpa';
import { warningsOf } from '../warnings';
import { only, problemsOf, workload } from './scaling-fixture';

const ROUTE: DescribedObject = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', name: 'search' };
const REQUESTS = ScalingMetric.object(ROUTE, 'requests_per_second', ObjectTarget.averageValue('100'));

function define(overrides: Partial<WorkloadHpaProps> = {}, kubernetes = '1.33', containers?: plus.ContainerProps[]) {
  const { app, chart, target } = workload('product-search', containers === undefined ? {} : { containers }, { kubernetes });
  const hpa = new WorkloadHpa(chart, 'Scale', { target, maxReplicas: 10, metrics: [ScalingMetric.cpu(70)], ...overrides });
  return { app, chart, target, hpa, manifest: () => only(chart, 'HorizontalPodAutoscaler') };
}

const failing = (...args: Parameters<typeof define>) => problemsOf(() => define(...args));

test('renders CPU in percent of the requests, and no behavior', () => {
  const { chart, manifest } = define();
  expect(manifest()).toEqual({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'product-search', namespace: 'tenant-acme' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'product-search' },
      minReplicas: 1,
      maxReplicas: 10,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }],
    },
  });
  expect(only(chart, 'Deployment').spec).not.toHaveProperty('replicas');
});

test('renders metrics of pods and objects', () => {
  const metrics = [
    ScalingMetric.pods('http_requests', '500m', { verb: 'GET', code: '200' }),
    REQUESTS,
    ScalingMetric.object(ROUTE, 'latency_seconds', ObjectTarget.value('2')),
  ];
  expect(define({ metrics }).manifest().spec['metrics']).toEqual([
    {
      type: 'Pods',
      pods: {
        metric: { name: 'http_requests', selector: { matchLabels: { code: '200', verb: 'GET' } } },
        target: { type: 'AverageValue', averageValue: '500m' },
      },
    },
    {
      type: 'Object',
      object: { describedObject: ROUTE, metric: { name: 'requests_per_second' }, target: { type: 'AverageValue', averageValue: '100' } },
    },
    { type: 'Object', object: { describedObject: ROUTE, metric: { name: 'latency_seconds' }, target: { type: 'Value', value: '2' } } },
  ]);
});

test('renders the behavior that is stated', () => {
  expect(define({ behavior: { scaleDown: { stabilizationWindow: Duration.minutes(10) } } }).manifest().spec['behavior']).toEqual({
    scaleDown: { stabilizationWindowSeconds: 600 },
  });
});

test('warns of memory (F61), and of nothing else', () => {
  const { app, hpa } = define({ metrics: [ScalingMetric.memory(80)] });
  expect(hpa.warnings).toEqual([expect.stringMatching(/^memory-metric: few runtimes give memory back/)]);
  expect(warningsOf(app).map(({ path }) => path)).toEqual(['acme/Scale']);
  expect(warningsOf(define().app)).toEqual([]);
});

describe('fails', () => {
  const object = (overrides: Partial<DescribedObject>) => ({
    metrics: [ScalingMetric.object({ ...ROUTE, ...overrides }, 'rps', ObjectTarget.value('1'))],
  });
  const pods = (name: string, value: string, labels?: Record<string, string>) => ({ metrics: [ScalingMetric.pods(name, value, labels)] });

  test.each<[string, Partial<WorkloadHpaProps>, string]>([
    ['no metric', { metrics: [] }, 'metrics: metrics: names no metric; Kubernetes would fall back to 80 % CPU'],
    [
      'a metric twice',
      { metrics: [ScalingMetric.cpu(70), REQUESTS, ScalingMetric.cpu(80)] },
      `metrics[2]: unique-metric: 'cpu' is metrics[0] already`,
    ],
    ['no percent', { metrics: [ScalingMetric.cpu(0)] }, 'metrics[0].percent: whole-number: must be a whole number >= 1, got 0'],
    ['half a percent', { metrics: [ScalingMetric.memory(0.5)] }, 'metrics[0].percent: whole-number: must be a whole number >= 1, got 0.5'],
    ['a quantity of zero', pods('rps', '0'), `metrics[0].averageValue: metric-quantity: must be a quantity above 0 as text, got '0'`],
    [
      'a quantity with a space',
      pods('rps', '1 k'),
      `metrics[0].averageValue: metric-quantity: must be a quantity above 0 as text, got '1 k'`,
    ],
    [
      'a name with a slash',
      pods('a/b', '1'),
      `metrics[0].name: metric-name: must be letters, digits, '_', ':', '.' and '-', starting with a letter or '_', got 'a/b'`,
    ],
    [
      'a label value of two words',
      pods('rps', '1', { verb: 'a b' }),
      `metrics[0].labels.verb: label-value: must be a label key and a label value, got 'verb' and 'a b'`,
    ],
    ['no kind', object({ kind: '' }), `metrics[0].describedObject.kind: kind: must be a kind, got ''`],
    [
      'no version',
      object({ apiVersion: 'apps' }),
      `metrics[0].describedObject.apiVersion: api-version: must be v1, or a group and a version of it, got 'apps'`,
    ],
    ['no object', object({ name: 'A' }), `metrics[0].describedObject.name: object-name: must be the name of an object, got 'A'`],
    [
      'a metric of an object whose name has a slash',
      { metrics: [ScalingMetric.object(ROUTE, 'a/b', ObjectTarget.value('1'))] },
      `metrics[0].name: metric-name: must be letters, digits, '_', ':', '.' and '-', starting with a letter or '_', got 'a/b'`,
    ],
    [
      'a target of an object that is zero',
      { metrics: [ScalingMetric.object(ROUTE, 'rps', ObjectTarget.value('0'))] },
      `metrics[0].target: metric-quantity: must be a quantity above 0 as text, got '0'`,
    ],
    ['max below min', { minReplicas: 11 }, 'maxReplicas: whole-number: must be a whole number from 11 to 100000, got 10'],
    [
      'zero replicas on CPU',
      { minReplicas: 0 },
      'minReplicas: scale-to-zero: cpu is measured on pods: without any the workload never comes back',
    ],
    [
      'zero replicas on metrics of pods',
      { minReplicas: 0, metrics: [ScalingMetric.memory(80), ScalingMetric.pods('rps', '1')] },
      'minReplicas: scale-to-zero: memory, Pods rps is measured on pods: without any the workload never comes back',
    ],
    [
      'zero replicas on CPU beside an object',
      { minReplicas: 0, metrics: [REQUESTS, ScalingMetric.cpu(70)] },
      'minReplicas: scale-to-zero: cpu is measured on pods: without any the workload never comes back',
    ],
    ['an empty behavior', { behavior: {} }, 'behavior: empty-behavior: states nothing, yet changes how fast the count moves'],
  ])('on %s', (_case, overrides, problem) => {
    expect(failing(overrides)).toEqual([problem]);
  });

  test.each([
    [
      '1.36',
      [
        'minReplicas: target-version: minReplicas 0 of a HorizontalPodAutoscaler (HPAScaleToZero) needs Kubernetes 1.37, the target is Kubernetes 1.36',
      ],
    ],
    ['1.37', []],
  ])('on zero replicas by an object before Kubernetes 1.37: %s', (kubernetes, expected) => {
    expect(failing({ minReplicas: 0, metrics: [REQUESTS] }, kubernetes)).toEqual(expected);
  });

  test('on a container without a request for what is measured, and only then', () => {
    const containers = [
      { image: 'worker', name: 'agent' },
      { image: 'proxy', name: 'proxy', portNumber: 9000, resources: { memory: {} } },
    ];
    expect(failing({}, '1.33', containers)).toEqual([
      `metrics[0]: metric-requests: 1 of 2 containers ('proxy') request no cpu, and the metric is a share of it`,
    ]);
    expect(failing({ metrics: [ScalingMetric.pods('rps', '10')] }, '1.33', containers)).toEqual([]);
  });

  test('on a target with a count of its own', () => {
    const { chart, target } = workload('product-search', { replicas: 2 });
    expect(problemsOf(() => new WorkloadHpa(chart, 'Scale', { target, maxReplicas: 10, metrics: [REQUESTS] }))).toEqual([
      `target: one-owner: 'product-search' fixes replicas at 2: every apply resets what the autoscaler chose`,
    ]);
  });

  test('on a target that a queue scales already, and the other way round', () => {
    const taken = [`target: one-autoscaler: 'product-search' has an autoscaler already: two owners of one count undo each other`];
    const queue = { account: 'acme', stream: 'TASKS', consumer: 'product-search' };
    const { chart, target } = define();
    expect(
      problemsOf(() => new QueueDepthHpa(chart, 'Queue', { target, queue, backlog: QueueBacklog.perReplica(8), maxReplicas: 10 })),
    ).toEqual(taken);
    const other = workload();
    new QueueDepthHpa(other.chart, 'Queue', { target: other.target, queue, backlog: QueueBacklog.perReplica(8), maxReplicas: 10 });
    expect(problemsOf(() => new WorkloadHpa(other.chart, 'Scale', { target: other.target, maxReplicas: 10, metrics: [REQUESTS] }))).toEqual(
      taken,
    );
  });
});
