import { type Json, planHatches } from '../../../src/features/objects/plan';
import type { PatchSpec } from '../../../src/features/objects/spec';
import { Problems } from '../../../src/kernel/problems';

const MAP = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'own' }, data: { a: 'b' } };

function found(
  input: { objects?: readonly Json[]; patches?: readonly PatchSpec[] },
  namespace: string | undefined = 'tenant-acme',
): string[] {
  const problems = Problems.of('test').at('tenants.acme');
  planHatches(problems, input, namespace);
  return problems.list.map(({ place, rule }) => `${place} ${rule}`);
}

describe('an object of one’s own', () => {
  test.each<readonly [string, Json, readonly string[]]>([
    ['whole', MAP, []],
    ['in the namespace where it is written', { ...MAP, metadata: { name: 'own', namespace: 'tenant-acme' } }, []],
    ['a custom one', { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'own' } }, []],
    ['in another namespace', { ...MAP, metadata: { name: 'own', namespace: 'tenant-birch' } }, ['metadata.namespace own-namespace']],
    ['without a name', { ...MAP, metadata: {} }, ['metadata.name own-object']],
    ['with an empty name', { ...MAP, metadata: { name: '' } }, ['metadata.name own-object']],
    ['with metadata that are a list', { ...MAP, metadata: [] }, ['metadata.name own-object']],
    ['of nothing', {}, ['apiVersion own-object', 'kind own-object', 'metadata.name own-object']],
    ['with a kind that is a number', { ...MAP, kind: 7 }, ['kind own-object']],
    ['of a core kind as apiVersion', { ...MAP, apiVersion: 'ConfigMap' }, ['apiVersion api-version']],
    ['of the core, which has no other version', { ...MAP, apiVersion: 'v2' }, ['apiVersion api-version']],
    ['of a group without a version', { ...MAP, apiVersion: 'apps/' }, ['apiVersion api-version']],
    ['of a version without a group', { ...MAP, apiVersion: '/v1' }, ['apiVersion api-version']],
    ['of three parts', { ...MAP, apiVersion: 'a/b/v1' }, ['apiVersion api-version']],
    ['of a group with an empty label', { ...MAP, apiVersion: 'a..b/v1' }, ['apiVersion api-version']],
    ['of a group in capitals', { ...MAP, apiVersion: 'Apps/v1' }, ['apiVersion api-version']],
    ['of a kind with a dot', { ...MAP, kind: 'Config.Map' }, ['kind kind']],
    ['of a kind that begins small', { ...MAP, kind: 'configMap' }, ['kind kind']],
    ['of a kind with 63 letters', { ...MAP, apiVersion: 'example.com/v1', kind: 'K'.repeat(63) }, []],
    ['of a kind with 64', { ...MAP, apiVersion: 'example.com/v1', kind: 'K'.repeat(64) }, ['kind kind']],
    ['a Secret', { ...MAP, kind: 'Secret' }, ['kind own-secret']],
    ['with a credential', { ...MAP, data: { url: 'postgres://user:' + 'word@db' } }, ['data.url literal-secret']],
  ])('%s', (_, written, problems) => {
    expect(found({ objects: [MAP, written] })).toEqual(problems.map((problem) => `tenants.acme.objects[1].${problem}`));
  });

  test('without its words is told which, each with an example', () => {
    const problems = Problems.of('test');
    expect(planHatches(problems, { objects: [{ metadata: { name: '' } }, MAP] }, 'home').objects).toEqual([MAP]);
    expect(problems.list.map(({ place, fix }) => `${place}: ${fix}`)).toEqual([
      `objects[0].apiVersion: write apiVersion, e.g. 'apps/v1'`,
      `objects[0].kind: write kind, e.g. 'Deployment'`,
      `objects[0].metadata.name: write metadata.name, e.g. 'search'`,
    ]);
  });

  test('with credentials has a problem at each of them', () => {
    const token = `ghp_${'x'.repeat(36)}`;
    expect(found({ objects: [{ ...MAP, data: { list: ['a', token, { b: token }], 'a.b': token, other: 1 } }] })).toEqual([
      'tenants.acme.objects[0].data.list[1] literal-secret',
      'tenants.acme.objects[0].data.list[2].b literal-secret',
      `tenants.acme.objects[0].data['a.b'] literal-secret`,
    ]);
  });

  test('of an environment says its namespace itself', () => {
    const problems = Problems.of('test');
    planHatches(problems, { objects: [{ ...MAP, metadata: { name: 'own', namespace: 'platform' } }] });
    expect(problems.list).toEqual([]);
  });
});

