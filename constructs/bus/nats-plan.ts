import type { BusAccount } from '../../src/features/bus/account';
import { ACCOUNTS_FILE, accountsConfiguration, natsConfiguration, SERVER_FILE } from '../../src/features/bus/configuration';
import { BUS_MONITORING_PORT, BUS_NAME, BUS_PLACE, CLUSTER_PORT, serverHost } from '../../src/features/bus/places';
import { busFindings } from '../../src/features/bus/rules';
import {
  checkAccountsFitServers,
  checkBusConnectionsFit,
  type BusServer,
  checkBusServer,
  checkHaAssetsFit,
  checkLameDuck,
  maxFileBytesOf,
  maxMemoryBytesOf,
  type StreamSize,
  checkStreamsFitAccount,
  checkStreamsFitServers,
} from '../../src/features/bus/storage';
import { checkQuorum, checkStreamReplicas, checkStreamSurvivesZoneLoss, ZONES } from '../../src/features/availability/quorum';
import { checkImagePinned } from '../../src/kernel/images';
import { checkDnsLabel } from '../../src/kernel/names';
import type { Problems } from '../../src/kernel/problems';
import { bytes, checkBytes } from '../../src/kernel/quantity';
import { MAX_CONFIG_BYTES } from '../../src/features/agent/settings';
import { tlsPaths } from '../../src/features/services/tls';
import { AgentResources, checkResources } from '../resources/agent-resources';
import { CONFIG_FOLDER, PID_FILE, STORE_FOLDER, TLS_FOLDER } from './nats-pod';
import type { NatsBusProps } from './nats-props';

const MI = 2 ** 20;
/** What a server needs before its first client, and for each client: buffers of both directions and the TLS state. https://docs.nats.io/running-a-nats-service/introduction/installation#supported-operating-systems-and-architectures */
const BASE_BYTES = 128 * MI;
const CONNECTION_BYTES = 64 * 1024;
const DEFAULT_MAX_CONNECTIONS = 1000;
/** The server's own default: https://docs.nats.io/running-a-nats-service/configuration#connectivity */
const MAX_PAYLOAD_BYTES = MI;
const DEFAULT_SERVERS = 3;
/** The least the server takes. */
const DEFAULT_LAME_DUCK_S = 30;
const LAME_DUCK_GRACE_S = 10;
/** Above lame duck and its grace, with time for the streams to be closed. */
const AFTER_LAME_DUCK_S = 20;

/** Props with their defaults, checked, and the files that follow. */
export interface NatsPlan {
  readonly servers: number;
  readonly resources: AgentResources;
  readonly memoryBytes: number;
  readonly graceS: number;
  /** By file name. */
  readonly files: { readonly [name: string]: string };
}

