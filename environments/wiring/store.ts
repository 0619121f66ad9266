import type { Chart } from 'cdk8s';
import { AgentResources } from '../../constructs/resources/agent-resources';
import { RedisAcl } from '../../constructs/store/redis-acl';
import { RedisInstance } from '../../constructs/store/redis-instance';
import type { MemoryRole } from '../../src/features/store/memory-share';
import { memoryPlace } from '../../src/features/store/places';
import { secretKey } from '../../src/features/secrets/keys';
import { PLATFORM_NAMESPACE } from '../../src/features/services/places';
import type { EnvironmentPlan, ServicesPlan } from '../../src/resolve/plan';
import type { TenantPlan } from '../../src/features/tenancy/plan';
import type { StorePairPlan } from '../../src/features/store/plan';

const ROLES: readonly MemoryRole[] = ['state', 'cache'];

/** Every instance of the memory by the place it is written at: the two that tenants share, then those of each tenant with its own. */
export function memorySteps(
  chart: (id: string) => Chart,
  environment: EnvironmentPlan,
  services: ServicesPlan,
): Record<string, () => void> {
  const { tenants } = environment;
  const homes = new Map(tenants.flatMap((tenant) => [tenant.id, ...(tenant.members ?? [])].map((id) => [id, tenant])));
  const step = (place: string, role: MemoryRole, pair: StorePairPlan, owner?: TenantPlan): [string, () => void] => [
    `${place}.${role}`,
    () => {
      instance(chart(memoryPlace(role, owner?.id).service), role, pair, owner, homes, environment, services);
    },
  ];
  return Object.fromEntries([
    ...ROLES.map((role) => step('services.redis', role, services.redis)),
    ...tenants.flatMap((tenant) => {
      const { id, members, memory } = tenant;
      const place = `${members === undefined ? 'tenants' : 'pools'}.${id}.memory`;
      return memory === undefined ? [] : ROLES.map((role) => step(place, role, memory, tenant));
    }),
  ]);
}

function instance(
  scope: Chart,
  role: MemoryRole,
  pair: StorePairPlan,
  owner: TenantPlan | undefined,
  homes: ReadonlyMap<string, TenantPlan>,
  environment: EnvironmentPlan,
  { redis, secretStore, certificateIssuer }: ServicesPlan,
): void {
  const { system, name, labels, labelDomain } = environment;
  const { resources, memoryPerTenant } = pair[role];
  const whose = owner === undefined ? {} : { tenant: owner.id, labels: { [labels.tenant]: owner.id } };
  new RedisAcl(scope, 'Users', {
    ...whose,
    role,
    release: redis.release,
    users: pair.users.map((user) => ({
      name: user.name,
      prefixes: [...user.prefixes],
      scripting: user.scripting,
      covers: [...user.covers],
      remoteKey: passwordKey(environment, homes.get(user.name), user.name),
    })),
    operatorsRemoteKey: secretKey(system, name, PLATFORM_NAMESPACE, memoryPlace(role, owner?.id).service),
    secretStore,
  });
  new RedisInstance(scope, 'Redis', {
    ...whose,
    role,
    image: redis.image,
    exporterImage: redis.exporterImage,
    issuer: certificateIssuer,
    resources: AgentResources.of(resources),
    // one tenant alone is promised what there is
    ...(memoryPerTenant !== undefined && { budgets: pair.users.map((user) => ({ name: user.name, memory: memoryPerTenant })) }),
    clients: [{ peakPods: pair.pods, pool: redis.connectionsPerPod }],
    ...(role === 'state' && { disk: pair.disk }),
    ...(role === 'state' && pair.storageClass !== undefined && { storageClass: pair.storageClass }),
    labelDomain,
  });
}

/** A tenant's and a pool's password is its agents'; that of a member is nobody's but the member's. */
function passwordKey({ system, name }: EnvironmentPlan, home: TenantPlan | undefined, user: string): string {
  const own = home === undefined || home.id === user;
  return secretKey(system, name, home?.namespace ?? user, own ? 'memory' : `memory-member-${user}`);
}
