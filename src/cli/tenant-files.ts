import { isUtf8 } from 'node:buffer';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { byText } from '../kernel/order';
import { Problems } from '../kernel/problems';
import { shown } from '../kernel/shown';

/** Largest tenant file, in bytes; a tenant of 50 agents takes about 20 KiB. */
export const MAX_TENANT_FILE = 1024 * 1024;

/** Folder of CustomResourceDefinitions in a repository. */
const CRDS = 'crds';

const DATA_FILE = /\.(?:yaml|yml|json)$/;

/** Largest file of CustomResourceDefinitions, in bytes; those of an operator take up to some MiB. */
const MAX_CRD_FILE = 16 * MAX_TENANT_FILE;

/** A tenant as it was written. */
export interface TenantFile {
  /** Name below the folder that was read; problems point to it. */
  readonly file: string;
  readonly text: string;
}

/**
 * The tenant files directly in a folder (`.yaml`, `.yml`, `.json`), sorted by name. Their content is read by `src/resolve`.
 *
 * @throws InvalidInputError with every file that is a symbolic link, larger than 1 MiB or not UTF-8 (`tenant-file`), or if there is no such
 * folder
 */
export function readTenantFiles(folder: string): TenantFile[] {
  return readFiles(folder, MAX_TENANT_FILE);
}

function readFiles(folder: string, largest: number): TenantFile[] {
  const problems = Problems.of(folder);
  const isFolder = lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  // Rule `tenant-file`: a file that is a link, too large or not UTF-8 may not be what its name says (our choice).
  problems.that(
    isFolder,
    '',
    'tenant-file',
    `is not a folder, got ${shown(folder)}`,
    'name the folder of tenant files; symbolic links are not followed',
  );
  problems.throwIfAny();
  const files = readdirSync(folder)
    .filter((name) => DATA_FILE.test(name))
    .sort(byText)
    .flatMap((file) => {
      const text = readFile(join(folder, file), problems.at(file), largest);
      return text === undefined ? [] : [{ file, text }];
    });
  problems.throwIfAny();
  return files;
}

/**
 * The tenant files of a folder of a repository, named from there as problems point to them; none if there is no such folder.
 *
 * @throws InvalidInputError as `readTenantFiles` does
 */
export function tenantFilesBelow(root: string, folder: string): TenantFile[] {
  const path = join(root, folder);
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return [];
  return readTenantFiles(path).map(({ file, text }) => ({ file: `${folder}/${file}`, text }));
}

/**
 * The files of CustomResourceDefinitions in the folder `crds` of a repository, sorted by name; none if there is no such folder.
 *
 * @throws InvalidInputError as `readTenantFiles` does, of files above 16 MiB
 */
export function crdFilesBelow(root: string): TenantFile[] {
  const path = join(root, CRDS);
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return [];
  return readFiles(path, MAX_CRD_FILE).map(({ file, text }) => ({ file: `${CRDS}/${file}`, text }));
}

function readFile(path: string, problems: Problems, largest: number): string | undefined {
  const stat = lstatSync(path);
  const plain = problems.that(
    stat.isFile(),
    '',
    'tenant-file',
    'is not a plain file',
    'write the file itself; symbolic links are not followed',
  );
  const small = problems.that(stat.size <= largest, '', 'tenant-file', `has ${stat.size} bytes, more than ${largest}`, 'split it');
  if (!plain || !small) return undefined;
  const bytes = readFileSync(path);
  // decoding would replace bad bytes and say nothing; a byte order mark stays, for the parser to refuse
  return problems.that(isUtf8(bytes), '', 'tenant-file', 'is not UTF-8', 'save it as UTF-8') ? bytes.toString('utf8') : undefined;
}
