import { QueueBacklog } from '../../../constructs/scaling/queue-backlog';
import { QueueDepthHpa } from '../../../constructs/scaling/queue-depth-hpa';
import { ScalingMetric } from '../../../constructs/scaling/scaling-metric';
import { WorkloadHpa } from '../../../constructs/scaling/workload-hpa';
import { fieldTable } from '../../../src/judges/schemas/field-table';
import { validateStrict } from '../../../src/judges/schemas/strict';
import { define, only, rendered } from './agent-fixture';
import { problemsOf } from '../scaling/scaling-fixture';

const QUEUE = { account: 'acme', stream: 'TASKS', consumer: 'search' };
const STUCK = 'pdb-progress: minAvailable 2 keeps 2 of 2 pods: a drain may take 0 and needs 1';

test('lets a drain take one pod at a time where nothing else is said', () => {
  const { spec } = only(define().chart, 'PodDisruptionBudget');
  expect([spec['maxUnavailable'], spec['minAvailable']]).toEqual([1, undefined]);
});

test.each([
  ['2', 2],
  ['50%', '50%'],
])('leaves minAvailable %s, as Kubernetes knows it', (given, expected) => {
  const { chart } = define({ replicas: 3, minAvailable: given });
  const { spec } = only(chart, 'PodDisruptionBudget');
  expect([spec['maxUnavailable'], spec['minAvailable']]).toEqual([undefined, expected]);
  const budgets = rendered(chart).filter(({ kind }) => kind === 'PodDisruptionBudget');
  expect(budgets.flatMap((budget) => validateStrict(budget, { core: fieldTable('1.33') }))).toEqual([]);
});

describe('a budget that blocks every drain', () => {
  test('fails at a fixed count, and holds one above it', () => {
    expect(problemsOf(() => define({ replicas: 2, minAvailable: '2' }))).toEqual([`minAvailable: ${STUCK}`]);
    expect(problemsOf(() => define({ replicas: 3, minAvailable: '2' }))).toEqual([]);
    expect(problemsOf(() => define({ minAvailable: '101%' }))).toEqual([
      `minAvailable: pod-share: must be a whole number of pods or '0%' to '100%', got '101%'`,
    ]);
  });

  test('fails at the count that nobody wrote once all is there, unless an autoscaler owns it', () => {
    const { agent, chart } = define({ minAvailable: '2' });
    expect(agent.node.validate()).toEqual([`minAvailable: ${STUCK}; leave minAvailable out: maxUnavailable 1 takes its place`]);
    new QueueDepthHpa(chart, 'Scale', {
      target: agent,
      queue: QUEUE,
      backlog: QueueBacklog.perReplica(8),
      minReplicas: 3,
      maxReplicas: 20,
    });
    expect(agent.node.validate()).toEqual([]);
    expect(define({ minAvailable: '1' }).agent.node.validate()).toEqual([]);
  });

  test.each([
    [3, []],
    [2, [`target: ${STUCK}`]],
  ])('with an autoscaler from %s on', (minReplicas, expected) => {
    const queue = () => {
      const { agent, chart } = define({ minAvailable: '2' });
      return new QueueDepthHpa(chart, 'Scale', {
        target: agent,
        queue: QUEUE,
        backlog: QueueBacklog.perReplica(8),
        minReplicas,
        maxReplicas: 20,
      });
    };
    const cpu = () => {
      const { agent, chart } = define({ minAvailable: '2' });
      return new WorkloadHpa(chart, 'Scale', { target: agent, minReplicas, maxReplicas: 20, metrics: [ScalingMetric.cpu(70)] });
    };
    expect([problemsOf(queue), problemsOf(cpu)]).toEqual([expected, expected]);
  });
});
