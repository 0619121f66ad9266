import { checkDnsLabel } from '../../kernel/names';
import { type Problems, type Violation, below } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import type { MemberTokens, TenantTokens } from './buckets';
import { checkShares } from './shares';
import type { TokenBudget } from './spec';
import { checkTokenBudget, TOKEN_WINDOWS } from './tokens';

/** A tenant or a pool, and what was written of its tokens. */
export interface TenantInput {
  /** Id of the tenant or the pool. */
  readonly name: string;
  readonly namespace: string;
  /** Where its problems are said. */
  readonly problems: Problems;
  readonly tokenBudget: TokenBudget | undefined;
  /** Agents that stay and those that end. */
  readonly agents: readonly AgentInput[];
  /** @default - it is a tenant of its own */
  readonly members?: readonly MemberInput[];
}

/** A member of a pool, and what was written of its tokens. */
export interface MemberInput {
  readonly name: string;
  /** Below its tenant, e.g. `members[0]`. */
  readonly place: string;
  readonly tokenBudget: TokenBudget | undefined;
}

/** An agent, and what was written of its tokens. */
export interface AgentInput extends MemberInput {
  /** Whether it calls models. */
  readonly calls: boolean;
}

/** What of a tenant's tokens is checked. */
interface Checked {
  readonly tokens: TenantTokens;
  /** Whether its token budget is valid, so that sums can use it. */
  readonly held: boolean;
}

/** Checks `budget-unused` where no gateway of ours enforces anything: no tenant may have a token budget. */
export function refuseTokenBudgets(tenants: readonly TenantInput[]): void {
  for (const { problems, tokenBudget, agents, members = [] } of tenants) {
    const places = [
      ...(tokenBudget === undefined ? [] : ['budget']),
      ...[...agents, ...members].flatMap((part) => (part.tokenBudget === undefined ? [] : [`${part.place}.budget`])),
    ];
    for (const place of places)
      // Rule `budget-unused`: a token budget is enforced by the gateway only, and one without a caller or a gateway is not enforced at all
      // (our choice).
      problems.that(
        false,
        place,
        'budget-unused',
        'nothing enforces it: services.llmGateway is not rendered',
        'write services.llmGateway, or leave the budget out',
      );
  }
}

/**
 * Rule `budget-missing`: a tenant without a token budget may spend all that the provider admits (our choice).
 *
 * @param callers names of who may call models
 */
export function checkBudgetWritten(budget: object | undefined, callers: string): Violation | undefined {
  return budget !== undefined
    ? undefined
    : {
        rule: 'budget-missing',
        problem: `${callers} may call models, for no more than the provider admits`,
        fix: `write budget: { perDay: 2000000 }`,
      };
}

/** Rules `budget-missing` and `budget-unused`, and those of token budgets; `undefined` for a tenant that calls no model. */
export function tenantTokens(
  { name, namespace, problems, tokenBudget, agents, members }: TenantInput,
  largest: number,
): Checked | undefined {
  const calling = agents.filter(({ calls }) => calls);
  for (const { place, calls, tokenBudget: own } of agents) {
    const used = own === undefined || calls;
    problems.that(used, `${place}.budget`, 'budget-unused', `it does not need 'llm-gateway'`, `add it to needs, or leave the budget out`);
  }
  if (calling.length === 0) {
    problems.that(tokenBudget === undefined, 'budget', 'budget-unused', `no agent needs 'llm-gateway'`, 'leave it out');
    return undefined;
  }
  const names = calling.map((agent) => agent.name).join(', ');
  if (!problems.rule('budget', checkBudgetWritten(tokenBudget, names))) return undefined;
  const own = writtenOf(tokenBudget) ?? {};
  // what could not be read is said already; nothing follows from its absence
  const whole = !problems.anyUnread(...TOKEN_WINDOWS.map(({ key }) => `budget.${key}`));
  const held = checkTokenBudget(problems.at('budget'), own, largest) && whole;
  const parts = calling.map((agent) => partOf(problems, agent, largest));
  const small = members?.map((member) => partOf(problems, member, largest));
  if (held && [...parts, ...(small ?? [])].every((part) => part.held)) {
    checkShares(problems, own, sharesOf(parts), 'agents');
    if (small !== undefined) checkShares(problems, own, sharesOf(small), 'members');
  }
  return {
    tokens: {
      name,
      namespace,
      budget: own,
      agents: parts.map(({ tokens }) => tokens),
      ...(small !== undefined && { members: small.map(({ tokens }) => tokens) }),
    },
    held,
  };
}

/**
 * Rules of names that stand in a list, where they can be repeated or be no names at all; below keys of a record they are checked as such.
 *
 * Token budgets are added up by names, and tokens are counted by namespaces.
 */
export function checkListedTenants(problems: Problems, tenants: readonly TenantTokens[]): void {
  tenants.forEach((tenant, index) => {
    const at = problems.at(String(index));
    for (const key of ['name', 'namespace'] as const) {
      at.rule(key, checkDnsLabel(tenant[key]));
      const first = tenants.findIndex((other) => other[key] === tenant[key]);
      at.that(first === index, key, 'duplicate', `${shown(tenant[key])} is tenants.${first} too`, 'give each its own');
    }
    for (const what of ['agents', 'members'] as const) {
      const names = (tenant[what] ?? []).map((part) => part.name);
      names.forEach((name) => at.rule(below(what, name), checkDnsLabel(name)));
      const twice = [...new Set(names.filter((one, position) => names.indexOf(one) !== position))];
      at.that(twice.length === 0, what, 'duplicate', `${twice.join(', ')} is there more than once`, 'name each once');
    }
  });
}

/** An agent's or a member's own. */
interface Part {
  readonly place: string;
  readonly tokens: MemberTokens;
  readonly held: boolean;
}

function partOf(problems: Problems, { name, place, tokenBudget }: MemberInput, largest: number): Part {
  const own = writtenOf(tokenBudget);
  const held = own === undefined || checkTokenBudget(problems.at(place).at('budget'), own, largest);
  return { place, tokens: { name, ...(own !== undefined && { budget: own }) }, held };
}

/** Token budgets by the place that each is written at. */
function sharesOf(parts: readonly Part[]): Record<string, TokenBudget | undefined> {
  return Object.fromEntries(parts.map(({ place, tokens }) => [place, tokens.budget]));
}

/** The windows of a token budget that are written. */
function writtenOf(tokenBudget: TokenBudget | undefined): TokenBudget | undefined {
  return tokenBudget === undefined
    ? undefined
    : Object.fromEntries(Object.entries(tokenBudget).filter(([, tokens]) => tokens !== undefined));
}
