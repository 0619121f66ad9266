import { LLM_TOKEN_FOLDER } from '../llm/caller';
import { checkDnsLabel } from '../../kernel/names';
import { sha256 } from '../../kernel/checksum';
import { sortedEntries } from '../../kernel/order';
import { below, type Problems, type Violation } from '../../kernel/problems';
import { bytes, bytesText, checkBytes } from '../../kernel/quantity';
import { shown } from '../../kernel/shown';
import { CONFIG_FOLDER, SECRETS_FOLDER } from './config';
import type { Dependency } from './spec';

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
/** Of the ephemeral storage of a pod, which every class has more of. */
const TMP_SIZE = '256Mi';

/** Volume sources that the Pod Security Standard *restricted* admits: https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
const ADMITTED = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'];

/** What a volume holds. */
export type MountSource =
  | { readonly kind: 'config' }
  | { readonly kind: 'config-map'; readonly configMap: string }
  | { readonly kind: 'secret'; readonly secret: string }
  /** The token by which it proves to the LLM gateway who it is. */
  | { readonly kind: 'llm-token' }
  /** A folder that it may write to. */
  | { readonly kind: 'writable'; readonly size: string }
  /** State of its own, by its place among the volumes that were given. */
  | { readonly kind: 'state'; readonly index: number };

/** One volume of a pod, and where it is mounted. */
export interface MountPlan {
  /** Name of the volume. */
  readonly name: string;
  readonly path: string;
  /** `undefined`: not said, and it can be written. */
  readonly readOnly: boolean | undefined;
  readonly source: MountSource;
}

/** State of its own, as it is said. */
export interface StateInput {
  readonly name: string;
  /** Kinds of source that the volume names, as Kubernetes calls them. */
  readonly sources: readonly string[];
  readonly mountPath: string;
  readonly readOnly?: boolean | undefined;
}

/** What is mounted into a pod, as it is said. */
export interface MountsInput {
  readonly needs?: readonly Dependency[] | undefined;
  /** Names of further ConfigMaps. */
  readonly configMaps?: readonly string[] | undefined;
  /** ConfigMaps of its own, and their folders. */
  readonly ownConfigMaps?: readonly { readonly name: string; readonly folder: string }[] | undefined;
  /** Sizes of folders that it may write to, by their paths. */
  readonly writable?: Readonly<Record<string, string>> | undefined;
  /** Names of Secrets. */
  readonly secrets?: readonly string[] | undefined;
  readonly volumes?: readonly StateInput[] | undefined;
  readonly stateful?: boolean | undefined;
}

/** Configuration, further ConfigMaps, Secrets as files, the token for the LLM gateway, `/tmp`, and state where it was opted into. */
export function planMounts(problems: Problems, input: MountsInput, folders: MountFolders = AGENT_FOLDERS): readonly MountPlan[] {
  const { needs = [], configMaps = [], ownConfigMaps = [], secrets = [], volumes = [], stateful = false } = input;
  const files: readonly MountPlan[] = [
    ...configMaps.map((configMap, index) => {
      const name = `config-${configMap}`;
      problems.rule(`configMaps.${index}`, checkDnsLabel(name));
      return { name, path: `${folders.configMaps}/${configMap}`, readOnly: true, source: { kind: 'config-map', configMap } as const };
    }),
    ...ownConfigMaps.map(({ name, folder }) => ({
      name: `config-${name}`,
      path: `${folders.configMaps}/${folder}`,
      readOnly: true,
      source: { kind: 'config-map', configMap: name } as const,
    })),
    ...secrets.map((secret, index) => {
      const name = `secret-${secret}`;
      problems.rule(`secrets.${index}`, checkDnsLabel(name));
      return { name, path: `${folders.secrets}/${secret}`, readOnly: true, source: { kind: 'secret', secret } as const };
    }),
  ];
  volumes.forEach((volume, index) => {
    checkState(problems.at(`volumes.${index}`), volume, stateful);
  });
  const token: MountPlan = { name: 'llm-token', path: LLM_TOKEN_FOLDER, readOnly: true, source: { kind: 'llm-token' } };
  const mounts: readonly MountPlan[] = [
    { name: 'config', path: folders.config, readOnly: true, source: { kind: 'config' } },
    ...files,
    ...(needs.includes('llm-gateway') ? [token] : []),
    ...planWritable(problems.at('writable'), input.writable),
    ...volumes.map(({ name, mountPath, readOnly }, index): MountPlan => ({
      name,
      path: mountPath,
      readOnly,
      source: { kind: 'state', index },
    })),
  ];
  checkInside(problems, mounts);
  for (const name of repeated(mounts.map((mount) => mount.name)))
    problems.that(false, 'volumes', 'duplicate', `the volume ${shown(name)} is there more than once`, 'give each once, under its own name');
  for (const path of repeated(mounts.map((mount) => mount.path)))
    problems.that(false, 'volumes', 'duplicate', `${shown(path)} is mounted more than once`, 'choose another mountPath');
  return mounts;
}

