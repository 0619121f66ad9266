import { checkCron } from '../../kernel/cron';
import { checkImageAllowed, checkImagePinned } from '../../kernel/images';
import { DEFAULT_LABEL_DOMAIN } from '../../kernel/labels';
import { checkDnsLabel, checkId, checkLabelDomain } from '../../kernel/names';
import { sortedEntries } from '../../kernel/order';
import type { Problems, Violation } from '../../kernel/problems';
import { bytes, checkBytes } from '../../kernel/quantity';
import type { HostPlan } from '../network/plan';
import { RESOURCE_CLASSES } from '../resources/pod-sizes';
import { checkResources } from '../resources/resolve';
import type { PodResources } from '../resources/spec';
import { checkSecretKey } from '../secrets/keys';
import { type DiskPlan, planDisk } from '../storage/disk';
import { checkConnectionsFit, checkDatabaseInstances, checkDatabaseMemory, checkDatabaseZones } from './connections';
import { databaseName } from './places';
import { checkPoolerClients, RESERVED_CONNECTIONS, roleConnections, serverConnections } from './pooling';
import { BACKUP, POOLER, POSTGRES } from './schema';
import { checkDatabaseImage, checkParameter, serverMemory, serverParameters, type ServerSizes } from './server';

const DEFAULT_WORK_MEM = '4Mi';
const DEFAULT_MAINTENANCE_WORK_MEM = '64Mi';

/** PostgreSQL, the pooler in front of it, and a database for each tenant that needs one. */
export interface DatabasePlan {
  readonly cluster: PostgresClusterPlan;
  readonly pooler: PostgresPoolerPlan;
  /** Sorted by namespace. */
  readonly tenants: readonly TenantDatabasePlan[];
}

/** The servers. */
export interface PostgresClusterPlan {
  readonly image: string;
  /** Of one instance. */
  readonly resources: PodResources;
  readonly disk: DiskPlan;
  readonly instances: number;
  readonly maxConnections: number;
  /** Settings of `postgresql.conf`, sorted. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly apiServer: HostPlan;
  /** The object store of backups. */
  readonly hosts: readonly HostPlan[];
  /** ClusterIssuer that signs their certificate. */
  readonly issuer: string;
  readonly backup: BackupPlan | undefined;
  /** `undefined`: any node without a taint. */
  readonly nodePool: string | undefined;
  readonly labelDomain: string;
}

/** When a base backup is made, and where it goes. */
export interface BackupPlan {
  readonly objectStore: string;
  readonly schedule: string;
}

/** The pods of the pooler. */
export interface PostgresPoolerPlan {
  /** `undefined`: the one that the operator was built with. */
  readonly image: string | undefined;
  readonly resources: PodResources;
  readonly instances: number;
  readonly poolSize: number;
  readonly maxClients: number;
  /** Databases that it counts with. */
  readonly tenants: number;
  /** Connections to it of all agents at their rollout peak. */
  readonly clients: number;
  /** Most connections of one tenant at the server, those of a rollout's pods included. */
  readonly connectionsPerTenant: number;
  readonly apiServer: HostPlan;
  readonly nodePool: string | undefined;
  readonly labelDomain: string;
}

/** The role and the database of one tenant. */
export interface TenantDatabasePlan {
  /** Id of a tenant or pool. */
  readonly tenant: string;
  /** Role, database and schema. */
  readonly databaseName: string;
  readonly connectionLimit: number;
  readonly secretStore: string;
  readonly remoteKey: string;
  readonly labelDomain: string;
}

/** The servers, as both doors say them. The issuer and addresses are checked where they are written. */
export interface PostgresClusterInput {
  readonly image: string;
  readonly resources: PodResources;
  readonly disk: string;
  readonly storageClass?: string | undefined;
  readonly apiServer: HostPlan;
  readonly hosts?: readonly HostPlan[] | undefined;
  readonly issuer: string;
  readonly instances?: number | undefined;
  readonly acceptsOutage?: boolean | undefined;
  readonly zones?: number | undefined;
  readonly maxConnections?: number | undefined;
  readonly workMem?: string | undefined;
  readonly maintenanceWorkMem?: string | undefined;
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  readonly backup?: { readonly objectStore: string; readonly schedule?: string | undefined } | undefined;
  readonly nodePool?: string | undefined;
  readonly labelDomain?: string | undefined;
}

