import { crdSchemas } from '../../../src/judges/schemas/crd-schema';
import { fieldTable } from '../../../src/judges/schemas/field-table';
import { validateStrict } from '../../../src/judges/schemas/strict';
import { changed, type Path, widgetCrd } from '../fixtures';

const schemas = { core: fieldTable('1.33'), custom: crdSchemas([widgetCrd()]) };
const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' }, spec: { name: 'abc', mode: 'fast' } };
const found = (document: unknown): string[] => validateStrict(document, schemas).map(({ place, rule }) => `${rule} ${place}`);

/** Field of `spec` → value → what is found. */
const CASES: readonly (readonly [path: Path, value: unknown, findings: readonly string[]])[] = [
  [['nam'], 'abc', ['unknown-field spec.nam']],
  [['name'], 'ab', []],
  [['name'], 'abcde', []],
  [['name'], 'a', ['length spec.name']],
  [['name'], 'abcdef', ['length spec.name']],
  [['name'], 'a1', ['pattern spec.name']],
  [['name'], undefined, ['missing-field spec.name']],
  [['name'], null, ['missing-field spec.name']],
  [['mode'], undefined, []],
  [['mode'], null, []],
  [['mode'], 'Fast', ['not-allowed spec.mode']],
  [['count'], 1, []],
  [['count'], 10, []],
  [['count'], 0, ['out-of-range spec.count']],
  [['count'], 11, ['out-of-range spec.count']],
  [['count'], 2 ** 31, ['wrong-type spec.count']],
  [['count'], 1.5, ['wrong-type spec.count']],
  [['count'], '1', ['wrong-type spec.count']],
  [['ratio'], 0.5, []],
  [['ratio'], 0, ['out-of-range spec.ratio']],
  [['ratio'], 0.7, ['out-of-range spec.ratio']],
  [['on'], 'true', ['wrong-type spec.on']],
  [['port'], 80, []],
  [['port'], 'http', []],
  [['port'], 8.5, ['wrong-type spec.port']],
  [['port'], true, ['wrong-type spec.port']],
  [['note'], null, []],
  [['note'], 1, ['wrong-type spec.note']],
  [['at'], '2030-01-01T00:00:00Z', []],
  [['at'], 'soon', ['format spec.at']],
  [['tags'], ['a', 'b', 'c'], []],
  [['tags'], [], ['item-count spec.tags']],
  [['tags'], ['a', 'b', 'c', 'd'], ['item-count spec.tags']],
  [['tags'], ['a', 'b', 'c', 1], ['item-count spec.tags', 'wrong-type spec.tags[3]']],
  [['tags'], { a: 1 }, ['wrong-type spec.tags']],
  [['any'], { more: 1 }, ['any-of spec.any', 'unknown-field spec.any.more']],
  [['any'], [{ more: 1 }], ['wrong-type spec.any']],
  [['tags'], ['a', 'a'], ['duplicate-item spec.tags']],
  [['tags'], ['a', null], ['wrong-type spec.tags[1]']],
  [['rows'], [{ id: 'x' }, { id: 'x', kind: 'b' }], []],
  [['rows'], [{ id: 'x' }, { id: 'x', kind: 'a' }], ['duplicate-item spec.rows']],
  [['rows'], [{ id: 'x', more: 1 }, {}], ['unknown-field spec.rows[0].more', 'missing-field spec.rows[1].id']],
  [['sizes'], { small: 1, large: 2 }, []],
  [['sizes'], { small: 1, large: 2, huge: 3 }, ['item-count spec.sizes']],
  [['sizes'], { small: '1' }, ['wrong-type spec.sizes.small']],
  [['free'], { whatever: { a: 1 } }, []],
  [['free'], { level: 'high' }, ['wrong-type spec.free.level']],
  [['pod'], { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: {} }, []],
  [['pod'], { kind: 'Pod', metadata: { nam: 'p' } }, ['unknown-field spec.pod.metadata.nam', 'missing-field spec.pod.apiVersion']],
  [['from'], { file: 'a' }, []],
  [['from'], {}, ['one-of spec.from']],
  [['from'], { file: 'a', url: 'b' }, ['one-of spec.from']],
  [['any'], { a: 1, b: 2 }, []],
  [['any'], {}, ['any-of spec.any']],
  [['all'], 2, []],
  [['all'], 4, []],
  [['all'], 1, ['out-of-range spec.all']],
  [['all'], 3, ['not spec.all']],
  [['all'], 5, ['out-of-range spec.all']],
];

