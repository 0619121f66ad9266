import { secondsOf } from '../kinds/seconds';
import type { Duration } from 'cdk8s';
import { type AgentInput, type AgentPlan, planAgent } from '../../src/features/agent/plan';
import type { SettledRollout } from '../../src/features/rollout/plan';
import type { MetricsInput } from '../../src/features/container/metrics';
import type { ProbeInput, ProbesInput } from '../../src/features/container/probes';
import type { QueueInput } from '../../src/features/agent/queue';
import type { WorkerInput } from '../../src/features/agent/worker';
import { planFixedScale, type ScalePlan } from '../../src/features/scaling/plan';
import { kebab } from '../../src/kernel/names';
import { podShare } from '../../src/kernel/percent';
import type { Findings } from '../../src/kernel/findings';
import type { TargetVersions } from '../../src/kernel/versions';
import { stateInput } from './agent-mounts';
import type { CallPlan } from '../../src/features/agent/calls';
import type { AgentAddress, AgentBasis, AgentConsumes, AgentLiveProbe, AgentMetrics, AgentProbes, AgentProps } from './agent-props';

/** What differs between the pods of a Deployment and those of an Argo Rollout. */
export interface PodForm {
  /** Label by which the controller tells one version from the next. */
  readonly hashLabel: string;
  /** Whether the configuration file travels in an annotation of the pods instead of a ConfigMap. */
  readonly carriesConfig: boolean;
}

/** The pods of a Deployment. */
export const DEPLOYMENT_PODS: PodForm = { hashLabel: 'pod-template-hash', carriesConfig: false };

/** What the class of an agent says of it. */
export interface ByClass {
  readonly form: PodForm;
  /** Who owns the count. @default - people do, with `replicas` */
  readonly scale?: ScalePlan;
  /** How a new version replaces the old one. */
  readonly rollout: (scale: ScalePlan) => SettledRollout;
}

/** The plan of an agent that is written as props. */
export function planAgentProps(
  findings: Findings,
  id: string,
  props: AgentProps,
  target: TargetVersions,
  { form: { carriesConfig }, scale, rollout }: ByClass,
): AgentPlan {
  return planAgent(findings, agentInput(id, props), {
    door: 'props',
    target,
    carriesConfig,
    scale: () => ({ scale: scale ?? planFixedScale(findings.problems, props.replicas), isFree: props.replicas === undefined }),
    rollout: ({ scale }) => rollout(scale),
  });
}

/** What props say of an agent that stays, in numbers. */
function agentInput(id: string, props: AgentProps): AgentInput {
  const { consumes, probes, metrics, callers = [] } = props;
  return {
    ...props,
    ...workerInput(id, props),
    graceS: seconds(props.terminationGracePeriod),
    isCalled: callers.length > 0,
    consumes: consumes && queueInput(consumes),
    minAvailable: podShare(props.minAvailable),
    probes: probes && probesInput(probes),
    metrics: metrics && metricsInput(metrics),
  };
}

/** What props of any agent say in other words than its input. */
export function workerInput(id: string, props: AgentBasis) {
  const { resources, credentials, nodePool } = props;
  return {
    name: props.name ?? kebab(id),
    resources: resources && { cpu: resources.cpu, memory: resources.memory, ephemeralStorage: resources.ephemeralStorage },
    task: { p50S: seconds(props.task.p50), p99S: seconds(props.task.p99), concurrency: props.task.concurrency },
    nodePool: nodePool === undefined ? undefined : { name: nodePool, tainted: props.nodePoolTainted },
    calls: props.calls?.map((callee) => callOf(callee.callAddress())),
    serviceAccountName: props.serviceAccount?.name,
    configMaps: props.configMaps?.map(({ name }) => name),
    secrets: props.secrets?.map(({ name }) => name),
    volumes: props.volumes?.map(stateInput),
    credentials: credentials && {
      secret: credentials.secret.name,
      agent: credentials.agent,
      tenant: credentials.tenant,
      needs: credentials.needs,
      memoryPrefixes: credentials.memoryPrefixes,
    },
    settings: props.config,
    external: undefined,
    externalServices: props.external,
  } satisfies Partial<WorkerInput>;
}

/** A call of an agent at its address. */
function callOf({ name, ...place }: AgentAddress): CallPlan {
  return { agent: name, place: { ...place, service: name } };
}

/** What props say of a queue. */
export function queueInput({ account, stream, consumer, subjects, ackWait, maxAckPending }: AgentConsumes): QueueInput {
  return { account, stream, consumer, subjects, ackWaitS: seconds(ackWait), maxAckPending };
}

/** What props say of probes. */
function probesInput({ path, start, ready, live }: AgentProbes): ProbesInput {
  const probe = (said: AgentLiveProbe | undefined): ProbeInput | undefined => {
    if (said === undefined) return undefined;
    const { initialDelay, period, timeout, ...rest } = said;
    return { ...rest, initialDelayS: seconds(initialDelay), periodS: seconds(period), timeoutS: seconds(timeout) };
  };
  return { path, start: probe(start), ready: probe(ready), live: probe(live) };
}

/** What props say of metrics. */
export function metricsInput({ port, path, interval }: AgentMetrics): MetricsInput {
  return { port, path, intervalS: seconds(interval) };
}

/** Seconds, and parts of one. */
export function seconds(duration: Duration): number;
export function seconds(duration: Duration | undefined): number | undefined;
export function seconds(duration: Duration | undefined): number | undefined {
  const found = secondsOf(duration);
  // a length that is no number is none: in a plan it would stand for one that was reported already
  return Number.isNaN(found) ? 0 : found;
}
