import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { checkOneLine } from '../../kernel/texts';
import { PLATFORM_NAMESPACE } from '../services/places';
import { TLS_FILES } from '../services/tls';

/** Words with slashes between them, none of which climbs or hides. */
const KEY = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*(\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$/;

/**
 * Entry of the secret store: `<system>/<environment>/<namespace>/<what>`. The rendered ExternalSecrets state all of them for the team that
 * fills the store.
 */
function secretKey(system: string, environment: string, namespace: string, what: string): string {
  return [system, environment, namespace, what].join('/');
}

/**
 * Rule `secret-key`: every kind of secret store takes words with slashes between them, and not all take more. The number of words is the
 * choice of whoever fills the store.
 *
 * @see https://external-secrets.io/latest/api/externalsecret/
 */
export function checkSecretKey(key: string): Violation | undefined {
  return KEY.test(key)
    ? undefined
    : {
        rule: 'secret-key',
        problem: `must be words of letters, digits, '.', '_' and '-' with '/' between them, got ${shown(key)}`,
        fix: `write '<system>/<environment>/<namespace>/<what>', such as '${secretKey('shop', 'prod', 'platform', 'ca')}'`,
      };
}

/**
 * Rule `secret-property`: a property that is empty or of several lines names no value of the entry.
 *
 * @see https://external-secrets.io/latest/api/externalsecret/
 */
export function checkSecretProperty(property: string): Violation | undefined {
  if (property === '') return { rule: 'secret-property', problem: 'is empty', fix: `write 'password'` };
  return checkOneLine(property, `'password'`);
}

/** A value of the store, and the file that pods have it in. */
export interface StoredValuePlan {
  /** Name of the file, and key in the Secret. */
  readonly file: string;
  /** Entry of the store. */
  readonly key: string;
  /** Property of the entry. */
  readonly property: string;
}

/** Names of the files by which a pod proves itself. */
export const CREDENTIAL_FILES = {
  /** Of the authority that signs for bus, store and database. */
  authority: TLS_FILES.authority,
  busSeed: 'bus-seed',
  memory: 'memory-password',
  database: 'database-password',
} as const;

/** First two parts of every key, and the namespace of what tenants share. */
export interface StoreOwner {
  readonly system: string;
  readonly environment: string;
  /** @default 'platform' */
  readonly platformNamespace?: string | undefined;
}

/** What is read of the secret store, and by what name. Who fills the store fills these entries and no others. */
export class StoreEntries {
  public constructor(private readonly owner: StoreOwner) {}

  /** Certificate of the authority that signs for bus, store and database, for whoever dials one of them. */
  public authority(): StoredValuePlan {
    return { file: CREDENTIAL_FILES.authority, key: this.platform('ca'), property: 'certificate' };
  }

  /** Seed of a user of the bus, who lives in this namespace. */
  public busUser(namespace: string, user: string): StoredValuePlan {
    return { file: CREDENTIAL_FILES.busSeed, key: this.at(namespace, `bus-${user}`), property: 'seed' };
  }

  /** Seed of a user of the platform's own account. */
  public platformBusUser(user: string): StoredValuePlan {
    return this.busUser(this.platformNamespace, user);
  }

  /** Password of a tenant in the store that it shares, or in its own. */
  public memory(namespace: string): StoredValuePlan {
    return { file: CREDENTIAL_FILES.memory, key: this.at(namespace, 'memory'), property: 'password' };
  }

  /** Password of a member of a pool in the store. */
  public memoryOfMember(namespace: string, member: string): string {
    return this.at(namespace, `memory-member-${member}`);
  }

  /** Passwords of those who run a server of the store, by the name of its Service. */
  public memoryOperators(service: string): string {
    return this.platform(service);
  }

  /** Password of a tenant in the database. */
  public database(namespace: string): StoredValuePlan {
    return { file: CREDENTIAL_FILES.database, key: this.at(namespace, 'database'), property: 'password' };
  }

  /** An entry of who lives in a namespace, as a service names it. */
  public own(namespace: string, { file, what, property }: Omit<StoredValuePlan, 'key'> & { readonly what: string }): StoredValuePlan {
    return { file, key: this.at(namespace, what), property };
  }

  /** Key of the provider of language models. */
  public llmProvider(): string {
    return this.platform('llm-provider');
  }

  private platform(what: string): string {
    return this.at(this.platformNamespace, what);
  }

  private at(namespace: string, what: string): string {
    return secretKey(this.owner.system, this.owner.environment, namespace, what);
  }

  private get platformNamespace(): string {
    return this.owner.platformNamespace ?? PLATFORM_NAMESPACE;
  }
}
