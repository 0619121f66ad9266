import { checkNextName } from '../bus/queue-versions';
import { planHatches } from '../objects/plan';
import { computeQuota, planQuota } from '../quota/plan';
import { addDemands, type Demand, demandOf, quotaFor, checkQuota } from '../quota/quota';
import { checkId, checkNamespace } from '../../kernel/names';
import { byText, sortedEntries } from '../../kernel/order';
import { checkEmail, checkOwner } from './owner';
import { type Findings, findingsAt } from '../../kernel/findings';
import { contentsOf } from './contents';
import { checkNamespaceLabels, planNamespace, type TenantHatches, tenantNamespace, type TenantPlan } from './plan';
import { callsOf } from '../agent/calls';
import { type AgentEnvironment, resolveAgent } from '../agent/resolve';
import { resolveBatchAgents } from '../batch/resolve';
import { below, Problems } from '../../kernel/problems';
import type { ScaleOverride } from '../scaling/spec';
import type { SharedPoolSpec, TenantSpec } from './spec';

/** A tenant or a pool as it was read, and where. */
export interface Placed {
  readonly kind: 'tenant' | 'pool';
  readonly spec: Omit<TenantSpec, 'tier'> & Partial<Pick<SharedPoolSpec, 'members'>>;
  readonly findings: Findings;
}

/** A tenant with what the checks across tenants need. */
export interface Settled {
  readonly placed: Placed;
  readonly tenant: TenantPlan;
  /** Whether nothing was wrong, so that its sums mean something. */
  readonly sound: boolean;
}

/** What an environment says of the scale of its tenants' agents, by tenant and agent. */
export type ScaleOfTenants = Readonly<Record<string, Readonly<Record<string, ScaleOverride>>>>;

/** What of an environment decides about its tenants: what their agents and their stores ask, and the scale of the agents. */
export type TenantContext = AgentEnvironment & {
  readonly spec: { readonly scale?: ScaleOfTenants };
};

/** Namespace of a tenant, as it is written; else that of its id, which is a pool's own. */
export function namespaceOf({ kind, spec }: Placed): string {
  if (spec.namespace !== undefined) return spec.namespace;
  switch (kind) {
    case 'tenant':
      return tenantNamespace(spec.id);
    case 'pool':
      return spec.id;
  }
}

/** Completes and checks one tenant or pool. `root` is where the environment's own scale is written. */
export function resolveTenant(placed: Placed, environment: TenantContext, root: Findings): Settled {
  const { spec, findings } = placed;
  const { problems } = findings;
  const { id, owner, email } = spec;
  const before = problems.list.length;
  problems.rule('id', checkId(id));
  problems.rule('owner', checkOwner(owner));
  if (email !== undefined) problems.rule('email', checkEmail(email));
  if (spec.namespace !== undefined) problems.rule('namespace', checkNamespace(spec.namespace));
  const { namespaceLabels = {} } = spec;
  checkNamespaceLabels(problems.at('namespaceLabels'), namespaceLabels, environment.labelDomain);
  const members = membersOf(placed);
  const calls = callsOf(spec, { tenant: id, namespace: namespaceOf(placed), labels: environment.labels }, problems);
  const home = { id, namespace: namespaceOf(placed), email, members, calls, ownMemory: spec.memory !== undefined };
  const agents = sortedEntries(spec.agents).map(([name, agent]) => {
    const override = environment.spec.scale?.[id]?.[name];
    const written = override === undefined ? undefined : { spec: override, findings: findingsAt(root, below('scale', id), name) };
    return resolveAgent(name, agent, written, home, environment, findingsAt(findings, 'agents', name));
  });
  // Rule `no-agents`: a tenant without agents is a namespace that nothing uses (our choice).
  // Rule `members`: a pool without members is a namespace that no tenant uses (our choice).
  problems.that(
    agents.length > 0 || problems.unread('agents'),
    'agents',
    'no-agents',
    'must have at least one agent',
    'add one, or leave the tenant out',
  );
  const tellApart = new Map<string, string>();
  for (const { name, consumes } of agents) {
    if (consumes === undefined) continue;
    const key = `${consumes.stream} ${consumes.consumer}`;
    const other = tellApart.get(key);
    problems.that(
      other === undefined,
      `${below('agents', name)}.consumes`,
      'unique-consumer',
      `takes from the consumer of '${other ?? ''}', so each gets a part of the other's messages`,
      'give each agent a consumer of its own',
    );
    tellApart.set(key, name);
  }
  const batch = resolveBatchAgents(spec.batch, agents, home, environment, findings);
  const names = [...agents, ...batch].map(({ name }) => name);
  for (const { name, next } of agents) {
    if (next !== undefined) problems.rule(`${below('agents', name)}.rollout`, checkNextName(name, names));
  }
  const namespace = namespaceOf(placed);
  const hatches = resolveHatches(placed, namespace);
  const agentsRead = !problems.anyUnread('agents', 'batch');
  const sound = problems.list.length === before;
  const workers = [...agents, ...batch];
  // what a written object asks for is known before it is rendered
  const own = contentsOf(hatches.flatMap(({ objects }) => objects));
  const needed = {
    demand: addDemands(demandOf(workers), own.demand),
    requested: addDemands(demandOf(workers.map(({ peakPods, requests }) => ({ peakPods, resources: requests }))), own.requested),
  };
  const { quota, reserved } = resolveQuota(placed, needed, sound && agentsRead);
  const { labelDomain } = environment;
  // what can be wrong with it was reported where it is written
  const boundary = planNamespace(Problems.of(namespace), {
    tenant: id,
    name: namespace,
    quota,
    reserved,
    labelDomain,
    labels: namespaceLabels,
    ...(email !== undefined && { annotations: { email } }),
  });
  return {
    placed,
    tenant: { id, namespace, owner, members, agents, batch, quota, reserved, hatches, boundary },
    sound: problems.list.length === before,
  };
}

