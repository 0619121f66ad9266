import { byText } from '../order';
import { CALLER_HEADER, callerOf, callersPattern, MEMBER_HEADER } from './caller';
import { admitted, type ProviderLimits } from './shares';
import { type BudgetWindow, limitsOf, type TokenBudget } from './tokens';

/** A tenant or a pool of small tenants, as far as tokens are concerned. */
export interface TenantTokens {
  /** Id of the tenant or the pool. */
  readonly name: string;
  readonly namespace: string;
  readonly budget: TokenBudget;
  /** Agents that may call, each with what it may spend of the tenant's; they are all that may. */
  readonly agents: AgentTokens[];
  /** Small tenants of a pool. @default - it is a tenant of its own */
  readonly members?: MemberTokens[];
}

/** An agent that calls models. */
export interface AgentTokens {
  /** Name of the agent and of its service account. */
  readonly name: string;
  /** @default - the tenant's alone bounds it */
  readonly budget?: TokenBudget;
}

/** A member of a pool. */
export interface MemberTokens {
  /** Value of the header in which agents of the pool say for whom they call. */
  readonly name: string;
  /** @default - the pool's alone bounds it */
  readonly budget?: TokenBudget;
}

/** How a header of a request must look. */
export interface BucketHeader {
  readonly name: string;
  readonly type: 'Exact' | 'RegularExpression';
  readonly value: string;
  /** Everything but that, a missing header too. */
  readonly invert?: true;
}

/** One counter of the gateway: whose requests are counted, in what window, and how many tokens it has. */
export interface Bucket {
  /** Whose it is, as people read it. */
  readonly owner: string;
  readonly headers: BucketHeader[];
  readonly window: BudgetWindow;
  /** 0: refused, whatever was spent. */
  readonly tokens: number;
}

/** Rules of one BackendTrafficPolicy at most: https://gateway.envoyproxy.io/docs/api/extension_types/#globalratelimit */
export const MAX_BUCKETS = 256;

/**
 * Every counter: the provider's first, then each tenant's, its agents' and members'. A request is counted in all that it matches and
 * refused if one of them is spent.
 */
export function bucketsOf(provider: ProviderLimits, tenants: readonly TenantTokens[]): Bucket[] {
  return [
    ...bucketsFor('provider', [], admitted(provider)),
    ...[...tenants].sort((a, b) => byText(a.namespace, b.namespace)).flatMap(tenantBuckets),
  ];
}

function tenantBuckets({ name, namespace, budget, agents, members }: TenantTokens): Bucket[] {
  const all: BucketHeader = { name: CALLER_HEADER, type: 'RegularExpression', value: callersPattern(namespace) };
  const sorted = [...(members ?? [])].sort((a, b) => byText(a.name, b.name));
  return [
    ...bucketsFor(name, [all], budget),
    ...[...agents]
      .sort((a, b) => byText(a.name, b.name))
      .flatMap((agent) =>
        bucketsFor(
          `${name}/${agent.name}`,
          [{ name: CALLER_HEADER, type: 'Exact', value: callerOf(namespace, agent.name) }],
          agent.budget ?? {},
        ),
      ),
    ...(members === undefined ? [] : nobodysBuckets(name, all, sorted)),
    ...sorted.flatMap((member) =>
      bucketsFor(`${name}/${member.name}`, [all, { name: MEMBER_HEADER, type: 'Exact', value: member.name }], member.budget ?? {}),
    ),
  ];
}

/** Where members have budgets, a call for nobody, or for a member that there is not, would be nobody's: it is refused. */
function nobodysBuckets(pool: string, all: BucketHeader, members: readonly MemberTokens[]): Bucket[] {
  const window = limitsOf({ perMinute: 1 })[0]?.window;
  if (window === undefined || members.every(({ budget }) => budget === undefined)) return [];
  const known = members.map(({ name }) => name).join('|');
  return [
    {
      owner: `${pool}/nobody`,
      headers: [all, { name: MEMBER_HEADER, type: 'RegularExpression', value: known, invert: true }],
      window,
      tokens: 0,
    },
  ];
}

function bucketsFor(owner: string, headers: readonly BucketHeader[], budget: TokenBudget): Bucket[] {
  return limitsOf(budget).map(({ window, tokens }) => ({ owner, headers: [...headers], window, tokens }));
}
