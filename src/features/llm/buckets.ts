import { byText } from '../../kernel/order';
import type { Violation } from '../../kernel/problems';
import { CALLER_HEADER, callerOf, callersPattern, MEMBER_HEADER } from './caller';
import { admitted, type ProviderLimits } from './shares';
import { type TokenWindow, limitsOf } from './tokens';
import type { TokenBudget } from './spec';

/** The properties of a tenant or a pool that matter to token budgets. */
export interface TenantTokens {
  /** Id of the tenant or the pool. */
  readonly name: string;
  readonly namespace: string;
  readonly budget: TokenBudget;
  /** Agents that may call, each with its part of the tenant's token budget. No others may call. */
  readonly agents: AgentTokens[];
  /** Members of a pool. @default - it is a tenant, not a pool */
  readonly members?: MemberTokens[];
}

/** An agent that calls models. */
export interface AgentTokens {
  /** Name of the agent and of its service account. */
  readonly name: string;
  /** @default - only the tenant's token budget bounds it */
  readonly budget?: TokenBudget;
}

/** A member of a pool. */
export interface MemberTokens {
  /** Value of the header in which agents of the pool name the member they call for. */
  readonly name: string;
  /** @default - only the pool's token budget bounds it */
  readonly budget?: TokenBudget;
}

/** How a header of a request must look. */
export interface BucketHeader {
  readonly name: string;
  readonly type: 'Exact' | 'RegularExpression';
  readonly value: string;
  /** Matches every other value, and a missing header. */
  readonly invert?: true;
}

/** One counter of the gateway: whose requests are counted, in what window, and how many tokens it has. */
export interface Bucket {
  /** The owner of the counter, as people read it. */
  readonly owner: string;
  readonly headers: BucketHeader[];
  readonly window: TokenWindow;
  /** 0: refused, whatever was spent. */
  readonly tokens: number;
}

/** Rules of one BackendTrafficPolicy at most: https://gateway.envoyproxy.io/docs/api/extension_types/#globalratelimit */
const MAX_BUCKETS = 256;
/** Characters of one header's value, and headers of one rule: https://gateway.envoyproxy.io/docs/api/extension_types/#headermatch */
const MAX_HEADER_VALUE = 1024;
const MAX_BUCKET_HEADERS = 16;

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

/** Checks `budget-counters` and `budget-members`: the limits of one policy. */
export function checkBuckets(buckets: readonly Bucket[]): Violation[] {
  const counts = new Map<string, number>();
  for (const { owner } of buckets) {
    const tenant = owner.split('/')[0] ?? owner;
    counts.set(tenant, (counts.get(tenant) ?? 0) + 1);
  }
  const most = [...counts].sort(([a, x], [b, y]) => y - x || byText(a, b)).slice(0, 3);
  // Rule `budget-counters`: a policy takes a limited number of counters, and the gateway refuses one with more.
  // https://gateway.envoyproxy.io/docs/api/extension_types/#globalratelimit
  // Rule `budget-members`: a rule matches a limited number of headers, and the gateway refuses one with more.
  // https://gateway.envoyproxy.io/docs/api/extension_types/#ratelimitselectcondition
  return [
    ...(buckets.length <= MAX_BUCKETS
      ? []
      : [
          {
            rule: 'budget-counters',
            problem: `${buckets.length} counters, most of them of ${most.map(([name, count]) => `${name} (${count})`).join(', ')}; one policy has ${MAX_BUCKETS} at most`,
            fix: 'bound fewer agents, members or windows',
          },
        ]),
    ...buckets
      .filter(({ headers }) => headers.length > MAX_BUCKET_HEADERS)
      .map(({ owner, headers }) => ({
        rule: 'budget-members',
        problem: `${owner} takes ${headers.length} headers to tell members from others, one rule has ${MAX_BUCKET_HEADERS} at most`,
        fix: 'give the pool fewer members or shorter names, or bound the pool alone',
      })),
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
    ...(members === undefined ? [] : bucketsOfUnknown(name, all, sorted)),
    ...sorted.flatMap((member) =>
      bucketsFor(`${name}/${member.name}`, [all, { name: MEMBER_HEADER, type: 'Exact', value: member.name }], member.budget ?? {}),
    ),
  ];
}

/** Where members have token budgets, a call that names no member, or an unknown one, is refused. */
function bucketsOfUnknown(pool: string, all: BucketHeader, members: readonly MemberTokens[]): Bucket[] {
  const window = limitsOf({ perMinute: 1 })[0]?.window;
  if (window === undefined || members.every(({ budget }) => budget === undefined)) return [];
  // in none of the lists: a request must match every header
  const unknown = listsOf(members.map(({ name }) => name)).map((value): BucketHeader => ({
    name: MEMBER_HEADER,
    type: 'RegularExpression',
    value,
    invert: true,
  }));
  return [{ owner: `${pool}/unknown`, headers: [all, ...unknown], window, tokens: 0 }];
}

/** Names with '|' between them, in as few texts as one header's value holds. */
function listsOf(names: readonly string[]): string[] {
  const lists: string[] = [];
  for (const name of names) {
    const last = lists.at(-1);
    const joined = `${last ?? ''}|${name}`;
    if (last === undefined || joined.length > MAX_HEADER_VALUE) lists.push(name);
    else lists[lists.length - 1] = joined;
  }
  return lists;
}

function bucketsFor(owner: string, headers: readonly BucketHeader[], budget: TokenBudget): Bucket[] {
  return limitsOf(budget).map(({ window, tokens }) => ({ owner, headers: [...headers], window, tokens }));
}
