import {
  checkMetricName,
  checkMetricQuantity,
  checkScaledObjectName,
  checkStabilizationWindow,
  planBehavior,
  replicasHolding,
} from '../../../src/features/scaling/behavior';
import { type MetricPlan, metricKey, planWorkloadScale, type WorkloadScaleInput } from '../../../src/features/scaling/metrics';
import { scalerBounds } from '../../../src/features/scaling/rendered';
import { Problems } from '../../../src/kernel/problems';

const lines = ({ list }: Problems): string[] => list.map(({ place, rule }) => `${place}: ${rule}`);

describe('a count that follows metrics', () => {
  const containers = [{ name: 'agent', requests: { cpu: '1', memory: '1Gi' } }];
  const cpu: MetricPlan = { kind: 'resource', name: 'cpu', percent: 70 };
  const pods: MetricPlan = { kind: 'pods', name: 'rps', averageValue: '10', labels: { b: '1', a: '2' } };
  const route: MetricPlan = {
    kind: 'object',
    name: 'rps',
    describedObject: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'search' },
    target: { type: 'Value', quantity: '10' },
  };
  const plan = (input: Partial<WorkloadScaleInput>, kubernetes = '1.37'): [unknown, string[]] => {
    const [problems, warnings] = [Problems.of('test'), Problems.of('test')];
    const planned = planWorkloadScale({ problems, warnings }, { max: 9, metrics: [cpu], containers, ...input }, { kubernetes });
    return [planned, [...lines(problems), ...lines(warnings).map((line) => `warning ${line}`)]];
  };

  test('is told apart by what is measured', () => {
    expect([cpu, pods, route].map(metricKey)).toEqual(['cpu', 'Pods rps a=2 b=1', 'Object networking.k8s.io/v1 Ingress search rps']);
  });

  test.each<readonly [string, Partial<WorkloadScaleInput>, object, readonly string[]]>([
    ['CPU', {}, { min: 1, max: 9 }, []],
    ['no count at all', { max: 0 }, { min: 1, max: 1 }, ['maxReplicas: whole-number']],
    ['no count at first and CPU', { min: 0 }, { min: 0, max: 9 }, ['minReplicas: scale-to-zero']],
    ['no count at first and pods', { min: 0, metrics: [pods] }, { min: 0, max: 9, metrics: [pods] }, ['minReplicas: scale-to-zero']],
    ['no count at first and an object', { min: 0, metrics: [route] }, { min: 0, max: 9, metrics: [route] }, []],
    [
      'no count at first, an object and pods',
      { min: 0, metrics: [route, pods] },
      { min: 0, max: 9, metrics: [route, pods] },
      ['minReplicas: scale-to-zero'],
    ],
    [
      'memory',
      { metrics: [{ kind: 'resource', name: 'memory', percent: 1 }] },
      { min: 1, max: 9, metrics: [{ kind: 'resource', name: 'memory', percent: 1 }] },
      ['warning metrics: memory-metric'],
    ],
    [
      'memory and CPU',
      { metrics: [{ kind: 'resource', name: 'memory', percent: 1 }, cpu] },
      { min: 1, max: 9, metrics: [{ kind: 'resource', name: 'memory', percent: 1 }, cpu] },
      ['warning metrics: memory-metric'],
    ],
    ['a container that requests none', { containers: [{ name: 'a' }] }, { min: 1, max: 9 }, ['metrics[0]: metric-requests']],
    ['behavior that says nothing', { behavior: {} }, { min: 1, max: 9, behavior: {} }, ['behavior: empty-behavior']],
    [
      'the same pods twice and others once',
      { metrics: [pods, { ...pods, labels: {} }, pods] },
      { min: 1, max: 9, metrics: [pods, { ...pods, labels: {} }, pods] },
      ['metrics[2]: unique-metric'],
    ],
  ])('by %s', (_, input, expected, said) => {
    expect(plan(input)).toEqual([{ metrics: [cpu], behavior: undefined, ...expected }, said]);
  });

  test('may be none at first as soon as Kubernetes can', () => {
    expect(plan({ min: 0, metrics: [route] }, '1.36')[1]).toEqual(['minReplicas: target-version']);
  });
});

