import { CONFIG_FILE } from '../../src/features/agent/config';
import type { MountPlan, StateInput } from '../../src/features/agent/mounts';
import type { WorkerPlan } from '../../src/features/agent/worker';
import { labelKeys } from '../../src/kernel/labels';
import type { Volume, VolumeMount } from '../kinds/core';
import { SECRET_MODE } from '../kinds/pod-security';
import { LLM_TOKEN_SOURCE } from '../llm/llm-token';
import type { AgentVolume } from './agent-props';

/** Volumes of a pod and where they are mounted. */
export interface AgentMounts {
  readonly volumes: readonly Volume[];
  readonly volumeMounts: readonly VolumeMount[];
}

/** Where the configuration file is. */
export type ConfigSource = Pick<Volume, 'configMap' | 'downwardAPI'>;

/** Planned mounts as a pod says them; state of its own is by the volumes that props bring. */
export function mountsOf(mounts: readonly MountPlan[], config: ConfigSource, volumes: readonly AgentVolume[] = []): AgentMounts {
  return {
    volumes: mounts.map((mount) => volumeOf(mount, config, volumes)),
    volumeMounts: mounts.map(({ name, path, readOnly }) => ({ name, mountPath: path, ...(readOnly !== undefined && { readOnly }) })),
  };
}

/** The mounts of an agent; its configuration file is in a ConfigMap, or travels with the pods. */
export function agentMounts(plan: WorkerPlan, volumes: readonly AgentVolume[] | undefined, carried = false): AgentMounts {
  const fieldPath = `metadata.annotations['${labelKeys(plan.labelDomain).config}']`;
  const config: ConfigSource = carried
    ? { downwardAPI: { items: [{ path: CONFIG_FILE, fieldRef: { fieldPath } }] } }
    : { configMap: { name: configMapName(plan) } };
  return mountsOf(plan.mounts, config, volumes);
}

/** Name of the ConfigMap with an agent's configuration file. */
export function configMapName({ name }: Pick<WorkerPlan, 'name'>): string {
  return `${name}-config`;
}

/** State of its own, as plans take it. */
export function stateInput({ volume, mountPath, readOnly }: AgentVolume): StateInput {
  const { name, ...sources } = manifestOf(volume) ?? { name: volume.name };
  return { name, sources: Object.keys(sources), mountPath, readOnly };
}

function volumeOf({ name, source }: MountPlan, config: ConfigSource, volumes: readonly AgentVolume[]): Volume {
  switch (source.kind) {
    case 'config':
      return { name, ...config };
    case 'config-map':
      return { name, configMap: { name: source.configMap } };
    case 'secret':
      return { name, secret: { secretName: source.secret, defaultMode: SECRET_MODE } };
    case 'llm-token':
      return { name, ...LLM_TOKEN_SOURCE };
    case 'writable':
      return { name, emptyDir: { sizeLimit: source.size } };
    case 'state': {
      const given = volumes[source.index];
      if (given === undefined) throw new Error('unreachable: state of a plan is a volume of its props');
      // one that is none has been refused, and nothing is rendered
      return manifestOf(given.volume) ?? { name };
    }
  }
}

/**
 * A cdk8s-plus volume as it is rendered; `undefined` if it is none. Marked internal there, but its only way to say what it is; the test of each
 * source would notice a change.
 */
function manifestOf(volume: AgentVolume['volume'] & { readonly _toKube?: () => unknown }): Volume | undefined {
  return typeof volume._toKube === 'function' ? (bare(volume._toKube()) as Volume) : undefined;
}

/** A quantity is an object around its text there, and a server wants the text. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype && 'value' in value) return value.value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, bare(item)]])));
}
