import { join, resolve as absolute } from 'node:path';
import { renderManifests } from '../../environments/wiring/environment';
import { prod } from '../../environments/swarm/prod';
import { readTenantFiles } from '../../src/cli/tenant-files';
import { InvalidInputError, type Problem } from '../../src/kernel/problems';
import { type DataFile, joinDataFiles } from '../../src/resolve/data-file';
import type { EnvironmentSpec } from '../../src/resolve/spec';
import { resolve } from '../../src/resolve/resolve';

const TENANTS = 'tenants/swarm';

/** Data files of the swarm as they are committed. */
export const DATA_FILES: readonly DataFile[] = readTenantFiles(absolute(__dirname, '..', '..', TENANTS)).map(({ file, text }) => ({
  file: join(TENANTS, file),
  text,
}));

/** What is wrong with swarm/prod as written, resolved and rendered. Anything but our own error is passed on, and so fails the test. */
export function problemsOfProd(written: EnvironmentSpec = prod, files = DATA_FILES): readonly Problem[] {
  const { spec, sources } = joinDataFiles(written, files);
  try {
    for (const rendered of renderManifests(resolve(spec, sources))) expect(rendered.size).toBeGreaterThan(0);
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems;
    throw error;
  }
}
