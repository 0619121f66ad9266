import { Chart } from 'cdk8s';
import type * as plus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { agentUser } from '../../src/features/bus/account';
import { databaseName } from '../../src/features/database/places';
import { memoryPrefix } from '../../src/features/store/user';
import { checkDnsLabel, checkId } from '../../src/kernel/names';
import { Problems } from '../../src/kernel/problems';
import { type Dependency, PLATFORM_NAMESPACE } from '../../src/features/services/places';
import { secretKey } from '../../src/features/secrets/keys';
import { AUTHORITY_ENTRY, TLS_FILES } from '../../src/features/services/tls';
import { StoredSecret, type StoredValue } from '../secrets/stored-secret';

/** Properties for `AgentCredentials`. */
export interface AgentCredentialsProps {
  /** Name of the agent. */
  readonly agent: string;
  /** Tenant or pool: its bus account, its user of the memory and of the database. */
  readonly tenant: string;
  /** Small tenants of a pool, whose keys of the memory the agent works on as well. @default - none */
  readonly members?: string[];
  /** What the agent needs; `bus`, `memory` and `database` ask who it is. */
  readonly needs: Dependency[];
  /** ClusterSecretStore of External Secrets. */
  readonly secretStore: string;
  /** First part of the keys in the store. */
  readonly system: string;
  /** Second part of the keys in the store. */
  readonly environment: string;
  /** Third part of the keys in the store, and where the Secret is made. @default - the chart's */
  readonly namespace?: string;
  /** Namespace part of the key of the certificate authority. @default 'platform' */
  readonly platformNamespace?: string;
  /** Added to the object. @default - none */
  readonly labels?: { readonly [key: string]: string };
  /** Added to the object. @default - none */
  readonly annotations?: { readonly [key: string]: string };
}

/** Names of the files. */
export const CREDENTIAL_FILES = {
  /** Of the authority that signs for bus, memory and database. */
  authority: TLS_FILES.authority,
  busSeed: 'bus-seed',
  memory: 'memory-password',
  database: 'database-password',
} as const;

/** What stands in a file below `bus` of how a user proves itself. */
export interface BusProof {
  readonly user: string;
  readonly seedFile: string;
  readonly tls: true;
  readonly authorityFile: string;
}

/** A user of the bus whose files are in a folder. */
export function busProof(user: string, folder: string): BusProof {
  return {
    user,
    seedFile: `${folder}/${CREDENTIAL_FILES.busSeed}`,
    tls: true,
    authorityFile: `${folder}/${CREDENTIAL_FILES.authority}`,
  };
}

/**
 * What an agent proves itself with: one Secret that External Secrets makes of the store, mounted as files, never as environment variables.
 *
 * Keys in the store: `<system>/<environment>/<namespace>/bus-agent-<name>` (`seed`), `…/memory` and `…/database` (`password`), and
 * `<system>/<environment>/platform/ca` (`certificate`), the authority by which it knows each of the three.
 *
 * @example
 * const credentials = new AgentCredentials(chart, 'Credentials', {
 *   agent: 'search',
 *   tenant: 'acme',
 *   namespace: 'tenant-acme',
 *   needs: ['bus'],
 *   secretStore: 'platform',
 *   system: 'shop',
 *   environment: 'prod',
 * });
 * new AgentDeployment(chart, 'Search', {
 *   tenant: 'acme',
 *   image: `registry.example.com/agents/search:2.4.1@sha256:${'0'.repeat(64)}`,
 *   task: { p99: Duration.seconds(45) },
 *   needs: ['bus'],
 *   credentials,
 * });
 */
export class AgentCredentials extends Construct {
  /** The Secret that will be there. */
  public readonly secret: plus.ISecret;
  /** What the agent proves itself for. */
  public readonly needs: Dependency[];
  /** Name of the agent. */
  public readonly agent: string;
  /** Tenant or pool. */
  public readonly tenant: string;
  /** Where the agent's keys of the memory begin, its own first. */
  public readonly memoryPrefixes: string[];

  /** @throws InvalidInputError with every rule that does not hold. */
  constructor(scope: Construct, id: string, props: AgentCredentialsProps) {
    super(scope, id);
    const { agent, tenant, members = [], needs, secretStore, system, environment, platformNamespace = PLATFORM_NAMESPACE } = props;
    const namespace = props.namespace ?? Chart.of(this).namespace ?? '';
    const problems = Problems.of(this.node.path);
    problems.rule('agent', checkDnsLabel(agent));
    problems.rule('tenant', checkId(tenant));
    problems.rule('system', checkDnsLabel(system));
    problems.rule('environment', checkDnsLabel(environment));
    problems.rule('namespace', checkDnsLabel(namespace));
    members.forEach((member, index) => problems.rule(`members.${index}`, checkId(member)));
    const own = (what: string): string => secretKey(system, environment, namespace, what);
    const values: StoredValue[] = [
      ...(needs.includes('bus') ? [entry(CREDENTIAL_FILES.busSeed, own(`bus-${agentUser(agent)}`), 'seed')] : []),
      ...(needs.includes('database') ? [entry(CREDENTIAL_FILES.database, own('database'), 'password')] : []),
      ...(needs.includes('memory') ? [entry(CREDENTIAL_FILES.memory, own('memory'), 'password')] : []),
    ];
    // alone it is no credential
    const authority = authorityValue(secretKey(system, environment, platformNamespace, AUTHORITY_ENTRY.what));
    problems.that(values.length > 0, 'needs', 'credentials', 'nothing that it needs asks who it is', 'leave the credentials out');
    problems.throwIfAny();

    const { labels, annotations } = props;
    const optional = { ...(labels !== undefined && { labels }), ...(annotations !== undefined && { annotations }) };
    this.secret = new StoredSecret(this, 'Secret', {
      name: `${agent}-credentials`,
      values: [authority, ...values],
      secretStore,
      namespace,
      ...optional,
    }).secret;
    this.needs = needs;
    this.agent = agent;
    this.tenant = tenant;
    this.memoryPrefixes = [tenant, ...members].map(memoryPrefix);
  }

  /** What the agent's configuration file says of a service, given the folder the files are in; nothing without credentials for it. */
  public settingsOf(service: 'bus' | 'memory' | 'database', folder: string): { [key: string]: string | boolean | string[] } {
    const file = (name: string): string => `${folder}/${name}`;
    if (!this.needs.includes(service)) return {};
    const authorityFile = file(CREDENTIAL_FILES.authority);
    switch (service) {
      case 'bus':
        return { ...busProof(agentUser(this.agent), folder) };
      case 'memory':
        return {
          user: this.tenant,
          passwordFile: file(CREDENTIAL_FILES.memory),
          keyPrefixes: this.memoryPrefixes,
          tls: true,
          authorityFile,
        };
      case 'database':
        return {
          user: databaseName(this.tenant),
          database: databaseName(this.tenant),
          passwordFile: file(CREDENTIAL_FILES.database),
          // the name that is dialled is one of the certificate's: https://www.postgresql.org/docs/current/libpq-ssl.html
          sslmode: 'verify-full',
          authorityFile,
        };
    }
  }
}

/** The authority's certificate, as a file for whoever dials bus, memory or database. */
export function authorityValue(key: string): StoredValue {
  return entry(CREDENTIAL_FILES.authority, key, AUTHORITY_ENTRY.property);
}

function entry(file: string, key: string, property: string): StoredValue {
  return { file, key, property };
}
