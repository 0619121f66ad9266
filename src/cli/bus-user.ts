import { existsSync, openSync, closeSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createUser } from '@nats-io/nkeys';

/** Only the owner may read and write. */
const SEED_MODE = 0o600;

/**
 * Makes a pair, keeps the private half in a file and answers with the public half.
 *
 * @throws {Error} if the file exists, its folder does not, or it lies in a repository; nothing is written then
 */
export function makeBusUser(file: string): string {
  const path = resolve(file);
  if (!existsSync(dirname(path))) throw new Error(`${dirname(path)} does not exist: make the folder, or name another one`);
  const repository = repositoryOf(dirname(path));
  if (repository !== undefined)
    throw new Error(`${path} lies in the repository ${repository}: a seed must not be committed; name a file elsewhere`);
  const user = createUser();
  try {
    keep(path, user.getSeed());
    return user.getPublicKey();
  } finally {
    user.clear();
  }
}

function keep(path: string, seed: Uint8Array): void {
  let file: number;
  try {
    // fails if the file exists: another user's seed is not to be lost
    file = openSync(path, 'wx', SEED_MODE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new Error(`${path} exists already: name another file`, { cause: error });
  }
  try {
    writeSync(file, seed);
  } finally {
    closeSync(file);
  }
}

/** The nearest folder above, or the folder itself, that holds a `.git`. */
function repositoryOf(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : repositoryOf(parent);
}
