import { prod } from '../../../environments/swarm/prod';
import type { Problem } from '../../../src/kernel/problems';
import type { ServicesSpec } from '../../../src/resolve/spec';
import type { RenderedServices } from '../../resolve/services-fixture';
import { problemsOfProd } from '../swarm-prod';

/** What is wrong with swarm/prod under other services. */
function problemsWith(change: (services: RenderedServices) => ServicesSpec): readonly Problem[] {
  const { services } = prod;
  if (services === undefined) throw new Error('swarm/prod has no services');
  return problemsOfProd({ ...prod, services: change(services as RenderedServices) });
}

const found = (problems: readonly Problem[]): string[] => problems.map(({ place, rule }) => `${place}: ${rule}`);

describe('sizes of shared services', () => {
  test('of the swarm hold', () => {
    expect(problemsWith((services) => services)).toEqual([]);
  });

  test('fail with everything else that is written wrong: one pod, memory shares above the memory, pools above the connections', () => {
    const problems = problemsWith((services) => ({
      ...services,
      certificateIssuer: 'a/b',
      redis: { ...services.redis, cache: { ...services.redis.cache, memoryPerTenant: '512Mi' } },
      postgres: { ...services.postgres, maxConnections: 20 },
      toolGateway: { ...services.toolGateway, replicas: 1 },
    }));
    expect(found(problems)).toEqual([
      'services.certificateIssuer: dns-label',
      'services.toolGateway.replicas: whole-number',
      'services.postgres.pooler.poolSize: connections',
      'services.redis.cache.budgets: memory-budgets',
    ]);
  });

  test('fail for streams that are larger than the disks, with both numbers and what to do', () => {
    const problems = problemsWith((services) => ({ ...services, nats: { ...services.nats, disk: '1Gi' } }));
    // acme 384Mi, the pool 320Mi of tasks and as much of results: 1 GiB three times, on three times nine tenths of a GiB
    expect(problems.map(({ problem, fix }) => [problem, fix])).toEqual([
      ['streams take 3Gi of file with all copies, but 3 servers × 921Mi = 2763Mi', 'lower max_bytes, or enlarge the servers'],
    ]);
  });
});
