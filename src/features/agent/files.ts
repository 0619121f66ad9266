import type { SecretFileSpec } from '../container/spec';
import { checkSecretKey, checkSecretProperty } from '../secrets/keys';
import type { StoredSecretPlan } from '../secrets/plan';
import { MAX_CONFIG_MAP_BYTES } from '../../kernel/manifest';
import { sortedEntries } from '../../kernel/order';
import { below, type Problems, type Violation } from '../../kernel/problems';
import { checkText } from '../../kernel/settings';
import { shown } from '../../kernel/shown';

/** A ConfigMap with files of an agent, and the folder that they are mounted in. */
export interface ConfigMapPlan {
  readonly name: string;
  readonly folder: string;
  readonly data: Readonly<Record<string, string>>;
}

/** Files of an agent, as they are written, by folder and name. */
export type FilesInput = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Rules `file-name`, `config-size` and `literal-secret` for files that are rendered. */
export function planConfigMaps(problems: Problems, agent: string, written: FilesInput = {}): readonly ConfigMapPlan[] {
  return sortedEntries(written).map(([folder, data]) => {
    const at = problems.at(below('', folder));
    checkFileName(at, '', folder);
    for (const [file, content] of sortedEntries(data)) {
      checkFileName(at, below('', file), file);
      at.rule(below('', file), checkText(content));
    }
    const size = Object.entries(data).reduce((sum, [file, content]) => sum + file.length + Buffer.byteLength(content), 0);
    at.that(
      size <= MAX_CONFIG_MAP_BYTES,
      '',
      'config-size',
      `the files have ${size} bytes, a ConfigMap holds ${MAX_CONFIG_MAP_BYTES}`,
      'keep large content in the image or on a volume',
    );
    return { name: `${agent}-${folder}`, folder, data };
  });
}

/** Whose Secret it is, and what its objects carry. */
export interface SecretOwner {
  readonly agent: string;
  readonly system: string;
  readonly environment: string;
  readonly namespace: string;
  /** `undefined`: the environment has no store. */
  readonly secretStore: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>> | undefined;
}

/** Values of the store as files of one Secret; `undefined` if none are written, or there is no store, which was reported. */
export function planStoredFiles(
  problems: Problems,
  { agent, secretStore, ...owner }: SecretOwner,
  written: Readonly<Record<string, SecretFileSpec>> | undefined,
): StoredSecretPlan | undefined {
  const entries = sortedEntries(written ?? {});
  if (entries.length === 0) return undefined;
  // Rule `secret-store`: without a store there is nothing that an entry could be read from (our choice).
  const known = problems.that(
    secretStore !== undefined,
    '',
    'secret-store',
    'are entries of the secret store, and the environment has none',
    'write services with a secretStore',
  );
  for (const [file, { key, property }] of entries) {
    const one = problems.at(below('', file));
    checkFileName(one, '', file);
    if (one.rule('key', checkSecretKey(key))) one.rule('key', checkOwnEntry(key, owner));
    one.rule('property', checkSecretProperty(property));
  }
  if (!known || secretStore === undefined) return undefined;
  const { namespace, labels, annotations } = owner;
  return {
    namespace,
    labels,
    annotations,
    name: `${agent}-secrets`,
    secretStore,
    values: entries.map(([file, { key, property }]) => ({ file, key, property })),
  };
}

/** Rule `secret-of-others`: what the store has for one namespace would be read in another (our choice). */
function checkOwnEntry(
  key: string,
  { system, environment, namespace }: Pick<SecretOwner, 'system' | 'environment' | 'namespace'>,
): Violation | undefined {
  const [first, second, third = '', ...rest] = key.split('/');
  return first === system && second === environment && rest.length > 0 && third !== namespace
    ? {
        rule: 'secret-of-others',
        problem: `is an entry of the namespace '${third}', and this agent is in '${namespace}'`,
        fix: `write an entry of its own, such as '${system}/${environment}/${namespace}/stripe'`,
      }
    : undefined;
}

function checkFileName(at: Problems, place: string, name: string): void {
  // as the API server takes keys of a ConfigMap or a Secret: https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-object
  at.that(
    /^[-._a-zA-Z0-9]{1,253}$/.test(name) && name !== '.' && !name.startsWith('..'),
    place,
    'file-name',
    `must be a file name, got ${shown(name)}`,
    `write a name such as 'prompt.txt'`,
  );
}
