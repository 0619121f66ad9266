import { poolMemoryUsers, tenantMemoryUser } from '../core/memory/memory-user';
import { cronHolds } from '../core/cron';
import { isDnsSubdomain } from '../core/names';
import { bytesHold } from '../core/quantity';
import { imageAllowed, imagePinned } from '../core/images';
import { shown } from '../core/shown';
import { DEFAULTS, LIMITS } from './defaults';
import type { ExternalHostSpec } from './agent-spec';
import { type Findings, findingsAt, wholeSecondsOf } from './findings';
import type { ResolvedHost } from './resolved-host';
import { resolveAccounts } from './resolve-bus';
import type { Frame } from './resolve-frame';
import { resolveHosts } from './resolve-hosts';
import { resolveResources } from './resolve-resources';
import type { Settled } from './resolve-tenant';
import type { ResolvedBackup, ResolvedGateway, ResolvedNats, ResolvedPostgres, ResolvedRedis, ResolvedServices } from './resolved-services';
import type { GatewaySpec, NatsSpec, PostgresSpec, RedisInstanceSpec, RedisSpec } from './services-spec';
import type { Shaped } from './shape';

/** Completes and checks the shared services, which follow from all tenants; `undefined` if none are written. */
export function resolveServices(settled: readonly Settled[], frame: Frame, root: Findings): ResolvedServices | undefined {
  const { services } = frame.spec;
  if (services === undefined) return undefined;
  const findings = findingsAt(root, 'services');
  const { secretStore = '', certificateIssuer = '' } = services;
  if (services.secretStore !== undefined) checkName('secretStore', secretStore, findings);
  if (services.certificateIssuer !== undefined) checkName('certificateIssuer', certificateIssuer, findings);
  const toolGateway = resolveGateway(services.toolGateway ?? {}, frame, findingsAt(findings, 'toolGateway'));
  const llmGateway = resolveGateway(services.llmGateway ?? {}, frame, findingsAt(findings, 'llmGateway'));
  const redis = resolveRedis(services.redis ?? {}, settled, frame, findingsAt(findings, 'redis'));
  const postgres = resolvePostgres(services.postgres ?? {}, settled, frame, findingsAt(findings, 'postgres'));
  const nats = resolveNats(services.nats ?? {}, toolGateway.replicas, settled, frame, root, findingsAt(findings, 'nats'));
  return { secretStore, certificateIssuer, nats, redis, postgres, toolGateway, llmGateway };
}

function resolveNats(
  spec: Shaped<NatsSpec>,
  toolGatewayReplicas: number,
  settled: readonly Settled[],
  frame: Frame,
  root: Findings,
  findings: Findings,
): ResolvedNats {
  const { servers = DEFAULTS.nats.servers, disk = '' } = spec;
  const { problems } = findings;
  const images = imagesOf(spec, ['image', 'reloaderImage', 'exporterImage'], frame, findings);
  problems.that([1, 3, 5].includes(servers), 'servers', 'quorum', `must be 1, 3 or 5, got ${servers}`, 'write 3');
  checkDisk(spec, findings);
  return {
    ...images,
    servers,
    disk,
    storageClass: spec.storageClass,
    resources: resolveResources(spec, 'medium', frame, findings),
    accounts: resolveAccounts({ spec, servers, toolGatewayReplicas }, settled, frame.reader, root, findings),
  };
}

function resolveRedis(spec: Shaped<RedisSpec>, settled: readonly Settled[], frame: Frame, findings: Findings): ResolvedRedis {
  const { connectionsPerPod = DEFAULTS.redis.connectionsPerPod } = spec;
  findings.problems.integer('connectionsPerPod', connectionsPerPod, 1, LIMITS.connections.max);
  checkDisk(spec, findings);
  const users = settled
    .filter(({ tenant }) => tenant.agents.some(({ needs }) => needs.includes('memory')))
    .flatMap(({ tenant: { id, members } }) => (members === undefined ? [tenantMemoryUser(id)] : poolMemoryUsers(id, members)));
  const instance = (written: Shaped<RedisInstanceSpec>, key: 'state' | 'cache'): ResolvedRedis['state'] => {
    const at = findingsAt(findings, key);
    const { memoryPerTenant = DEFAULTS.redis.memoryPerTenant } = written;
    at.problems.rule('memoryPerTenant', bytesHold(memoryPerTenant));
    return { memoryPerTenant, resources: resolveResources(written, 'medium', frame, at) };
  };
  return {
    ...imagesOf(spec, ['image', 'exporterImage'], frame, findings),
    release: spec.release ?? '',
    disk: spec.disk ?? '',
    storageClass: spec.storageClass,
    state: instance(spec.state ?? {}, 'state'),
    cache: instance(spec.cache ?? {}, 'cache'),
    users,
    pods: podsThatNeed(settled, 'memory'),
    connectionsPerPod,
  };
}