/** Folders that it may write to: `/tmp` in any case, as large as it is written. */
function planWritable(
  problems: Problems,
  { [TMP]: tmp = TMP_SIZE, ...written }: Readonly<Record<string, string>> = {},
): readonly MountPlan[] {
  problems.rule(below('', TMP), checkBytes(tmp));
  return [
    { name: 'tmp', path: TMP, readOnly: undefined, source: { kind: 'writable', size: tmp } },
    ...sortedEntries(written).map(([path, size]): MountPlan => {
      const place = below('', path);
      checkMountPath(problems, place, path);
      problems.rule(place, checkBytes(size));
      return { name: folderName(path), path, readOnly: undefined, source: { kind: 'writable', size } };
    }),
  ];
}

/**
 * Rule `writable-size`: folders count as ephemeral storage, and the kubelet evicts a pod that uses more of it than its limit.
 *
 * @see https://kubernetes.io/docs/concepts/storage/ephemeral-storage/
 */
export function checkWritable(mounts: readonly MountPlan[], ephemeralStorage: string): Violation | undefined {
  const sizes = mounts.flatMap(({ source }) => (source.kind === 'writable' ? [bytes(source.size) ?? 0] : []));
  const sum = sizes.reduce((all, one) => all + one, 0);
  const limit = bytes(ephemeralStorage) ?? Infinity;
  return sum <= limit
    ? undefined
    : {
        rule: 'writable-size',
        problem: `the folders with /tmp have ${bytesText(sum)}, a pod has ${bytesText(limit)} of ephemeral storage`,
        fix: 'lower them, or write resources with more ephemeralStorage',
      };
}

/** Name of the volume of a folder: its path, or a checksum of it where that is no name. */
function folderName(path: string): string {
  const words = path.slice(1).split('/').join('-');
  return /^[a-z0-9-]{1,50}$/.test(words) && !path.includes('-') ? `folder-${words}` : `folder-${sha256(path).slice(0, 12)}`;
}

/** Rule `mount-path` for a folder inside one that cannot be written: the runtime cannot make a place to mount it. */
function checkInside(problems: Problems, mounts: readonly MountPlan[]): void {
  for (const { path, source } of mounts) {
    const around = mounts.find((other) => other.readOnly === true && path.startsWith(`${other.path}/`));
    if (around === undefined || source.kind === 'config-map' || source.kind === 'secret') continue;
    problems.that(
      false,
      source.kind === 'writable' ? below('writable', path) : 'volumes',
      'mount-path',
      `${shown(path)} is inside ${shown(around.path)}, which cannot be written`,
      'choose another folder',
    );
  }
}

/** Rules `host-path`, `volume-kind`, `stateless` and `mount-path`. */
function checkState(problems: Problems, { sources, mountPath }: StateInput, stateful: boolean): void {
  if (sources.includes('hostPath')) {
    // Rule `host-path`: a hostPath opens the files of the node to the agent and ties the agent to that node.
    // https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
    problems.that(false, 'volume', 'host-path', 'a hostPath opens the node to the agent and ties it to one node', 'use a claim');
  } else {
    const refused = sources.filter((source) => !ADMITTED.includes(source));
    // Rule `volume-kind`: the Pod Security Standard restricted refuses pods with this kind of volume.
    // https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
    problems.that(
      refused.length === 0 && sources.length > 0,
      'volume',
      'volume-kind',
      sources.length === 0
        ? 'it says nothing that a pod could mount'
        : `${refused.join(', ')} is not admitted under the Pod Security Standard restricted`,
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
  checkMountPath(problems, 'mountPath', mountPath);
}

function checkMountPath(problems: Problems, place: string, path: string): void {
  const ok = /^(\/[A-Za-z0-9._-]+)+$/.test(path) && !path.split('/').some((part) => part === '.' || part === '..');
  // Rule `mount-path`: a volume that is not mounted below the root at an absolute path is refused, or hides the image.
  // https://kubernetes.io/docs/concepts/storage/volumes/
  problems.that(ok, place, 'mount-path', `must be an absolute path below /, got ${shown(path)}`, `write '/var/lib/agent'`);
}

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
