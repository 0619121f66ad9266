import { type Chart, Duration } from 'cdk8s';
import { AgentDeployment } from '../../../constructs/agent/agent-deployment';
import { QueueBacklog } from '../../../constructs/scaling/queue-backlog';
import { QueueDepthHpa } from '../../../constructs/scaling/queue-depth-hpa';
import { boundsInTree, type IScaleTarget } from '../../../constructs/scaling/scale-target';
import { metricSpec, ScalingMetric } from '../../../constructs/scaling/scaling-metric';
import { WorkloadHpa } from '../../../constructs/scaling/workload-hpa';
import { only, problemsOf, workload } from './scaling-fixture';

const QUEUE = { account: 'acme', stream: 'TASKS', consumer: 'product-search' };

function agent(replicas?: number) {
  const { chart } = workload('other');
  const target = new AgentDeployment(chart, 'ProductSearch', {
    image: `registry.example.com/swarm/product-search:2.4.1@sha256:${'a'.repeat(64)}`,
    task: { p99: Duration.seconds(5) },
    ...(replicas !== undefined && { replicas }),
  });
  return { chart, target };
}

const scale = ({ chart, target }: { chart: Chart; target: IScaleTarget }, id = 'Scale') =>
  new QueueDepthHpa(chart, id, { target, queue: QUEUE, backlog: QueueBacklog.perReplica(8), maxReplicas: 20 });

const replicasOf = (target: AgentDeployment): unknown => (target.apiObject.toJson() as { spec: Record<string, unknown> }).spec['replicas'];

test('an agent hands its count over to the autoscaler, which is named like it', () => {
  const defined = agent();
  expect(replicasOf(defined.target)).toBe(2);
  scale(defined);
  expect(replicasOf(defined.target)).toBeUndefined();
  expect(only(defined.chart, 'ScaledObject')).toMatchObject({
    metadata: { name: 'product-search', namespace: 'tenant-acme' },
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'product-search' } },
  });
});

test('an agent can be scaled on CPU and memory: it requests both', () => {
  const { chart, target } = agent();
  const metrics = [ScalingMetric.cpu(70), ScalingMetric.memory(80)];
  expect(problemsOf(() => new WorkloadHpa(chart, 'Scale', { target, maxReplicas: 10, metrics }))).toEqual([]);
});

test('fails on an agent with a count of its own', () => {
  expect(problemsOf(() => scale(agent(3)))).toEqual([
    `target: one-owner: 'product-search' fixes replicas at 3: every apply resets what the autoscaler chose`,
  ]);
});

test('fails on the second autoscaler of an agent', () => {
  const defined = agent();
  scale(defined);
  expect(problemsOf(() => scale(defined, 'Again'))).toEqual([
    `target: one-autoscaler: 'product-search' has an autoscaler already: two owners of one count undo each other`,
  ]);
});

test('fails with what the target says, where only the target knows', () => {
  const { chart, target } = agent();
  const silent: IScaleTarget = {
    metadata: target.metadata,
    toScalingTarget: () => target.toScalingTarget(),
    markHasAutoscaler: () => {
      target.markHasAutoscaler();
    },
  };
  target.markHasAutoscaler();
  expect(problemsOf(() => scale({ chart, target: silent }))).toHaveLength(1);
});

describe('a drain of what is scaled', () => {
  const guarded = (minAvailable: string) => {
    const { chart } = workload('other');
    const image = `registry.example.com/swarm/product-search:2.4.1@sha256:${'a'.repeat(64)}`;
    return { chart, target: new AgentDeployment(chart, 'ProductSearch', { image, task: { p99: Duration.seconds(5) }, minAvailable }) };
  };
  const rules = (minAvailable: string, minReplicas: number, maxReplicas: number): string[] => {
    const { chart, target } = guarded(minAvailable);
    const metrics = [ScalingMetric.cpu(70)];
    return problemsOf(() => new WorkloadHpa(chart, 'Scale', { target, minReplicas, maxReplicas, metrics })).map((text) =>
      text.split(': ').slice(0, 2).join(': '),
    );
  };

  test.each([
    [2, 9, ['target: pdb-progress']],
    [3, 9, []],
    // of bounds that are none nothing else is said
    [2, 100_001, ['maxReplicas: whole-number']],
    [-1, 9, ['minReplicas: whole-number']],
    [2, 1, ['maxReplicas: whole-number']],
  ])('from %d to %d, that must leave two: %j', (min, max, expected) => {
    expect(rules('2', min, max)).toEqual(expected);
  });

  test('any count there may be, in the tree of an autoscaler of another kind, name or namespace', () => {
    const { chart, target } = agent();
    const any = { min: 1, max: Number.MAX_SAFE_INTEGER };
    expect(boundsInTree(target)).toEqual(any);
    const other = new AgentDeployment(chart, 'Other', {
      image: `registry.example.com/swarm/other:2.4.1@sha256:${'a'.repeat(64)}`,
      task: { p99: Duration.seconds(5) },
    });
    scale({ chart, target: other }, 'OtherScale');
    expect(boundsInTree(target)).toEqual(any);
    scale({ chart, target });
    expect(boundsInTree(target)).toEqual({ min: 1, max: 20 });
  });
});

test.each([
  [{}, { name: 'rps' }],
  [{ b: '2' }, { name: 'rps', selector: { matchLabels: { b: '2' } } }],
])('a metric of pods with the labels %j', (labels, metric) => {
  expect(metricSpec({ kind: 'pods', name: 'rps', averageValue: '5', labels })).toEqual({
    type: 'Pods',
    pods: { metric, target: { type: 'AverageValue', averageValue: '5' } },
  });
});

test('scalers fail with what is no prop of theirs', () => {
  const { chart, target } = agent();
  const metrics = [ScalingMetric.cpu(70)];
  const more = { maxReplica: 3 };
  const rules = (build: () => unknown): string[] => problemsOf(build).map((text) => text.split(': ').slice(0, 2).join(': '));
  expect(rules(() => new WorkloadHpa(chart, 'A', { target, maxReplicas: 3, metrics, ...more }))).toEqual(['maxReplica: unknown-key']);
  const backlog = QueueBacklog.perReplica(8);
  expect(rules(() => new QueueDepthHpa(chart, 'B', { target, queue: QUEUE, backlog, maxReplicas: 20, ...more }))).toEqual([
    'maxReplica: unknown-key',
  ]);
});
