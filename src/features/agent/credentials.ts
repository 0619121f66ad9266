import { agentUser } from '../bus/account';
import { databaseName } from '../database/places';
import { memoryPrefix } from '../store/user';
import { checkDnsLabel, checkId } from '../../kernel/names';
import type { Problems } from '../../kernel/problems';
import type { Dependency } from '../services/places';
import { CREDENTIAL_FILES, StoreEntries, type StoredValuePlan, type StoreOwner } from '../secrets/keys';
import { shown } from '../../kernel/shown';

/** What an agent proves itself with, as its pods and its configuration file know it. */
export interface ProofPlan {
  /** Name of the Secret. */
  readonly secret: string;
  /** Name of the agent. */
  readonly agent: string;
  /** Tenant or pool. */
  readonly tenant: string;
  /** What it proves itself for. */
  readonly needs: readonly Dependency[];
  /** Where the agent's keys of the memory begin, its own first. */
  readonly memoryPrefixes: readonly string[];
}

/** The Secret that External Secrets makes of the store. */
export interface CredentialsPlan extends ProofPlan {
  readonly secretStore: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>> | undefined;
  readonly annotations: Readonly<Record<string, string>> | undefined;
  readonly values: readonly StoredValuePlan[];
}

/** The same as it is said. */
export interface CredentialsInput extends StoreOwner {
  readonly agent: string;
  readonly tenant: string;
  readonly members?: readonly string[] | undefined;
  readonly needs: readonly Dependency[];
  readonly secretStore: string;
  readonly namespace: string;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

/** Credentials with every rule checked. */
export function planCredentials(problems: Problems, input: CredentialsInput): CredentialsPlan {
  problems.rule('agent', checkDnsLabel(input.agent));
  problems.rule('tenant', checkId(input.tenant));
  problems.rule('system', checkDnsLabel(input.system));
  problems.rule('environment', checkDnsLabel(input.environment));
  problems.rule('namespace', checkDnsLabel(input.namespace));
  (input.members ?? []).forEach((member, index) => problems.rule(`members.${index}`, checkId(member)));
  const plan = credentialsOf(input);
  // the authority alone is no credential
  problems.that(plan.values.length > 1, 'needs', 'credentials', 'nothing that it needs asks who it is', 'leave the credentials out');
  return plan;
}

/** Credentials of names that were judged where they are written. */
export function credentialsOf(input: CredentialsInput): CredentialsPlan {
  const { agent, tenant, members = [], needs, secretStore, namespace } = input;
  const entries = new StoreEntries(input);
  return {
    secret: `${agent}-credentials`,
    agent,
    tenant,
    needs,
    memoryPrefixes: [tenant, ...members].map(memoryPrefix),
    secretStore,
    namespace,
    labels: input.labels,
    annotations: input.annotations,
    values: [
      entries.authority(),
      ...(needs.includes('bus') ? [entries.busUser(namespace, agentUser(agent))] : []),
      ...(needs.includes('database') ? [entries.database(namespace)] : []),
      ...(needs.includes('memory') ? [entries.memory(namespace)] : []),
    ],
  };
}

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

/** What the agent's configuration file says of a service, given the folder the files are in; nothing without credentials for it. */
export function proofSettings(
  { agent, tenant, needs, memoryPrefixes }: Omit<ProofPlan, 'secret'>,
  service: 'bus' | 'memory' | 'database',
  folder: string,
): { [key: string]: string | boolean | string[] } {
  const file = (name: string): string => `${folder}/${name}`;
  if (!needs.includes(service)) return {};
  const authorityFile = file(CREDENTIAL_FILES.authority);
  switch (service) {
    case 'bus':
      return { ...busProof(agentUser(agent), folder) };
    case 'memory':
      return { user: tenant, passwordFile: file(CREDENTIAL_FILES.memory), keyPrefixes: [...memoryPrefixes], tls: true, authorityFile };
    case 'database':
      return {
        user: databaseName(tenant),
        database: databaseName(tenant),
        passwordFile: file(CREDENTIAL_FILES.database),
        // the name that is dialled is one of the certificate's: https://www.postgresql.org/docs/current/libpq-ssl.html
        sslmode: 'verify-full',
        authorityFile,
      };
  }
}

/**
 * Rule `credentials`: credentials of another agent or tenant give that agent's rights, and unused ones are a risk without a benefit (our
 * choice).
 */
export function checkCredentials(
  problems: Problems,
  credentials: ProofPlan,
  { tenant, identity, needs }: { readonly tenant: string | undefined; readonly identity: string; readonly needs: readonly Dependency[] },
): void {
  const whose = `${credentials.tenant}/${credentials.agent}`;
  const mine = `${tenant ?? ''}/${identity}`;
  problems.that(
    whose === mine,
    'credentials',
    'credentials',
    `are those of ${shown(whose)}, this is ${shown(mine)}`,
    'make some of its own',
  );
  const more = credentials.needs.filter((need) => !needs.includes(need));
  problems.that(
    more.length === 0,
    'credentials',
    'credentials',
    `are for ${more.join(', ')}, which it does not need`,
    'give both the same needs',
  );
}
