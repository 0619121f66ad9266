import { ignoredFor } from '../../../src/features/delivery/ignored';
import { checkDeliveryName, checkOrder, checkOverlap, waves } from '../../../src/features/delivery/stages';
import { holdsVariable, SUBSTITUTE_ANNOTATION, checkSubstitution } from '../../../src/features/delivery/substitution';

const stage = (name: string, ...after: string[]): { name: string; after: string[] } => ({ name, after });

describe('the order of stages', () => {
  test('is a wave after the latest that is waited for', () => {
    const stages = [
      stage('b', 'platform'),
      stage('a', 'platform'),
      stage('platform', 'namespaces', 'cluster'),
      stage('namespaces', 'cluster'),
      stage('cluster'),
    ];
    expect(checkOrder(stages)).toBeUndefined();
    expect([...(waves(stages) ?? [])].sort()).toEqual([
      ['a', 3],
      ['b', 3],
      ['cluster', 0],
      ['namespaces', 1],
      ['platform', 2],
    ]);
  });

  test.each([
    ['two of a name', [stage('a'), stage('a')], `two stages are called 'a'`],
    ['one that is not there', [stage('a', 'b')], `'a' waits for 'b', which is no stage`],
    ['a circle', [stage('a', 'c'), stage('b', 'a'), stage('c', 'b')], 'stages wait for each other in a circle'],
    ['itself', [stage('a', 'a')], 'stages wait for each other in a circle'],
  ])('fails for %s', (_, stages, problem) => {
    expect(checkOrder(stages)).toEqual({ rule: 'delivery-order', problem, fix: expect.any(String) as string });
  });
});

test('an object fails that two stages apply, whatever its version', () => {
  const one = { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', name: 'a', namespace: 'x' };
  const stages = [
    { name: 'first', objects: [one, { ...one, name: 'b' }] },
    { name: 'second', objects: [{ ...one, apiVersion: 'keda.sh/v1' }] },
  ];
  expect(checkOverlap(stages)?.problem).toBe(`ScaledObject x/a is in the stages 'first' and 'second'`);
  expect(checkOverlap([stages[0] ?? { name: '', objects: [] }, { name: 'second', objects: [{ ...one, namespace: 'y' }] }])).toBeUndefined();
});

test.each([
  [63, true],
  [64, false],
])('a name of %d characters holds: %s', (length, holds) => {
  expect(checkDeliveryName('a'.repeat(length)) === undefined).toBe(holds);
});

test.each(['', 'A', 'a_b', '-a', 'a.b'])('a name fails as %j', (name) => {
  expect(checkDeliveryName(name)?.rule).toBe('delivery-name');
});

describe('what Flux would take for a variable', () => {
  test.each([
    ['a dashboard', { data: { 'a.json': '{"query": "up{tenant=\\"${tenant_id}\\"}"}' } }],
    ['deep in a list', { spec: { args: [['echo ${HOME}']] } }],
    ['a key', { data: { '${a}': 'b' } }],
  ])('fails in %s without the annotation, and holds with it', (_, manifest) => {
    expect(checkSubstitution(manifest)?.rule).toBe('flux-substitution');
    expect(checkSubstitution(manifest, { [SUBSTITUTE_ANNOTATION]: 'enabled' })?.rule).toBe('flux-substitution');
    expect(checkSubstitution(manifest, { [SUBSTITUTE_ANNOTATION]: 'disabled' })).toBeUndefined();
  });

  test('is no other dollar or brace', () => {
    expect(holdsVariable({ a: '$HOME {x} $$ $(date) { "b": "$" }', n: 1, t: true, z: null })).toBe(false);
  });
});

test('what a Rollout writes into the objects of others is left to it', () => {
  const canary = {
    canaryService: 'search-canary',
    stableService: 'search',
    trafficRouting: { plugins: { 'argoproj-labs/gatewayAPI': { httpRoute: 'search', httpRoutes: [{ name: 'other' }] } } },
  };
  const manifests = [
    { kind: 'Rollout', metadata: { namespace: 'acme', name: 'search' }, spec: { strategy: { canary } } },
    {
      kind: 'Rollout',
      metadata: { namespace: 'acme', name: 'chat' },
      spec: { strategy: { blueGreen: { activeService: 'chat', previewService: 'chat-next' } } },
    },
    { kind: 'Service', metadata: { namespace: 'acme', name: 'alone' }, spec: {} },
    // what only looks like one
    { kind: 'Canary', metadata: { namespace: 'acme', name: 'other' }, spec: { strategy: { canary: { stableService: 'other' } } } },
    { kind: 'Rollout', metadata: { namespace: 'acme', name: 'wrong' }, spec: { strategy: { canary: { stableService: 5 } } } },
    { kind: 'Rollout', metadata: {}, spec: { strategy: { blueGreen: { activeService: 'nowhere' } } } },
    null,
  ];
  const left = ignoredFor(manifests).map(
    ({ group, kind, namespace, name, paths }) => `${kind}.${group} ${namespace}/${name} ${paths.join()}`,
  );
  expect(left).toEqual([
    'HTTPRoute.gateway.networking.k8s.io acme/other /spec/rules',
    'HTTPRoute.gateway.networking.k8s.io acme/search /spec/rules',
    'Service. /nowhere /spec/selector',
    'Service. acme/chat /spec/selector',
    'Service. acme/chat-next /spec/selector',
    'Service. acme/search /spec/selector',
    'Service. acme/search-canary /spec/selector',
  ]);
});