describe('metrics and what they describe', () => {
  test.each([
    ['a', true],
    ['_', true],
    ['A1_:.-', true],
    [`a${'b'.repeat(252)}`, true],
    [`a${'b'.repeat(253)}`, false],
    ['1a', false],
    ['-a', false],
    ['a b', false],
    ['a ', false],
    [' a', false],
    ['', false],
  ])('%j as the name of a metric: %p', (name, holds) => {
    expect(checkMetricName(name)?.rule).toBe(holds ? undefined : 'metric-name');
  });

  test.each([
    ['1', true],
    ['0.001', true],
    ['10m', true],
    ['1.5Gi', true],
    ['9'.repeat(15), true],
    ['9'.repeat(16), false],
    ['0.0001', false],
    ['0', false],
    ['0.000', false],
    ['0m', false],
    ['1g', false],
    ['1 m', false],
    ['-1', false],
    ['x1', false],
    ['1.', false],
    ['', false],
  ])('%j as a quantity above zero: %p', (quantity, holds) => {
    expect(checkMetricQuantity(quantity)?.rule).toBe(holds ? undefined : 'metric-quantity');
  });

  test.each([
    ['v1', 'Ingress', 'a', []],
    ['apps/v1', 'A', 'a.b', []],
    ['gateway.networking.k8s.io/v1beta2', 'HTTPRoute', 'a-b', []],
    ['example.com/v2alpha1', 'X1', 'a', []],
    ['v2alpha1', 'X1', 'a', ['apiVersion: api-version']],
    ['xv1', 'Ingress', 'a', ['apiVersion: api-version']],
    ['apps/v1/', 'Ingress', 'a', ['apiVersion: api-version']],
    ['Apps/v1', 'Ingress', 'a', ['apiVersion: api-version']],
    ['v1beta', 'Ingress', 'a', ['apiVersion: api-version']],
    ['v1', 'ingress', 'a', ['kind: kind']],
    ['v1', 'aIngress', 'a', ['kind: kind']],
    ['v1', 'Ingress-', 'a', ['kind: kind']],
    ['v1', 'Ingress', 'A', ['name: object-name']],
    ['1', '1', '', ['apiVersion: api-version', 'kind: kind', 'name: object-name']],
  ])('%s %s %s: %j', (apiVersion, kind, name, said) => {
    const metric = {
      kind: 'object',
      name: 'rps',
      describedObject: { apiVersion, kind, name },
      target: { type: 'Value', quantity: '1' },
    } as const;
    const [problems, warnings] = [Problems.of('test'), Problems.of('test')];
    planWorkloadScale({ problems, warnings }, { max: 9, metrics: [metric], containers: [] }, { kubernetes: '1.33' });
    expect(lines(problems)).toEqual(said.map((one) => `metrics[0].describedObject.${one}`));
  });

  test.each([
    [{ percent: 0 }, ['percent: whole-number']],
    [{ percent: 1 }, []],
    [{ percent: 200 }, []],
  ])('%j of what is requested: %j', (change, said) => {
    const [problems, warnings] = [Problems.of('test'), Problems.of('test')];
    const metrics = [{ kind: 'resource', name: 'cpu', ...change } as const];
    planWorkloadScale({ problems, warnings }, { max: 9, metrics, containers: [] }, { kubernetes: '1.33' });
    expect(lines(problems)).toEqual(said.map((one) => `metrics[0].${one}`));
  });

  test.each<readonly [Readonly<Record<string, string>>, readonly string[]]>([
    [{ a: 'b' }, []],
    [{ 'a b': 'c' }, [`labels.a b: label-value`]],
    [{ b: 'x y', a: ' ' }, ['labels.a: label-value', 'labels.b: label-value']],
  ])('labels %j of pods, sorted: %j', (labels, said) => {
    const [problems, warnings] = [Problems.of('test'), Problems.of('test')];
    const metrics = [{ kind: 'pods', name: '1', averageValue: 'x', labels } as const];
    planWorkloadScale({ problems, warnings }, { max: 9, metrics, containers: [] }, { kubernetes: '1.33' });
    expect(lines(problems)).toEqual(['name: metric-name', 'averageValue: metric-quantity', ...said].map((one) => `metrics[0].${one}`));
  });
});

