import { memoryPrefix } from '../store/user';
import { checkDnsLabel, checkId } from '../../kernel/names';
import type { Problems } from '../../kernel/problems';
import { byText } from '../../kernel/order';
import type { ProofSettings } from '../services/service';
import type { Dependency } from './spec';
import { type ExternalServicePlan, neededInside } from '../external/plan';
import { servicesOf } from '../table/table';
import { StoreEntries, type StoredValuePlan, type StoreOwner } from '../secrets/keys';
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
  /** Services among its needs that others run. */
  readonly external?: readonly ExternalServicePlan[] | undefined;
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
  // the authority of ours alone is no credential
  const own = new StoreEntries(input).authority();
  problems.that(
    plan.values.some(({ file }) => file !== own.file),
    'needs',
    'credentials',
    'nothing that it needs asks who it is',
    'leave the credentials out',
  );
  return plan;
}

/** Credentials of names that were judged where they are written. */
export function credentialsOf(input: CredentialsInput): CredentialsPlan {
  const { agent, tenant, members = [], needs, external = [], secretStore, namespace } = input;
  const inside = neededInside(needs, external);
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
      ...(inside.length > 0 || external.length === 0 ? [entries.authority()] : []),
      ...[
        ...servicesOf(inside).flatMap(({ proof }) => (proof === undefined ? [] : [entries.own(namespace, proof.entry(agent))])),
        ...external.flatMap(({ files }) => files.map(({ file, key, property }) => ({ file, key, property }))),
      ].sort((a, b) => byText(a.file, b.file)),
    ],
  };
}

/** What the agent's configuration file says of a service, given the folder the files are in; nothing without credentials for it. */
export function proofSettings(who: Omit<ProofPlan, 'secret'>, need: string, folder: string): ProofSettings {
  if (!who.needs.some((one) => one === need)) return {};
  return Object.assign({}, ...servicesOf([need]).map(({ proof }) => proof?.settings(who, folder))) as ProofSettings;
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