/** Every number of the bus, checked by its rule, and its configuration. */
export function planBus(problems: Problems, props: NatsBusProps, namespace: string): NatsPlan {
  const { servers = DEFAULT_SERVERS, zones = ZONES, maxConnections = DEFAULT_MAX_CONNECTIONS, accounts } = props;
  const resources = props.resources ?? AgentResources.large();
  for (const image of ['image', 'reloaderImage', 'exporterImage'] as const) problems.rule(image, checkImagePinned(props[image]));
  checkResources(problems.at('resources'), resources);
  problems.rule('disk', checkBytes(props.disk));
  problems.rule('issuer', checkDnsLabel(props.issuer));
  problems.integer('maxConnections', maxConnections, 1);
  const sound = [problems.integer('servers', servers, 1, 5), problems.integer('zones', zones, 1)].every(Boolean);
  // one server has no quorum to lose: this is allowed, with a warning
  if (sound && servers > 1)
    for (const violation of checkQuorum({ members: servers, zones, maxUnavailable: 1 })) problems.rule('servers', violation);

  const lameDuckDurationS = props.lameDuckDuration?.toSeconds() ?? DEFAULT_LAME_DUCK_S;
  const graceS = props.terminationGracePeriod?.toSeconds() ?? LAME_DUCK_GRACE_S + lameDuckDurationS + AFTER_LAME_DUCK_S;
  problems.rule('terminationGracePeriod', checkLameDuck(graceS, LAME_DUCK_GRACE_S, lameDuckDurationS));

  const memoryBytes = bytes(resources.memory) ?? 0;
  const diskBytes = bytes(props.disk) ?? 0;
  const overheadBytes = BASE_BYTES + CONNECTION_BYTES * maxConnections;
  const server: BusServer = {
    diskBytes,
    maxFileBytes: maxFileBytesOf(diskBytes),
    memoryLimitBytes: memoryBytes,
    maxMemoryBytes: maxMemoryBytesOf(memoryBytes, overheadBytes),
    overheadBytes,
    maxConnections,
  };
  if (memoryBytes > 0 && diskBytes > 0) for (const violation of checkBusServer(server)) problems.rule('resources.memory', violation);
  checkAccounts(problems.at('accounts'), accounts, { servers, zones, server });

  const files = {
    [ACCOUNTS_FILE]: accountsConfiguration(accounts),
    [SERVER_FILE]: natsConfiguration({
      serverNameVariable: 'POD_NAME',
      host: '0.0.0.0',
      clientPort: BUS_PLACE.port,
      monitoringPort: BUS_MONITORING_PORT,
      pidFile: PID_FILE,
      storeFolder: STORE_FOLDER,
      tls: tlsPaths(TLS_FOLDER),
      maxConnections,
      maxPayloadBytes: MAX_PAYLOAD_BYTES,
      maxMemoryBytes: server.maxMemoryBytes,
      maxFileBytes: server.maxFileBytes,
      lameDuckDurationS,
      lameDuckGraceS: LAME_DUCK_GRACE_S,
      ...(sound &&
        servers > 1 && {
          cluster: {
            name: BUS_NAME,
            port: CLUSTER_PORT,
            hosts: Array.from({ length: servers }, (_, index) => serverHost(index, namespace)),
          },
        }),
    }),
  };
  const size = Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  problems.that(
    size <= MAX_CONFIG_BYTES,
    'accounts',
    'config-size',
    `the configuration of ${accounts.length} accounts takes ${size} bytes, but a ConfigMap holds ${MAX_CONFIG_BYTES}`,
    `split the tenants over two buses; ${CONFIG_FOLDER} is one ConfigMap`,
  );
  return { servers, resources, memoryBytes, graceS, files };
}

interface Ground {
  readonly servers: number;
  readonly zones: number;
  readonly server: BusServer;
}

/** Checks what the accounts may do, and that the servers have room for all that accounts are promised. */
function checkAccounts(problems: Problems, accounts: readonly BusAccount[], { servers, zones, server }: Ground): void {
  for (const { place, violation } of busFindings(accounts)) problems.rule(place, violation);
  const sizesOf = ({ streams }: BusAccount): StreamSize[] =>
    streams.map(({ name, maxBytes, replicas, consumers }) => ({ name, storage: 'file', maxBytes, replicas, consumers: consumers.length }));
  const limits = accounts.map(({ name, limits: has }) => ({ name, ...has }));
  const own = accounts.flatMap(({ users }) => users.flatMap((user) => (user.own === undefined ? [] : [user.own])));
  for (const account of accounts) {
    for (const violation of checkStreamsFitAccount(sizesOf(account), { name: account.name, ...account.limits }))
      problems.rule(account.name, violation);
    for (const { name, replicas } of account.streams) {
      problems.rule(`${account.name}.${name}.replicas`, checkStreamReplicas(replicas, servers));
      problems.rule(`${account.name}.${name}.replicas`, checkStreamSurvivesZoneLoss(replicas, servers, zones));
    }
  }
  if (server.diskBytes > 0 && server.memoryLimitBytes > 0) {
    const tooLarge = checkStreamsFitServers(accounts.flatMap(sizesOf), servers, server);
    // an account is promised at least its streams; if these do not fit, that was already reported
    for (const violation of tooLarge.length > 0 ? tooLarge : checkAccountsFitServers(limits, servers, server)) problems.rule('', violation);
  }
  problems.rule('', checkBusConnectionsFit([...limits, ...own], server.maxConnections));
  problems.rule('', checkHaAssetsFit(accounts.flatMap(sizesOf)));
}
