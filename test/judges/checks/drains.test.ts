import { checkDrains } from '../../../src/judges/checks/drains';
import { Inventory } from '../../../src/judges/inventory/inventory';
import { renderedPods } from '../../../src/judges/inventory/pods';

/*
 * What the eviction API answers, by https://kubernetes.io/docs/concepts/workloads/pods/disruptions/: it lets a pod go while more are healthy than
 * the budget keeps.
 */

const POD = { metadata: { labels: { app: 'api' } }, spec: { containers: [{ name: 'api', image: 'api' }] } };
const object = (kind: string, apiVersion: string, name: string, spec: object, namespace = 'shop') => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
  spec,
});
const workload = (replicas: number | undefined, kind = 'Deployment') =>
  object(kind, 'apps/v1', 'api', { ...(replicas !== undefined && { replicas }), template: POD });
const budget = (spec: object, namespace?: string) =>
  object('PodDisruptionBudget', 'policy/v1', 'keeps', { selector: { matchLabels: { app: 'api' } }, ...spec }, namespace);
const hpa = (minReplicas: number | undefined, maxReplicas = 9) =>
  object('HorizontalPodAutoscaler', 'autoscaling/v2', 'api', {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' },
    ...(minReplicas !== undefined && { minReplicas }),
    maxReplicas,
  });
const scaled = (spec: object) =>
  object('ScaledObject', 'keda.sh/v1alpha1', 'api', { scaleTargetRef: { name: 'api' }, triggers: [], ...spec });

function problems(...documents: readonly object[]) {
  const app = new Inventory().add(documents.map((document, index) => ({ file: 'a.yaml', line: index + 1, document })));
  return checkDrains(app, renderedPods(app)).map(({ place, rule, problem, source }) => ({ place, rule, problem, line: source?.line }));
}
const blocks = (...documents: readonly object[]): boolean => problems(...documents).length > 0;

test('says which budget keeps how many of how many, where it stands, and what to write', () => {
  expect(problems(workload(2), budget({ minAvailable: '100%' }))).toEqual([
    {
      place: 'PodDisruptionBudget shop/keeps spec',
      rule: 'pdb-progress',
      problem: 'minAvailable 100% keeps 2 of 2 pods: a drain may take 0 and needs 1',
      line: 2,
    },
  ]);
  expect(problems(workload(3), budget({ maxUnavailable: 0 })).map(({ problem }) => problem)).toEqual([
    'maxUnavailable 0 keeps 3 of 3 pods: a drain may take 0 and needs 1',
  ]);
});

test.each<[string, object, number | undefined, boolean]>([
  ['keeps one of two', { minAvailable: 1 }, 2, false],
  ['keeps one of one', { minAvailable: 1 }, 1, true],
  ['keeps one of the one that a Deployment has where none is written', { minAvailable: 1 }, undefined, true],
  ['keeps none', { minAvailable: 0 }, 1, false],
  ['keeps two of two', { minAvailable: 2 }, 2, true],
  ['keeps two of three', { minAvailable: 2 }, 3, false],
  ['keeps more than there are', { minAvailable: 4 }, 3, true],
  // 50 % of 1 is rounded up to 1
  ['keeps half of one', { minAvailable: '50%' }, 1, true],
  ['keeps half of two', { minAvailable: '50%' }, 2, false],
  ['keeps 99 % of 99, which is all', { minAvailable: '99%' }, 99, true],
  ['keeps 99 % of 100', { minAvailable: '99%' }, 100, false],
  ['lets one go', { maxUnavailable: 1 }, 1, false],
  ['lets none go', { maxUnavailable: 0 }, 5, true],
  // a share is rounded up here as well
  ['lets 1 % go', { maxUnavailable: '1%' }, 2, false],
  ['lets 0 % go', { maxUnavailable: '0%' }, 2, true],
  ['of a workload that is switched off', { minAvailable: 1 }, 0, false],
  ['that says nothing', {}, 1, false],
  ['that no server takes is for the strict check', { minAvailable: 'half' }, 1, false],
  ['whose share no server takes', { minAvailable: '101%' }, 1, false],
])('a budget %s: %j of %s blocks drains: %s', (_, spec, replicas, expected) => {
  expect(blocks(workload(replicas), budget(spec))).toBe(expected);
});

test.each(['Deployment', 'StatefulSet', 'Rollout'])('of a %s', (kind) => {
  const apiVersion = kind === 'Rollout' ? 'argoproj.io/v1alpha1' : 'apps/v1';
  expect(blocks({ ...workload(1, kind), apiVersion }, budget({ minAvailable: 1 }))).toBe(true);
  expect(blocks({ ...workload(2, kind), apiVersion }, budget({ minAvailable: 1 }))).toBe(false);
});

test.each<[string, object, boolean]>([
  ['a HorizontalPodAutoscaler from 2 on', hpa(2), false],
  ['a HorizontalPodAutoscaler from 1 on', hpa(1), true],
  ['a HorizontalPodAutoscaler that says no least count, which is 1', hpa(undefined), true],
  ['a ScaledObject from 0 on, which has 1 at least while it has any', scaled({ minReplicaCount: 0, maxReplicaCount: 5 }), true],
  ['a ScaledObject from 2 on', scaled({ minReplicaCount: 2 }), false],
  ['a ScaledObject that says no least count, which is 0', scaled({}), true],
  ['a ScaledObject that never has a pod', scaled({ minReplicaCount: 0, maxReplicaCount: 0 }), false],
])('the least count is that of %s', (_, autoscaler, expected) => {
  // what the Deployment says is not what counts
  expect(blocks(workload(expected ? 9 : 1), budget({ minAvailable: 1 }), autoscaler)).toBe(expected);
});

test('another autoscaler, another namespace, other labels and other kinds of workloads say nothing', () => {
  const other = { ...hpa(2), spec: { ...hpa(2).spec, scaleTargetRef: { kind: 'Deployment', name: 'other' } } };
  expect(blocks(workload(1), budget({ minAvailable: 1 }), other)).toBe(true);
  expect(blocks(workload(1), budget({ minAvailable: 1 }, 'elsewhere'))).toBe(false);
  expect(blocks(workload(1), budget({ minAvailable: 1, selector: { matchLabels: { app: 'b' } } }))).toBe(false);
  const job = object('Job', 'batch/v1', 'once', { template: POD });
  expect(blocks(job, budget({ minAvailable: 1 }))).toBe(false);
});

test('one budget of several workloads is a problem for each that it blocks', () => {
  const second = { ...workload(1), metadata: { name: 'second', namespace: 'shop' } };
  expect(problems(workload(1), second, workload(5), budget({ minAvailable: 1 }))).toHaveLength(2);
});
