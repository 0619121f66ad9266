import type { MemberTokens, TenantTokens } from './buckets';
import { checkShares } from './shares';
import { BUDGET_WINDOWS, checkBudget } from './tokens';
import { type Problems, below } from '../../kernel/problems';
import type { Dependency } from '../services/places';
import type { TokenBudget } from './spec';
import type { Settled } from '../tenancy/resolve';

/** A tenant or a pool, as far as budgets are concerned. */
export interface Budgeted {
  readonly id: string;
  readonly namespace: string;
  /** Where its problems go. */
  readonly problems: Problems;
  readonly budget: TokenBudget | undefined;
  /** Agents that stay and those that end. */
  readonly agents: readonly BudgetedAgent[];
  /** @default - it is a tenant of its own */
  readonly members?: readonly { readonly id: string; readonly budget: TokenBudget | undefined }[];
}

/** An agent, as far as budgets are concerned. */
export interface BudgetedAgent {
  readonly name: string;
  /** Below its tenant, e.g. `agents.search`. */
  readonly place: string;
  readonly needs: readonly Dependency[];
  readonly budget: TokenBudget | undefined;
}

/** What of every tenant and pool concerns budgets. */
export function budgetedOf(settled: readonly Settled[]): Budgeted[] {
  return settled.map(({ placed: { spec, findings }, tenant }) => {
    const { id, namespace, agents, batch, members } = tenant;
    return {
      id,
      namespace,
      problems: findings.problems,
      budget: spec.budget,
      agents: [
        ...agents.map(({ name, needs }) => ({ name, place: below('agents', name), needs, budget: spec.agents[name]?.budget })),
        ...batch.map(({ name, needs }) => ({ name, place: below('batch', name), needs, budget: spec.batch?.[name]?.budget })),
      ],
      ...(members !== undefined && {
        members: (spec.members ?? []).map(({ id: one, budget }) => ({ id: one, budget })),
      }),
    };
  });
}

/**
 * Rules `budget-unused` and `llm-missing`, where no gateway of ours enforces anything: nobody may have a budget, and where the other services
 * are rendered nobody may need the gateway.
 */
export function refuseBudgets(tenants: readonly Budgeted[], servicesRendered: boolean): void {
  for (const { problems, budget, agents, members = [] } of tenants) {
    const places = [
      ...(budget === undefined ? [] : ['budget']),
      ...agents.flatMap(({ place, budget: own }) => (own === undefined ? [] : [`${place}.budget`])),
      ...members.flatMap(({ budget: own }, index) => (own === undefined ? [] : [`${below('members', index)}.budget`])),
    ];
    for (const place of places)
      // Rule `budget-unused`: a token budget is enforced by the gateway only, and one without a caller or a gateway is not enforced at all
      // (our choice).
      problems.that(
        false,
        place,
        'budget-unused',
        'nothing enforces it: services.llmGateway is not written',
        'write services.llmGateway, or leave the budget out',
      );
    for (const { place } of agents.filter(({ needs }) => servicesRendered && needs.includes('llm-gateway')))
      // Rule `llm-missing`: an agent that needs the gateway finds nothing to connect to where no gateway is rendered (our choice).
      problems.that(
        false,
        `${place}.needs`,
        'llm-missing',
        `'llm-gateway' is rendered by nobody: services.llmGateway is not written`,
        'write services.llmGateway, or leave the need out',
      );
  }
}

/** Rules `budget-missing` and `budget-unused`, and those of budgets; `undefined` for who calls no model. */
export function tenantTokens(
  { id, namespace, problems, budget, agents, members }: Budgeted,
  largest: number,
): { tokens: TenantTokens; held: boolean } | undefined {
  const calling = agents.filter(({ needs }) => needs.includes('llm-gateway'));
  for (const { place, needs, budget: own } of agents) {
    const used = own === undefined || needs.includes('llm-gateway');
    problems.that(used, `${place}.budget`, 'budget-unused', `it does not need 'llm-gateway'`, `add it to needs, or leave the budget out`);
  }
  if (calling.length === 0) {
    problems.that(budget === undefined, 'budget', 'budget-unused', `no agent needs 'llm-gateway'`, 'leave it out');
    return undefined;
  }
  const names = calling.map(({ name }) => name).join(', ');
  // Rule `budget-missing`: a tenant without a token budget may spend all that the provider admits (our choice).
  if (
    !problems.that(
      budget !== undefined,
      'budget',
      'budget-missing',
      `${names} may call models, for no more than the provider admits`,
      `write budget: { perDay: 2000000 }`,
    )
  )
    return undefined;
  const own = budgetOf(budget) ?? {};
  // what could not be read is said already; nothing follows from its absence
  const whole = !problems.anyUnread(...BUDGET_WINDOWS.map(({ key }) => `budget.${key}`));
  const held = checkBudget(problems.at('budget'), own, largest) && whole;
  const parts = calling.map(({ name, place, budget: part }) => partOf(problems, place, name, part, largest));
  const small = members?.map((member, index) => partOf(problems, below('members', index), member.id, member.budget, largest));
  if (held && [...parts, ...(small ?? [])].every((part) => part.held)) {
    checkShares(problems, own, sharesOf(parts), 'agents');
    if (small !== undefined) checkShares(problems, own, sharesOf(small), 'members');
  }
  return {
    tokens: {
      name: id,
      namespace,
      budget: own,
      agents: parts.map(({ part }) => part),
      ...(small !== undefined && { members: small.map(({ part }) => part) }),
    },
    held,
  };
}

/** What is an agent's or a member's own. */
interface Part {
  readonly place: string;
  readonly part: MemberTokens;
  readonly held: boolean;
}

function partOf(problems: Problems, place: string, name: string, budget: TokenBudget | undefined, largest: number): Part {
  const own = budgetOf(budget);
  const held = own === undefined || checkBudget(problems.at(place).at('budget'), own, largest);
  return { place, part: { name, ...(own !== undefined && { budget: own }) }, held };
}

/** Budgets by the place that each is written at. */
function sharesOf(parts: readonly Part[]): Record<string, TokenBudget | undefined> {
  return Object.fromEntries(parts.map(({ place, part: { budget } }) => [place, budget]));
}

/** A budget as rules take it. */
function budgetOf(budget: TokenBudget | undefined): TokenBudget | undefined {
  return budget === undefined ? undefined : Object.fromEntries(Object.entries(budget).filter(([, value]) => value !== undefined));
}
