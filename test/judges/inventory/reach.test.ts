import { fieldPlace, itemPlace, jsonType, textOf, typedValue } from '../../../src/judges/inventory/finding';
import { objectPlace, objectsAt, textsAt, valueAt } from '../../../src/judges/inventory/inventory';
import { POD_KINDS, renderedPods } from '../../../src/judges/inventory/pods';
import { reaches } from '../../../src/judges/inventory/reach';
import { selects } from '../../../src/judges/inventory/selector';
import { deployment, holding, object } from '../objects';

const PROMETHEUS = { namespace: 'monitoring', podLabels: { app: 'prometheus' } };

/** Whether a caller meets the port 9090, called metrics, of pods in the namespace x, with these policies there. */
function met(specs: readonly object[], caller = PROMETHEUS, ...others: readonly object[]): boolean {
  const inventory = holding(
    deployment('a', { app: 'a' }, [{ ports: [{ name: 'metrics', containerPort: 9090 }] }]),
    ...specs.map((spec, index) => object('NetworkPolicy', `p${index}`, { spec: { podSelector: {}, ...spec } })),
    ...others,
  );
  const [pods] = renderedPods(inventory);
  const [port] = pods?.ports ?? [];
  if (pods === undefined || port === undefined) throw new Error('no pods');
  return reaches(inventory, caller, pods, port);
}

const ports = (...list: readonly unknown[]): object => ({ ingress: [{ ports: list }] });
const from = (...list: readonly unknown[]): object => ({ ingress: [{ from: list }] });

describe('a policy', () => {
  test.each<readonly [string, object, boolean]>([
    ['of both directions', { policyTypes: ['Egress', 'Ingress'], ingress: [] }, false],
    ['without ports', ports(), true],
    ['of a port before', ports({ port: 9089 }), false],
    ['of the port', ports({ port: 9090 }), true],
    ['of a port behind', ports({ port: 9091 }), false],
    ['of a range from the port', ports({ port: 9090, endPort: 9099 }), true],
    ['of a range behind the port', ports({ port: 9091, endPort: 9099 }), false],
    ['of another name', ports({ port: 'http' }), false],
    ['of every port of TCP', ports({ protocol: 'TCP' }), true],
    ['of every port of UDP', ports({ protocol: 'UDP' }), false],
    ['of one that takes and one that does not', ports({ port: 1 }, { port: 9090 }), true],
    ['of what is no port', ports('9090'), false],
    ['from anybody', from(), true],
    ['from every namespace', from({ namespaceSelector: {} }), true],
    ['from a namespace that does not exist', from({ namespaceSelector: { matchLabels: { a: 'b' } } }), false],
    ['from certain pods of every namespace', from({ namespaceSelector: {}, podSelector: { matchLabels: { app: 'prometheus' } } }), true],
    ['from other pods of every namespace', from({ namespaceSelector: {}, podSelector: { matchLabels: { app: 'b' } } }), false],
    ['from pods of its own namespace', from({ podSelector: { matchLabels: { app: 'prometheus' } } }), false],
    ['from one that does not take and one that does', from({ podSelector: {} }, { namespaceSelector: {} }), true],
    ['from nobody that is known', from({}), false],
    [
      'with the port in one rule and the caller in another',
      { ingress: [{ ports: [{ port: 9090 }], from: [{}] }, { ports: [{ port: 1 }] }] },
      false,
    ],
  ])('%s', (_, spec, expected) => {
    expect(met([spec])).toBe(expected);
  });

  test('opens what another one of the same pods shuts', () => {
    expect(met([{ ingress: [] }, { ingress: [{}] }])).toBe(true);
    expect(met([{ ingress: [] }, { podSelector: { matchLabels: { app: 'b' } }, ingress: [{}] }])).toBe(false);
  });

  test('takes a caller of its own namespace by the labels of its pods', () => {
    const near = { namespace: 'x', podLabels: { app: 'prometheus' } };
    expect(met([from({ podSelector: { matchLabels: { app: 'prometheus' } } })], near)).toBe(true);
    expect(met([from({ podSelector: { matchLabels: { app: 'b' } } })], near)).toBe(false);
  });

  test('takes a namespace by the labels that are rendered and by its name', () => {
    const labelled = object('Namespace', 'monitoring', { metadata: { labels: { team: 'watch' } } }, '');
    const by = (labels: object): object => from({ namespaceSelector: { matchLabels: labels } });
    expect(met([by({ team: 'watch', 'kubernetes.io/metadata.name': 'monitoring' })], PROMETHEUS, labelled)).toBe(true);
    expect(met([by({ team: 'other' })], PROMETHEUS, labelled)).toBe(false);
    expect(met([by({ 'kubernetes.io/metadata.name': 'other' })], PROMETHEUS, labelled)).toBe(false);
  });
});