describe('how the count moves', () => {
  const said = (
    input: Parameters<typeof planBehavior>[1],
    target: Parameters<typeof planBehavior>[2] = { kubernetes: '1.35' },
  ): string[] => {
    const problems = Problems.of('test');
    planBehavior(problems, input, target);
    return lines(problems);
  };
  const policy = (value: number, periodS: number) => ({ scaleUp: { policies: [{ type: 'Pods', value, periodS } as const] } });

  test.each<readonly [string, Parameters<typeof said>[0], readonly string[]]>([
    ['nothing', {}, [': empty-behavior']],
    ['nothing of one direction', { scaleUp: {} }, ['scaleUp: empty-behavior']],
    ['nothing of both', { scaleUp: {}, scaleDown: { windowS: undefined } }, ['scaleUp: empty-behavior', 'scaleDown: empty-behavior']],
    ['no hesitation', { scaleDown: { windowS: 0 } }, []],
    ['an hour', { scaleDown: { windowS: 3600 } }, []],
    ['more than an hour', { scaleDown: { windowS: 3601 } }, ['scaleDown.stabilizationWindow: stabilization-window']],
    ['less than no time', { scaleUp: { windowS: -1 } }, ['scaleUp.stabilizationWindow: stabilization-window']],
    ['half a second', { scaleUp: { windowS: 0.5 } }, ['scaleUp.stabilizationWindow: stabilization-window']],
    ['which policy wins', { scaleUp: { selectPolicy: 'Disabled' } }, []],
    ['no policy', { scaleUp: { policies: [] } }, ['scaleUp.policies: scaling-policies']],
    ['a policy', policy(1, 1), []],
    ['a policy of half an hour', policy(1, 1800), []],
    ['a policy of more', policy(1, 1801), ['scaleUp.policies[0].period: policy-period']],
    ['a policy of no time', policy(1, 0), ['scaleUp.policies[0].period: policy-period']],
    ['a policy of half a second', policy(1, 1.5), ['scaleUp.policies[0].period: policy-period']],
    ['a policy of no pod', policy(0, 1), ['scaleUp.policies[0].value: whole-number']],
    ['no tolerance', { scaleUp: { tolerance: 0 } }, []],
    ['a tolerance of thousandths', { scaleUp: { tolerance: 0.057 } }, []],
    ['a tolerance above the target', { scaleUp: { tolerance: 1.5 } }, []],
    ['a tolerance of less', { scaleUp: { tolerance: 0.0005 } }, ['scaleUp.tolerance: tolerance']],
    ['a tolerance below zero', { scaleUp: { tolerance: -0.001 } }, ['scaleUp.tolerance: tolerance']],
    ['a tolerance of minus zero', { scaleUp: { tolerance: -0 } }, ['scaleUp.tolerance: tolerance']],
    ['an endless tolerance', { scaleUp: { tolerance: Infinity } }, ['scaleUp.tolerance: tolerance']],
  ])('%s', (_, input, expected) => {
    expect(said(input)).toEqual(expected);
  });

  test('a tolerance needs a Kubernetes that knows it, of a target that was read', () => {
    const tolerance = { scaleDown: { tolerance: 0.1 } };
    expect(said(tolerance, { kubernetes: '1.34' })).toEqual(['scaleDown.tolerance: target-version']);
    expect(said(tolerance, undefined)).toEqual([]);
    // what is none is said alone
    expect(said({ scaleDown: { tolerance: -1 } }, { kubernetes: '1.34' })).toEqual(['scaleDown.tolerance: tolerance']);
  });

  test('what is not said is left to the cluster', () => {
    expect(planBehavior(Problems.of('test'), { scaleDown: { windowS: 300 } }, undefined)).toEqual({
      scaleUp: undefined,
      scaleDown: { windowS: 300, policies: undefined, selectPolicy: undefined, tolerance: undefined },
    });
  });

  test.each([
    [0, true],
    [3600, true],
    [3601, false],
    [-1, false],
    [NaN, false],
  ])('a window of %d s: %p', (windowS, holds) => {
    expect(checkStabilizationWindow(windowS)?.rule).toBe(holds ? undefined : 'stabilization-window');
  });

  test('a ScaledObject has nine characters less than a label, for what KEDA puts before them', () => {
    expect([54, 55].map((length) => checkScaledObjectName('a'.repeat(length))?.rule)).toEqual([undefined, 'scaled-object-name']);
  });
});

test.each([
  [0, 2],
  [20, 2],
  [21, 3],
  [90, 9],
  [91, 9],
])('a load of %d by tens needs %d replicas of 2 to 9', (load, expected) => {
  expect(replicasHolding(load, 10, 2, 9)).toBe(expected);
});

describe('the bounds of a rendered autoscaler', () => {
  const scaleTargetRef = { kind: 'Rollout', name: 'search' };
  test.each([
    [
      'HorizontalPodAutoscaler',
      { scaleTargetRef, minReplicas: 2, maxReplicas: 9 },
      { target: 'Rollout/search', bounds: { min: 2, max: 9 } },
    ],
    ['HorizontalPodAutoscaler', { scaleTargetRef, maxReplicas: 9 }, { target: 'Rollout/search', bounds: { min: 1, max: 9 } }],
    ['HorizontalPodAutoscaler', { scaleTargetRef }, { target: 'Rollout/search', bounds: { min: 1, max: 1 } }],
    [
      'HorizontalPodAutoscaler',
      { scaleTargetRef, minReplicas: 0, maxReplicas: 9 },
      { target: 'Rollout/search', bounds: { min: 0, max: 9 } },
    ],
    ['ScaledObject', { scaleTargetRef, minReplicaCount: 2, maxReplicaCount: 9 }, { target: 'Rollout/search', bounds: { min: 2, max: 9 } }],
    // https://keda.sh/docs/latest/reference/scaledobject-spec/
    ['ScaledObject', { scaleTargetRef: { name: 'search' } }, { target: 'Deployment/search', bounds: { min: 0, max: 100 } }],
    ['ScaledObject', {}, { target: 'Deployment/', bounds: { min: 0, max: 100 } }],
    ['ScaledObject', undefined, { target: 'Deployment/', bounds: { min: 0, max: 100 } }],
    ['Deployment', { scaleTargetRef, minReplicas: 2, maxReplicas: 9 }, undefined],
  ])('%s %j', (kind, spec, expected) => {
    expect(scalerBounds({ kind, ...(spec !== undefined && { spec }) })).toEqual(expected);
  });
});
