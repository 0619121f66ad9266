import { type Findings, findingsAt } from '../kernel/findings';
import { resolveLlmGateway, tokensWritten } from '../features/llm/resolve';
import { refuseTokenBudgets } from '../features/llm/tenants';
import { resolveBus } from '../features/bus/resolve';
import { resolveDatabase } from '../features/database/resolve';
import type { Frame } from './frame';
import { checkPlainId, checkDnsLabel } from '../kernel/names';
import { resolveStore, type StoreHome } from '../features/store/resolve';
import type { Settled } from '../features/tenancy/resolve';
import { resolveToolGateway } from '../features/tools/resolve';
import type { ServicesPlan } from './plan';

/**
 * Completes and checks the shared services, which follow from all tenants; `undefined` if none are written.
 *
 * @param complete whether every tenant and pool could be read
 */
export function resolveServices(settled: readonly Settled[], frame: Frame, root: Findings, complete: boolean): ServicesPlan | undefined {
  const { services } = frame.spec;
  const tokens = tokensWritten(settled);
  const findings = findingsAt(root, 'services');
  const homes = homesOf(settled);
  const { system, name, labelDomain } = frame.resolved;
  const servicesUnread = frame.problems.unread('services');
  const context = { system, name, labelDomain, registries: frame.registries, judged: areJudged(settled, frame), servicesUnread };
  if (services === undefined) {
    if (!servicesUnread) refuseTokenBudgets(tokens, false);
    resolveStore(undefined, homes, context, findings);
    return undefined;
  }
  const { secretStore, certificateIssuer } = services;
  findings.problems.rule('secretStore', checkDnsLabel(secretStore));
  findings.problems.rule('certificateIssuer', checkDnsLabel(certificateIssuer));
  const shared = sharedContext(frame, secretStore);
  const before = findings.problems.list.length;
  const toolGateway = resolveToolGateway(services.toolGateway, shared, findingsAt(findings, 'toolGateway'));
  const gatewayKnown = findings.problems.list.length === before && !findings.problems.unread('toolGateway');
  const { llmGateway: llm } = services;
  if (llm === undefined && !findings.problems.unread('llmGateway')) refuseTokenBudgets(tokens, true);
  const llmGateway = llm === undefined ? undefined : resolveLlmGateway(llm, tokens, shared, findingsAt(findings, 'llmGateway'));
  const redis = resolveStore(services, homes, context, findings);
  const postgres = resolveDatabase(services, homes, { ...context, filter: frame }, findings);
  const around = {
    ...context,
    natsMetricPrefix: frame.resolved.natsMetricPrefix,
    secretStore,
    certificateIssuer,
    apiServer: postgres.cluster.apiServer,
    toolGatewayReplicas: gatewayKnown ? toolGateway.replicas : undefined,
    budgets: budgetsOf(frame),
    complete,
  };
  const nats = resolveBus(services.nats, around, settled, findingsAt(findings, 'nats'));
  return redis && { secretStore, nats, redis, postgres, toolGateway, llmGateway };
}

/** What stores and databases read of tenants. */
function homesOf(settled: readonly Settled[]): StoreHome[] {
  return settled.map(({ tenant, placed: { spec, findings } }) => ({ ...tenant, memory: spec.memory, findings }));
}

/** Whether nothing is wrong with tenants and with what names are made of, so that sums over all of them mean something. */
function areJudged(settled: readonly Settled[], { resolved: { system, name } }: Frame): boolean {
  const ids = settled.flatMap(({ tenant: { id, members } }) => [id, ...(members ?? [])]);
  const named = [system, name].every((id) => checkPlainId(id) === undefined);
  return named && settled.every(({ sound }) => sound) && new Set(ids).size === ids.length;
}

/** What the gateways read of the environment. */
function sharedContext({ resolved, registries }: Frame, secretStore: string) {
  const { system, name, labels, labelDomain, target } = resolved;
  return { system, environment: name, tenantLabel: labels.tenant, labelDomain, target, secretStore, registries };
}

/** There are budgets where there are language models. */
function budgetsOf({ spec, problems }: Frame): boolean | undefined {
  return problems.unread('services.llmGateway') ? undefined : spec.services?.llmGateway !== undefined;
}
