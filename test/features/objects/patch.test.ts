import { checkMatched, checkStep } from '../../../src/features/objects/patch';
import type { PatchStep } from '../../../src/features/objects/plan';

const DOCUMENT = { spec: { replicas: 2, list: ['a', 'b'], nested: { 'a/b': 1, 'c~d': 2 }, none: null, '': 0 } };
const said = (step: PatchStep): string | undefined => checkStep(step, DOCUMENT, `Deployment 'search'`)?.problem;

/** What RFC 6902 asks of each operation, and RFC 6901 of each pointer. */
test.each<readonly [PatchStep, string | undefined]>([
  [{ op: 'add', path: '/spec/new', value: 1 }, undefined],
  [{ op: 'add', path: '/spec/replicas', value: 1 }, undefined],
  [{ op: 'add', path: '/spec/list/0', value: 1 }, undefined],
  [{ op: 'add', path: '/spec/list/2', value: 1 }, undefined],
  [{ op: 'add', path: '/spec/list/-', value: 1 }, undefined],
  [{ op: 'add', path: '/new', value: 1 }, undefined],
  [{ op: 'add', path: '/spec/list/3', value: 1 }, `Deployment 'search' has no '3' at '/spec/list/3': a list of 2`],
  [{ op: 'add', path: '/spec/list/01', value: 1 }, `Deployment 'search' has no '01' at '/spec/list/01': a list of 2`],
  [{ op: 'add', path: '/spec/list/length', value: 1 }, `Deployment 'search' has no 'length' at '/spec/list/length': a list of 2`],
  [
    { op: 'add', path: '/spec/absent/new', value: 1 },
    `Deployment 'search' has no 'absent' at '/spec/absent/new': there are replicas, list, nested, none, `,
  ],
  [{ op: 'add', path: '/spec/replicas/new', value: 1 }, `Deployment 'search' has no 'new' at '/spec/replicas/new': there is a plain value`],
  [{ op: 'add', path: '/spec/none/new', value: 1 }, `Deployment 'search' has no 'new' at '/spec/none/new': there is a plain value`],
  [{ op: 'replace', path: '/spec/nested/a~1b', value: 1 }, undefined],
  [{ op: 'replace', path: '/spec/nested/c~0d', value: 1 }, undefined],
  [{ op: 'replace', path: '/spec/', value: 1 }, undefined],
  [{ op: 'replace', path: '/spec/none', value: 1 }, undefined],
  [{ op: 'replace', path: '/other', value: 1 }, `Deployment 'search' has no 'other' at '/other': there are spec`],
  [{ op: 'replace', path: '/toString', value: 1 }, `Deployment 'search' has no 'toString' at '/toString': there are spec`],
  [{ op: 'remove', path: '/spec/list/1' }, undefined],
  [{ op: 'remove', path: '/spec/list/-' }, `Deployment 'search' has no '-' at '/spec/list/-': a list of 2`],
  [{ op: 'remove', path: '/spec/list/2' }, `Deployment 'search' has no '2' at '/spec/list/2': a list of 2`],
  [{ op: 'test', path: '/spec/nested', value: { 'c~d': 2, 'a/b': 1 } }, undefined],
  [{ op: 'test', path: '/spec/list', value: ['b', 'a'] }, `Deployment 'search' has another value at '/spec/list'`],
  [{ op: 'test', path: '/other', value: 1 }, `Deployment 'search' has no 'other' at '/other': there are spec`],
  [{ op: 'move', from: '/spec/list/0', path: '/spec/first' }, undefined],
  [{ op: 'copy', from: '/other', path: '/spec/first' }, `Deployment 'search' has no 'other' at '/other': there are spec`],
  [{ op: 'copy', from: '/spec', path: '/other/first' }, `Deployment 'search' has no 'other' at '/other/first': there are spec`],
])('%j', (step, problem) => {
  expect(said(step)).toBe(problem);
});

test('a change of nothing names what there is', () => {
  const patch = { place: 'patches[0]', kind: 'Deployment', name: 'serach', steps: [] };
  expect(checkMatched(patch, 0, ['Deployment search', 'ConfigMap search-config', 'Deployment search'])).toEqual({
    rule: 'patch-target',
    problem: `there is no Deployment 'serach' here`,
    fix: 'one of Deployment search, ConfigMap search-config',
  });
  expect(checkMatched(patch, 1, ['Deployment search'])).toBeUndefined();
  expect(checkMatched({ ...patch, name: undefined }, 0, [])).toEqual({
    rule: 'patch-target',
    problem: 'there is no Deployment here',
    fix: 'leave the patch out: nothing is rendered here',
  });
});

test('a message lists eight keys or objects, and no more', () => {
  const many = Array.from({ length: 9 }, (_, index) => `k${index}`);
  const document = Object.fromEntries(many.map((key) => [key, 1]));
  expect(checkStep({ op: 'remove', path: '/no' }, document, 'it')?.problem).toBe(
    `it has no 'no' at '/no': there are k0, k1, k2, k3, k4, k5, k6, k7`,
  );
  expect(checkStep({ op: 'remove', path: '/a/no' }, { a: {} }, 'it')?.problem).toBe(`it has no 'no' at '/a/no': there are no keys`);
  const patch = { place: '', kind: 'A', name: undefined, steps: [] };
  expect(checkMatched(patch, 0, many)?.fix).toBe('one of k0, k1, k2, k3, k4, k5, k6, k7');
  expect(checkStep({ op: 'remove', path: '/no' }, document, 'it')?.rule).toBe('patch-path');
  expect(checkStep({ op: 'test', path: '/k0', value: 2 }, document, 'it')?.rule).toBe('patch-path');
});
