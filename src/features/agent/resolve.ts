import { hearsBudget } from '../bus/budget-notice';
import type { ConsumesSpec } from '../bus/spec';
import { MEMBER_HEADER } from '../llm/caller';
import { metricsOf, probesOf } from '../container/resolve';
import type { AROUND } from '../container/schema';
import type { NodePoolPlan } from '../nodes/plan';
import { NODE_POOL } from '../nodes/schema';
import { resolveResources } from '../resources/resolve';
import { resolveRollout, type RolloutFrame } from '../rollout/resolve';
import { countsOf } from '../scaling/plan';
import { LONGEST_S } from '../availability/termination';
import { type Override, resolveScale, type ScaleContext } from '../scaling/resolve';
import type { Dependency } from './spec';
import { type ExternalServicePlan, externalFor, neededInside } from '../external/plan';
import { checkServed, type ServiceStates } from '../external/state';
import { asksWho, SERVICE_KEYS, servicesOf } from '../table/table';
import { checkReference, type Findings, secondsOf, wholeSecondsOf } from '../../kernel/findings';
import { APP_LABEL, type LabelKeys } from '../../kernel/labels';
import { below, type Problems } from '../../kernel/problems';
import type { CallPlan, CallsOfTenant } from './calls';
import { type CredentialsPlan, credentialsOf } from './credentials';
import { planConfigMaps, planStoredFiles } from './files';
import { type AgentPlan, planAgent } from './plan';
import type { QueueInput } from './queue';
import { AGENT, TASK } from './schema';
import type { AgentSpec, TaskSpec } from './spec';
import { type TaskInput, UNREAD } from './task';
import type { WorkerContext, WorkerInput } from './worker';

/** What an agent has of its tenant. */
export interface Home {
  readonly id: string;
  readonly namespace: string;
  /** Where to write to; `undefined` if it is not written. */
  readonly email: string | undefined;
  /** Ids of the small tenants that share it, sorted; `undefined` for a tenant of its own. */
  readonly members: readonly string[] | undefined;
  /** Who calls whom among its agents. */
  readonly calls: CallsOfTenant;
  /** Whether it has a Redis of its own. */
  readonly ownMemory: boolean;
}

/** What agents read of their environment. */
export interface AgentEnvironment extends ScaleContext, RolloutFrame {
  readonly system: string;
  readonly name: string;
  readonly labelDomain: string;
  readonly labels: Pick<LabelKeys, 'workload'>;
  readonly nodePools: readonly NodePoolPlan[];
  /** How it has each of the shared services. */
  readonly states: ServiceStates;
  readonly spec: ScaleContext['spec'] & {
    readonly services?: { readonly secretStore?: string };
    readonly nodePools: Readonly<Record<string, unknown>>;
  };
}

/** Classes of `scheduling.k8s.io/v1` for agents: people above queues, queues above batch. */
const PRIORITY = { interactive: 'tenant-interactive', standard: 'tenant-standard' } as const;

/** Completes and checks one agent of a tenant. */
export function resolveAgent(
  name: string,
  spec: AgentSpec,
  override: Override | undefined,
  home: Home,
  frame: AgentEnvironment,
  findings: Findings,
): AgentPlan {
  const { problems } = findings;
  const pool = poolOf(spec, AGENT.shape.nodePool.said.default, frame, problems);
  const input = {
    ...spec,
    ...workerOf(name, spec, home, frame, findings),
    graceS: graceOf(spec, problems),
    nodePool: pool,
    calledBy: home.calls.to(name),
    mostNodes: pool.max,
    priorityClassName: spec.interactive === true ? PRIORITY.interactive : PRIORITY.standard,
    consumes: spec.consumes && queueOf(spec.consumes, problems),
    scalesOnQueue: spec.scaling !== undefined,
    probes: spec.probes && probesOf(spec.probes, problems.at('probes')),
    metrics: metricsOf(spec.metrics, problems),
  };
  return planAgent(findings, input, {
    ...contextOf(frame),
    scale: (throughput) => ({ scale: resolveScale({ agent: spec, findings, override, throughput }, frame), isFree: false }),
    rollout: ({ consumes, scale }) =>
      resolveRollout({ agent: { ...spec, isCalled: home.calls.to(name).length > 0 }, consumes, counts: countsOf(scale) }, frame, findings),
  });
}

