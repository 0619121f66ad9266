import { checkWholeSeconds } from '../../kernel/duration';
import { type Findings, findingsAt } from '../../kernel/findings';
import { DEFAULT_LABEL_DOMAIN } from '../../kernel/labels';
import { MAX_CONFIG_MAP_BYTES } from '../../kernel/manifest';
import type { Problems } from '../../kernel/problems';
import { bytes, checkBytes, checkCpu } from '../../kernel/quantity';
import { ZONES } from '../clusters/schema';
import type { PodResources } from '../resources/spec';
import { imagesOf } from '../services/images';
import { PLATFORM_NAMESPACE } from '../services/places';
import { tlsPaths } from '../services/tls';
import { type DiskInput, type DiskPlan, planDisk } from '../storage/disk';
import type { BusAccount } from './account';
import type { BusClientPlan } from './clients';
import { ACCOUNTS_FILE, accountsConfiguration, natsConfiguration, SERVER_FILE } from './configuration';
import { DEFAULT_METRIC_PREFIX, type NatsMetricPrefix } from './metrics';
import {
  BUS_MONITORING_PORT,
  BUS_NAME,
  BUS_PLACE,
  CLUSTER_PORT,
  CONFIG_FOLDER,
  PID_FILE,
  serverHost,
  STORE_FOLDER,
  TLS_FOLDER,
} from './places';
import type { ProvisioningPlan } from './provisioning';
import { checkQuorum, checkServers, checkStreamReplicas, checkStreamSurvivesZoneLoss } from './quorum';
import { unconsumedSubjects } from './reach';
import { busFindings } from './rules';
import { NATS } from './schema';
import {
  type BusServer,
  checkAccountsFitServers,
  checkBusConnectionsFit,
  checkBusServer,
  checkHaAssetsFit,
  checkLameDuck,
  checkStreamsFitAccount,
  checkStreamsFitServers,
  maxFileBytesOf,
  maxMemoryBytesOf,
  type StreamSize,
} from './storage';

/** A durable consumer with every number derived. */
export interface ConsumerPlan {
  readonly stream: string;
  readonly consumer: string;
  readonly subjects: readonly string[];
  readonly ackWaitS: number;
  /** Deliveries of one message before it is given up. */
  readonly maxDeliver: number;
  readonly maxAckPending: number;
}

/** The servers of the bus, complete. */
export interface BusPlan {
  readonly namespace: string;
  readonly image: string;
  readonly reloaderImage: string;
  readonly exporterImage: string;
  /** ClusterIssuer that signs the servers' certificate. */
  readonly issuer: string;
  readonly servers: number;
  readonly resources: PodResources;
  /** Memory limit of one server. */
  readonly memoryBytes: number;
  /** Volume of one server. */
  readonly disk: DiskPlan;
  /** Seconds in which a server stops, the time of its lame duck included. */
  readonly graceS: number;
  readonly accounts: readonly BusAccount[];
  /** Configuration of the servers, by file name. */
  readonly files: Readonly<Record<string, string>>;
  readonly natsMetricPrefix: NatsMetricPrefix;
  readonly labelDomain: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>> | undefined;
}

/** The bus as an environment has it: servers, what makes their streams, and clients that others run. */
export interface SharedBusPlan extends BusPlan {
  /** One for each account with streams. */
  readonly provisioning: readonly ProvisioningPlan[];
  readonly controller: BusClientPlan;
  /** `undefined` if no agent hears of its budget. */
  readonly publisher: BusClientPlan | undefined;
}

