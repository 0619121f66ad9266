import { checkBuckets, bucketsOf } from './buckets';
import { checkCallerKeys, type KeyPlaces } from './keys';
import { checkModel, checkModelCount, checkModelName, checkProviderHost, checkRanges } from './provider';
import { checkProvider, checkTenants } from './shares';
import { checkBudget } from './tokens';
import { checkEgressCidr } from '../../kernel/cidr';
import { checkDnsLabel } from '../../kernel/names';
import { byText, sortedEntries } from '../../kernel/order';
import { percentOf } from '../../kernel/percent';
import { type Problems, below } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { type Findings, findingsAt, wholeSecondsOf } from '../../kernel/findings';
import type { LlmGatewaySpec } from './spec';
import { type Budgeted, tenantTokens } from './resolve-budgets';
import type { Frame } from '../../resolve/frame';
import { resolveResources } from '../resources/resolve';
import type { LlmGatewayPlan, LlmModelPlan } from './plan';
import { imagesOf } from '../services/parts';

/** What is not written; the same words as in the specification. */
const DEFAULT = {
  reserve: '10%',
  oversubscription: 1,
  gatewayClass: 'envoy',
  longestRequest: '5m',
  replicas: 2,
  parallelRequests: 16,
} as const;

const KEY_PLACES: KeyPlaces = { jwksUri: 'jwksUri', ranges: 'cidrs', range: (index) => below('cidrs', index) };
/** As long as the gateway's proxies wait for an answer at most. */
const MAX_REQUEST_S = 3600;

/** Completes and checks the gateway and everybody's budget; `undefined` if what was written could not be read. */
export function resolveLlmGateway(
  spec: LlmGatewaySpec,
  tenants: readonly Budgeted[],
  frame: Frame,
  findings: Findings,
): LlmGatewayPlan | undefined {
  const at = findings.problems;
  const { provider, callers } = spec;
  if (at.standsIn('provider') || at.standsIn('callers')) return undefined;
  const models = modelsOf(at.at('provider'), provider.models);
  checkHost(at.at('provider'), provider);
  checkCallers(at.at('callers'), callers);
  const reservePercent = percentOf(spec.reserve ?? DEFAULT.reserve);
  // Rule `percent`: the reserve is a share of the limit, and at 100 % nothing would be left to give (our choice).
  at.that(
    reservePercent !== undefined,
    'reserve',
    'percent',
    `must be '0%' to '99%', got ${shown(spec.reserve)}`,
    `write '${DEFAULT.reserve}'`,
  );
  const limits = {
    limit: provider.limit,
    reservePercent: reservePercent ?? 0,
    oversubscription: spec.oversubscription ?? DEFAULT.oversubscription,
  };
  const sound = !at.standsIn('provider.limit') && checkBudget(at.at('provider.limit'), limits.limit) && checkProvider(at, limits);
  const largest = Math.max(0, ...models.map(({ contextTokens }) => contextTokens));
  const resolved = tenants.flatMap((tenant) => tenantTokens(tenant, largest) ?? []);
  const called = tenants.some(({ agents }) => agents.some(({ needs }) => needs.includes('llm-gateway')));
  // Rule `llm-unused`: a gateway that no agent calls costs money and serves nothing (our choice).
  at.that(called, '', 'llm-unused', `no agent needs 'llm-gateway'`, 'leave it out');
  if (sound && resolved.every(({ held }) => held)) {
    const budgets = resolved.map(({ tokens }) => [tokens.name, tokens.budget] as const);
    const places = new Map(tenants.map(({ id, problems }) => [id, problems.at('budget')]));
    checkTenants(at, limits, Object.fromEntries(budgets), (tenant) => places.get(tenant) ?? at);
    const counters = bucketsOf(
      limits,
      resolved.map(({ tokens }) => tokens),
    );
    for (const violation of checkBuckets(counters)) at.rule('', violation);
  }
  const { gatewayClass, longestRequest, replicas, parallelRequests } = { ...DEFAULT, ...written(spec) };
  at.rule('gatewayClass', checkDnsLabel(gatewayClass));
  at.integer('replicas', replicas, 2, 100);
  at.integer('parallelRequests', parallelRequests, 1, 10_000);
  return {
    provider: { schema: provider.schema, hostname: provider.hostname, cidrs: [...provider.cidrs], models },
    callers: { issuer: callers.issuer, jwksUri: callers.jwksUri, cidrs: [...(callers.cidrs ?? [])], jwks: callers.jwks },
    limits,
    tenants: resolved.map(({ tokens }) => tokens).sort((a, b) => byText(a.name, b.name)),
    ...imagesOf(spec, ['image', 'processorImage'], frame, findings),
    resources: resolveResources(spec, 'large', findings),
    processorResources: resolveResources(spec.processor ?? {}, 'medium', findingsAt(findings, 'processor')),
    gatewayClass,
    longestRequestS: wholeSecondsOf(at, 'longestRequest', longestRequest, MAX_REQUEST_S) ?? 0,
    replicas,
    parallelRequests,
  };
}

/** Rules `models`, `whole-number` and `price`. */
function modelsOf(problems: Problems, written: LlmGatewaySpec['provider']['models']): LlmModelPlan[] {
  const entries = sortedEntries(written);
  problems.rule('models', checkModelCount(entries.length));
  return entries.flatMap(([name, model]) => {
    const at = problems.at('models');
    at.rule(below('', name), checkModelName(name));
    if (at.unread(below('', name))) return [];
    const { contextTokens, usdPerMillionTokens } = model;
    checkModel(at.at(below('', name)), contextTokens, usdPerMillionTokens);
    return [{ name, contextTokens, usdPerMillionTokens }];
  });
}

function checkHost(problems: Problems, provider: LlmGatewaySpec['provider']): void {
  problems.rule('hostname', checkProviderHost(provider.hostname));
  problems.rule('cidrs', checkRanges(provider.cidrs.length, 'it'));
  provider.cidrs.forEach((cidr, index) => problems.rule(below('cidrs', index), checkEgressCidr(cidr)));
}

/**
 * Rule `callers-keys`: the gateway needs exactly one source of the keys with which it checks callers, and two could disagree. Also checks
 * the keys with `checkCallerKeys`.
 *
 * @see https://gateway.envoyproxy.io/docs/tasks/security/jwt-authentication/
 */
function checkCallers(problems: Problems, { issuer, jwks, jwksUri, cidrs }: LlmGatewaySpec['callers']): void {
  const one = (jwks === undefined) !== (jwksUri === undefined);
  problems.that(one, '', 'callers-keys', `${jwks === undefined ? 'neither' : 'both'} of jwks and jwksUri is written`, 'write one of them');
  const ranges = [...(cidrs ?? [])];
  problems.that(
    !one || jwks === undefined || ranges.length === 0,
    'cidrs',
    'callers-keys',
    'ranges belong to jwksUri, and the keys are given',
    'leave them out',
  );
  checkCallerKeys(problems, { issuer, jwksUri, jwks, ranges }, KEY_PLACES);
}

/** What is written of the settings that have a default. */
function written(
  spec: LlmGatewaySpec,
): Partial<Pick<LlmGatewayPlan, 'gatewayClass' | 'replicas' | 'parallelRequests'> & { longestRequest: string }> {
  const { gatewayClass, longestRequest, replicas, parallelRequests } = spec;
  return {
    ...(gatewayClass !== undefined && { gatewayClass }),
    ...(longestRequest !== undefined && { longestRequest }),
    ...(replicas !== undefined && { replicas }),
    ...(parallelRequests !== undefined && { parallelRequests }),
  };
}
