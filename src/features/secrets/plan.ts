import { checkDnsLabel } from '../../kernel/names';
import type { Problems } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { PLATFORM_NAMESPACE } from '../services/places';
import { checkSecretKey, checkSecretProperty, StoreEntries, type StoredValuePlan, type StoreOwner } from './keys';

/** A Secret that is made of values of the store, complete. */
export interface StoredSecretPlan {
  readonly name: string;
  /** `undefined`: that of whoever renders it. */
  readonly namespace: string | undefined;
  readonly values: readonly StoredValuePlan[];
  /** ClusterSecretStore of External Secrets. */
  readonly secretStore: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>> | undefined;
}

/** What may be left out. */
export type StoredSecretInput = Pick<StoredSecretPlan, 'name' | 'values' | 'secretStore'> & Partial<StoredSecretPlan>;

/** Completes and checks a Secret; the result may be used only if there was no problem. */
export function planStoredSecret(problems: Problems, input: StoredSecretInput): StoredSecretPlan {
  const { name, values, secretStore, namespace, labels = {}, annotations } = input;
  problems.rule('name', checkDnsLabel(name));
  problems.rule('secretStore', checkDnsLabel(secretStore));
  if (namespace !== undefined) problems.rule('namespace', checkDnsLabel(namespace));
  // Rule `stored-values`: a Secret without values gives its pods nothing (our choice).
  problems.that(values.length > 0, 'values', 'stored-values', 'there are none, so the Secret would be empty', 'name one, or leave it out');
  const files = values.map(({ file }) => file);
  values.forEach(({ file, key, property }, index) => {
    const at = problems.at(`values.${index}`);
    // Rule `file-name`: a name that is not a plain file name is refused, or written somewhere else (our choice).
    at.that(/^[a-zA-Z0-9._-]+$/.test(file), 'file', 'file-name', `must be a file name, got ${shown(file)}`, `write 'bus-seed'`);
    at.that(files.indexOf(file) === index, 'file', 'duplicate', `${shown(file)} is there more than once`, 'give each a name of its own');
    at.rule('key', checkSecretKey(key));
    at.rule('property', checkSecretProperty(property));
  });
  return { name, namespace, values, secretStore, labels, annotations };
}

/** Files by which a user of the platform's account on the bus proves itself; names were judged where they are written. */
export function platformUserSecret(user: string, owner: StoreOwner, secretStore: string): StoredSecretPlan {
  const entries = new StoreEntries(owner);
  return {
    name: `${user}-credentials`,
    namespace: owner.platformNamespace ?? PLATFORM_NAMESPACE,
    values: [entries.authority(), entries.platformBusUser(user)],
    secretStore,
    labels: {},
    annotations: undefined,
  };
}
