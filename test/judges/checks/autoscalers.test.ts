import { checkAutoscalers } from '../../../src/judges/checks/autoscalers';
import { checkBudgets } from '../../../src/judges/checks/budgets';
import { checkNamed } from '../../../src/judges/checks/named';
import { checkSecrets } from '../../../src/judges/checks/secrets';
import { renderedPods } from '../../../src/judges/inventory/pods';
import type { Problem } from '../../../src/kernel/problems';
import { deployment, holding, object } from '../objects';

const APP = deployment('app', { app: 'a' }, [{ name: 'app' }, { name: 'proxy' }]);
const FIXED = object('Deployment', 'app', { spec: { replicas: 0, template: {} } });
const UNKNOWN = object('Deployment', 'app', { spec: { template: {} } });

const target = { kind: 'Deployment', name: 'app' };
const hpa = (spec: object = {}): object => object('HorizontalPodAutoscaler', 'h', { spec: { scaleTargetRef: target, ...spec } });
const keda = (spec: object = {}, namespace = 'x'): object =>
  object('ScaledObject', 'k', { spec: { scaleTargetRef: { name: 'app' }, ...spec } }, namespace);
const vpa = (spec: object = {}): object => object('VerticalPodAutoscaler', 'v', { spec: { targetRef: target, ...spec } });
const policies = (...containerPolicies: readonly object[]): object => ({ resourcePolicy: { containerPolicies } });
const byResource = (...names: readonly string[]): object => ({ metrics: names.map((name) => ({ resource: { name } })) });
const triggered = (...types: readonly string[]): object => ({ triggers: types.map((type) => ({ type })) });

const found = (...objects: readonly object[]): Problem[] => {
  const inventory = holding(...objects);
  return checkAutoscalers(inventory, renderedPods(inventory));
};
/** Which resources a VerticalPodAutoscaler sets beside a count that follows both. */
const resized = (spec: object, app = APP): string => {
  const [problem] = found(app, hpa(byResource('cpu', 'memory')), vpa(spec));
  return /sets (.*) of 'app'/.exec(problem?.problem ?? '')?.[1] ?? 'nothing';
};

test.each([
  [{}, 'cpu and memory'],
  [{ updatePolicy: { updateMode: 'Off' } }, 'nothing'],
  [{ updatePolicy: { updateMode: 'Auto' } }, 'cpu and memory'],
  [policies({ containerName: '*', controlledResources: ['cpu'] }), 'cpu'],
  [policies({ containerName: '*', mode: 'Off' }), 'nothing'],
  [policies({ containerName: '*' }), 'cpu and memory'],
  // the proxy is left to the default
  [policies({ containerName: 'app', mode: 'Off' }), 'cpu and memory'],
  [policies({ containerName: 'app', mode: 'Off' }, { containerName: 'proxy', mode: 'Off' }), 'nothing'],
  [policies({ containerName: 'app', mode: 'Off' }, { containerName: 'proxy', controlledResources: ['memory'] }), 'memory'],
  [
    policies({ containerName: 'app', controlledResources: ['memory'] }, { containerName: '*', controlledResources: ['cpu'] }),
    'cpu and memory',
  ],
])('with %j a VerticalPodAutoscaler sets %s', (spec, resources) => {
  expect(resized(spec)).toBe(resources);
});

test('of a workload whose containers are not known, a VerticalPodAutoscaler sets what no policy for all takes away', () => {
  const off = { containerName: 'app', mode: 'Off' };
  expect([resized(policies(off), UNKNOWN), resized(policies({ ...off, containerName: '*' }), UNKNOWN)]).toEqual([
    'cpu and memory',
    'nothing',
  ]);
});

test.each<readonly [string, object, string]>([
  ['nothing that is said', hpa(), 'cpu'],
  ['an empty list', hpa({ metrics: [] }), 'cpu'],
  ['memory', hpa(byResource('memory')), 'memory'],
  ['a resource of one container', hpa({ metrics: [{ containerResource: { name: 'memory' } }] }), 'memory'],
  ['a metric of its own', hpa({ metrics: [{ external: { metric: { name: 'cpu' } } }] }), 'nothing'],
  ['triggers of KEDA', keda(triggered('prometheus', 'memory')), 'memory'],
  ['both triggers of KEDA', keda(triggered('memory', 'cpu')), 'cpu and memory'],
  ['other triggers of KEDA', keda(triggered('cron')), 'nothing'],
])('a count by %s follows %s', (_, owner, resources) => {
  const problems = found(APP, owner, vpa());
  expect(problems.map(({ problem }) => problem)).toEqual(
    resources === 'nothing'
      ? []
      : [`VerticalPodAutoscaler 'v' sets ${resources} of 'app', which its count follows: each moves what the other measures`],
  );
});

