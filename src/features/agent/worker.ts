import { checkSpotGrace } from '../availability/termination';
import { type AroundInput, type AroundPlan, planAround } from '../container/around';
import { planProgram, type ProgramInput, type ProgramPlan } from '../container/program';
import { checkSubject } from '../bus/subjects';
import { type ExternalServicePlan, neededInside } from '../external/plan';
import { type HostInput, type HostPlan, planHosts } from '../network/plan';
import type { NodePoolPlan } from '../nodes/plan';
import { NODE_POOL } from '../nodes/schema';
import { RESOURCE_CLASSES } from '../resources/pod-sizes';
import { checkResources, planRequests, type RequestsInput } from '../resources/resolve';
import type { PodResources } from '../resources/spec';
import type { StoredSecretPlan } from '../secrets/plan';
import type { Dependency } from './spec';
import { checkImageAllowed, checkImagePinned } from '../../kernel/images';
import { checkDnsLabel, checkId } from '../../kernel/names';
import type { Findings } from '../../kernel/findings';
import { below, type Problems } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { checkFeature, type TargetVersions } from '../../kernel/versions';
import { type CallPlan, callsPart } from './calls';
import { planConfig } from './config';
import { type AgentExternalInput, planAgentExternal } from './external';
import { checkCredentials, type ProofPlan } from './credentials';
import { checkIdentity, type Identity } from './identity';
import type { ConfigMapPlan } from './files';
import { checkWritable, type MountPlan, type MountsInput, planMounts } from './mounts';
import { type AgentQueue, inOrder } from './queue';
import { AGENT } from './schema';
import { planTask, type TaskInput, type TaskPlan } from './task';
import { checkDependencies, checkOwnMemory, checkServiceName } from './workload';

/** Nodes that pods must run on. */
export type AgentPool = Pick<NodePoolPlan, 'name' | 'tainted' | 'capacity'>;

/** The same as it is said. */
export interface PoolInput {
  readonly name: string;
  readonly tainted?: boolean | undefined;
  readonly capacity?: AgentPool['capacity'] | undefined;
}

/** What every agent has, whether it serves for ever or ends with its work; complete. */
export interface WorkerPlan extends Identity, ProgramPlan, AroundPlan {
  /** Agent as which it stands in its configuration file and before bus, memory and database: of both its versions. */
  readonly identity: string;
  /** `undefined`: the chart's. */
  readonly namespace: string | undefined;
  /** Labels that were added. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>> | undefined;
  /** What one pod may use. */
  readonly resources: PodResources;
  /** What one pod is promised. */
  readonly requests: PodResources;
  readonly concurrency: number;
  /** `undefined` if nothing comes to it from the bus. */
  readonly consumes: AgentQueue | undefined;
  readonly publishes: readonly string[];
  readonly needs: readonly Dependency[];
  /** Whose memory it reaches; `undefined` for the shared one. */
  readonly memoryOwner: string | undefined;
  /** Whether the state of its token budget is told on the bus. */
  readonly budgetNotice: boolean;
  /** Other agents that it calls. */
  readonly calls: readonly CallPlan[];
  /** Hosts outside the cluster that it reaches, those of services that others run among them. */
  readonly hosts: readonly HostPlan[];
  /** Services among its needs that others run. */
  readonly external: readonly ExternalServicePlan[];
  readonly graceS: number;
  /** Most pods alive at once; while rolling out, of both versions, at the largest count. */
  readonly peakPods: number;
  /** `undefined`: any node. */
  readonly nodePool: AgentPool | undefined;
  /** `undefined`: the cluster's default. */
  readonly priorityClassName: string | undefined;
  /** Account that its pods run as; `undefined`: one of its own, without a token. */
  readonly serviceAccountName: string | undefined;
  readonly userNamespace: boolean;
  /** Files of its own that are rendered. */
  readonly configMaps: readonly ConfigMapPlan[];
  /** Values of the secret store that it has as files; `undefined`: none but its credentials. */
  readonly storedFiles: StoredSecretPlan | undefined;
  /** What is mounted into its pods, and where. */
  readonly mounts: readonly MountPlan[];
  /** `undefined`: it proves itself in no way that is known here. */
  readonly credentials: ProofPlan | undefined;
  /** What its configuration file says besides. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The configuration file. */
  readonly configFile: string;
}

