import type { MemoryRole } from '../../src/features/store/memory-share';
import { EXPORTER, PROBE, RELOADER } from '../../src/features/store/acl';
import { ACL_FILE, aclSecret, LOCAL_REDIS, memoryTlsSecret, operatorsSecret, REDIS_METRICS_PORT } from '../../src/features/store/places';
import { localCli, readyScript, reloadScript } from '../../src/features/store/scripts';
import { APP_LABEL, TOPOLOGY } from '../../src/kernel/labels';
import type { PriorityClassName } from '../../src/features/tenancy/priority';
import type { PodResources } from '../../src/features/resources/spec';
import type { NamedPlace } from '../../src/features/services/places';
import { TLS_FILES, tlsPaths } from '../../src/features/services/tls';
import type { RedisContainer, RedisPodSpec, RedisProbe, RedisVolume } from './kinds';
import { hardened, POD_SECURITY, SECRET_MODE, SIDECAR } from '../kinds/pod-security';

/** Value of the component label of every instance: they avoid one host together. */
export const MEMORY_COMPONENT = 'memory';
/** Where the server keeps its file; a cache keeps nothing there. */
export const DATA_FOLDER = '/data';
/** Name of the claim, and of the folder of a cache. */
export const DATA_VOLUME = 'data';
/** Mounted as a folder: the kubelet never changes a file that is mounted alone. */
const ACL_FOLDER = '/etc/redis-acl';
/** The ACL file in the containers. */
export const ACL_PATH = `${ACL_FOLDER}/${ACL_FILE}`;
const TLS_FOLDER = '/etc/redis-tls';
/** The certificate in the containers. */
export const TLS_PATHS = tlsPaths(TLS_FOLDER);
/** Name of the exporter's passwords, in its Secret and where it is mounted. */
export const EXPORTER_PASSWORDS = 'exporter.json';
/** Names of the files in the ConfigMap. */
export const REDIS_CONF = 'redis.conf';
const READY_SCRIPT = 'ready.sh';
const RELOAD_SCRIPT = 'reload.sh';
const CONFIG_FOLDER = '/etc/redis';
const PASSWORDS_FOLDER = '/var/run/secrets/redis';
/** The server writes its last second and closes its file. */
const GRACE_S = 60;

/** What differs between the pods of two instances. */
export interface RedisPodInput {
  readonly role: MemoryRole;
  readonly place: NamedPlace;
  readonly image: string;
  readonly exporterImage: string;
  readonly resources: PodResources;
  readonly configMapName: string;
  readonly serviceAccountName: string;
}

/** Scripts of the pod, by file name. */
export function redisScripts(port: number): Record<string, string> {
  return {
    [READY_SCRIPT]: readyScript({ port, passwordFile: `${PASSWORDS_FOLDER}/${PROBE.property}/${PROBE.property}` }),
    [RELOAD_SCRIPT]: reloadScript(
      { port, passwordFile: `${PASSWORDS_FOLDER}/${RELOADER.property}/${RELOADER.property}` },
      ACL_PATH,
      TLS_PATHS,
    ),
  };
}

/**
 * The containers: the server, the reloader of users and certificate, and the exporter; each sees only its own password. One pod has no
 * zones to spread over.
 */
export function redisPod(input: RedisPodInput): RedisPodSpec {
  return {
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            podAffinityTerm: {
              labelSelector: { matchLabels: { [APP_LABEL.component]: MEMORY_COMPONENT } },
              topologyKey: TOPOLOGY.host,
            },
            weight: 100,
          },
        ],
      },
    },
    automountServiceAccountToken: false,
    containers: [server(input), reloader(input), exporter(input)],
    enableServiceLinks: false,
    priorityClassName: 'platform-critical' satisfies PriorityClassName,
    restartPolicy: 'Always',
    securityContext: POD_SECURITY,
    serviceAccountName: input.serviceAccountName,
    terminationGracePeriodSeconds: GRACE_S,
    volumes: volumes(input),
  };
}