describe('pods', () => {
  const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'c' }], initContainers: [{ name: 'i' }] } };

  test.each<readonly [string, object]>([
    ...['Deployment', 'StatefulSet', 'DaemonSet', 'Rollout', 'Job'].map((kind) => [kind, { spec: { template } }] as const),
    ['CronJob', { spec: { jobTemplate: { spec: { template } } } }],
    ['ScaledJob', { spec: { jobTargetRef: { template } } }],
    ['Pod', template],
  ])('of a %s are those of its template, with all its containers', (kind, body) => {
    const pods = renderedPods(holding(object(kind, 'a', body)));
    expect(pods.map(({ owner, namespace, labels, containers }) => [owner.kind, namespace, labels, containers])).toEqual([
      [kind, 'x', { app: 'a' }, [{ name: 'i' }, { name: 'c' }]],
    ]);
    expect(POD_KINDS).toContain(kind);
  });

  test('have the ports that have a number, with their names', () => {
    const [pods] = renderedPods(
      holding(deployment('a', {}, [{ ports: [{ name: 'a', containerPort: 1 }, { name: 'b' }, { containerPort: 2, name: 3 }] }, {}])),
    );
    expect(pods?.ports).toEqual([
      { name: 'a', number: 1 },
      { name: undefined, number: 2 },
    ]);
  });

  test('without a namespace are none, and neither are those of other kinds', () => {
    expect(renderedPods(holding(deployment('a', {}, [], ''), object('Service', 'a', { spec: { template } })))).toEqual([]);
  });

  test('of an operator’s kind are those of its group', () => {
    const cluster = (apiVersion: string): object => object('Cluster', 'a', { spec: { instances: 2 } }, 'x', apiVersion);
    expect(renderedPods(holding(cluster('postgresql.cnpg.io/v1')))).toMatchObject([{ namespace: 'x', containers: [] }]);
    expect(renderedPods(holding(cluster('example.com/v1')))).toEqual([]);
  });
});

test.each([
  [{ matchLabels: { app: 'a', x: 'y' } }, { app: 'a', x: 'y' }, true],
  [{ matchLabels: { app: 'a' }, matchExpressions: [{ key: 'x', operator: 'Exists' }] }, { app: 'a' }, false],
  [{ matchLabels: { app: 'b' }, matchExpressions: [{ key: 'app', operator: 'Exists' }] }, { app: 'a' }, false],
  [
    {
      matchExpressions: [
        { key: 'app', operator: 'Exists' },
        { key: 'x', operator: 'Exists' },
      ],
    },
    { app: 'a' },
    false,
  ],
  [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['b'] }] }, { app: 'a' }, false],
  [{ matchExpressions: [{ key: 'app', operator: 'In' }] }, { app: 'a' }, false],
  [{ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['b'] }] }, { app: 'a' }, true],
  [{ matchExpressions: [{ key: 'x', operator: 'Exists' }] }, { app: 'a' }, false],
  [{ matchExpressions: [{ key: 'x', operator: 'DoesNotExist' }] }, { app: 'a' }, true],
  [{ matchExpressions: [{ operator: 'Exists' }] }, { app: 'a' }, false],
  [null, {}, false],
  [[], {}, false],
])('the selector %j takes %j: %s', (selector, labels, taken) => {
  expect(selects(selector, labels as Readonly<Record<string, string>>)).toBe(taken);
});