/** The pooler, as both doors say it. */
export interface PostgresPoolerInput {
  readonly tenants: number;
  readonly clients: number;
  readonly image?: string | undefined;
  readonly instances?: number | undefined;
  readonly poolSize?: number | undefined;
  readonly maxClients?: number | undefined;
  /** @default small */
  readonly resources?: PodResources | undefined;
  readonly nodePool?: string | undefined;
  readonly labelDomain?: string | undefined;
}

/** A tenant's database, as both doors say it. */
export interface TenantDatabaseInput {
  readonly tenant: string;
  readonly secretStore: string;
  readonly remoteKey: string;
  readonly labelDomain?: string | undefined;
}

/** All of it, as an environment says it. */
export interface DatabaseInput {
  readonly cluster: PostgresClusterInput;
  readonly pooler: Pick<PostgresPoolerInput, 'instances' | 'poolSize' | 'maxClients'>;
  /** `undefined` where something is wrong with tenants, so that their numbers mean nothing. */
  readonly clients: number | undefined;
  /** Checked where their parts are written. */
  readonly tenants: readonly TenantDatabaseInput[];
}

/** Servers, pooler and databases of an environment, whose rules are reported at the places of props. */
export function planDatabase(problems: Problems, input: DatabaseInput, registries: readonly string[] | undefined): DatabasePlan {
  const { plan: cluster, connections } = clusterOf(problems, input.cluster, registries);
  const { labelDomain, apiServer } = cluster;
  const { clients, tenants } = input;
  const pooling = { ...input.pooler, tenants: tenants.length, clients: clients ?? 0, labelDomain };
  const pooler = planPostgresPooler(problems.at('pooler'), pooling, {
    apiServer,
    maxConnections: clients === undefined ? undefined : connections,
  });
  return { cluster, pooler, tenants: tenants.map((one) => tenantDatabase({ ...one, labelDomain }, pooler.connectionsPerTenant)) };
}

/** The servers alone. */
export function planPostgresCluster(problems: Problems, input: PostgresClusterInput): PostgresClusterPlan {
  return clusterOf(problems, input, undefined).plan;
}

/**
 * The pooler of a cluster.
 *
 * @param cluster its connections are `undefined` where they are not known, so that nothing is said of them
 */
export function planPostgresPooler(
  problems: Problems,
  input: PostgresPoolerInput,
  cluster: { readonly apiServer: HostPlan; readonly maxConnections: number | undefined },
): PostgresPoolerPlan {
  const { tenants, clients, image, nodePool, labelDomain = DEFAULT_LABEL_DOMAIN, resources = RESOURCE_CLASSES.small } = input;
  const { instances: manyOf, poolSize: sizeOf, maxClients: mostOf } = POOLER.shape;
  const { instances = manyOf.said.default, poolSize = sizeOf.said.default, maxClients = mostOf.said.default } = input;
  if (image !== undefined) problems.rule('image', checkImagePinned(image));
  checkResources(problems.at('resources'), resources);
  if (nodePool !== undefined) problems.rule('nodePool', checkDnsLabel(nodePool));
  const whole = [
    problems.integer('tenants', tenants, 0),
    problems.integer('clients', clients, 0),
    problems.integer('instances', instances, manyOf.said.min, manyOf.said.max),
    problems.integer('poolSize', poolSize, sizeOf.said.min, sizeOf.said.max),
    problems.integer('maxClients', maxClients, mostOf.said.min, mostOf.said.max),
  ].every(Boolean);
  const pooling = { instances, poolSize };
  const { apiServer, maxConnections } = cluster;
  if (whole && maxConnections !== undefined) {
    problems.rule('poolSize', checkConnectionsFit(serverConnections(tenants, pooling), { maxConnections, reserved: RESERVED_CONNECTIONS }));
  }
  if (whole) problems.rule('maxClients', checkPoolerClients(clients, instances, maxClients));
  const connectionsPerTenant = roleConnections(pooling);
  return { ...pooling, image, resources, maxClients, tenants, clients, connectionsPerTenant, apiServer, nodePool, labelDomain };
}

/** A tenant's database alone, in a pooler that leaves each role so many connections. */
export function planTenantDatabase(problems: Problems, input: TenantDatabaseInput, connectionLimit: number): TenantDatabasePlan {
  problems.rule('tenant', checkId(input.tenant));
  problems.rule('secretStore', checkDnsLabel(input.secretStore));
  problems.rule('remoteKey', checkSecretKey(input.remoteKey));
  problems.rule('labelDomain', checkLabelDomain(input.labelDomain));
  return tenantDatabase(input, connectionLimit);
}