test.each<readonly [string, readonly object[], readonly string[]]>([
  ['one autoscaler', [APP, hpa()], []],
  ['one that only resizes, of a count that is written', [FIXED, vpa()], []],
  ['two, of different namespaces', [APP, hpa(), keda({}, 'y')], []],
  ['two, of different kinds', [APP, hpa({ scaleTargetRef: { kind: 'Rollout', name: 'app' } }), keda()], []],
  ['one that names nothing', [APP, hpa(), keda({ scaleTargetRef: {} })], []],
  ['fails: two', [APP, hpa(), keda()], ['Deployment x/app:3 one-autoscaler']],
  ['fails: two, where KEDA says the kind', [APP, hpa(), keda({ scaleTargetRef: target })], ['Deployment x/app:3 one-autoscaler']],
  ['fails: one of a count of 0', [FIXED, keda()], ['Deployment x/app spec.replicas:1 one-owner']],
  [
    'fails: one beside one that resizes, of a count that is written',
    [FIXED, hpa(), vpa()],
    ['Deployment x/app spec.replicas:1 one-owner', 'Deployment x/app:3 one-autoscaler'],
  ],
])('a workload has %s', (_, objects, expected) => {
  expect(found(...objects).map(({ place, rule, source }) => `${place}:${source?.line ?? ''} ${rule}`)).toEqual(expected);
});

describe('budgets', () => {
  const budget = (name: string, labels: object, namespace = 'x'): object =>
    object('PodDisruptionBudget', name, { spec: { selector: { matchLabels: labels } } }, namespace);
  const problems = (...objects: readonly object[]): string[] => {
    const inventory = holding(...objects);
    return checkBudgets(inventory, renderedPods(inventory)).map(({ place, rule, source }) => `${place}:${source?.line ?? ''} ${rule}`);
  };
  const CLUSTER = object('Cluster', 'db', { spec: { instances: 3 } }, 'x', 'postgresql.cnpg.io/v1');
  const OTHER = deployment('other', { app: 'b', tier: 'one' }, []);

  test.each<readonly [string, readonly object[], readonly string[]]>([
    ['one for one', [APP, OTHER, budget('one', { app: 'a' })], []],
    ['one for pods of the same labels elsewhere', [APP, budget('one', { app: 'a' }), deployment('app', { app: 'a' }, [], 'y')], []],
    ['fails: one for pods of another namespace', [APP, budget('one', { app: 'a' }, 'y')], ['PodDisruptionBudget y/one:2 budget-selector']],
    ['fails: two for one', [APP, budget('one', { app: 'a' }), budget('two', { app: 'a' })], ['Deployment x/app:1 one-budget']],
    ['fails: one for none', [APP, budget('one', { app: 'c' })], ['PodDisruptionBudget x/one:2 budget-selector']],
    ['one of its operator, beside none', [CLUSTER], []],
    ['fails: one beside that of its operator', [CLUSTER, budget('one', { 'cnpg.io/cluster': 'db' })], ['Cluster x/db:1 one-budget']],
    [
      'fails: in each namespace by itself, in their order',
      [APP, budget('one', { app: 'c' }, 'z'), budget('two', { app: 'c' }, 'y')],
      ['PodDisruptionBudget y/two:3 budget-selector', 'PodDisruptionBudget z/one:2 budget-selector'],
    ],
  ])('%s', (_, objects, expected) => {
    expect(problems(...objects)).toEqual(expected);
  });
});

describe('secrets', () => {
  test.each<readonly [object, boolean]>([
    [object('Secret', 'a', { data: { key: 'dmFsdWU=' } }), true],
    [object('Secret', 'a', { stringData: { key: 'value' } }), true],
    [object('Secret', 'a', { data: {}, stringData: { key: 'value' } }), true],
    [object('Secret', 'a', { data: {} }), false],
    [object('Secret', 'a'), false],
    [object('Secret', 'a', { data: { key: 'a' } }, 'x', 'example.com/v1'), false],
    [object('ConfigMap', 'a', { data: { key: 'a' } }), false],
  ])('%j holds a secret: %s', (one, held) => {
    const problem = {
      place: 'a.yaml',
      rule: 'rendered-secret',
      problem: `the Secret 'a' would be committed with what it holds`,
      fix: 'render an ExternalSecret that names the entry of the secret store',
      source: { file: 'a.yaml', line: 1 },
    };
    expect(checkSecrets(holding(one))).toEqual(held ? [problem] : []);
  });
});

test('fails each document that has no name, where it stands', () => {
  const problems = checkNamed(holding(APP, { kind: 'Deployment' }, APP, { apiVersion: 'v1', kind: 'Pod' }));
  expect(problems.map(({ place, rule, source }) => [place, rule, source])).toEqual(
    [2, 4].map((line) => ['a.yaml', 'unnamed-object', { file: 'a.yaml', line }]),
  );
});
