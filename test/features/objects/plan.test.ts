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
