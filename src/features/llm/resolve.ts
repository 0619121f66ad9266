import { type Findings, findingsAt, secondsOf } from '../../kernel/findings';
import { sortedEntries } from '../../kernel/order';
import { percentOf } from '../../kernel/percent';
import { type Problems, below } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { resolveResources } from '../resources/resolve';
import { StoreEntries } from '../secrets/keys';
import type { NotWritten, ServicesWorld } from '../services/row';
import { type LlmContext, type LlmGatewayPlan, LLM_SIZES, type LlmPlaces, planLlmGateway } from './plan';
import { LLM_GATEWAY } from './schema';
import type { LlmGatewaySpec, TokenBudget } from './spec';
import { type AgentInput, refuseTokenBudgets, type TenantInput } from './tenants';

const PLACES: LlmPlaces = {
  limit: 'provider.limit',
  reserve: 'reserve',
  gatewayClass: 'gatewayClass',
  tenants: '',
  ranges: 'cidrs',
  range: (index) => below('cidrs', index),
  model: (name) => below('models', name),
  modelName: (name) => below('models', name),
  keys: { jwksUri: 'jwksUri', ranges: 'cidrs', range: (index) => below('cidrs', index) },
};

/** What is read of a tenant or a pool as it was written. */
interface WrittenTenant {
  readonly budget?: TokenBudget;
  readonly agents: Readonly<Record<string, { readonly budget?: TokenBudget }>>;
  readonly batch?: Readonly<Record<string, { readonly budget?: TokenBudget }>>;
  readonly members?: readonly { readonly id: string; readonly budget?: TokenBudget }[];
}

/** What is read of an agent that is complete. */
interface NeedyAgent {
  readonly name: string;
  readonly needs: readonly string[];
}

/** What is read of a tenant or a pool: as it was written, and complete. */
export interface TenantThatCalls {
  readonly placed: { readonly spec: WrittenTenant; readonly findings: Findings };
  readonly tenant: {
    readonly id: string;
    readonly namespace: string;
    readonly agents: readonly NeedyAgent[];
    readonly batch: readonly NeedyAgent[];
    readonly members: readonly string[] | undefined;
  };
}

/** What the gateway reads of its environment. */
export interface LlmWorld extends ServicesWorld, LlmContext {
  readonly tenants: readonly TenantThatCalls[];
}

/** What is read where there is no gateway. */
export interface LlmAround extends NotWritten {
  readonly tenants: readonly TenantThatCalls[];
}

/** Refuses what tenants wrote of tokens: nothing would count them. */
export function withoutLlmGateway({ tenants, unread }: LlmAround): void {
  if (!unread) refuseTokenBudgets(tokensWritten(tenants));
}

/** What every tenant and pool wrote of tokens. */
function tokensWritten(tenants: readonly TenantThatCalls[]): TenantInput[] {
  return tenants.map(({ placed: { spec, findings }, tenant: { id, namespace, agents, batch, members } }) => {
    const inputOf =
      (place: string, written: Readonly<Record<string, { readonly budget?: TokenBudget }>> = {}) =>
      ({ name, needs }: NeedyAgent): AgentInput => ({
        name,
        place: below(place, name),
        calls: needs.includes('llm-gateway'),
        tokenBudget: written[name]?.budget,
      });
    return {
      name: id,
      namespace,
      problems: findings.problems,
      tokenBudget: spec.budget,
      agents: [...agents.map(inputOf('agents', spec.agents)), ...batch.map(inputOf('batch', spec.batch))],
      ...(members !== undefined && {
        members: (spec.members ?? []).map(({ id: name, budget }, index) => ({ name, place: below('members', index), tokenBudget: budget })),
      }),
    };
  });
}

/** Completes and checks the gateway and every token budget; `undefined` if what was written could not be read. */
export function resolveLlmGateway(spec: LlmGatewaySpec, world: LlmWorld, findings: Findings): LlmGatewayPlan | undefined {
  const { problems } = findings;
  const context = { ...world, environment: world.name };
  const { provider, callers } = spec;
  if (problems.standsIn('provider') || problems.standsIn('callers')) return undefined;
  const input = {
    provider: {
      schema: provider.schema,
      hostname: provider.hostname,
      cidrs: provider.cidrs,
      models: sortedEntries(provider.models).map(([name, model]) => ({ name, ...model })),
      storeKey: new StoreEntries(context).llmProvider(),
    },
    callers: { ...callers, cidrs: callers.cidrs ?? [] },
    limit: provider.limit,
    reservePercent: reserveOf(problems, spec.reserve),
    oversubscription: spec.oversubscription,
    tenants: tokensWritten(world.tenants),
    image: spec.image,
    processorImage: spec.processorImage,
    resources: resolveResources(spec, LLM_SIZES.proxy, findings),
    processorResources: resolveResources(spec.processor ?? {}, LLM_SIZES.processor, findingsAt(findings, 'processor')),
    gatewayClass: spec.gatewayClass,
    longestRequestS: secondsOf(problems, 'longestRequest', spec.longestRequest),
    replicas: spec.replicas,
    parallelRequests: spec.parallelRequests,
  };
  return planLlmGateway(problems, input, context, PLACES);
}

/** Whole percent of a reserve; nothing is kept back where it could not be read, so that no sum fails because of it. */
function reserveOf(problems: Problems, reserve: string | undefined): number | undefined {
  if (reserve === undefined) return undefined;
  const { said } = LLM_GATEWAY.shape.reserve;
  const percent = percentOf(reserve);
  // Rule `percent`: the reserve is a share of the limit, and at 100 % nothing would be left to give (our choice).
  problems.that(
    percent !== undefined,
    'reserve',
    'percent',
    `must be '${said.min}%' to '${said.max}%', got ${shown(reserve)}`,
    `write '${said.default}'`,
  );
  return percent ?? 0;
}
