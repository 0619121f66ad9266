import { type MemoryUser, poolMemoryUsers, tenantMemoryUser } from './user';
import { checkBytes } from '../../kernel/quantity';
import { DEFAULTS, LIMITS } from '../../kernel/defaults';
import { type Findings, findingsAt } from '../../kernel/findings';
import { agentsOf } from '../../resolve/agents-of';
import type { TenantPlan } from '../tenancy/plan';
import type { Frame } from '../../resolve/frame';
import { resolveResources } from '../resources/resolve';
import type { StorePlan, StoreInstancePlan, StorePairPlan } from './plan';
import { imagesOf, podsThatNeed } from '../services/parts';
import { planDisk } from '../storage/disk';
import type { OwnMemorySpec, RedisInstanceSpec, RedisSpec } from './spec';

/** Who asks the memory for something. */
type Home = Pick<TenantPlan, 'id' | 'members' | 'agents' | 'batch'>;

/** Completes and checks the memory that tenants share: of all that need one those who have none of their own. */
export function resolveRedis(spec: RedisSpec, tenants: readonly TenantPlan[], frame: Frame, findings: Findings): StorePlan {
  const { connectionsPerPod = DEFAULTS.redis.connectionsPerPod } = spec;
  findings.problems.integer('connectionsPerPod', connectionsPerPod, 1, LIMITS.connections.max);
  planDisk(findings.problems, spec);
  const sharing = tenants.filter((tenant) => tenant.memory === undefined && needsMemory(tenant));
  const instance = (written: RedisInstanceSpec, key: 'state' | 'cache'): StoreInstancePlan => {
    const at = findingsAt(findings, key);
    const { memoryPerTenant = DEFAULTS.redis.memoryPerTenant } = written;
    at.problems.rule('memoryPerTenant', checkBytes(memoryPerTenant));
    return { memoryPerTenant, resources: resolveResources(written, 'medium', at) };
  };
  return {
    ...imagesOf(spec, ['image', 'exporterImage'], frame, findings),
    release: spec.release,
    disk: spec.disk,
    storageClass: spec.storageClass,
    state: instance(spec.state, 'state'),
    cache: instance(spec.cache, 'cache'),
    users: sharing.flatMap(usersOf),
    pods: podsThatNeed('memory', sharing.flatMap(agentsOf)),
    connectionsPerPod,
  };
}

/**
 * Completes and checks a tenant's own memory, `undefined` if none is written. Rule `own-memory`.
 *
 * @param judged whether all agents were read, so that it means something if none needs it
 */
export function resolveOwnMemory(
  spec: OwnMemorySpec | undefined,
  home: Home,
  judged: boolean,
  frame: Frame,
  findings: Findings,
): StorePairPlan | undefined {
  if (spec === undefined) return undefined;
  const { problems } = findings;
  problems.that(
    !judged || needsMemory(home),
    '',
    'own-memory',
    'a Redis that nobody uses: no agent needs memory',
    `let one need 'memory', or leave it out`,
  );
  problems.that(
    frame.spec.services !== undefined || frame.problems.unread('services'),
    '',
    'own-memory',
    'the environment has no services, so somebody else renders the memory',
    'write services, or leave it out',
  );
  planDisk(problems, spec);
  const instance = (key: 'state' | 'cache'): StoreInstancePlan => ({
    memoryPerTenant: undefined,
    resources: resolveResources(spec[key], 'medium', findingsAt(findings, key)),
  });
  return {
    disk: spec.disk,
    storageClass: spec.storageClass,
    state: instance('state'),
    cache: instance('cache'),
    users: usersOf(home),
    pods: podsThatNeed('memory', agentsOf(home)),
  };
}

function needsMemory(home: Pick<TenantPlan, 'agents' | 'batch'>): boolean {
  return agentsOf(home).some(({ needs }) => needs.includes('memory'));
}

function usersOf({ id, members }: Home): MemoryUser[] {
  return members === undefined ? [tenantMemoryUser(id)] : poolMemoryUsers(id, members);
}
