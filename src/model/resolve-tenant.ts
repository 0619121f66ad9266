import { type ComputeQuota, type Demand, demandOf, quotaFor, quotaHolds, withHeadroom } from '../core/capacity/quota';
import { idHolds } from '../core/names';
import { byText, sortedEntries } from '../core/order';
import { emailHolds, ownerHolds } from '../core/owner';
import { bytesHold, cpuHolds, GI } from '../core/quantity';
import { type Findings, findingsAt } from './findings';
import type { ResolvedAgent, ResolvedTenant } from './resolved';
import { resolveAgent } from './resolve-agent';
import type { Frame } from './resolve-frame';
import type { Shaped } from './shape';
import { below } from './shape-reader';
import type { SharedPoolSpec, TenantSpec } from './tenant-spec';

/** A tenant or a pool as it was read, and where. */
export interface Placed {
  readonly kind: 'tenant' | 'pool';
  readonly spec: Shaped<TenantSpec> & Shaped<SharedPoolSpec>;
  readonly findings: Findings;
}

/** A tenant with what the checks across tenants need. */
export interface Settled {
  readonly placed: Placed;
  readonly tenant: ResolvedTenant;
  /** Whether nothing was wrong, so that its sums mean something. */
  readonly sound: boolean;
}

/** Namespace of a tenant; a pool's id is its namespace. */
export function namespaceOf({ kind, spec }: Placed): string {
  return kind === 'tenant' ? `tenant-${spec.id ?? ''}` : (spec.id ?? '');
}

/** Completes and checks one tenant or pool. `root` is where the environment's own scale is written. */
export function resolveTenant(placed: Placed, frame: Frame, root: Findings): Settled {
  const { kind, spec, findings } = placed;
  const { problems } = findings;
  const { id = '', owner = '', email } = spec;
  const before = problems.list.length;
  if (spec.id !== undefined) problems.rule('id', idHolds(id));
  if (spec.owner !== undefined) problems.rule('owner', ownerHolds(owner));
  if (email !== undefined) problems.rule('email', emailHolds(email));
  const members = kind === 'pool' ? resolveMembers(placed, frame) : undefined;
  const agents = sortedEntries(spec.agents ?? {}).map(([name, agent]) => {
    const override = frame.spec.scale?.[id]?.[name];
    const written = override === undefined ? undefined : { spec: override, findings: findingsAt(root, below('scale', id), name) };
    return resolveAgent(name, agent, written, frame, findingsAt(findings, 'agents', name));
  });
  problems.that(
    agents.length > 0 || frame.reader.lost(spec, 'agents'),
    'agents',
    'no-agents',
    'must have at least one agent',
    'add one, or leave the tenant out',
  );
  const tellApart = new Map<string, string>();
  for (const { name, consumes } of agents) {
    if (consumes === undefined) continue;
    const key = `${consumes.stream} ${consumes.consumer}`;
    const other = tellApart.get(key);
    problems.that(
      other === undefined,
      `${below('agents', name)}.consumes`,
      'unique-consumer',
      `takes from the consumer of '${other ?? ''}', so each gets a part of the other's messages`,
      'give each agent a consumer of its own',
    );
    tellApart.set(key, name);
  }
  const sound = problems.list.length === before;
  const quota = resolveQuota(placed, agents, sound && !frame.reader.lost(spec, 'agents'));
  return {
    placed,
    tenant: { id, namespace: namespaceOf(placed), owner, email, members, agents, quota },
    sound: problems.list.length === before,
  };
}

function resolveMembers({ spec, findings: { problems } }: Placed, { reader }: Frame): readonly string[] {
  const members = spec.members ?? [];
  problems.that(
    members.length > 0 || reader.lost(spec, 'members'),
    'members',
    'members',
    'must have at least one member',
    'add one, or write a tenant of its own',
  );
  const seen = new Set<string>();
  members.forEach(({ id }, index) => {
    if (id === undefined) return;
    const place = `${below('members', index)}.id`;
    if (problems.rule(place, idHolds(id)))
      problems.that(!seen.has(id), place, 'unique-id', `'${id}' is listed twice`, 'list each member once');
    seen.add(id);
  });
  return [...seen].sort(byText);
}

function resolveQuota({ spec, findings: { problems } }: Placed, agents: readonly ResolvedAgent[], judged: boolean): ComputeQuota {
  const demand = demandOf(agents);
  const countable = Object.values(demand).every((value) => Number.isSafeInteger(value * 2));
  problems.that(countable, 'agents', 'quota', `add up to more than can be counted exactly (2^53)`, 'lower the resources or the replicas');
  const { quota } = spec;
  if (quota === undefined) return quotaFor(demand);
  const { cpu = '', memory = '', ephemeralStorage = '', pods = 0 } = quota;
  const read = [
    quota.cpu !== undefined && problems.rule('quota.cpu', cpuHolds(cpu)),
    quota.memory !== undefined && problems.rule('quota.memory', bytesHold(memory)),
    quota.ephemeralStorage !== undefined && problems.rule('quota.ephemeralStorage', bytesHold(ephemeralStorage)),
    quota.pods !== undefined && problems.integer('quota.pods', pods, 1, Number.MAX_SAFE_INTEGER),
  ].every(Boolean);
  const given = { cpu, memory, ephemeralStorage, pods };
  if (read && judged && countable) quotaHolds(given, demand).forEach((violation) => problems.rule('quota', violation));
  return given;
}

/** What a tenant may use of each node pool: its quota where it has agents on one pool only, else each pool's share of the derived one. */
export function promisesOf({ tenant }: Settled): ReadonlyMap<string, Pick<Demand, 'cpuMillis' | 'memoryBytes' | 'pods'>> {
  const pools = new Map<string, ResolvedAgent[]>();
  for (const agent of tenant.agents) pools.set(agent.nodePool.name, [...(pools.get(agent.nodePool.name) ?? []), agent]);
  const [only] = pools.keys();
  if (only !== undefined && pools.size === 1) {
    const { cpu, memory, ephemeralStorage, pods } = tenant.quota;
    // one pod that is as large as the quota
    const { cpuMillis, memoryBytes } = demandOf([{ peakPods: 1, resources: { cpu, memory, ephemeralStorage } }]);
    return new Map([[only, { cpuMillis, memoryBytes, pods }]]);
  }
  return new Map(
    [...pools].map(([name, agents]) => {
      const { cpuMillis, memoryBytes, pods } = demandOf(agents);
      return [name, { cpuMillis: withHeadroom(cpuMillis, 1000), memoryBytes: withHeadroom(memoryBytes, GI), pods: withHeadroom(pods, 1) }];
    }),
  );
}
