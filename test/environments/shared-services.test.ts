import { join, resolve as absolute } from 'node:path';
import { renderManifests } from '../../environments/environment';
import { prod } from '../../environments/swarm/prod';
import { readTenantFiles } from '../../src/cli/tenant-files';
import { InvalidInputError, type Problem } from '../../src/core/problems';
import { joinDataFiles } from '../../src/model/data-file';
import { resolve } from '../../src/model/resolve';
import type { ServicesSpec } from '../../src/model/services-spec';

const TENANTS = join(absolute(__dirname, '..', '..'), 'tenants', 'swarm');

/** What is wrong with swarm/prod under other services. */
function problemsWith(change: (services: ServicesSpec) => ServicesSpec): readonly Problem[] {
  const { services } = prod;
  if (services === undefined) throw new Error('swarm/prod has no services');
  const { spec, sources } = joinDataFiles({ ...prod, services: change(services) }, readTenantFiles(TENANTS));
  try {
    for (const files of renderManifests(resolve(spec, sources))) expect(files.size).toBeGreaterThan(0);
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems;
    throw error;
  }
}

const found = (problems: readonly Problem[]): string[] => problems.map(({ place, rule }) => `${place}: ${rule}`);

describe('sizes of shared services', () => {
  test('of the swarm hold', () => {
    expect(problemsWith((services) => services)).toEqual([]);
  });

  test('fail all at once, each at its place', () => {
    const problems = problemsWith((services) => ({
      ...services,
      nats: { ...services.nats, disk: '1Gi' },
      redis: { ...services.redis, cache: { ...services.redis.cache, memoryPerTenant: '512Mi' } },
      postgres: { ...services.postgres, maxConnections: 20 },
    }));
    expect(found(problems)).toEqual([
      'services.nats.accounts: bus-streams',
      'services.nats.accounts: bus-accounts',
      'services.redis.cache.budgets: memory-budgets',
      'services.postgres.poolSize: connections',
    ]);
  });

  test('fail for streams that are larger than the disks, with both numbers and what to do', () => {
    const problems = problemsWith((services) => ({ ...services, nats: { ...services.nats, disk: '1Gi' } }));
    // acme 384Mi, the pool 320Mi of tasks and as much of results: 1 GiB three times, on three times nine tenths of a GiB
    expect(problems.map(({ problem, fix }) => [problem, fix])).toEqual([
      [expect.stringContaining('2763Mi'), expect.any(String)],
      ['accounts are promised 3Gi of file, but 3 servers × 921Mi = 2763Mi', "lower the accounts' limits, or enlarge the servers"],
    ]);
  });
});