/** The same as it is said: names of Secrets are of those beside its credentials. */
export interface WorkerInput extends Omit<MountsInput, 'needs' | 'ownConfigMaps'>, ProgramInput, AroundInput {
  readonly name: string;
  readonly image: string;
  readonly tenant?: string | undefined;
  readonly labelDomain?: string | undefined;
  readonly identity?: string | undefined;
  readonly namespace?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  /** Absent: the smallest class. */
  readonly resources?: PodResources | undefined;
  /** Absent: all that a pod may use. */
  readonly requests?: RequestsInput | undefined;
  readonly task: TaskInput;
  readonly publishes?: readonly string[] | undefined;
  readonly needs?: readonly Dependency[] | undefined;
  readonly ownMemory?: boolean | undefined;
  readonly budgetNotice?: boolean | undefined;
  readonly calls?: readonly CallPlan[] | undefined;
  readonly hosts?: readonly HostInput[] | undefined;
  /** Services that others run, as the environment has them. */
  readonly external?: readonly ExternalServicePlan[] | undefined;
  /** The same as props say them. */
  readonly externalServices?: readonly AgentExternalInput[] | undefined;
  /** `UNREAD`: it was written but could not be read. */
  readonly graceS?: number | undefined;
  readonly nodePool?: PoolInput | undefined;
  readonly priorityClassName?: string | undefined;
  readonly serviceAccountName?: string | undefined;
  readonly credentials?: ProofPlan | undefined;
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  /** Planned where they are written. */
  readonly ownConfigMaps?: readonly ConfigMapPlan[] | undefined;
  /** Planned where they are written. */
  readonly storedFiles?: StoredSecretPlan | undefined;
}

/** What a worker is judged by. */
export interface WorkerContext {
  readonly target: TargetVersions;
  /** Registries that images may come from; `undefined`: any. */
  readonly registries?: readonly string[] | undefined;
  /**
   * How it was written. `spec`: for a tenant, where its name is a key and judged as an id, lists are sets, and settings stand under `settings`.
   * `props`: for whatever chart, where its name is free, lists keep their order, and settings stand under `config`.
   */
  readonly door: 'spec' | 'props';
}

/** What the rest of a worker's plan follows from. */
export interface WorkerBasis {
  readonly who: Identity;
  readonly resources: PodResources;
  readonly task: TaskPlan;
}

/** Name, image, reach, resources and task. */
export function planBasis(
  problems: Problems,
  input: WorkerInput,
  { component, consumes }: { readonly component: Identity['component']; readonly consumes: boolean },
  context: WorkerContext,
): WorkerBasis {
  const { name, image, tenant, labelDomain } = input;
  const who = { name, image, tenant, labelDomain, component };
  if (context.door === 'spec') problems.rule('', checkId(name));
  else checkIdentity(problems, who, input);
  if (input.identity !== undefined) problems.rule('identity', checkDnsLabel(input.identity));
  checkImage(problems, 'image', image, context.registries);
  const { publishes = [], needs = [] } = input;
  publishes.forEach((subject, index) => problems.rule(below('publishes', index), checkSubject(subject)));
  if (!problems.unread('needs'))
    for (const violation of checkDependencies({ needs, consumes, publishes: publishes.length > 0 })) problems.rule('needs', violation);
  problems.rule('ownMemory', checkOwnMemory(input.ownMemory, tenant, needs));
  const { resources = RESOURCE_CLASSES[AGENT.shape.size.said.default] } = input;
  checkResources(problems.at('resources'), resources);
  return { who, resources, task: planTask(problems.at('task'), input.task) };
}

/** What is derived of how an agent comes and goes. */
export interface WorkerFacts {
  readonly consumes: AgentQueue | undefined;
  readonly graceS: number;
  readonly peakPods: number;
  /** Parts of the configuration file that are ours, beside those of every agent. */
  readonly parts?: Readonly<Record<string, unknown>>;
}

