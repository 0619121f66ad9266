import { type MemberTokens, type TenantTokens } from '../core/budget/buckets';
import { checkPrice } from '../core/budget/bound';
import { checkProvider, checkShares, checkTenants } from '../core/budget/shares';
import { checkBudget, type TokenBudget } from '../core/budget/tokens';
import { egressCidrHolds } from '../core/cidr';
import { imageAllowed, imagePinned } from '../core/images';
import { dnsLabelHolds, isDnsSubdomain } from '../core/names';
import { byText, sortedEntries } from '../core/order';
import { percentOf } from '../core/percent';
import type { Problems } from '../core/problems';
import type { Dependency } from '../core/services';
import { shown } from '../core/shown';
import type { BudgetSpec, LlmSpec } from './budget-spec';
import { wholeSecondsOf } from './findings';
import type { ResolvedLlm, ResolvedLlmModel } from './resolved-budget';
import type { Shaped } from './shape';
import type { ShapeReader } from './shape-reader';

/** What is not written; the same words as in the specification. */
const DEFAULT = {
  reserve: '10%',
  oversubscription: 1,
  gatewayClass: 'envoy',
  longestRequest: '5m',
  replicas: 2,
  parallelRequests: 16,
} as const;
const MAX_REQUEST_S = 3600;

/** A tenant or a pool, as far as budgets are concerned. */
export interface Budgeted {
  readonly id: string;
  readonly namespace: string;
  /** Where it stands in the data, e.g. `tenants.0`. */
  readonly place: string;
  readonly budget: Shaped<BudgetSpec> | undefined;
  readonly agents: readonly {
    readonly name: string;
    readonly needs: readonly Dependency[];
    readonly budget: Shaped<BudgetSpec> | undefined;
  }[];
  /** @default - it is a tenant of its own */
  readonly members?: readonly { readonly id: string; readonly budget: Shaped<BudgetSpec> | undefined }[];
}

/**
 * Completes and checks language models and everybody's budget; `undefined` if there are none, or not readably.
 *
 * `problems` is at the root of the environment: budgets stand at their tenants, the provider below `llm`.
 */
export function resolveLlm(
  spec: Shaped<LlmSpec> | undefined,
  tenants: readonly Budgeted[],
  registries: readonly string[],
  reader: ShapeReader,
  problems: Problems,
): ResolvedLlm | undefined {
  if (spec === undefined) {
    tenants.forEach((tenant) => {
      refuseBudgets(problems.at(tenant.place), tenant);
    });
    return undefined;
  }
  const at = problems.at('llm');
  const { provider, callers } = spec;
  if (provider === undefined || callers === undefined) return undefined;
  const models = modelsOf(at.at('provider'), provider.models);
  checkHost(at.at('provider'), provider.hostname, provider.cidrs, reader.lost(provider, 'hostname'), reader.lost(provider, 'cidrs'));
  checkCallers(at.at('callers'), callers);
  const reservePercent = percentOf(spec.reserve ?? DEFAULT.reserve);
  at.that(
    reservePercent !== undefined,
    'reserve',
    'percent',
    `must be '0%' to '99%', got ${shown(spec.reserve)}`,
    `write '${DEFAULT.reserve}'`,
  );
  const limits = {
    limit: budgetOf(provider.limit) ?? {},
    reservePercent: reservePercent ?? 0,
    oversubscription: spec.oversubscription ?? DEFAULT.oversubscription,
  };
  const sound = provider.limit !== undefined && checkBudget(at.at('provider.limit'), limits.limit) && checkProvider(at, limits);
  const largest = Math.max(0, ...models.map(({ contextTokens }) => contextTokens));
  const resolved = tenants.flatMap((tenant) => tenantTokens(problems.at(tenant.place), tenant, largest) ?? []);
  if (sound && resolved.every(({ held }) => held)) {
    const budgets = resolved.map(({ tokens }) => [tokens.name, tokens.budget] as const);
    checkTenants(at, limits, Object.fromEntries(budgets));
  }
  for (const key of ['image', 'processorImage'] as const) {
    const image = spec[key];
    if (image !== undefined && at.rule(key, imagePinned(image))) at.rule(key, imageAllowed(image, registries));
  }
  const { gatewayClass, longestRequest, replicas, parallelRequests } = { ...DEFAULT, ...written(spec) };
  at.rule('gatewayClass', dnsLabelHolds(gatewayClass));
  at.integer('replicas', replicas, 2, 100);
  at.integer('parallelRequests', parallelRequests, 1, 10_000);
  return {
    provider: { schema: provider.schema ?? 'OpenAI', hostname: provider.hostname ?? '', cidrs: texts(provider.cidrs), models },
    callers: { issuer: callers.issuer ?? '', jwksUri: callers.jwksUri, cidrs: texts(callers.cidrs), jwks: callers.jwks },
    limits,
    tenants: resolved.map(({ tokens }) => tokens).sort((a, b) => byText(a.name, b.name)),
    image: spec.image ?? '',
    processorImage: spec.processorImage ?? '',
    gatewayClass,
    longestRequestS: wholeSecondsOf(at, 'longestRequest', longestRequest, MAX_REQUEST_S) ?? 0,
    replicas,
    parallelRequests,
  };
}

/** Rule `budget-unused`: nobody enforces a budget where there is no gateway of ours. */
function refuseBudgets(problems: Problems, { budget, agents, members = [] }: Budgeted): void {
  const places = [
    ...(budget === undefined ? [] : ['budget']),
    ...agents.flatMap(({ name, budget: own }) => (own === undefined ? [] : [`agents.${name}.budget`])),
    ...members.flatMap(({ budget: own }, index) => (own === undefined ? [] : [`members.${index}.budget`])),
  ];
  for (const place of places)
    problems.that(
      false,
      place,
      'budget-unused',
      'nothing enforces it: the environment has no llm',
      'add llm to the environment, or leave it out',
    );
}