function server({ place: { port }, image, resources }: RedisPodInput): RedisContainer {
  const ready = ['/bin/sh', `${CONFIG_FOLDER}/${READY_SCRIPT}`];
  return {
    ...hardened('redis', image, resources),
    // not the image's entry point: that of release 8 loads modules, whose searches are in @read and know no key
    command: ['redis-server', `${CONFIG_FOLDER}/${REDIS_CONF}`],
    // up to 10 minutes to read the file back; any answer means alive, be it a refusal, so that a full or busy server is not restarted
    startupProbe: probe(ready, 5, 120),
    readinessProbe: probe(ready, 5, 3),
    livenessProbe: probe([...localCli(port), 'PING'], 10, 6),
    ports: [{ containerPort: port, name: 'redis', protocol: 'TCP' }],
    volumeMounts: [
      { name: 'config', mountPath: CONFIG_FOLDER, readOnly: true },
      { name: 'acl', mountPath: ACL_FOLDER, readOnly: true },
      { name: 'tls', mountPath: TLS_FOLDER, readOnly: true },
      { name: PROBE.property, mountPath: `${PASSWORDS_FOLDER}/${PROBE.property}`, readOnly: true },
      { name: DATA_VOLUME, mountPath: DATA_FOLDER },
    ],
  };
}

function reloader({ image }: RedisPodInput): RedisContainer {
  return {
    ...hardened('reloader', image, SIDECAR),
    command: ['/bin/sh', `${CONFIG_FOLDER}/${RELOAD_SCRIPT}`],
    volumeMounts: [
      { name: 'config', mountPath: CONFIG_FOLDER, readOnly: true },
      { name: 'acl', mountPath: ACL_FOLDER, readOnly: true },
      { name: 'tls', mountPath: TLS_FOLDER, readOnly: true },
      { name: RELOADER.property, mountPath: `${PASSWORDS_FOLDER}/${RELOADER.property}`, readOnly: true },
    ],
  };
}

/** @see https://github.com/oliver006/redis_exporter#command-line-flags */
function exporter({ exporterImage }: RedisPodInput): RedisContainer {
  const folder = `${PASSWORDS_FOLDER}/${EXPORTER.property}`;
  return {
    ...hardened('exporter', exporterImage, SIDECAR),
    args: [
      `--redis.addr=${LOCAL_REDIS}`,
      // 127.0.0.1 is not a name of the certificate, and no other process can listen there
      '--skip-tls-verification',
      `--redis.user=${EXPORTER.name}`,
      `--redis.password-file=${folder}/${EXPORTER_PASSWORDS}`,
      `--web.listen-address=:${REDIS_METRICS_PORT}`,
      // neither may its user: CONFIG tells more than figures
      '--config-command=-',
      '--set-client-name=false',
    ],
    livenessProbe: { httpGet: { path: '/health', port: REDIS_METRICS_PORT }, periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 6 },
    ports: [{ containerPort: REDIS_METRICS_PORT, name: 'metrics', protocol: 'TCP' }],
    volumeMounts: [{ name: EXPORTER.property, mountPath: folder, readOnly: true }],
  };
}

function probe(command: readonly string[], periodSeconds: number, failureThreshold: number): RedisProbe {
  return { exec: { command }, periodSeconds, timeoutSeconds: 5, failureThreshold };
}

function volumes({ role, place, configMapName }: RedisPodInput): RedisVolume[] {
  const file = (name: string, secretName: string, ...keys: readonly string[]): RedisVolume => ({
    name,
    secret: { secretName, defaultMode: SECRET_MODE, items: keys.map((key) => ({ key, path: key })) },
  });
  return [
    { name: 'config', configMap: { name: configMapName } },
    file('acl', aclSecret(place), ACL_FILE),
    // one volume for server and reloader: two would change one after the other, and the server would read the old one again
    file('tls', memoryTlsSecret(place), ...Object.values(TLS_FILES)),
    file(PROBE.property, operatorsSecret(place), PROBE.property),
    file(RELOADER.property, operatorsSecret(place), RELOADER.property),
    file(EXPORTER.property, operatorsSecret(place), EXPORTER_PASSWORDS),
    ...dataVolumes(role),
  ];
}

function dataVolumes(role: MemoryRole): RedisVolume[] {
  switch (role) {
    case 'state':
      // its claim template makes the volume
      return [];
    case 'cache':
      return [{ name: DATA_VOLUME, emptyDir: { sizeLimit: '16Mi' } }];
  }
}