/** What agents that stay and agents that end with their work have in common, as it is written. */
export type WorkerSpec = Pick<
  AgentSpec,
  | keyof typeof AROUND
  | 'calls'
  | 'image'
  | 'command'
  | 'args'
  | 'env'
  | 'uid'
  | 'gid'
  | 'size'
  | 'resources'
  | 'requests'
  | 'task'
  | 'publishes'
  | 'needs'
  | 'hosts'
  | 'nodePool'
  | 'settings'
  | 'terminationGracePeriod'
>;

/** What a tenant and its environment say of an agent, and what is written of it, in numbers. */
export function workerOf(
  name: string,
  spec: WorkerSpec,
  home: Home,
  frame: AgentEnvironment,
  findings: Findings,
): WorkerInput & {
  readonly needs: readonly Dependency[];
  readonly secrets: undefined;
  readonly configMaps: undefined;
  readonly calls: readonly CallPlan[];
} {
  const { id: tenant, email, members, ownMemory } = home;
  const { needs = [] } = spec;
  const stateOf = (need: string) => frame.states.get(need)?.kind;
  const absent = needs.filter((need) => stateOf(need) === 'absent');
  findings.problems.rule('needs', checkServed([...new Set(absent)].map((need) => ({ need, key: SERVICE_KEYS[need] }))));
  const external = externalOf(name, needs, home, frame);
  return {
    name,
    image: spec.image,
    tenant,
    labelDomain: frame.labelDomain,
    annotations: email === undefined ? undefined : { email },
    resources: resolveResources(spec, AGENT.shape.size.said.default, findings),
    requests: spec.requests,
    task: taskOf(spec.task, findings.problems.at('task')),
    publishes: spec.publishes,
    needs,
    ownMemory: ownMemory && needs.includes('memory'),
    // there are budgets, and the bus is ours
    budgetNotice: stateOf('llm-gateway') === 'rendered' && stateOf('bus') === 'rendered' && hearsBudget(needs),
    calls: home.calls.of(findings.problems, spec),
    hosts: spec.hosts,
    external,
    ...programOf(spec),
    ...filesOf(name, spec, home, frame, findings.problems),
    ownEnv: { TENANT_ID_MODE: members === undefined ? 'namespace' : 'envelope' },
    credentials: credentials(name, needs, external, home, frame),
    settings: { ...spec.settings, ...memberSettings(members, neededInside(needs, external)) },
  };
}

/** How agents of an environment are judged. */
export function contextOf({ target, registries }: AgentEnvironment): WorkerContext {
  return { door: 'spec', target, registries };
}

/** Services that an agent needs and others run, with its own entries of the store. */
function externalOf(
  agent: string,
  needs: readonly Dependency[],
  { id, namespace, members }: Home,
  { states }: AgentEnvironment,
): ExternalServicePlan[] {
  return [...new Set(needs)].flatMap((need) => {
    const state = states.get(need);
    const [row] = servicesOf([need]);
    if (state?.kind !== 'external' || row?.external === undefined) return [];
    return [externalFor(state.plan, { tenant: id, namespace, agent, members }, row.external)];
  });
}

/** Only for services that we render, and for external ones whose entries are named: elsewhere it is not known who asks for what. */
function credentials(
  agent: string,
  all: readonly Dependency[],
  external: readonly ExternalServicePlan[],
  home: Home,
  { spec, states, ...environment }: AgentEnvironment,
): CredentialsPlan | undefined {
  const secretStore = spec.services?.secretStore;
  const proved = external.filter(({ files }) => files.length > 0);
  const needs = all.filter((need) => (asksWho(need) && states.get(need)?.kind === 'rendered') || proved.some((one) => one.need === need));
  // a store that is missing was reported where it is asked for
  if (secretStore === undefined || needs.length === 0) return undefined;
  const { id: tenant, namespace, members } = home;
  return credentialsOf({
    agent,
    tenant,
    members,
    needs,
    external: proved,
    secretStore,
    system: environment.system,
    environment: environment.name,
    namespace,
    ...carriedBy(agent, home, environment),
  });
}