/** Rules `duplicate` and `database-tenants` for one more database of a pooler, beside those that it has. */
export function checkAdmitted(tenant: string, admitted: readonly string[], tenants: number): Violation[] {
  const count = admitted.length + 1;
  // Rule `database-tenants`: the pooler divides its connections by the number of tenants, and one more than it counts with overloads the
  // server (our choice).
  // Rule `duplicate`: two entries with one name overwrite each other, or the server refuses both (our choice).
  return [
    ...(admitted.includes(tenant)
      ? [{ rule: 'duplicate', problem: `'${tenant}' has a database already`, fix: 'give each tenant one' }]
      : []),
    ...(count > tenants
      ? [
          {
            rule: 'database-tenants',
            problem: `it is database ${count}, but the pooler counts with ${tenants}`,
            fix: `set tenants of the pooler to ${count}`,
          },
        ]
      : []),
  ];
}

/** The servers, and their connections if they are known. */
function clusterOf(
  problems: Problems,
  input: PostgresClusterInput,
  registries: readonly string[] | undefined,
): { readonly plan: PostgresClusterPlan; readonly connections: number | undefined } {
  const { image, apiServer, hosts = [], issuer, backup, nodePool, labelDomain = DEFAULT_LABEL_DOMAIN } = input;
  const { cpu, memory, ephemeralStorage } = input.resources;
  const { instances: manyOf, zones: zonesOf, maxConnections: mostOf } = POSTGRES.shape;
  const { instances = manyOf.said.default, zones = zonesOf.said.default, maxConnections = mostOf.said.default, parameters = {} } = input;
  if (problems.rule('image', checkImagePinned(image))) {
    if (registries !== undefined) problems.rule('image', checkImageAllowed(image, registries));
    problems.rule('image', checkDatabaseImage(image));
  }
  const sized = checkResources(problems.at('resources'), input.resources) && !problems.anyUnread('size', 'resources');
  const disk = planDisk(problems, input);
  if (
    problems.integer('instances', instances, manyOf.said.min, manyOf.said.max) &&
    problems.integer('zones', zones, zonesOf.said.min, zonesOf.said.max)
  ) {
    problems.rule('instances', checkDatabaseInstances(instances, input.acceptsOutage ?? false));
    problems.rule('instances', checkDatabaseZones(instances, zones));
  }
  const counts = problems.integer('maxConnections', maxConnections, mostOf.said.min, mostOf.said.max);
  const [workMemBytes, maintenanceWorkMemBytes] = [
    bytesAt(problems, 'workMem', input.workMem ?? DEFAULT_WORK_MEM),
    bytesAt(problems, 'maintenanceWorkMem', input.maintenanceWorkMem ?? DEFAULT_MAINTENANCE_WORK_MEM),
  ];
  const sizes: ServerSizes = { memoryBytes: bytes(memory) ?? 0, maxConnections, workMemBytes, maintenanceWorkMemBytes };
  if (counts && sized && workMemBytes > 0 && maintenanceWorkMemBytes > 0)
    problems.rule('maxConnections', checkDatabaseMemory(serverMemory(sizes), sizes.memoryBytes));
  const derived = serverParameters(sizes);
  for (const [name, value] of sortedEntries(parameters)) problems.at('parameters').rule(name, checkParameter(name, value, derived));
  const plan = {
    image,
    resources: { cpu, memory, ephemeralStorage },
    disk,
    instances,
    maxConnections,
    parameters: Object.fromEntries(sortedEntries({ ...parameters, ...derived })),
    apiServer,
    hosts,
    issuer,
    backup: backup && planBackup(problems.at('backup'), backup),
    nodePool,
    labelDomain,
  };
  if (nodePool !== undefined) problems.rule('nodePool', checkDnsLabel(nodePool));
  return { plan, connections: counts ? maxConnections : undefined };
}

function planBackup(
  problems: Problems,
  { objectStore, schedule = BACKUP.shape.schedule.said.default }: NonNullable<PostgresClusterInput['backup']>,
): BackupPlan {
  problems.rule('objectStore', checkDnsLabel(objectStore));
  problems.rule('schedule', checkCron(schedule));
  return { objectStore, schedule };
}

/** Bytes of a quantity; 0 if it is none. */
function bytesAt(problems: Problems, place: string, text: string): number {
  return problems.rule(place, checkBytes(text)) ? (bytes(text) ?? 0) : 0;
}

function tenantDatabase(
  { tenant, secretStore, remoteKey, labelDomain = DEFAULT_LABEL_DOMAIN }: TenantDatabaseInput,
  connectionLimit: number,
): TenantDatabasePlan {
  return { tenant, databaseName: databaseName(tenant), connectionLimit, secretStore, remoteKey, labelDomain };
}