function resolvePostgres(spec: Shaped<PostgresSpec>, settled: readonly Settled[], frame: Frame, findings: Findings): ResolvedPostgres {
  const { problems } = findings;
  const {
    instances = DEFAULTS.postgres.instances,
    maxConnections = DEFAULTS.postgres.maxConnections,
    connectionsPerPod = DEFAULTS.postgres.connectionsPerPod,
  } = spec;
  problems.integer('instances', instances, 1, LIMITS.instances.max);
  problems.integer('maxConnections', maxConnections, LIMITS.connections.min, LIMITS.connections.max);
  problems.integer('connectionsPerPod', connectionsPerPod, 1, LIMITS.connections.max);
  checkDisk(spec, findings);
  return {
    ...imagesOf(spec, ['image'], frame, findings),
    instances,
    disk: spec.disk ?? '',
    storageClass: spec.storageClass,
    maxConnections,
    resources: resolveResources(spec, 'medium', frame, findings),
    tenants: settled.filter(({ tenant }) => tenant.agents.some(({ needs }) => needs.includes('database'))).map(({ tenant: { id } }) => id),
    clients: podsThatNeed(settled, 'database') * connectionsPerPod,
    apiServer: resolveApiServer(spec.apiServer ?? {}, frame, findings),
    backup: resolveBackup(spec, frame, findings),
  };
}

function resolveApiServer(spec: Shaped<ExternalHostSpec>, frame: Frame, findings: Findings): ResolvedHost {
  const [host = { name: undefined, cidrs: [], port: DEFAULTS.agent.hostPort }] = resolveHosts([spec], frame, findings, 'apiServer');
  return host;
}

function resolveBackup({ backup }: Shaped<PostgresSpec>, frame: Frame, findings: Findings): ResolvedBackup | undefined {
  if (backup === undefined) return undefined;
  const at = findingsAt(findings, 'backup');
  const { objectStore = '', schedule = DEFAULTS.postgres.backupSchedule, hosts = [] } = backup;
  if (backup.objectStore !== undefined) checkName('objectStore', objectStore, at);
  at.problems.rule('schedule', cronHolds(schedule));
  return { objectStore, schedule, hosts: resolveHosts(hosts, frame, at) };
}

function resolveGateway(spec: Shaped<GatewaySpec>, frame: Frame, findings: Findings): ResolvedGateway {
  const { replicas = DEFAULTS.gateway.replicas, hosts = [] } = spec;
  findings.problems.integer('replicas', replicas, LIMITS.replicas.min, LIMITS.replicas.max);
  const longestRequestS = wholeSecondsOf(
    findings.problems,
    'longestRequest',
    spec.longestRequest ?? DEFAULTS.gateway.longestRequest,
    LIMITS.graceS,
  );
  return {
    ...imagesOf(spec, ['image'], frame, findings),
    replicas,
    longestRequestS: longestRequestS ?? 0,
    resources: resolveResources(spec, 'medium', frame, findings),
    hosts: resolveHosts(hosts, frame, findings),
  };
}

/** Pods of all agents that need it, at their peak. */
function podsThatNeed(settled: readonly Settled[], dependency: 'memory' | 'database'): number {
  return settled
    .flatMap(({ tenant: { agents } }) => agents)
    .reduce((sum, { needs, peakPods }) => sum + (needs.includes(dependency) ? peakPods : 0), 0);
}

/** Images by registry, tag and digest, from an allowed registry; empty text where a problem was recorded. */
function imagesOf<K extends string>(
  spec: { readonly [key in K]?: string | undefined },
  names: readonly K[],
  { registries }: Frame,
  { problems }: Findings,
): Readonly<Record<K, string>> {
  const entries = names.map((name): [K, string] => {
    const image = spec[name];
    if (image !== undefined && problems.rule(name, imagePinned(image)) && registries !== undefined)
      problems.rule(name, imageAllowed(image, registries));
    return [name, image ?? ''];
  });
  return Object.fromEntries(entries) as Record<K, string>;
}

function checkDisk(
  { disk, storageClass }: { readonly disk?: string | undefined; readonly storageClass?: string | undefined },
  findings: Findings,
): void {
  if (disk !== undefined) findings.problems.rule('disk', bytesHold(disk));
  if (storageClass !== undefined) checkName('storageClass', storageClass, findings);
}

function checkName(place: string, value: string, { problems }: Findings): void {
  problems.that(isDnsSubdomain(value), place, 'name', `must be the name of an object, got ${shown(value)}`, `write 'platform'`);
}
