import fs, { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describeFailure, describeFailures } from '../../src/cli/failure';
import { codeOf, differences, empty, firstDifferentLine, moveFolder, namesIn, typeOf, wasRendered } from '../../src/cli/folder';
import { batches, checkFilePath, checkPartPath } from '../../src/cli/part';
import { Contents, plural } from '../../src/cli/summary';
import { crdFilesBelow, tenantFilesBelow } from '../../src/cli/tenant-files';
import { InvalidInputError } from '../../src/kernel/problems';
import { files } from './sandbox';

let box: string;
beforeEach(() => {
  box = mkdtempSync(join(tmpdir(), 'folder-'));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(box, { recursive: true });
});

const at = (path: string): string => join(box, path);
const write = (path: string, text = path): void => {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
};
const failure = (code: string): Error => Object.assign(new Error(code), { code, syscall: 'rename' });

test('a path is nothing, a folder, a link or something else; a link is not followed', () => {
  write('folder/file');
  symlinkSync(at('folder'), at('link'));
  expect(['no', 'folder', 'link', 'folder/file'].map((path) => typeOf(at(path)))).toEqual(['absent', 'folder', 'link', 'other']);
  expect([namesIn(at('folder')), namesIn(at('link')), namesIn(at('no'))]).toEqual([['file'], [], []]);
});

test.each([
  ['manifests/a.yaml', true],
  ['terraform/a.json', true],
  ['reports/a.md', false],
  ['manifests', false],
])('a folder with %s was rendered: %s', (path, rendered) => {
  write(`part/${path}`);
  expect(wasRendered(at('part'))).toBe(rendered);
});

test('files that differ are told by name, whichever folder they are in', () => {
  for (const path of ['a', 'b/c', 'gone', 'b/same']) write(`old/${path}`, 'old');
  for (const path of ['a', 'b/c', 'new', 'b/d']) write(`new/${path}`, path === 'b/c' ? 'old' : 'new');
  write('new/b/same', 'old');
  mkdirSync(at('old/empty'));
  // the same bytes behind a link are not the file
  write('new/linked', 'old');
  symlinkSync(at('old/a'), at('old/linked'));
  expect(differences(at('old'), at('new'))).toEqual([
    { file: 'a', change: 'changed' },
    { file: 'b/d', change: 'added' },
    { file: 'gone', change: 'removed' },
    { file: 'linked', change: 'changed' },
    { file: 'new', change: 'added' },
  ]);
  expect(differences(at('no'), at('no'))).toEqual([]);
});

test.each([
  ['a\nb', 'a\nc', { line: 2, before: 'b', after: 'c' }],
  ['a', 'b', { line: 1, before: 'a', after: 'b' }],
  ['a', 'a\nb', { line: 2, before: undefined, after: 'b' }],
  ['a\nb', 'a', { line: 2, before: 'b', after: undefined }],
  ['a\nb\n', 'a\nb', { line: 3, before: '', after: undefined }],
])('%j and %j part where one line differs', (before, after, expected) => {
  expect(firstDifferentLine(before, after)).toEqual(expected);
});

