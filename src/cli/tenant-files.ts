import { isUtf8 } from 'node:buffer';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { byText } from '../kernel/order';
import { Problems } from '../kernel/problems';
import { shown } from '../kernel/shown';

/** Largest tenant file, in bytes; a tenant of 50 agents takes about 20 KiB. */
export const MAX_TENANT_FILE = 1024 * 1024;

const DATA_FILE = /\.(?:yaml|yml|json)$/;

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
      const text = readTenantFile(join(folder, file), problems.at(file));
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

function readTenantFile(path: string, problems: Problems): string | undefined {
  const stat = lstatSync(path);
  const plain = problems.that(
    stat.isFile(),
    '',
    'tenant-file',
    'is not a plain file',
    'write the file itself; symbolic links are not followed',
  );
  const small = problems.that(
    stat.size <= MAX_TENANT_FILE,
    '',
    'tenant-file',
    `has ${stat.size} bytes, more than ${MAX_TENANT_FILE}`,
    'split it, one tenant a file',
  );
  if (!plain || !small) return undefined;
  const bytes = readFileSync(path);
  // decoding would replace bad bytes and say nothing; a byte order mark stays, for the parser to refuse
  return problems.that(isUtf8(bytes), '', 'tenant-file', 'is not UTF-8', 'save it as UTF-8') ? bytes.toString('utf8') : undefined;
}
