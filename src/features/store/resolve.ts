import { type Findings, findingsAt } from '../../kernel/findings';
import { labelKeys } from '../../kernel/labels';
import type { Problems } from '../../kernel/problems';
import { checkBytes } from '../../kernel/quantity';
import { writtenResources } from '../resources/resolve';
import type { ServiceSizeSpec } from '../resources/spec';
import { StoreEntries } from '../secrets/keys';
import { agentsOf, type NeedyAgent, podsThatNeed } from '../services/clients';
import { imagesOf } from '../services/images';
import type { AroundServices, NotWritten, ServicesWorld } from '../services/row';
import type { MemoryRole } from './memory-share';
import { memoryPlace } from './places';
import {
  planStorePair,
  planStoreUsers,
  type StoreAclPlan,
  type StorePairPlan,
  type StorePlan,
  type StoreSizeInput,
  type StoreSoftwareInput,
  type StoreUserInput,
} from './plan';
import { REDIS, REDIS_INSTANCE } from './schema';
import type { OwnMemorySpec, RedisInstanceSpec, RedisSpec } from './spec';
import { poolMemoryUsers, tenantMemoryUser } from './user';
import { checkMemoryVersion } from './versions';

/** A tenant or a pool, as far as the store knows it. */
interface StoreHome {
  readonly id: string;
  readonly namespace: string;
  /** Ids of a pool's members; `undefined` for a tenant of its own. */
  readonly members: readonly string[] | undefined;
  readonly agents: readonly NeedyAgent[];
  readonly batch: readonly NeedyAgent[];
}

/** The same, with servers of its own as they are written. */
export interface StoreTenant {
  readonly placed: { readonly spec: { readonly memory?: OwnMemorySpec }; readonly findings: Findings };
  readonly tenant: StoreHome;
}

/** What the store reads of its environment. */
export interface StoreWorld extends ServicesWorld {
  readonly tenants: readonly StoreTenant[];
}

/** What it reads where it is not written. */
export interface StoreAround extends NotWritten {
  readonly tenants: readonly StoreTenant[];
}

/** What all servers of an environment have in common. */
interface Setup extends AroundServices {
  readonly software: StoreSoftwareInput;
  readonly release: string;
  readonly secretStore: string;
  /** `undefined` if it is not known. */
  readonly connectionsPerPod: number | undefined;
}

/** How large a server is; of one that tenants share also what each of them is promised. */
type Size = Pick<StoreSizeInput, 'resources'> & { readonly perTenant: string | undefined };

/** Completes and checks the store that tenants share and those of tenants of their own. */
export function resolveStore(spec: RedisSpec, world: StoreWorld, findings: Findings): StorePlan {
  const setup = setupOf(spec, world, findings);
  const sharing = world.tenants.filter(({ placed, tenant }) => placed.spec.memory === undefined && needsMemory(tenant));
  const shared = planShared(
    spec,
    sharing.map(({ tenant }) => tenant),
    setup,
    findings.problems,
  );
  return { shared, own: planAllOwn(world.tenants, setup, true) };
}

/** Checks what tenants wrote of stores of their own where the store is not rendered here. */
export function resolveOwnStores(around: StoreAround): void {
  const { labelDomain, tenants, unread } = around;
  const software = { image: '', exporterImage: '', issuer: '', labelDomain };
  planAllOwn(tenants, { ...around, software, release: '', secretStore: '', connectionsPerPod: undefined }, unread);
}

function planAllOwn(tenants: readonly StoreTenant[], setup: Setup, rendered: boolean): StorePairPlan[] {
  return tenants.flatMap(({ placed, tenant }) => {
    const { memory } = placed.spec;
    if (memory === undefined) return [];
    const { problems } = findingsAt(placed.findings, 'memory');
    checkOwn(tenant, placed.findings, rendered, problems);
    return [planOwn(memory, tenant, setup, problems)];
  });
}

function setupOf(redis: RedisSpec, world: StoreWorld, findings: Findings): Setup {
  const { labelDomain, certificateIssuer: issuer } = world;
  const { problems } = findings;
  const { said } = REDIS.shape.connectionsPerPod;
  const connectionsPerPod = redis.connectionsPerPod ?? said.default;
  const counts = problems.integer('connectionsPerPod', connectionsPerPod, said.min, said.max) && !problems.unread('connectionsPerPod');
  const images = imagesOf(redis, ['image', 'exporterImage'], world, findings);
  problems.rule('release', checkMemoryVersion(redis.release));
  return {
    ...world,
    software: { ...images, issuer, labelDomain },
    release: redis.release,
    connectionsPerPod: counts ? connectionsPerPod : undefined,
  };
}