describe('words of places and values', () => {
  test.each([
    [fieldPlace('', 'a'), 'a'],
    [fieldPlace('a', 'b'), 'a.b'],
    [fieldPlace('a', 'b-c$'), 'a.b-c$'],
    [fieldPlace('a', 'b.c'), 'a["b.c"]'],
    [fieldPlace('a', '1b'), 'a["1b"]'],
    [fieldPlace('a', 'b c'), 'a["b c"]'],
    [fieldPlace('', 'b/c'), '["b/c"]'],
    [itemPlace('a.b', 3), 'a.b[3]'],
    [jsonType(null), 'null'],
    [jsonType([]), 'array'],
    [jsonType({}), 'object'],
    [jsonType('a'), 'string'],
    [jsonType(1), 'number'],
    [typedValue('a'), `string 'a'`],
    [typedValue(1), 'number 1'],
    [typedValue(true), 'boolean true'],
    [typedValue(null), 'null'],
    [typedValue(['a']), 'a list of 1'],
    [objectPlace({ kind: 'Node', namespace: undefined, name: 'a' }), 'Node a'],
    [objectPlace({ kind: 'Pod', namespace: 'x', name: 'a' }), 'Pod x/a'],
    [objectPlace({ kind: 'Pod', namespace: 'x', name: 'a' }, 'spec'), 'Pod x/a spec'],
  ])('%s is %s', (word, expected) => {
    expect(word).toBe(expected);
  });

  test('what stands at a path, and nothing where a step is missing or of another kind', () => {
    const value = { a: [{ b: 'c' }, 5, { d: null }], m: { x: 'y', z: 1 } };
    expect(valueAt(value, 'a', 0, 'b')).toBe('c');
    expect([valueAt(value, 'a', 'b'), valueAt(value, 'm', 0), valueAt(value, 'a', 9, 'b'), valueAt(undefined, 'a')]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(valueAt(value)).toBe(value);
    expect([objectsAt(value, 'a'), objectsAt(value, 'm')]).toEqual([[{ b: 'c' }, { d: null }], []]);
    expect([textsAt(value, 'm'), textsAt(value, 'a')]).toEqual([{ x: 'y' }, {}]);
    expect([textOf({ a: 'b' }, 'a'), textOf({ a: 1 }, 'a'), textOf({}, 'a')]).toEqual(['b', undefined, undefined]);
  });
});

describe('an inventory', () => {
  test('remembers what has no apiVersion, kind or name, and does not count it', () => {
    const whole = object('Secret', 'a');
    const parts = [{ ...whole, apiVersion: 1 }, { ...whole, kind: undefined }, { ...whole, metadata: { name: 5 } }, 'text', null];
    const inventory = holding(whole, ...(parts as object[]));
    expect(inventory.all.map(({ source }) => source)).toEqual([{ file: 'a.yaml', line: 1 }]);
    expect(inventory.nameless.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6]);
  });

  test('finds what belongs to the whole cluster, keeps the order, and sorts namespaces', () => {
    const inventory = holding(
      object('Role', 'b', { metadata: { annotations: { c: 'd' } } }, 'y'),
      object('Role', 'a', {}, 'x'),
      object('Role', 'a', {}, 'y'),
      object('Role', 'e', {}, ''),
    );
    expect(inventory.objects('Role').map(({ name }) => name)).toEqual(['b', 'a', 'a', 'e']);
    expect(inventory.objects('Role', 'y').map(({ name }) => name)).toEqual(['b', 'a']);
    expect(inventory.namespacesOf('Role')).toEqual(['x', 'y']);
    expect(inventory.object('Role', undefined, 'e')).toMatchObject({ namespace: undefined, annotations: {} });
    expect(inventory.object('Role', 'y', 'b')?.annotations).toEqual({ c: 'd' });
    expect([inventory.object('Role', 'x', 'b'), inventory.object('Roles', 'y', 'b')]).toEqual([undefined, undefined]);
  });
});
