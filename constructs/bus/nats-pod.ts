import { TOPOLOGY } from '../../src/kernel/labels';
import { ACCOUNTS_FILE, SERVER_FILE } from '../../src/features/bus/configuration';
import {
  BUS_METRICS_PORT,
  BUS_MONITORING_PORT,
  BUS_NAME,
  BUS_PLACE,
  BUS_TLS_SECRET,
  CLUSTER_PORT,
  CONFIG_FOLDER,
  DATA_FOLDER,
  PID_FILE,
  PID_FOLDER,
  TLS_FOLDER,
} from '../../src/features/bus/places';
import { exporterFlags } from '../../src/features/bus/metrics';
import type { BusPlan } from '../../src/features/bus/plan';
import type { PriorityClassName } from '../../src/features/tenancy/priority';
import { tlsPaths } from '../../src/features/services/tls';
import type { Probe } from '../kinds/core';
import type { NatsContainer, NatsPodSpec } from './nats-kinds';
import { hardened, POD_SECURITY, SECRET_MODE, SIDECAR } from '../kinds/pod-security';

/** Name of the servers' files. */
export const CONFIG_MAP = `${BUS_NAME}-config`;
/** Name of the claim. */
export const DATA_VOLUME = 'data';
/** How often the second reloader looks. */
const SECOND_RELOAD = '30s';
/** Share of the limit that Go's heap aims to stay below. https://pkg.go.dev/runtime#hdr-Environment_Variables */
const GO_MEMORY_SHARE = 0.9;

/** The containers: the server, the reloaders that signal changed files, and the metrics exporter. */
export function natsPod(plan: BusPlan): NatsPodSpec {
  const selectorLabels = BUS_PLACE.podLabels;
  return {
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { podAffinityTerm: { labelSelector: { matchLabels: selectorLabels }, topologyKey: TOPOLOGY.host }, weight: 100 },
        ],
      },
    },
    automountServiceAccountToken: false,
    containers: [
      server(plan),
      reloader('reloader', [], plan),
      reloader('second-reloader', ['-force-poll', '-poll-interval', SECOND_RELOAD], plan),
      exporter(plan),
    ],
    dnsConfig: { options: [{ name: 'ndots', value: '2' }] },
    enableServiceLinks: false,
    priorityClassName: 'platform-critical' satisfies PriorityClassName,
    restartPolicy: 'Always',
    securityContext: POD_SECURITY,
    serviceAccountName: BUS_NAME,
    shareProcessNamespace: true,
    terminationGracePeriodSeconds: plan.graceS,
    topologySpreadConstraints: [
      {
        labelSelector: { matchLabels: selectorLabels },
        maxSkew: 1,
        topologyKey: TOPOLOGY.zone,
        // with two servers in one zone, losing that zone stops the bus: rather one server less
        whenUnsatisfiable: 'DoNotSchedule',
      },
    ],
    volumes: [
      { name: 'config', configMap: { name: CONFIG_MAP } },
      { name: 'tls', secret: { secretName: BUS_TLS_SECRET, defaultMode: SECRET_MODE } },
      { name: 'pid', emptyDir: { sizeLimit: '1Mi' } },
    ],
  };
}

function server({ image, resources, memoryBytes }: BusPlan): NatsContainer {
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
function reloader(name: string, flags: readonly string[], { reloaderImage }: BusPlan): NatsContainer {
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

function exporter({ exporterImage, natsMetricPrefix }: BusPlan): NatsContainer {
  return {
    ...hardened('exporter', exporterImage, SIDECAR),
    args: [
      `-port=${BUS_METRICS_PORT}`,
      ...exporterFlags(natsMetricPrefix),
      '-use_internal_server_name',
      `http://127.0.0.1:${BUS_MONITORING_PORT}/`,
    ],
    ports: [{ containerPort: BUS_METRICS_PORT, name: 'metrics', protocol: 'TCP' }],
  };
}

function probe(path: string, periodSeconds: number, failureThreshold: number): Probe {
  return { httpGet: { path, port: BUS_MONITORING_PORT }, periodSeconds, timeoutSeconds: 5, failureThreshold };
}