function planShared(spec: RedisSpec, sharing: readonly StoreHome[], setup: Setup, problems: Problems): StorePairPlan {
  const size = (written: RedisInstanceSpec, role: MemoryRole): Size => {
    const at = problems.at(role);
    const perTenant = written.memoryPerTenant ?? REDIS_INSTANCE.shape.memoryPerTenant.said.default;
    const known = at.rule('memoryPerTenant', checkBytes(perTenant)) && !at.unread('memoryPerTenant');
    return { resources: writtenResources(written, 'medium', at), perTenant: known ? perTenant : undefined };
  };
  return planPair(spec, { state: size(spec.state, 'state'), cache: size(spec.cache, 'cache') }, undefined, sharing, setup, problems);
}

/** One tenant alone has all of it, so no share is promised. */
function planOwn(spec: OwnMemorySpec, home: StoreHome, setup: Setup, problems: Problems): StorePairPlan {
  const size = (written: ServiceSizeSpec, role: MemoryRole): Size => ({
    resources: writtenResources(written, 'medium', problems.at(role)),
    perTenant: undefined,
  });
  return planPair(spec, { state: size(spec.state, 'state'), cache: size(spec.cache, 'cache') }, home.id, [home], setup, problems);
}

function planPair(
  { disk, storageClass }: Pick<OwnMemorySpec, 'disk' | 'storageClass'>,
  sizes: Readonly<Record<MemoryRole, Size>>,
  owner: string | undefined,
  homes: readonly StoreHome[],
  setup: Setup,
  problems: Problems,
): StorePairPlan {
  const { connectionsPerPod, labelDomain, release, secretStore } = setup;
  const counted = setup.judged ? homes : [];
  const users = counted.flatMap((home) => usersOf(home, setup));
  const peakPods = podsThatNeed('memory', counted.flatMap(agentsOf));
  const size = ({ resources, perTenant }: Size): StoreSizeInput => ({
    resources,
    shares: perTenant === undefined ? [] : users.map((user) => ({ name: user.name, memory: perTenant })),
    clients: connectionsPerPod === undefined ? [] : [{ peakPods, pool: connectionsPerPod }],
  });
  const labels = owner === undefined ? {} : { [labelKeys(labelDomain).tenant]: owner };
  const pair = { owner, labels, disk, storageClass, state: size(sizes.state), cache: size(sizes.cache) };
  const { state, cache } = planStorePair(problems, pair, setup.software);
  const acl = (role: MemoryRole): StoreAclPlan => {
    const operatorsRemoteKey = entriesOf(setup).memoryOperators(memoryPlace(role, owner).service);
    return planStoreUsers(problems.at(role), { role, owner, labels, release, users, operatorsRemoteKey, secretStore });
  };
  return { state: { instance: state, acl: acl('state') }, cache: { instance: cache, acl: acl('cache') } };
}

/** Rule `own-memory` for what is written in an environment. */
function checkOwn(home: StoreHome, written: Findings, rendered: boolean, problems: Problems): void {
  problems.that(
    needsMemory(home) || written.problems.anyUnread('agents', 'batch'),
    '',
    'own-memory',
    'a Redis that is not used: no agent needs memory',
    `let one need 'memory', or leave it out`,
  );
  problems.that(
    rendered,
    '',
    'own-memory',
    'services.redis is not rendered here, so a Redis of its own is not either',
    'write services.redis, or leave it out',
  );
}

function needsMemory(home: Pick<StoreHome, 'agents' | 'batch'>): boolean {
  return agentsOf(home).some(({ needs }) => needs.includes('memory'));
}

/** A tenant's and a pool's password is its agents'; that of a member belongs to the member alone. */
function usersOf({ id, namespace, members }: StoreHome, setup: Setup): StoreUserInput[] {
  const entries = entriesOf(setup);
  const users = members === undefined ? [tenantMemoryUser(id)] : poolMemoryUsers(id, members);
  return users.map((user) => ({
    ...user,
    remoteKey: user.name === id ? entries.memory(namespace).key : entries.memoryOfMember(namespace, user.name),
  }));
}

function entriesOf({ system, name: environment }: Setup): StoreEntries {
  return new StoreEntries({ system, environment });
}
