import { checkLabelMap, checkObjectName } from '../../../src/judges/schemas/object-names';

const problemsOf = (apiVersion: string, kind: string, metadata: unknown): string[] =>
  checkObjectName({ apiVersion, kind, metadata }, apiVersion, kind).map(({ place, rule, problem }) => `${place}: ${rule}: ${problem}`);

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const NAMES: readonly (readonly [string, string, readonly string[], readonly string[], string])[] = [
  ['v1', 'Namespace', ['a', '1a', 'a'.repeat(63)], ['a.b', 'A', 'a'.repeat(64)], 'a DNS label'],
  ['v1', 'Service', ['a', 'a1', 'a'.repeat(63)], ['1a', 'a.b', 'a'.repeat(64)], 'a DNS label that starts with a letter'],
  ['v1', 'ConfigMap', ['a.b', '1a', 'a'.repeat(253)], ['A', 'a_b', 'a..b', 'a'.repeat(254)], 'a DNS subdomain'],
  ['batch/v1', 'CronJob', ['a.b', 'a'.repeat(52)], ['A', 'a'.repeat(53)], 'a DNS subdomain of at most 52 characters'],
  ...['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'].map(
    (kind) =>
      [
        'rbac.authorization.k8s.io/v1',
        kind,
        ['a:b', 'A b', '...'],
        ['.', '..', 'a/b', 'a%b'],
        `a path segment: not '.' or '..', without '/' and '%'`,
      ] as const,
  ),
];

test.each(NAMES)('a name of a %s %s', (apiVersion, kind, taken, refused, must) => {
  expect(taken.flatMap((name) => problemsOf(apiVersion, kind, { name }))).toEqual([]);
  expect(refused.map((name) => problemsOf(apiVersion, kind, { name })[0]?.replace(/, got .*/, ''))).toEqual(
    refused.map(() => `metadata.name: bad-name: must be ${must}`),
  );
});

test('an object has a name, or lets the server make one of its beginning', () => {
  for (const metadata of [undefined, null, {}, { name: '' }, { name: null }])
    expect(problemsOf('v1', 'ConfigMap', metadata)).toEqual(['metadata.name: missing-field: is required']);
  expect(problemsOf('v1', 'ConfigMap', { generateName: 'a-' })).toEqual([]);
  // of the wrong type, which is told where types are
  expect(problemsOf('v1', 'ConfigMap', 'a')).toEqual([]);
  expect(problemsOf('v1', 'ConfigMap', { name: 1 })).toEqual([]);
});

test('a namespace is a DNS label', () => {
  expect(problemsOf('v1', 'ConfigMap', { name: 'a', namespace: 'a'.repeat(63) })).toEqual([]);
  expect(problemsOf('v1', 'ConfigMap', { name: 'a', namespace: 'a.b' })).toEqual([
    "metadata.namespace: bad-name: must be a DNS label, got 'a.b'",
  ]);
});

const LONG = 'a'.repeat(63);

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
test.each(['ObjectMeta.labels', 'LabelSelector.matchLabels', 'PodSpec.nodeSelector', 'ServiceSpec.selector'])(
  'keys and values of %s are labels',
  (of) => {
    const [type = '', field = ''] = of.split('.');
    const found = (map: Record<string, unknown>) => checkLabelMap(type, field, map, 'at').map(({ place, rule }) => `${place}: ${rule}`);
    expect(found({ app: '', 'example.com/App_1.x': LONG, [LONG]: 'a_b.c-D' })).toEqual([]);
    expect(found({ 'bad key': 'a' })).toEqual(['at["bad key"]: bad-label']);
    expect(found({ 'Example.com/a': 'a' })).toHaveLength(1);
    expect(found({ a: 'b c', b: `${LONG}a`, c: '-a' })).toEqual(['at.a: bad-label', 'at.b: bad-label', 'at.c: bad-label']);
    expect(found({ a: 1 })).toEqual([]);
  },
);

test('an annotation has a key like a label, with capitals in its prefix if it likes, and any text', () => {
  const found = (map: Record<string, unknown>) => checkLabelMap('ObjectMeta', 'annotations', map, 'at').map(({ place }) => place);
  expect(found({ 'Example.com/a': 'any text at all: ü' })).toEqual([]);
  expect(found({ 'bad key': '' })).toEqual(['at["bad key"]']);
  // any other map
  expect(checkLabelMap('ConfigMap', 'data', { 'bad key': '' }, 'at')).toEqual([]);
});
