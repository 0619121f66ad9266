import { checkImagePinned } from '../../kernel/images';
import { DEFAULT_LABEL_DOMAIN } from '../../kernel/labels';
import { checkDnsLabel, checkId } from '../../kernel/names';
import type { Problems } from '../../kernel/problems';
import { bytes, checkBytes } from '../../kernel/quantity';
import { RESOURCE_CLASSES } from '../resources/pod-sizes';
import { checkResources } from '../resources/resolve';
import type { PodResources } from '../resources/spec';
import { checkSecretKey } from '../secrets/keys';
import { type DiskPlan, planDisk } from '../storage/disk';
import { checkNoDisk, holding, planStateDisk } from './disk';
import { aclFileTemplate, checkAclSize } from './acl-template';
import {
  checkMaxmemory,
  checkMemoryBudgetsFit,
  checkMemoryClientsFit,
  connectionsOf,
  maxmemoryOf,
  type MemoryClients,
  type MemoryRole,
} from './memory-share';
import { type MemoryUser, memoryUserProblems } from './user';
import { checkMemoryVersion, isRedisVersion } from './versions';

/** Connections that clients may hold together; the server needs a file descriptor for each. */
const DEFAULT_MAXCLIENTS = 4000;

/** The servers that tenants share, and those of tenants and pools that have servers of their own. */
export interface StorePlan {
  readonly shared: StorePairPlan;
  /** Sorted by the namespace of who owns them. */
  readonly own: readonly StorePairPlan[];
}

/** A state and a cache for the same users. */
export interface StorePairPlan {
  readonly state: StoreServerPlan;
  readonly cache: StoreServerPlan;
}

/** A server, and who may use it. */
export interface StoreServerPlan {
  readonly instance: StoreInstancePlan;
  readonly acl: StoreAclPlan;
}

/** Which server it is, and what its objects carry. */
export interface StoreObjectsPlan {
  readonly role: MemoryRole;
  /** Tenant or pool whose own it is; `undefined`: tenants share it. */
  readonly owner: string | undefined;
  /** `undefined`: the chart's, else that of the platform. */
  readonly namespace: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>> | undefined;
}

type SoftwarePlan = Pick<StoreInstancePlan, 'image' | 'exporterImage' | 'issuer' | 'labelDomain'>;

/** One Redis server. */
export interface StoreInstancePlan extends StoreObjectsPlan {
  readonly image: string;
  readonly exporterImage: string;
  /** ClusterIssuer that signs its certificate. */
  readonly issuer: string;
  readonly resources: PodResources;
  readonly maxmemoryBytes: number;
  readonly maxclients: number;
  /** Memory that tenants are promised together; 0 where nothing is promised. */
  readonly promisedBytes: number;
  /** Connections that all clients open at their rollout peak; 0 where they are not known. */
  readonly connections: number;
  /** `undefined`: a cache writes nothing to disk. */
  readonly disk: DiskPlan | undefined;
  readonly labelDomain: string;
}

/** The users of one server. */
export interface StoreAclPlan extends StoreObjectsPlan {
  /** Release of the server. */
  readonly release: string;
  readonly users: readonly StoreUserPlan[];
  /** Entry of the secret store with the passwords of those who run it. */
  readonly operatorsRemoteKey: string;
  readonly secretStore: string;
  /** The ACL file, as a template of External Secrets. */
  readonly file: string;
}

/** A user, and the entry of the secret store with its password. */
export interface StoreUserPlan extends MemoryUser {
  readonly remoteKey: string;
}

