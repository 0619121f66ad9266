import { checkDnsLabel } from '../../src/kernel/names';
import type { Problems } from '../../src/kernel/problems';
import { shown } from '../../src/kernel/shown';
import type { WorkerPlan } from '../../src/features/agent/worker';
import { labelKeys } from '../../src/kernel/labels';
import { CONFIG_FILE, CONFIG_FOLDER, SECRETS_FOLDER } from '../../src/features/agent/config';
import type { Dependency } from '../../src/features/agent/spec';
import type { AgentVolume } from './agent-props';
import type { Volume, VolumeMount } from '../kinds/core';
import { LLM_TOKEN_MOUNT, LLM_TOKEN_VOLUME } from '../llm/llm-token';
import { SECRET_MODE } from '../kinds/pod-security';

/** Folders that files are mounted in. */
export interface MountFolders {
  /** The configuration file. */
  readonly config: string;
  /** Further ConfigMaps: beside the configuration folder, not in it, because the runtime cannot make a mount point inside a read-only mount. */
  readonly configMaps: string;
  readonly secrets: string;
}

const AGENT_FOLDERS: MountFolders = { config: CONFIG_FOLDER, configMaps: '/etc/agent.d', secrets: SECRETS_FOLDER };

const TMP = '/tmp';
/** Of the class's ephemeral storage, at least 1Gi. */
const TMP_SIZE = '256Mi';

/** Volume sources that the Pod Security Standard *restricted* admits: https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
const ADMITTED = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'];

/** Volumes of a pod and where they are mounted. */
export interface AgentMounts {
  readonly volumes: readonly Volume[];
  readonly volumeMounts: readonly VolumeMount[];
}

/** Where the configuration file is. */
export type ConfigSource = Pick<Volume, 'configMap' | 'downwardAPI'>;

/** What is mounted into a pod. */
export interface Mounted {
  readonly configMaps?: readonly { readonly name: string }[];
  readonly secrets?: readonly { readonly name: string }[];
  readonly volumes?: readonly AgentVolume[] | undefined;
  readonly stateful?: boolean | undefined;
  readonly needs?: readonly Dependency[];
}

/** Configuration, further ConfigMaps, Secrets as files, the token for the LLM gateway, `/tmp`, and state where it was opted into. */
export function planMounts(problems: Problems, props: Mounted, config: ConfigSource, folders: MountFolders = AGENT_FOLDERS): AgentMounts {
  const state = props.volumes ?? [];
  const callsModels = props.needs?.includes('llm-gateway') === true;
  const configMaps = (props.configMaps ?? []).map(({ name }) => ({
    volume: { name: `config-${name}`, configMap: { name } },
    at: `${folders.configMaps}/${name}`,
  }));
  const secrets = (props.secrets ?? []).map(({ name }) => ({
    volume: { name: `secret-${name}`, secret: { secretName: name, defaultMode: SECRET_MODE } },
    at: `${folders.secrets}/${name}`,
  }));
  configMaps.forEach(({ volume }, index) => problems.rule(`configMaps.${index}`, checkDnsLabel(volume.name)));
  secrets.forEach(({ volume }, index) => problems.rule(`secrets.${index}`, checkDnsLabel(volume.name)));
  state.forEach((volume, index) => {
    checkVolume(problems.at(`volumes.${index}`), volume, props.stateful ?? false);
  });

  const mounts: AgentMounts = {
    volumes: [
      { name: 'config', ...config },
      ...[...configMaps, ...secrets].map(({ volume }) => volume),
      ...(callsModels ? [LLM_TOKEN_VOLUME] : []),
      { name: 'tmp', emptyDir: { sizeLimit: TMP_SIZE } },
      ...state.map(({ volume }) => manifestOf(volume)),
    ],
    volumeMounts: [
      { name: 'config', mountPath: folders.config, readOnly: true },
      ...[...configMaps, ...secrets].map(({ volume: { name }, at }) => ({ name, mountPath: at, readOnly: true })),
      ...(callsModels ? [LLM_TOKEN_MOUNT] : []),
      { name: 'tmp', mountPath: TMP },
      ...state.map(({ volume, mountPath, readOnly }) => ({ name: volume.name, mountPath, ...(readOnly !== undefined && { readOnly }) })),
    ],
  };
  for (const name of repeated(mounts.volumes.map((volume) => volume.name))) {
    problems.that(false, 'volumes', 'duplicate', `the volume ${shown(name)} is there more than once`, 'give each once, under its own name');
  }
  for (const path of repeated(mounts.volumeMounts.map(({ mountPath }) => mountPath))) {
    problems.that(false, 'volumes', 'duplicate', `${shown(path)} is mounted more than once`, 'choose another mountPath');
  }
  return mounts;
}