describe('moving a folder', () => {
  test.each(['EXDEV', 'EBUSY'])('goes by its content where a mount is in the way (%s), and tells when all is there', (code) => {
    write('from/a');
    write('from/b/c');
    symlinkSync('a', at('from/link'));
    jest.spyOn(fs, 'renameSync').mockImplementation(() => {
      throw failure(code);
    });
    const seen: boolean[] = [];
    moveFolder(at('from'), at('to'), () => seen.push(existsSync(at('from/b/c')), existsSync(at('to/b/c'))));
    expect(seen).toEqual([true, true]);
    expect([typeOf(at('from')), namesIn(at('to')), typeOf(at('to/link'))]).toEqual(['absent', ['a', 'b', 'link'], 'link']);
  });

  test('is a rename where nothing is, of which nobody is told', () => {
    write('from/a');
    let told = false;
    moveFolder(at('from'), at('to'), () => (told = true));
    expect([told, typeOf(at('from')), namesIn(at('to'))]).toEqual([false, 'absent', ['a']]);
  });

  test('fails of anything else, and leaves everything', () => {
    write('from/a');
    jest.spyOn(fs, 'renameSync').mockImplementation(() => {
      throw failure('EACCES');
    });
    expect(() => {
      moveFolder(at('from'), at('to'));
    }).toThrow('EACCES');
    expect([namesIn(at('from')), typeOf(at('to'))]).toEqual([['a'], 'absent']);
  });

  test('fails half way, and takes back what it had copied', () => {
    write('from/a');
    jest.spyOn(fs, 'renameSync').mockImplementation(() => {
      throw failure('EXDEV');
    });
    expect(() => {
      moveFolder(at('from'), at('to'), () => {
        throw new Error('stop');
      });
    }).toThrow('stop');
    expect([namesIn(at('from')), typeOf(at('to'))]).toEqual([['a'], 'absent']);
  });
});

describe('emptying a folder', () => {
  test('removes it with all that is in it, and nothing where there is none', () => {
    write('a/b/c');
    empty(at('a'));
    expect(typeOf(at('a'))).toBe('absent');
    expect(() => {
      empty(at('a'));
    }).not.toThrow();
    write('file');
    empty(at('file'));
    expect(typeOf(at('file'))).toBe('other');
  });

  test('leaves a mount point, empty; fails of anything else', () => {
    write('a/b');
    const refuse = (code: string): void => {
      jest.spyOn(fs, 'rmdirSync').mockImplementation(() => {
        throw failure(code);
      });
    };
    refuse('EBUSY');
    empty(at('a'));
    expect(namesIn(at('a'))).toEqual([]);
    refuse('EACCES');
    expect(() => {
      empty(at('a'));
    }).toThrow('EACCES');
  });
});

test.each([
  [failure('EXDEV'), 'EXDEV'],
  [{ code: 'X' }, 'X'],
  [{ code: 5 }, ''],
  [new Error('a'), ''],
  [null, ''],
  [undefined, ''],
  ['EXDEV', ''],
])('the code of %p is %j', (error, code) => {
  expect(codeOf(error)).toBe(code);
});

describe('paths', () => {
  test.each([
    ['swarm/prod', true],
    ['Swarm_1/prod.eu-2', true],
    ['_a/b', true],
    ['swarm', false],
    ['swarm/prod/eu', false],
    ['swarm/.prod', false],
    ['../prod', false],
    ['swarm/-prod', false],
    ['swarm/', false],
    ['/prod', false],
    ['swarm/p d', false],
    ['swarm/prod\n', false],
    ['swarm\\a/prod', false],
  ])('%j is the folder of a part: %s', (path, holds) => {
    expect(checkPartPath(path)?.rule).toBe(holds ? undefined : 'output-path');
  });

  test.each([
    ['a.yaml', true],
    ['a/b/c.yaml', true],
    ['a/../b', false],
    ['/a', false],
    ['a//b', false],
    ['a/.b', false],
    ['', false],
    ['a b', false],
  ])('%j is a file below it: %s', (path, holds) => {
    expect(checkFilePath(path)?.rule).toBe(holds ? undefined : 'output-path');
  });

  test('what is rendered at once is one batch', () => {
    const [one, two] = [files({ a: 'a' }), files({ b: 'b' })];
    expect([...batches(one)]).toEqual([one]);
    expect([...batches([one, two])]).toEqual([one, two]);
  });
});