/** Rules `budget-missing` and `budget-unused`, and those of budgets; `undefined` for who calls no model. */
function tenantTokens(problems: Problems, tenant: Budgeted, largest: number): { tokens: TenantTokens; held: boolean } | undefined {
  const { id, namespace, budget, agents, members } = tenant;
  const calling = agents.filter(({ needs }) => needs.includes('llm-gateway'));
  agents.forEach(({ name, needs, budget: own }) => {
    const used = own === undefined || needs.includes('llm-gateway');
    problems.that(
      used,
      `agents.${name}.budget`,
      'budget-unused',
      `it does not need 'llm-gateway'`,
      `add it to needs, or leave the budget out`,
    );
  });
  if (calling.length === 0) {
    problems.that(budget === undefined, 'budget', 'budget-unused', `no agent needs 'llm-gateway'`, 'leave it out');
    return undefined;
  }
  const names = calling.map(({ name }) => name).join(', ');
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
  const held = checkBudget(problems.at('budget'), own, largest);
  const parts = calling.map((agent) => partOf(problems.at(`agents.${agent.name}`), agent.name, agent.budget, largest));
  const small = members?.map((member, index) => partOf(problems.at(`members.${index}`), member.id, member.budget, largest));
  if (held && [...parts, ...(small ?? [])].every((part) => part.held)) {
    checkShares(problems.at('agents'), own, sharesOf(parts), 'agents');
    if (small !== undefined) checkShares(problems.at('members'), own, sharesOf(small), 'members');
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

interface Part {
  readonly part: MemberTokens;
  readonly held: boolean;
}

function partOf(problems: Problems, name: string, budget: Shaped<BudgetSpec> | undefined, largest: number): Part {
  const own = budgetOf(budget);
  const held = own === undefined || checkBudget(problems.at('budget'), own, largest);
  return { part: { name, ...(own !== undefined && { budget: own }) }, held };
}

function sharesOf(parts: readonly Part[]): Record<string, TokenBudget | undefined> {
  return Object.fromEntries(parts.map(({ part: { name, budget } }) => [name, budget]));
}

/** Rules `models`, `whole-number` and `price`. */
function modelsOf(problems: Problems, written: NonNullable<Shaped<LlmSpec>['provider']>['models']): ResolvedLlmModel[] {
  const entries = sortedEntries(written ?? {});
  problems.that(written === undefined || entries.length > 0, 'models', 'models', 'there are none', 'name those that are used');
  return entries.flatMap(([name, model]) => {
    const at = problems.at('models');
    const named = /^[A-Za-z0-9._:/-]{1,128}$/.test(name);
    at.that(named, name, 'model-name', `must be a model's name, got ${shown(name)}`, `write 'gpt-4o-mini'`);
    if (model.contextTokens === undefined || model.usdPerMillionTokens === undefined) return [];
    const { contextTokens, usdPerMillionTokens } = model;
    at.at(name).integer('contextTokens', contextTokens, 1, 100_000_000);
    checkPrice(at.at(name), 'usdPerMillionTokens', usdPerMillionTokens);
    return [{ name, contextTokens, usdPerMillionTokens }];
  });
}

function checkHost(
  problems: Problems,
  hostname: string | undefined,
  cidrs: readonly (string | undefined)[] | undefined,
  lostName: boolean,
  lostCidrs: boolean,
): void {
  const named = hostname !== undefined && isDnsSubdomain(hostname) && hostname.includes('.');
  problems.that(lostName || named, 'hostname', 'hostname', `must be a DNS name, got ${shown(hostname)}`, `write 'api.openai.com'`);
  const some = texts(cidrs);
  problems.that(
    lostCidrs || some.length > 0,
    'cidrs',
    'egress-empty',
    'no range is given, so it cannot be reached',
    'give at least one range',
  );
  some.forEach((cidr, index) => problems.rule(`cidrs.${index}`, egressCidrHolds(cidr)));
}

/** Rule `callers-keys`: exactly one way to the keys. */
function checkCallers(problems: Problems, { jwks, jwksUri, cidrs }: NonNullable<Shaped<LlmSpec>['callers']>): void {
  const one = (jwks === undefined) !== (jwksUri === undefined);
  problems.that(one, '', 'callers-keys', `${jwks === undefined ? 'neither' : 'both'} of jwks and jwksUri is written`, 'write one of them');
  const ranges = texts(cidrs);
  const both = (jwksUri === undefined) === (ranges.length === 0);
  problems.that(!one || both, 'cidrs', 'callers-keys', 'ranges belong to jwksUri, and it to them', 'write both or neither');
  ranges.forEach((cidr, index) => problems.rule(`cidrs.${index}`, egressCidrHolds(cidr)));
}

function budgetOf(budget: Shaped<BudgetSpec> | undefined): TokenBudget | undefined {
  return budget === undefined ? undefined : Object.fromEntries(Object.entries(budget).filter(([, value]) => value !== undefined));
}

/** What is written of the settings that have a default. */
function written(
  spec: Shaped<LlmSpec>,
): Partial<Pick<ResolvedLlm, 'gatewayClass' | 'replicas' | 'parallelRequests'> & { longestRequest: string }> {
  const { gatewayClass, longestRequest, replicas, parallelRequests } = spec;
  return {
    ...(gatewayClass !== undefined && { gatewayClass }),
    ...(longestRequest !== undefined && { longestRequest }),
    ...(replicas !== undefined && { replicas }),
    ...(parallelRequests !== undefined && { parallelRequests }),
  };
}

function texts(list: readonly (string | undefined)[] | undefined): string[] {
  return (list ?? []).filter((one) => one !== undefined);
}
