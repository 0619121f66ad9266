import fs, { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_TENANT_FILE, readTenantFiles } from '../../src/cli/tenant-files';
import { InvalidInputError } from '../../src/kernel/problems';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenants-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function problemsOf(path: string): string[] {
  try {
    readTenantFiles(path);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems.map(({ place, rule, problem }) => `${place} ${rule}: ${problem}`);
    throw error;
  }
  return [];
}

test('data files are read in the order of their names, other files are not', () => {
  for (const name of ['b.json', 'a.yml', 'Z.yaml', 'notes.md', 'x.yaml.bak']) writeFileSync(join(folder, name), name);
  expect(readTenantFiles(folder)).toEqual(['Z.yaml', 'a.yml', 'b.json'].map((file) => ({ file, text: file })));
});

test('the order does not depend on the file system, which may list names as it likes', () => {
  for (const name of ['a.yml', 'b.json', 'c.yaml']) writeFileSync(join(folder, name), '');
  const listed = jest.spyOn(fs, 'readdirSync').mockReturnValue(['b.json', 'c.yaml', 'a.yml'] as never);
  try {
    expect(readTenantFiles(folder).map(({ file }) => file)).toEqual(['a.yml', 'b.json', 'c.yaml']);
  } finally {
    listed.mockRestore();
  }
});

test('a byte order mark is left for the parser to see', () => {
  writeFileSync(join(folder, 'a.yaml'), '\ufeffid: é\n');
  expect(readTenantFiles(folder)).toEqual([{ file: 'a.yaml', text: '\ufeffid: é\n' }]);
});

test('a file of 1 MiB is read', () => {
  writeFileSync(join(folder, 'a.yaml'), 'a'.repeat(MAX_TENANT_FILE));
  expect(readTenantFiles(folder)[0]?.text).toHaveLength(1_048_576);
});

test('fails on links, folders, large files and other encodings, all at once', () => {
  writeFileSync(join(folder, 'target'), 'id: a\n');
  symlinkSync(join(folder, 'target'), join(folder, 'a.yaml'));
  mkdirSync(join(folder, 'b.yaml'));
  writeFileSync(join(folder, 'c.yaml'), 'a'.repeat(MAX_TENANT_FILE + 1));
  writeFileSync(join(folder, 'd.json'), Buffer.from([0x22, 0xff, 0x22]));
  expect(problemsOf(folder)).toEqual([
    'a.yaml tenant-file: is not a plain file',
    'b.yaml tenant-file: is not a plain file',
    'c.yaml tenant-file: has 1048577 bytes, more than 1048576',
    'd.json tenant-file: is not UTF-8',
  ]);
});

test('fails on a folder that is not there or is a link', () => {
  expect(problemsOf(join(folder, 'no'))).toHaveLength(1);
  symlinkSync(folder, join(folder, 'link'));
  expect(problemsOf(join(folder, 'link'))).toHaveLength(1);
});