describe('what a part holds', () => {
  test.each<readonly [Readonly<Record<string, string>>, readonly string[]]>([
    [{}, ['as it was']],
    [{ 'reports/a.md': '---\nkind: Namespace\n' }, ['as it was']],
    [{ 'a.yaml': '' }, ['0 namespaces', '0 objects', 'as it was']],
    [{ 'a.yml': '---\nkind: Namespace\n---\nkind: Namespaces\n---\nkind: Pod\n' }, ['1 namespace', '3 objects', 'as it was']],
    [{ 'a.yaml': '---\na: |\n  ---\n  kind: Namespace\n' }, ['0 namespaces', '1 object', 'as it was']],
    [{ 'terraform/eu/a.json': '', 'terraform/eu/b.json': '', 'terraform/us/a.json': '' }, ['as it was', '2 regions']],
    [{ 'terraform/eu/a.json': '', 'x/terraform/us/a.json': '', 'terraform/a.json': '' }, ['as it was', '1 region']],
  ])('%j counts %j', (content, columns) => {
    const contents = new Contents();
    contents.add(files(content));
    expect(contents.columns('as it was')).toEqual(columns);
  });

  test.each([
    [0, '0 files'],
    [1, '1 file'],
    [2, '2 files'],
  ])('%i is %s', (count, text) => {
    expect(plural(count, 'file')).toBe(text);
  });
});

describe('what is said of a failure', () => {
  const problem = { place: 'a', rule: 'rule', problem: 'is wrong', fix: 'right it' };

  test('names what lies deeper once, where parts share it', () => {
    const failures = ['s/dev', 's/prod'].map((path) => ({ path, error: new InvalidInputError('manifests/x', [problem]) }));
    const own = { path: 's/qa', error: new InvalidInputError('s/qa', [problem]) };
    expect(describeFailures([...failures, own], 'dist').map((text) => text.split('\n')[0])).toEqual([
      's/dev, s/prod, manifests/x: 1 problem, nothing written',
      's/qa: 1 problem, nothing written',
    ]);
    expect(describeFailure('synth', new InvalidInputError('x', [problem]), 'dist').split('\n')[0]).toBe(
      'synth, x: 1 problem, nothing written',
    );
    expect(describeFailure('synth', new InvalidInputError('synth', [problem]), 'dist').split('\n')[0]).toBe(
      'synth: 1 problem, nothing written',
    );
  });

  test('is a sentence of the file system, and all that is known of anything else', () => {
    expect(describeFailure('s/dev', failure('EACCES'), 'dist').split('\n').slice(0, 4)).toEqual([
      's/dev: 1 problem, nothing written',
      '',
      'dist',
      '  output-path: EACCES',
    ]);
    // no call of the system: a mistake of ours, with where it happened
    const ours = Object.assign(new Error('no'), { code: 'ERR_X' });
    expect(describeFailure('s/dev', ours, 'dist')).toBe(`s/dev: unexpected error, nothing written\n\n${ours.stack ?? ''}`);
    expect(describeFailure('s/dev', Object.assign(new Error('no'), { syscall: 'x' }), 'dist')).toContain('unexpected error');
    expect(describeFailure('s/dev', 'thrown', 'dist')).toBe('s/dev: unexpected error, nothing written\n\nthrown');
  });
});

describe('files of a repository', () => {
  test('are named from its root, and none where there is no such folder', () => {
    expect([tenantFilesBelow(box, 'tenants'), crdFilesBelow(box)]).toEqual([[], []]);
    write('tenants/b.yaml');
    write('tenants/a.json');
    write('crds/c.yml');
    expect(tenantFilesBelow(box, 'tenants').map(({ file }) => file)).toEqual(['tenants/a.json', 'tenants/b.yaml']);
    expect(crdFilesBelow(box)).toEqual([{ file: 'crds/c.yml', text: 'crds/c.yml' }]);
  });

  test('are definitions of 16 MiB, and no larger', () => {
    const most = 16 * 1024 * 1024;
    write('crds/a.yaml', 'a'.repeat(most));
    expect(crdFilesBelow(box)[0]?.text).toHaveLength(most);
    write('crds/a.yaml', 'a'.repeat(most + 1));
    expect(() => crdFilesBelow(box)).toThrow(`has ${most + 1} bytes, more than ${most}`);
  });
});
