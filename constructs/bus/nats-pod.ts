import { ACCOUNTS_FILE, SERVER_FILE } from '../../src/features/bus/configuration';
import { BUS_METRICS_PORT, BUS_MONITORING_PORT, BUS_PLACE, BUS_TLS_SECRET, CLUSTER_PORT } from '../../src/features/bus/places';
import type { NatsMetricPrefix } from '../../src/features/bus/metrics';
import type { PriorityClassName } from '../../src/features/tenancy/priority';
import type { PodResources } from '../../src/features/resources/spec';
import { tlsPaths } from '../../src/features/services/tls';
import type { Probe } from '../kinds/core';
import type { NatsContainer, NatsPodSpec } from './nats-kinds';
import { hardened, POD_SECURITY, SECRET_MODE, SIDECAR } from '../kinds/pod-security';

/** Where the ConfigMap is mounted: a folder, because the kubelet never changes a file that is mounted alone. */
export const CONFIG_FOLDER = '/etc/nats';
export const TLS_FOLDER = '/etc/nats-tls';
/** Name of the claim. */
export const DATA_VOLUME = 'data';
const DATA_FOLDER = '/data';
export const STORE_FOLDER = `${DATA_FOLDER}/jetstream`;
const PID_FOLDER = '/var/run/nats';
export const PID_FILE = `${PID_FOLDER}/nats.pid`;
/** How often the second reloader looks. */
const SECOND_RELOAD = '30s';
/** Share of the limit that Go's heap aims to stay below. https://pkg.go.dev/runtime#hdr-Environment_Variables */
const GO_MEMORY_SHARE = 0.9;

/** What differs between two buses. */
export interface NatsPodInput {
  readonly image: string;
  readonly reloaderImage: string;
  readonly exporterImage: string;
  readonly resources: PodResources;
  readonly memoryBytes: number;
  readonly configMapName: string;
  readonly serviceAccountName: string;
  readonly selectorLabels: Readonly<Record<string, string>>;
  readonly graceS: number;
  readonly natsMetricPrefix: NatsMetricPrefix;
}

/** The containers: the server, the reloaders that signal changed files, and the metrics exporter. */
export function natsPod(input: NatsPodInput): NatsPodSpec {
  const { selectorLabels } = input;
  return {
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { podAffinityTerm: { labelSelector: { matchLabels: selectorLabels }, topologyKey: 'kubernetes.io/hostname' }, weight: 100 },
        ],
      },
    },
    automountServiceAccountToken: false,
    containers: [
      server(input),
      reloader('reloader', [], input),
      reloader('second-reloader', ['-force-poll', '-poll-interval', SECOND_RELOAD], input),
      exporter(input),
    ],
    dnsConfig: { options: [{ name: 'ndots', value: '2' }] },
    enableServiceLinks: false,
    priorityClassName: 'platform-critical' satisfies PriorityClassName,
    restartPolicy: 'Always',
    securityContext: POD_SECURITY,
    serviceAccountName: input.serviceAccountName,
    shareProcessNamespace: true,
    terminationGracePeriodSeconds: input.graceS,
    topologySpreadConstraints: [
      {
        labelSelector: { matchLabels: selectorLabels },
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        // with two servers in one zone, losing that zone stops the bus: rather one server less
        whenUnsatisfiable: 'DoNotSchedule',
      },
    ],
    volumes: [
      { name: 'config', configMap: { name: input.configMapName } },
      { name: 'tls', secret: { secretName: BUS_TLS_SECRET, defaultMode: SECRET_MODE } },
      { name: 'pid', emptyDir: { sizeLimit: '1Mi' } },
    ],
  };
}

function server({ image, resources, memoryBytes }: NatsPodInput): NatsContainer {
  return {
    ...hardened('nats', image, resources),
    args: ['--config', `${CONFIG_FOLDER}/${SERVER_FILE}`],
    env: [
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'GOMEMLIMIT', value: `${Math.floor((memoryBytes * GO_MEMORY_SHARE) / 2 ** 20)}MiB` },
    ],
    // clients are handed over first; the SIGTERM that follows does not interrupt it: https://docs.nats.io/running-a-nats-service/nats_admin/lame_duck_mode
    lifecycle: { preStop: { exec: { command: ['nats-server', `-sl=ldm=${PID_FILE}`] } } },
    // a quarter of an hour to read streams back and to catch up
    startupProbe: probe('/healthz', 10, 90),
    readinessProbe: probe('/healthz?js-server-only=true', 10, 3),
    livenessProbe: probe('/healthz?js-enabled-only=true', 30, 3),
    ports: [
      { containerPort: BUS_PLACE.port, name: 'nats', protocol: 'TCP' },
      { containerPort: CLUSTER_PORT, name: 'cluster', protocol: 'TCP' },
      { containerPort: BUS_MONITORING_PORT, name: 'monitor', protocol: 'TCP' },
    ],
    volumeMounts: [
      { name: 'config', mountPath: CONFIG_FOLDER, readOnly: true },
      { name: 'tls', mountPath: TLS_FOLDER, readOnly: true },
      { name: 'pid', mountPath: PID_FOLDER },
      { name: DATA_VOLUME, mountPath: DATA_FOLDER },
    ],
  };
}

/**
 * Sends SIGHUP after every change of accounts and certificates.
 *
 * It is sent twice: by a reloader that watches the files, and by one that looks at intervals. A new account's imports work only after the
 * second reload, because a server does not start the imports of an account that a reload adds (seen on 2.14.9).
 *
 * @see https://github.com/nats-io/nack/tree/main/cmd/nats-server-config-reloader
 * @see https://github.com/nats-io/nats-server/blob/v2.14.0/server/server.go (configureAccounts: "only if not reloading")
 */
function reloader(name: string, flags: readonly string[], { reloaderImage }: NatsPodInput): NatsContainer {
  const watched = [...[SERVER_FILE, ACCOUNTS_FILE].map((file) => `${CONFIG_FOLDER}/${file}`), ...Object.values(tlsPaths(TLS_FOLDER))];
  return {
    ...hardened(name, reloaderImage, SIDECAR),
    args: ['-pid', PID_FILE, ...flags, ...watched.flatMap((file) => ['-config', file])],
    volumeMounts: [
      { name: 'config', mountPath: CONFIG_FOLDER, readOnly: true },
      { name: 'tls', mountPath: TLS_FOLDER, readOnly: true },
      { name: 'pid', mountPath: PID_FOLDER, readOnly: true },
    ],
  };
}

/** https://github.com/nats-io/prometheus-nats-exporter#usage */
function exporter({ exporterImage, natsMetricPrefix }: NatsPodInput): NatsContainer {
  return {
    ...hardened('exporter', exporterImage, SIDECAR),
    args: [
      `-port=${BUS_METRICS_PORT}`,
      '-varz',
      '-jsz=all',
      // its own prefix is `jetstream`
      ...(natsMetricPrefix === 'jetstream' ? [] : [`-prefix=${natsMetricPrefix}`]),
      '-use_internal_server_name',
      `http://127.0.0.1:${BUS_MONITORING_PORT}/`,
    ],
    ports: [{ containerPort: BUS_METRICS_PORT, name: 'metrics', protocol: 'TCP' }],
  };
}

function probe(path: string, periodSeconds: number, failureThreshold: number): Probe {
  return { httpGet: { path, port: BUS_MONITORING_PORT }, periodSeconds, timeoutSeconds: 5, failureThreshold };
}