describe('a patch', () => {
  const patch = (...steps: readonly Json[]): PatchSpec => ({ kind: 'Deployment', patch: steps });

  test.each<readonly [string, Json, readonly string[]]>([
    ['add', { op: 'add', path: '/spec/a', value: 1 }, []],
    ['add of nothing', { op: 'add', path: '/spec/a', value: null }, []],
    ['replace', { op: 'replace', path: '/spec/a', value: [] }, []],
    ['test', { op: 'test', path: '/spec/a', value: '' }, []],
    ['remove', { op: 'remove', path: '/spec/a' }, []],
    ['move', { op: 'move', from: '/spec/a', path: '/spec/b' }, []],
    ['copy', { op: 'copy', from: '/spec/a', path: '/spec/b' }, []],
    ['a pointer with escapes', { op: 'remove', path: '/metadata/labels/example.com~1a~0b' }, []],
    ['a pointer with an empty key', { op: 'remove', path: '/' }, []],
    ['an operation that there is not', { op: 'merge', path: '/spec/a' }, ['op patch-step']],
    ['no operation', { path: '/spec/a' }, ['op patch-step']],
    ['add without a value', { op: 'add', path: '/spec/a' }, ['value patch-step']],
    ['remove with a value', { op: 'remove', path: '/spec/a', value: 1 }, ['value patch-step']],
    ['move without a source', { op: 'move', path: '/spec/a' }, ['from patch-step']],
    ['a key that no operation takes', { op: 'remove', path: '/spec/a', force: true }, ['force patch-step']],
    ['a pointer without a slash', { op: 'remove', path: 'spec/a' }, ['path patch-step']],
    ['the whole document', { op: 'remove', path: '' }, ['path patch-step']],
    ['a pointer with half an escape', { op: 'remove', path: '/a~2' }, ['path patch-step']],
    ['a source that is no pointer', { op: 'copy', from: 7, path: '/a' }, ['from patch-step']],
    ['a credential', { op: 'add', path: '/a', value: { url: 'postgres://user:' + 'word@db' } }, ['value.url literal-secret']],
  ])('with %s', (_, step, problems) => {
    expect(found({ patches: [patch({ op: 'remove', path: '/a' }, step)] })).toEqual(
      problems.map((problem) => `tenants.acme.patches[0].patch[1].${problem}`),
    );
  });

  test('leaves out steps that are wrong, and keeps the others as they are', () => {
    const problems = Problems.of('test');
    const right = [
      { op: 'add', path: '/a/-', value: { b: 1 } },
      { op: 'move', from: '/a', path: '/b' },
    ];
    const wrong = [
      { op: 'add', path: '/a', value: `ghp_${'x'.repeat(36)}` },
      { op: 'add', path: 'a', value: 1 },
      { op: 'remove' },
      { op: 'no' },
    ];
    const { patches } = planHatches(problems, { patches: [patch(...right, ...wrong)] });
    expect(patches[0]?.steps.map(({ op, path }) => [op, path])).toEqual([
      ['add', '/a/-'],
      ['move', '/b'],
    ]);
    expect(problems.list.map(({ place, problem, fix }) => `${place}: ${problem}; ${fix}`).slice(1)).toEqual([
      `patches[0].patch[3].path: must be a JSON Pointer, got 'a'; write e.g. '/spec/template/spec/hostAliases'; '~1' stands for '/'`,
      'patches[0].patch[4].path: is required of remove; write path',
      `patches[0].patch[5].op: must be one of add, remove, replace, move, copy, test, got 'no'; write e.g. op: add`,
    ]);
    const more = Problems.of('test');
    planHatches(more, {
      patches: [patch({ op: 'copy', from: '/a', path: '/b', value: 1 }, { op: 'test', path: '/a', value: 1, from: '/b' })],
    });
    expect(more.list.map(({ place, problem, fix }) => `${place}: ${problem}; ${fix}`)).toEqual([
      'patches[0].patch[0].value: copy takes op, from, path; leave value out',
      'patches[0].patch[1].from: test takes op, path, value; leave from out',
    ]);
  });

  test('without steps changes nothing, and is refused', () => {
    expect(found({ patches: [patch()] })).toEqual(['tenants.acme.patches[0].patch patch-step']);
  });

  test('remembers where it is written, for what only an object shows', () => {
    const problems = Problems.of('test').at('tenants.acme');
    const { patches } = planHatches(problems, {
      patches: [patch({ op: 'remove', path: '/a' }), { ...patch({ op: 'remove', path: '/b' }), name: 'x' }],
    });
    expect(patches).toEqual([
      {
        place: 'tenants.acme.patches[0]',
        kind: 'Deployment',
        name: undefined,
        steps: [{ op: 'remove', path: '/a', from: undefined, value: undefined }],
      },
      {
        place: 'tenants.acme.patches[1]',
        kind: 'Deployment',
        name: 'x',
        steps: [{ op: 'remove', path: '/b', from: undefined, value: undefined }],
      },
    ]);
  });
});