/** What both doors bring to a bus. What may be left out has a default here. */
export interface BusInput
  extends Pick<BusPlan, 'image' | 'reloaderImage' | 'exporterImage' | 'issuer' | 'resources' | 'accounts'>, DiskInput {
  readonly servers?: number | undefined;
  readonly zones?: number | undefined;
  readonly maxConnections?: number | undefined;
  readonly lameDuckS?: number | undefined;
  readonly graceS?: number | undefined;
  readonly natsMetricPrefix?: NatsMetricPrefix | undefined;
  readonly labelDomain?: string | undefined;
  readonly namespace?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

/** What the door knows besides. */
export interface BusContext {
  /** Registries that images may come from. @default - any */
  readonly registries?: readonly string[] | undefined;
  /** Where a finding about accounts is reported, by its place among them. @default - below `accounts` */
  readonly at?: (place: string) => Findings;
  /** Whether every account is there, with the size of its streams. If not, nothing is said of sums. @default true */
  readonly sized?: boolean;
  /** Whether every user has its key besides. If not, nothing is said of users and grants. @default true */
  readonly keyed?: boolean;
}

const MI = 2 ** 20;
/** What a server needs before its first client, and for each client: buffers of both directions and the TLS state. https://docs.nats.io/running-a-nats-service/introduction/installation#supported-operating-systems-and-architectures */
const BASE_BYTES = 128 * MI;
const CONNECTION_BYTES = 64 * 1024;
const DEFAULT_MAX_CONNECTIONS = 1000;
/** The least the server takes. */
const DEFAULT_LAME_DUCK_S = 30;
const LAME_DUCK_GRACE_S = 10;
/** Above lame duck and its grace, with time for the streams to be closed. */
const AFTER_LAME_DUCK_S = 20;
/** Longest that a server may take to end: a day. */
const LONGEST_GRACE_S = 86_400;

/** Completes a bus and checks every number of it; all that is wrong and all that should be known is in the findings. */
export function planBus(findings: Findings, input: BusInput, context: BusContext = {}): BusPlan {
  const { problems, warnings } = findings;
  const { accounts, resources, namespace = PLATFORM_NAMESPACE, lameDuckS = DEFAULT_LAME_DUCK_S } = input;
  const { servers = NATS.shape.servers.said.default, zones = ZONES, maxConnections = DEFAULT_MAX_CONNECTIONS } = input;
  const images = imagesOf(input, ['image', 'reloaderImage', 'exporterImage'], { registries: context.registries }, findings);
  const counted = [problems.rule('servers', checkServers(servers)), problems.integer('zones', zones, 1)].every(Boolean);
  // one server has no quorum to lose: this is allowed, with a warning
  if (counted && servers > 1)
    for (const violation of checkQuorum({ members: servers, zones, maxUnavailable: 1 })) problems.rule('servers', violation);
  const disk = planDisk(problems, input);
  checkResources(problems.at('resources'), resources);
  problems.integer('maxConnections', maxConnections, 1);
  const graceS = input.graceS ?? LAME_DUCK_GRACE_S + lameDuckS + AFTER_LAME_DUCK_S;
  const whole = [
    problems.rule('lameDuckDuration', checkWholeSeconds(lameDuckS, LONGEST_GRACE_S)),
    // derived of the other unless written
    input.graceS === undefined || problems.rule('terminationGracePeriod', checkWholeSeconds(graceS, LONGEST_GRACE_S)),
  ].every(Boolean);
  if (whole) problems.rule('terminationGracePeriod', checkLameDuck(graceS, LAME_DUCK_GRACE_S, lameDuckS));

  const server = serverOf(disk.bytes, bytes(resources.memory) ?? 0, maxConnections);
  const known = server.diskBytes > 0 && server.memoryLimitBytes > 0 && !problems.anyUnread('disk', 'resources');
  if (known) for (const violation of checkBusServer(server)) problems.rule('resources.memory', violation);
  checkAccounts(findings, accounts, { servers, zones, server, counted, known }, context);
  if (counted && servers === 1) {
    // Rule `single-server`: while the only server restarts, no agent works (our choice).
    warnings.rule('servers', {
      rule: 'single-server',
      problem: 'while the only server restarts, no agent works',
      fix: 'use 3 where that matters',
    });
  }

  const files = {
    [ACCOUNTS_FILE]: accountsConfiguration(accounts),
    [SERVER_FILE]: serverFile(server, counted ? hostsOf(servers, namespace) : [], lameDuckS),
  };
  checkConfigSize(problems, files, accounts.length);
  return {
    namespace,
    ...images,
    issuer: input.issuer,
    servers,
    resources,
    memoryBytes: server.memoryLimitBytes,
    disk,
    graceS,
    accounts,
    files,
    natsMetricPrefix: input.natsMetricPrefix ?? DEFAULT_METRIC_PREFIX,
    labelDomain: input.labelDomain ?? DEFAULT_LABEL_DOMAIN,
    labels: input.labels ?? {},
    annotations: input.annotations,
  };
}

function checkResources(problems: Problems, { cpu, memory, ephemeralStorage }: PodResources): void {
  problems.rule('cpu', checkCpu(cpu));
  problems.rule('memory', checkBytes(memory));
  problems.rule('ephemeralStorage', checkBytes(ephemeralStorage));
}

function serverOf(diskBytes: number, memoryLimitBytes: number, maxConnections: number): BusServer {
  const overheadBytes = BASE_BYTES + CONNECTION_BYTES * maxConnections;
  return {
    diskBytes,
    maxFileBytes: maxFileBytesOf(diskBytes),
    memoryLimitBytes,
    maxMemoryBytes: maxMemoryBytesOf(memoryLimitBytes, overheadBytes),
    overheadBytes,
    maxConnections,
  };
}

interface Ground {
  readonly servers: number;
  readonly zones: number;
  readonly server: BusServer;
  /** Whether servers and zones are numbers that there can be. */
  readonly counted: boolean;
  /** Whether disk and memory are. */
  readonly known: boolean;
}

/** Checks what the accounts may do, and that the servers have room for all that accounts are promised. */
function checkAccounts(findings: Findings, accounts: readonly BusAccount[], ground: Ground, context: BusContext): void {
  const problems = findings.problems.at('accounts');
  const { at = (place: string): Findings => findingsAt(findingsAt(findings, 'accounts'), place), sized = true, keyed = true } = context;
  if (sized && keyed) {
    for (const { place, violation } of busFindings(accounts)) at(place).problems.rule('', violation);
    for (const { place, violation } of unconsumedSubjects(accounts)) at(place).warnings.rule('', violation);
  }
  if (sized) checkRoom(problems, accounts, ground);
}

function checkRoom(problems: Problems, accounts: readonly BusAccount[], { servers, zones, server, counted, known }: Ground): void {
  const sizesOf = ({ streams }: BusAccount): StreamSize[] =>
    streams.map(({ name, maxBytes, replicas, consumers }) => ({ name, storage: 'file', maxBytes, replicas, consumers: consumers.length }));
  const limits = accounts.map(({ name, limits: has }) => ({ name, ...has }));
  const own = accounts.flatMap(({ users }) => users.flatMap((user) => (user.own === undefined ? [] : [user.own])));
  for (const account of accounts) {
    for (const violation of checkStreamsFitAccount(sizesOf(account), { name: account.name, ...account.limits }))
      problems.rule(account.name, violation);
    for (const { name, replicas } of counted ? account.streams : []) {
      problems.rule(`${account.name}.${name}.replicas`, checkStreamReplicas(replicas, servers));
      problems.rule(`${account.name}.${name}.replicas`, checkStreamSurvivesZoneLoss(replicas, servers, zones));
    }
  }
  if (known && counted) {
    const tooLarge = checkStreamsFitServers(accounts.flatMap(sizesOf), servers, server);
    // an account is promised at least its streams; if these do not fit, that was already reported
    for (const violation of tooLarge.length > 0 ? tooLarge : checkAccountsFitServers(limits, servers, server)) problems.rule('', violation);
  }
  problems.rule('', checkBusConnectionsFit([...limits, ...own], server.maxConnections));
  problems.rule('', checkHaAssetsFit(accounts.flatMap(sizesOf)));
}

/** `nats.conf`, the same for every server. */
function serverFile({ maxConnections, maxMemoryBytes, maxFileBytes }: BusServer, hosts: readonly string[], lameDuckS: number): string {
  return natsConfiguration({
    serverNameVariable: 'POD_NAME',
    host: '0.0.0.0',
    clientPort: BUS_PLACE.port,
    monitoringPort: BUS_MONITORING_PORT,
    pidFile: PID_FILE,
    storeFolder: STORE_FOLDER,
    tls: tlsPaths(TLS_FOLDER),
    maxConnections,
    maxPayloadBytes: NATS.shape.messageBytes.said.max,
    maxMemoryBytes,
    maxFileBytes,
    lameDuckDurationS: lameDuckS,
    lameDuckGraceS: LAME_DUCK_GRACE_S,
    ...(hosts.length > 1 && { cluster: { name: BUS_NAME, port: CLUSTER_PORT, hosts } }),
  });
}

function hostsOf(servers: number, namespace: string): string[] {
  return Array.from({ length: servers }, (_, index) => serverHost(index, namespace));
}

/** Checks `config-size`. */
function checkConfigSize(problems: Problems, files: BusPlan['files'], accounts: number): void {
  const size = Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  problems.that(
    size <= MAX_CONFIG_MAP_BYTES,
    'accounts',
    'config-size',
    `the configuration of ${accounts} accounts takes ${size} bytes, but a ConfigMap holds ${MAX_CONFIG_MAP_BYTES}`,
    `split the tenants over two buses; ${CONFIG_FOLDER} is one ConfigMap`,
  );
}