/** Everything else that every agent has. */
export function planWorker(
  findings: Findings,
  input: WorkerInput,
  { who, resources, task }: WorkerBasis,
  { consumes, graceS, peakPods, parts = {} }: WorkerFacts,
  { target, door }: WorkerContext,
): WorkerPlan {
  const { problems } = findings;
  const { tenant, userNamespace = false, credentials, settings = {}, nodePool } = input;
  const [needs, publishes] = [inOrder(input.needs ?? [], door), inOrder(input.publishes ?? [], door)];
  const identity = input.identity ?? input.name;
  const memoryOwner = input.ownMemory === true ? tenant : undefined;
  const { concurrency } = task;
  const { storedFiles, ownConfigMaps = [], serviceAccountAnnotations = {}, serviceAccountName } = input;
  // Rule `one-account`: an account that is not ours is not rendered, so it cannot be annotated (our choice).
  problems.that(
    serviceAccountName === undefined || Object.keys(serviceAccountAnnotations).length === 0,
    'serviceAccountAnnotations',
    'one-account',
    `are for an account of its own, and it runs as ${shown(serviceAccountName)}`,
    'annotate that account where it is made',
  );
  const secrets = [...(input.secrets ?? []), ...[credentials?.secret, storedFiles?.name].filter((name) => name !== undefined)];
  const { budgetNotice = false, externalServices = [], calls = [] } = input;
  const user = { needs, agent: identity, tenant, namespace: input.namespace };
  const external = input.external ?? planAgentExternal(problems.at('external'), externalServices, user);
  const mounts = planMounts(problems, { ...input, needs: neededInside(needs, external), secrets });
  problems.rule('writable', checkWritable(mounts, resources.ephemeralStorage));
  if (userNamespace) problems.rule('userNamespace', checkFeature(target, 'user-namespaces'));
  if (credentials !== undefined) checkCredentials(problems, credentials, { tenant, identity, needs });
  calls.forEach(({ agent, place }, index) => {
    // Rule `call-namespace`: a policy selects pods of another agent by its namespace, which is not known (our choice).
    problems.that(
      place.namespace !== '',
      below('calls', index),
      'call-namespace',
      `the namespace of ${shown(agent)} is not known`,
      'give it to the agent, or to its chart',
    );
    // in an environment the agent that is called is judged by its own name
    if (door === 'props') problems.rule(below('calls', index), checkServiceName(agent));
  });
  const told = {
    identity,
    tenant,
    concurrency,
    needs,
    memoryOwner,
    consumes,
    publishes,
    budgetNotice,
    external,
    credentials,
    settings,
    parts: { ...parts, ...callsPart(calls) },
  };
  return {
    ...who,
    identity,
    namespace: input.namespace,
    labels: input.labels ?? {},
    annotations: input.annotations,
    resources,
    requests: planRequests(findings, input.requests, resources),
    concurrency,
    consumes,
    publishes,
    needs,
    memoryOwner,
    budgetNotice,
    calls,
    graceS,
    peakPods,
    nodePool: nodePool && {
      name: nodePool.name,
      tainted: nodePool.tainted ?? NODE_POOL.shape.tainted.said.default,
      capacity: nodePool.capacity ?? NODE_POOL.shape.capacity.said.default,
    },
    priorityClassName: input.priorityClassName,
    serviceAccountName: input.serviceAccountName,
    userNamespace,
    ...planProgram(findings, input, target),
    credentials,
    settings,
    configFile: planConfig(problems, settingsAt(door), told),
    hosts: [...planHosts(problems.at('hosts'), input.hosts ?? []), ...external.map(({ host }) => host)],
    external,
    ...planAround(problems, input),
    configMaps: ownConfigMaps,
    storedFiles,
    mounts,
  };
}

/** Where settings are written. */
export function settingsAt(door: WorkerContext['door']): string {
  return door === 'spec' ? 'settings' : 'config';
}

/** By registry, tag and digest, from an allowed registry. */
function checkImage(problems: Problems, place: string, image: string, registries: readonly string[] | undefined): void {
  if (problems.rule(place, checkImagePinned(image)) && registries !== undefined) problems.rule(place, checkImageAllowed(image, registries));
}

/** Rule `spot-grace` for the pool of an agent. */
export function checkPoolGrace(problems: Problems, place: string, pool: PoolInput | undefined, graceS: number): void {
  if (pool?.capacity === 'spot') problems.rule(place, checkSpotGrace(pool.name, graceS));
}