/** The mounts of an agent; its configuration file is in a ConfigMap, or travels with the pods. */
export function agentMounts(
  problems: Problems,
  plan: WorkerPlan,
  props: Pick<Mounted, 'volumes' | 'stateful'>,
  carried = false,
): AgentMounts {
  const named = (names: readonly string[]): { readonly name: string }[] => names.map((name) => ({ name }));
  const { needs, configMaps, secrets } = plan;
  const fieldPath = `metadata.annotations['${labelKeys(plan.labelDomain).config}']`;
  return planMounts(
    problems,
    { needs, configMaps: named(configMaps), secrets: named(secrets), volumes: props.volumes, stateful: props.stateful },
    carried ? { downwardAPI: { items: [{ path: CONFIG_FILE, fieldRef: { fieldPath } }] } } : { configMap: { name: configMapName(plan) } },
  );
}

/** Name of the ConfigMap with an agent's configuration file. */
export function configMapName({ name }: Pick<WorkerPlan, 'name'>): string {
  return `${name}-config`;
}

/** Rules `host-path`, `volume-kind`, `stateless` and `mount-path`. */
function checkVolume(problems: Problems, { volume, mountPath }: AgentVolume, stateful: boolean): void {
  const sources = Object.keys(manifestOf(volume)).filter((key) => key !== 'name');
  if (sources.includes('hostPath')) {
    // Rule `host-path`: a hostPath opens the files of the node to the agent and ties the agent to that node.
    // https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
    problems.that(false, 'volume', 'host-path', 'a hostPath opens the node to the agent and ties it to one node', 'use a claim');
  } else {
    const refused = sources.filter((source) => !ADMITTED.includes(source));
    // Rule `volume-kind`: the Pod Security Standard restricted refuses pods with this kind of volume.
    // https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
    problems.that(
      refused.length === 0,
      'volume',
      'volume-kind',
      `${refused.join(', ')} is not admitted under the Pod Security Standard restricted`,
      `use one of ${ADMITTED.join(', ')}`,
    );
  }
  // Rule `stateless`: a volume ties an agent to one zone and one pod, so it can neither scale nor move (our choice).
  problems.that(
    stateful,
    'volume',
    'stateless',
    'agents keep their state in shared memory or on the bus',
    'say stateful: true if this one cannot',
  );
  const ok = /^(\/[A-Za-z0-9._-]+)+$/.test(mountPath) && !mountPath.split('/').includes('..');
  // Rule `mount-path`: a volume that is not mounted below the root at an absolute path is refused, or hides the image.
  // https://kubernetes.io/docs/concepts/storage/volumes/
  problems.that(ok, 'mountPath', 'mount-path', `must be an absolute path below /, got ${shown(mountPath)}`, `write '/var/lib/agent'`);
}

/** A cdk8s-plus volume as it is rendered. Marked internal there, but its only way to say what it is; the test of each source would notice a change. */
function manifestOf(volume: AgentVolume['volume']): Volume {
  return volume._toKube();
}

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
