import { type App, type Chart, Duration } from 'cdk8s';
import { CREDENTIAL_FILES } from '../constructs/agent-credentials';
import { ExternalHost } from '../constructs/agent-egress';
import { AgentResources } from '../constructs/agent-resources';
import { JetStreamAccount } from '../constructs/jet-stream-account';
import { NatsBus } from '../constructs/nats-bus';
import { PlatformDeployment } from '../constructs/platform-deployment';
import { PostgresCluster } from '../constructs/postgres-cluster';
import { PostgresPooler } from '../constructs/postgres-pooler';
import { PostgresTenant } from '../constructs/postgres-tenant';
import { RedisAcl } from '../constructs/redis-acl';
import { RedisInstance } from '../constructs/redis-instance';
import { StoredSecret } from '../constructs/stored-secret';
import { PLATFORM_ACCOUNT, PROVISIONER, TOOL_GATEWAY } from '../src/core/bus/account';
import type { MemoryRole } from '../src/core/capacity/memory-budget';
import { InvalidInputError, type Problem } from '../src/core/problems';
import { secretKey } from '../src/core/secret-keys';
import { PLATFORM_NAMESPACE, PLATFORM_SERVICES } from '../src/core/services';
import type { ResolvedEnvironment, ResolvedTenant } from '../src/model/resolved';
import type { ResolvedHost } from '../src/model/resolved-host';
import type { ResolvedGateway, ResolvedServices } from '../src/model/resolved-services';

/** A chart of the platform's App, and so a file of its folder. */
export type ChartOf = (app: App, id: string, environment: ResolvedEnvironment) => Chart;

/** Everything that tenants share, one file each; what belongs to one tenant has a file of its own, so that a new tenant changes few lines. */
export function sharedServices(app: App, environment: ResolvedEnvironment, services: ResolvedServices, chartOf: ChartOf): void {
  const chart = (id: string): Chart => chartOf(app, id, environment);
  allAtOnce(`${environment.system}/${environment.name}`, {
    'services.nats': () => {
      bus(chart, environment, services);
    },
    'services.redis.state': () => {
      memory(chart, 'state', environment, services);
    },
    'services.redis.cache': () => {
      memory(chart, 'cache', environment, services);
    },
    'services.postgres': () => {
      database(chart, environment, services);
    },
    services: () => {
      gateways(chart, environment, services);
    },
  });
}

/** Sizes are judged by what is built of them: every step is tried, and what is wrong is said together, by the place it was written at. */
function allAtOnce(root: string, steps: Readonly<Record<string, () => void>>): void {
  const problems: Problem[] = [];
  for (const [place, step] of Object.entries(steps)) {
    try {
      step();
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      problems.push(
        ...error.problems.map((problem) => ({ ...problem, place: problem.place === '' ? place : `${place}.${problem.place}` })),
      );
    }
  }
  if (problems.length > 0) throw new InvalidInputError(root, problems);
}

function bus(
  chart: (id: string) => Chart,
  environment: ResolvedEnvironment,
  { nats, secretStore, certificateIssuer }: ResolvedServices,
): void {
  const { labelDomain, natsMetricPrefix } = environment;
  new NatsBus(chart('nats'), 'Nats', {
    image: nats.image,
    reloaderImage: nats.reloaderImage,
    exporterImage: nats.exporterImage,
    accounts: [...nats.accounts],
    issuer: certificateIssuer,
    disk: nats.disk,
    ...(nats.storageClass !== undefined && { storageClass: nats.storageClass }),
    servers: nats.servers,
    resources: AgentResources.of(nats.resources),
    natsMetricPrefix,
    labelDomain,
  });
  for (const account of nats.accounts.filter(({ streams }) => streams.length > 0)) {
    new JetStreamAccount(chart(`bus-${account.name}`), 'Account', {
      account,
      secretStore,
      remoteKey: platformKey(environment, `bus-${account.name}-${PROVISIONER}`),
      labelDomain,
    });
  }
}

