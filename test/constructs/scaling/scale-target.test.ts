import { type Chart, Duration } from 'cdk8s';
import { AgentDeployment } from '../../../constructs/agent/agent-deployment';
import { QueueBacklog } from '../../../constructs/scaling/queue-backlog';
import { QueueDepthHpa } from '../../../constructs/scaling/queue-depth-hpa';
import type { IScaleTarget } from '../../../constructs/scaling/scale-target';
import { ScalingMetric } from '../../../constructs/scaling/scaling-metric';
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