/** What both doors say of the objects of a server. */
interface StoreObjectsInput {
  readonly role: MemoryRole;
  readonly owner?: string | undefined;
  readonly namespace?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

/** Memory that one tenant or member is promised. */
export interface MemoryShareInput {
  readonly name: string;
  readonly memory: string;
}

/** How large a server is, and what is asked of it. */
export interface StoreSizeInput {
  /** @default memory-optimized */
  readonly resources?: PodResources | undefined;
  /** @default the most that the memory of `resources` allows */
  readonly maxmemory?: string | undefined;
  readonly maxclients?: number | undefined;
  readonly shares?: readonly MemoryShareInput[] | undefined;
  readonly clients?: readonly MemoryClients[] | undefined;
}

/** What a server runs, and who signs for it. */
export interface StoreSoftwareInput {
  readonly image: string;
  readonly exporterImage: string;
  readonly issuer: string;
  readonly labelDomain?: string | undefined;
}

/** One server, as a team's own chart says it. */
export interface StoreInstanceInput extends StoreObjectsInput, StoreSizeInput, StoreSoftwareInput {
  readonly disk?: string | undefined;
  readonly storageClass?: string | undefined;
}

/** A user as both doors say it. */
export interface StoreUserInput {
  readonly name: string;
  readonly prefixes: readonly string[];
  /** @default false */
  readonly scripting?: boolean | undefined;
  /** @default none */
  readonly covers?: readonly string[] | undefined;
  readonly remoteKey: string;
}

/** The users of one server, as both doors say them. */
export interface StoreAclInput extends StoreObjectsInput {
  readonly release: string;
  readonly users: readonly StoreUserInput[];
  readonly operatorsRemoteKey: string;
  readonly secretStore: string;
}

/** A state and a cache of one owner, with the disk of the state. */
export interface StorePairInput {
  readonly owner?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly disk: string;
  readonly storageClass?: string | undefined;
  readonly state: StoreSizeInput;
  readonly cache: StoreSizeInput;
}

/** One server alone: every rule of it, at the places of its props. */
export function planStoreInstance(problems: Problems, input: StoreInstanceInput): StoreInstancePlan {
  const { role, owner, disk, storageClass } = input;
  // the longest name made of an id is well below the 63 characters of a label
  if (owner !== undefined) problems.rule('tenant', checkId(owner));
  problems.rule('image', checkImagePinned(input.image));
  problems.rule('exporterImage', checkImagePinned(input.exporterImage));
  problems.rule('issuer', checkDnsLabel(input.issuer));
  const server = { ...objectsOf(input), ...softwareOf(input), ...planSize(problems, input) };
  switch (role) {
    case 'cache':
      checkNoDisk(problems, { disk, storageClass });
      return { ...server, disk: undefined };
    case 'state':
      return { ...server, disk: planStateDisk(problems, { disk, storageClass }, server.maxmemoryBytes) };
  }
}

/**
 * Both servers of one owner. What they run is checked by whoever knows where it is written; the disk is written once for both, and what is
 * asked of a server is reported at `state` or `cache`.
 */
export function planStorePair(
  problems: Problems,
  { disk, storageClass, state, cache, ...objects }: StorePairInput,
  software: StoreSoftwareInput,
): { readonly state: StoreInstancePlan; readonly cache: StoreInstancePlan } {
  const planned = planDisk(problems, { disk, storageClass });
  const server = (role: MemoryRole, size: StoreSizeInput): Omit<StoreInstancePlan, 'disk'> => ({
    ...objectsOf({ ...objects, role }),
    ...softwareOf(software),
    ...planSize(problems.at(role), size),
  });
  const [ofState, ofCache] = [server('state', state), server('cache', cache)];
  const held = problems.unread('disk') ? planned : holding(problems.at('state'), planned, ofState.maxmemoryBytes);
  return { state: { ...ofState, disk: held }, cache: { ...ofCache, disk: undefined } };
}

/** The users of one server alone: every rule of them, at the places of its props. */
export function planStoreAcl(problems: Problems, input: StoreAclInput): StoreAclPlan {
  const { owner, release, operatorsRemoteKey, secretStore } = input;
  if (owner !== undefined) problems.rule('tenant', checkId(owner));
  problems.rule('release', checkMemoryVersion(release));
  const users = input.users.map(userOf);
  for (const { place, violation } of memoryUserProblems(users)) problems.rule(`users.${place}`, violation);
  users.forEach(({ remoteKey }, index) => {
    problems.rule(`users.${index}.remoteKey`, checkSecretKey(remoteKey));
  });
  problems.rule('operatorsRemoteKey', checkSecretKey(operatorsRemoteKey));
  problems.rule('secretStore', checkDnsLabel(secretStore));
  return planStoreUsers(problems, input);
}

/** The users of a server, each of which is checked already: only what they come to together is judged. */
export function planStoreUsers(problems: Problems, input: StoreAclInput): StoreAclPlan {
  const { release, operatorsRemoteKey, secretStore } = input;
  const users = input.users.map(userOf);
  const file = isRedisVersion(release) ? aclFileTemplate(users, release) : '';
  problems.rule('users', checkAclSize(file, users.length));
  return { ...objectsOf(input), release, users, operatorsRemoteKey, secretStore, file };
}

/** What is asked of a server, and what its memory holds; reported at the places of props, which those of a spec are called after. */
function planSize(
  problems: Problems,
  {
    resources = RESOURCE_CLASSES['memory-optimized'],
    maxmemory,
    maxclients = DEFAULT_MAXCLIENTS,
    shares = [],
    clients = [],
  }: StoreSizeInput,
): Pick<StoreInstancePlan, 'resources' | 'maxmemoryBytes' | 'maxclients' | 'promisedBytes' | 'connections'> {
  checkResources(problems.at('resources'), resources);
  // a stand-in says nothing of the memory that was meant
  const limit = problems.anyUnread('size', 'resources') ? 0 : (bytes(resources.memory) ?? 0);
  if (maxmemory !== undefined) problems.rule('maxmemory', checkBytes(maxmemory));
  const maxmemoryBytes = maxmemory === undefined ? maxmemoryOf(limit) : (bytes(maxmemory) ?? 0);
  if (limit > 0) problems.rule('maxmemory', checkMaxmemory(maxmemoryBytes, limit));
  problems.integer('maxclients', maxclients, 1);
  shares.forEach(({ name, memory }, index) => {
    // it is a line of the configuration file
    problems.rule(`budgets.${index}.name`, checkDnsLabel(name));
    problems.rule(`budgets.${index}.memory`, checkBytes(memory));
  });
  const promised = shares.map(({ name, memory }) => ({ name, bytes: bytes(memory) ?? 0 }));
  if (maxmemoryBytes > 0) problems.rule('budgets', checkMemoryBudgetsFit(promised, maxmemoryBytes));
  clients.forEach(({ peakPods, pool }, index) => {
    problems.integer(`clients.${index}.peakPods`, peakPods, 0);
    problems.integer(`clients.${index}.pool`, pool, 1);
  });
  problems.rule('maxclients', checkMemoryClientsFit(clients, maxclients));
  return {
    resources: { cpu: resources.cpu, memory: resources.memory, ephemeralStorage: resources.ephemeralStorage },
    maxmemoryBytes,
    maxclients,
    promisedBytes: promised.reduce((sum, { bytes: share }) => sum + share, 0),
    connections: connectionsOf(clients),
  };
}

function softwareOf({ image, exporterImage, issuer, labelDomain = DEFAULT_LABEL_DOMAIN }: StoreSoftwareInput): SoftwarePlan {
  return { image, exporterImage, issuer, labelDomain };
}

function objectsOf({ role, owner, namespace, labels = {}, annotations }: StoreObjectsInput): StoreObjectsPlan {
  return { role, owner, namespace, labels: { ...labels }, annotations: annotations && { ...annotations } };
}

function userOf({ name, prefixes, scripting = false, covers = [], remoteKey }: StoreUserInput): StoreUserPlan {
  return { name, prefixes: [...prefixes], scripting, covers: [...covers], remoteKey };
}