function memory(
  chart: (id: string) => Chart,
  role: MemoryRole,
  environment: ResolvedEnvironment,
  { redis, secretStore }: ResolvedServices,
): void {
  const { resources, memoryPerTenant } = redis[role];
  const scope = chart(`redis-${role}`);
  const homes = new Map(environment.tenants.flatMap((tenant) => [tenant.id, ...(tenant.members ?? [])].map((id) => [id, tenant])));
  new RedisAcl(scope, 'Users', {
    role,
    release: redis.release,
    users: redis.users.map(({ name, prefixes, scripting, covers }) => ({
      name,
      prefixes: [...prefixes],
      scripting,
      covers: [...covers],
      remoteKey: memoryKey(environment, homes.get(name), name),
    })),
    operatorsRemoteKey: platformKey(environment, `redis-${role}`),
    secretStore,
  });
  new RedisInstance(scope, 'Redis', {
    role,
    image: redis.image,
    exporterImage: redis.exporterImage,
    resources: AgentResources.of(resources),
    budgets: redis.users.map(({ name }) => ({ name, memory: memoryPerTenant })),
    clients: [{ name: 'agents', peakPods: redis.pods, pool: redis.connectionsPerPod }],
    ...(role === 'state' && { disk: redis.disk }),
    ...(role === 'state' && redis.storageClass !== undefined && { storageClass: redis.storageClass }),
    labelDomain: environment.labelDomain,
  });
}

function database(chart: (id: string) => Chart, environment: ResolvedEnvironment, { postgres, secretStore }: ResolvedServices): void {
  const { labelDomain } = environment;
  const { backup, storageClass } = postgres;
  const scope = chart('postgres');
  const cluster = new PostgresCluster(scope, 'Cluster', {
    image: postgres.image,
    resources: AgentResources.of(postgres.resources),
    disk: postgres.disk,
    apiServer: hostOf(postgres.apiServer),
    ...(storageClass !== undefined && { storageClass }),
    instances: postgres.instances,
    maxConnections: postgres.maxConnections,
    ...(backup !== undefined && {
      backup: { objectStore: backup.objectStore, schedule: backup.schedule },
      hosts: backup.hosts.map(hostOf),
    }),
    labelDomain,
  });
  const pooler = new PostgresPooler(scope, 'Pooler', { cluster, tenants: postgres.tenants.length, clients: postgres.clients, labelDomain });
  for (const id of postgres.tenants) {
    const home = environment.tenants.find((tenant) => tenant.id === id);
    const remoteKey = secretKey(environment.system, environment.name, home?.namespace ?? id, 'database');
    new PostgresTenant(chart(`database-${id}`), 'Database', { pooler, tenant: id, secretStore, remoteKey, labelDomain });
  }
}

function gateways(
  chart: (id: string) => Chart,
  environment: ResolvedEnvironment,
  { toolGateway, llmGateway, secretStore }: ResolvedServices,
): void {
  const common = ({ image, resources, replicas, longestRequestS, hosts }: ResolvedGateway) => ({
    image,
    resources: AgentResources.of(resources),
    replicas,
    longestRequest: Duration.seconds(longestRequestS),
    hosts: hosts.map(hostOf),
    metrics: {},
    labelDomain: environment.labelDomain,
  });
  const tools = chart(PLATFORM_SERVICES.toolGateway.service);
  const { secret } = new StoredSecret(tools, 'Credentials', {
    name: `${TOOL_GATEWAY}-credentials`,
    namespace: PLATFORM_NAMESPACE,
    values: [
      { file: CREDENTIAL_FILES.busAuthority, key: platformKey(environment, 'bus-ca'), property: 'certificate' },
      { file: CREDENTIAL_FILES.busSeed, key: platformKey(environment, `bus-${TOOL_GATEWAY}`), property: 'seed' },
    ],
    secretStore,
  });
  new PlatformDeployment(tools, 'ToolGateway', {
    ...common(toolGateway),
    secrets: [secret],
    needs: ['bus'],
    busUser: { account: PLATFORM_ACCOUNT, user: TOOL_GATEWAY },
  });
  new PlatformDeployment(chart(PLATFORM_SERVICES.llmGateway.service), 'LlmGateway', { ...common(llmGateway), servesTenants: true });
}

/** A tenant's and a pool's password is its agents'; that of a member is nobody's but the member's. */
function memoryKey({ system, name }: ResolvedEnvironment, home: ResolvedTenant | undefined, user: string): string {
  const own = home === undefined || home.id === user;
  return secretKey(system, name, home?.namespace ?? user, own ? 'memory' : `memory-member-${user}`);
}

function platformKey({ system, name }: ResolvedEnvironment, what: string): string {
  return secretKey(system, name, PLATFORM_NAMESPACE, what);
}

function hostOf({ cidrs, port }: ResolvedHost): ExternalHost {
  return ExternalHost.ranges([...cidrs], port);
}