/** What agents of a pool read of its members: who they are, and the header in which a call to the LLM gateway names the one it is made for. */
function memberSettings(members: readonly string[] | undefined, needs: readonly Dependency[]): Readonly<Record<string, unknown>> {
  if (members === undefined) return {};
  return { members: [...members], ...(needs.includes('llm-gateway') && { memberHeader: MEMBER_HEADER }) };
}

/** What is run of its image and stands around it, as it is written. */
function programOf({ command, args, env, uid, gid, ...spec }: WorkerSpec) {
  const { writable, pullSecrets, serviceAccountAnnotations, runtimeClass, nodeLabels, tolerations } = spec;
  const around = { writable, pullSecrets, serviceAccountAnnotations, runtimeClass, nodeLabels, tolerations };
  return { command, args, env, uid, gid, ...around } satisfies Partial<WorkerInput>;
}

/** Files that it has of the store and of its own; what they are called in props is not written. */
function filesOf(name: string, spec: WorkerSpec, home: Home, frame: AgentEnvironment, problems: Problems) {
  const { namespace } = home;
  const owner = {
    agent: name,
    system: frame.system,
    environment: frame.name,
    namespace,
    secretStore: frame.spec.services?.secretStore,
    ...carriedBy(name, home, frame),
  };
  return {
    secrets: undefined,
    configMaps: undefined,
    ownConfigMaps: planConfigMaps(problems.at('configMaps'), name, spec.configMaps),
    storedFiles: planStoredFiles(problems.at('secrets'), owner, spec.secrets),
  } satisfies Partial<WorkerInput>;
}

/** What Secrets of an agent carry. */
function carriedBy(agent: string, { id: tenant, email }: Home, { labels }: Pick<AgentEnvironment, 'labels'>) {
  return {
    labels: { [APP_LABEL.name]: agent, [APP_LABEL.component]: 'agent', [labels.workload]: `${tenant}-${agent}` },
    annotations: email === undefined ? undefined : { email },
  };
}

function taskOf({ p50, p99, mean, concurrency }: TaskSpec, problems: Problems): TaskInput {
  return {
    p50S: secondsOf(problems, 'p50', p50),
    p99S: secondsOf(problems, 'p99', p99),
    meanS: mean === undefined ? undefined : (secondsOf(problems, 'mean', mean) ?? UNREAD),
    concurrency: concurrency ?? TASK.shape.concurrency.said.default,
  };
}

/** Seconds of the grace period that is written. */
export function graceOf({ terminationGracePeriod: written }: WorkerSpec, problems: Problems): number | undefined {
  return written === undefined ? undefined : (wholeSecondsOf(problems, 'terminationGracePeriod', written, LONGEST_S) ?? UNREAD);
}

/** The consumer as it is written. */
export function queueOf({ ackWait, ...consumes }: ConsumesSpec, problems: Problems): QueueInput {
  return { ...consumes, ackWaitS: wholeSecondsOf(problems, 'consumes.ackWait', ackWait, LONGEST_S) };
}

/** The pool that an agent runs on; an empty one where there is no such pool, which was reported. */
export function poolOf({ nodePool }: WorkerSpec, fallback: string, frame: AgentEnvironment, problems: Problems): NodePoolPlan {
  const { nodePools, spec: environment, problems: root } = frame;
  const name = nodePool ?? fallback;
  const pool = nodePools.find((candidate) => candidate.name === name);
  if (pool !== undefined) return pool;
  const pools = environment.nodePools;
  if (!root.unread(below('nodePools', name)) && !problems.unread('nodePool'))
    problems.rule('nodePool', checkReference('node pool', name, Object.keys(pools)));
  const { capacity, tainted, ami, diskGiB } = NODE_POOL.shape;
  return {
    name,
    instanceTypes: [],
    size: undefined,
    architecture: 'x86_64',
    accelerator: undefined,
    min: 0,
    max: 0,
    capacity: capacity.said.default,
    tainted: tainted.said.default,
    ami: ami.said.default,
    diskGiB: diskGiB.said.default,
  };
}