describe('custom resources', () => {
  test.each([
    [{ minimum: 1 }, 0, 'must be at least 1, got 0'],
    [{ minimum: 1, exclusiveMinimum: true }, 1, 'must be above 1, got 1'],
    [{ maximum: 9 }, 10, 'must be at most 9, got 10'],
    [{ maximum: 9, exclusiveMaximum: true }, 9, 'must be below 9, got 9'],
    [{ multipleOf: 3 }, 4, 'must be a multiple of 3, got 4'],
  ])('say of a number by %j and %d: %s', (schema, value, problem) => {
    const definition = widgetCrd() as { spec: { versions: { schema: { openAPIV3Schema: { properties: { spec: unknown } } } }[] } };
    for (const version of definition.spec.versions.slice(1))
      version.schema.openAPIV3Schema.properties.spec = { type: 'object', properties: { size: { type: 'number', ...schema } } };
    const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' }, spec: { size: value } };
    const found = validateStrict(widget, { core: fieldTable('1.33'), custom: crdSchemas([definition]) });
    expect(found).toEqual([{ place: 'spec.size', rule: 'out-of-range', problem }]);
  });

  test.each(CASES.map(([path, value, findings]) => ({ path: path.join('.'), value, findings, steps: path })))(
    '$findings for $value at spec.$path',
    ({ steps, value, findings }) => {
      expect(found(changed(widget, ['spec', ...steps], value))).toEqual(findings);
    },
  );

  test('fail for metadata that no object has', () => {
    expect(found(changed(changed(widget, ['metadata', 'label'], {}), ['metadata', 'labels'], { a: 'b c' }))).toEqual([
      'unknown-field metadata.label',
      'bad-label metadata.labels.a',
    ]);
    expect(found(changed(widget, ['metadata', 'name'], undefined))).toEqual(['missing-field metadata.name']);
  });

  test('fail without a required part, and with a status that only a subresource takes', () => {
    expect(found(changed(widget, ['spec'], undefined))).toEqual(['missing-field spec']);
    expect(found({ ...widget, status: { ready: true } })).toEqual(['server-field status']);
  });

  test('fail as unchecked in a version that is not served', () => {
    expect(found({ ...widget, apiVersion: 'example.com/v1beta1' })).toEqual(['unchecked-kind ']);
    expect(schemas.custom.kinds).toEqual(['example.com/v1 Widget']);
  });

  test('fail with the alternatives that were to be met', () => {
    expect(validateStrict(changed(widget, ['spec', 'from'], {}), schemas)).toEqual([
      { place: 'spec.from', rule: 'one-of', problem: 'must fit exactly one of 2 alternatives, fits 0 (file, url)' },
    ]);
  });

  test.each([
    [['name'], 1, 'must be a string, got number 1'],
    [['count'], '1', "must be an integer, got string '1'"],
    [['count'], 2 ** 31, 'must be an integer of 32 bits, got number 2147483648'],
    [['on'], 'true', "must be a boolean, got string 'true'"],
    [['port'], true, 'must be an integer or a string, got boolean true'],
    [['tags'], 'a', "must be a list, got string 'a'"],
    [['sizes'], [1], 'must be an object, got a list of 1'],
  ] as const)('fail at spec.%s for %j: it %s', (path, value, problem) => {
    expect(validateStrict(changed(widget, ['spec', ...path], value), schemas).map((finding) => finding.problem)).toEqual([problem]);
  });

  test('fail with what an item repeats: the keys of a map, or all of an item', () => {
    const problems = (path: string, value: unknown): string[] =>
      validateStrict(changed(widget, ['spec', path], value), schemas).map(({ problem }) => problem);
    expect(problems('rows', [{ id: 'x' }, { id: 'x', kind: 'a' }])).toEqual(['item 1 repeats id, kind ["x","a"]']);
    expect(problems('tags', ['a', 'b', 'b'])).toEqual(['item 2 repeats an item "b"']);
  });

  test('leave the document as it was', () => {
    const before = structuredClone(widget);
    validateStrict(widget, schemas);
    expect(widget).toEqual(before);
  });
});

describe('patterns of schemas', () => {
  const versions: Path = ['spec', 'versions', 1, 'schema', 'openAPIV3Schema', 'properties', 'spec', 'properties', 'name', 'pattern'];
  const withPattern = (pattern: string, name: string): string[] =>
    validateStrict(changed(widget, ['spec', 'name'], name), {
      ...schemas,
      custom: crdSchemas([changed(widgetCrd(), versions, pattern)]),
    }).map(({ rule }) => rule);

  test.each([
    ['(?i)^abc$', 'ABC', []],
    ['^(?i)abc$', 'ABC', []],
    ['^abc$', 'ABC', ['pattern']],
    ['^[a\\-z]+$', 'a-z', []],
    ['^..$', '\u{1F600}\u{1F600}', []],
    ['b', 'abc', []],
  ])('%s on %s', (pattern, name, rules) => {
    expect(withPattern(pattern, name)).toEqual(rules);
  });

  test.each(['^abc\\z', '[[:alpha:]]+', '^(abc'])('fail as unchecked if they mean something else here: %s', (pattern) => {
    expect(withPattern(pattern, 'abc')).toEqual(['unchecked-pattern']);
  });
});

describe('CustomResourceDefinitions', () => {
  test('are taken out of a bundle', () => {
    expect(crdSchemas([null, 'text', { apiVersion: 'v1', kind: 'Namespace' }, widgetCrd()]).kinds).toEqual(['example.com/v1 Widget']);
  });

  test('fail if they have no schema', () => {
    expect(() => crdSchemas([changed(widgetCrd(), ['spec', 'versions', 1, 'schema'], undefined)])).toThrow(
      new TypeError(`a CustomResourceDefinition needs an object at 'schema'`),
    );
    expect(() => crdSchemas([changed(widgetCrd(), ['spec', 'group'], undefined)])).toThrow(
      new TypeError('a CustomResourceDefinition needs spec.group, spec.names.kind and spec.versions'),
    );
  });
});