/** Members of a pool, sorted; a tenant is alone. */
function membersOf(placed: Placed): readonly string[] | undefined {
  switch (placed.kind) {
    case 'tenant':
      return undefined;
    case 'pool':
      return resolveMembers(placed);
  }
}

function resolveMembers({ spec, findings: { problems } }: Placed): readonly string[] {
  const members = spec.members ?? [];
  problems.that(members.length > 0, 'members', 'members', 'must have at least one member', 'add one, or write a tenant of its own');
  const seen = new Set<string>();
  members.forEach(({ id }, index) => {
    const place = `${below('members', index)}.id`;
    if (problems.rule(place, checkId(id)))
      problems.that(!seen.has(id), place, 'unique-id', `'${id}' is listed twice`, 'list each member once');
    seen.add(id);
  });
  return [...seen].sort(byText);
}

/** What is written of the tenant first, then of its agents, each in the order of names. */
function resolveHatches({ spec, findings }: Placed, namespace: string): readonly TenantHatches[] {
  const of = (list: 'agents' | 'batch'): TenantHatches[] =>
    sortedEntries(spec[list] ?? {}).map(([name, written]) => ({
      chart: name,
      ...planHatches(findingsAt(findings, list, name).problems, written, namespace),
    }));
  const all = [{ chart: undefined, ...planHatches(findings.problems, spec, namespace) }, ...of('agents'), ...of('batch')];
  return all.filter(({ objects, patches }) => objects.length + patches.length > 0);
}

/** What all pods of a tenant may use at once, and what they are promised. */
interface Needed {
  readonly demand: Demand;
  readonly requested: Demand;
}

function resolveQuota(
  { spec, findings: { problems } }: Placed,
  { demand, requested }: Needed,
  judged: boolean,
): Pick<TenantPlan, 'quota' | 'reserved'> {
  const countable = Object.values(demand).every((value) => Number.isSafeInteger(value * 2));
  problems.that(countable, 'agents', 'quota', `add up to more than can be counted exactly (2^53)`, 'lower the resources or the replicas');
  const written = planQuota(problems.at('quota'), spec.quota);
  if (written === undefined) return { quota: spec.quota ?? quotaFor(demand), reserved: spec.quota ?? quotaFor(requested) };
  const given = computeQuota(written, demand);
  if (spec.quota !== undefined && judged && countable) checkQuota(given, demand).forEach((violation) => problems.rule('quota', violation));
  return { quota: given, reserved: computeQuota(written, requested) };
}
