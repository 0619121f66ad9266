import { Size } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import { TOPOLOGY } from '../../src/kernel/labels';
import { PRE_STOP_S } from '../../src/features/availability/termination';
import type { AroundPlan, TolerationPlan } from '../../src/features/container/around';
import type { ProbePlan, ProbesPlan } from '../../src/features/container/probes';
import type { ProgramPlan } from '../../src/features/container/program';
import { OWN_ENV } from '../../src/kernel/settings';
import { sortedEntries } from '../../src/kernel/order';
import { demandOf } from '../../src/features/quota/quota';
import type { PodResources } from '../../src/features/resources/spec';
import type { AgentMounts } from './agent-mounts';
import { hardened, podSecurity } from '../kinds/pod-security';
import type { Affinity, Container, PodSpec, Probe, Toleration } from '../kinds/core';

/** Least port that everybody may open; a pod may say that there is a lower one: https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/#safe-and-unsafe-sysctls */
const UNPRIVILEGED_PORT = 1024;

/** Nodes that a pod must run on. */
export interface RequiredPool {
  readonly key: string;
  readonly value: string;
  readonly tainted: boolean;
}

/** What differs between any two pods of agents, those that stay and those that end. */
export interface PodBasis extends ProgramPlan, Omit<AroundPlan, 'serviceAccountAnnotations'> {
  /** @default 'agent' */
  readonly containerName?: string;
  readonly image: string;
  /** What it may use. */
  readonly resources: PodResources;
  /** What it is promised. @default - all that it may use */
  readonly requests?: PodResources;
  readonly serviceAccountName: string;
  readonly graceS: number;
  readonly mounts: AgentMounts;
  readonly priorityClassName: string | undefined;
  readonly pool: RequiredPool | undefined;
  readonly userNamespace: boolean;
}

/** What differs between the pods of two agents that stay. */
export interface AgentPodInput extends PodBasis {
  readonly selectorLabels: Readonly<Record<string, string>>;
  /** Label that the controller gives the pods of one version. @default 'pod-template-hash' */
  readonly hashLabel?: string;
  /** Port of requests. */
  readonly port: number;
  readonly probes: ProbesPlan;
  readonly metricsPort: number | undefined;
}

/** The pod an experienced operator would write by hand: Pod Security Standard *restricted* and more. */
export function agentPod(input: AgentPodInput): PodSpec {
  const { selectorLabels, hashLabel = 'pod-template-hash' } = input;
  return {
    ...podBasis(input),
    securityContext: securityOf(input),
    affinity: affinity(input),
    containers: [container(input)],
    restartPolicy: 'Always',
    topologySpreadConstraints: [
      {
        labelSelector: { matchLabels: selectorLabels },
        // pods of the version before are on their way out: counted, they push the new ones into fewer zones
        matchLabelKeys: [hashLabel],
        maxSkew: 1,
        topologyKey: TOPOLOGY.zone,
        whenUnsatisfiable: 'ScheduleAnyway',
      },
    ],
  };
}

/** The container as autoscalers of cdk8s-plus know it. */
export function plusContainer({
  image,
  resources,
  requests,
}: Required<Pick<PodBasis, 'image' | 'resources' | 'requests'>>): plus.Container {
  const cores = (one: PodResources): plus.Cpu => plus.Cpu.millis(demandOf([{ peakPods: 1, resources: one }]).cpuMillis);
  const size = (one: PodResources): Size => Size.kibibytes(demandOf([{ peakPods: 1, resources: one }]).memoryBytes / 1024);
  const sized = {
    cpu: { request: cores(requests), limit: cores(resources) },
    memory: { request: size(requests), limit: size(resources) },
  };
  return new plus.Container({ name: 'agent', image, resources: sized });
}

/** The part that does not depend on whether the pod stays or ends. */
export function podBasis(input: PodBasis): Omit<PodSpec, 'affinity' | 'containers' | 'restartPolicy' | 'topologySpreadConstraints'> {
  const { priorityClassName } = input;
  const tolerations = tolerationsOf(input);
  return {
    automountServiceAccountToken: false,
    // cluster names are written in full; with the default of 5, each outside name is asked for five times
    dnsConfig: { options: [{ name: 'ndots', value: '2' }] },
    enableServiceLinks: false,
    ...(input.userNamespace && { hostUsers: false }),
    ...(input.pullSecrets.length > 0 && { imagePullSecrets: input.pullSecrets.map((name) => ({ name })) }),
    ...(priorityClassName !== undefined && { priorityClassName }),
    ...(input.runtimeClass !== undefined && { runtimeClassName: input.runtimeClass }),
    securityContext: podSecurity(input.uid, input.gid),
    serviceAccountName: input.serviceAccountName,
    terminationGracePeriodSeconds: input.graceS,
    ...(tolerations.length > 0 && { tolerations }),
    volumes: input.mounts.volumes,
  };
}

/** With ports that only root could open, the pod's own network lets everybody open them. */
function securityOf({ uid, gid, port, metricsPort = port }: AgentPodInput): PodSpec['securityContext'] {
  const security = podSecurity(uid, gid);
  const least = Math.min(port, metricsPort);
  return least < UNPRIVILEGED_PORT
    ? { ...security, sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: String(least) }] }
    : security;
}

/** The same of its one container. */
export function containerBasis({
  containerName = 'agent',
  image,
  command,
  args,
  resources,
  requests,
  env,
  mounts,
}: PodBasis): Omit<Container, 'lifecycle' | 'livenessProbe' | 'readinessProbe' | 'startupProbe' | 'ports'> {
  return {
    ...hardened(containerName, image, resources, requests),
    ...(command !== undefined && { command }),
    ...(args !== undefined && { args }),
    env: sortedEntries({ ...env, ...OWN_ENV }).map(([name, value]) => ({ name, value })),
    volumeMounts: mounts.volumeMounts,
  };
}

function container(input: AgentPodInput): Container {
  const { port, metricsPort, probes } = input;
  return {
    ...containerBasis(input),
    lifecycle: { preStop: { sleep: { seconds: PRE_STOP_S } } },
    startupProbe: probe(probes.start),
    readinessProbe: probe(probes.ready),
    ...(probes.live !== undefined && { livenessProbe: probe(probes.live) }),
    ports: [
      { containerPort: port, name: HTTP, protocol: 'TCP' },
      ...(metricsPort === undefined || metricsPort === port
        ? []
        : [{ containerPort: metricsPort, name: METRICS, protocol: 'TCP' as const }]),
    ],
  };
}

const HTTP = 'http';
const METRICS = 'metrics';

/** Name of the port where metrics are read. */
export function metricsPortName(port: number, metricsPort: number): string {
  return metricsPort === port ? HTTP : METRICS;
}

function probe({ question, initialDelayS, periodS, timeoutS, failures }: ProbePlan): Probe {
  return {
    ...asked(question),
    ...(initialDelayS > 0 && { initialDelaySeconds: initialDelayS }),
    periodSeconds: periodS,
    timeoutSeconds: timeoutS,
    failureThreshold: failures,
  };
}

function asked(question: ProbePlan['question']): Pick<Probe, 'exec' | 'httpGet'> {
  switch (question.kind) {
    case 'http':
      return { httpGet: { path: question.path, port: question.port } };
    case 'exec':
      return { exec: { command: question.command } };
  }
}

/** The taint of the pool, and those that are tolerated besides. */
function tolerationsOf({ pool, tolerations }: PodBasis): readonly Toleration[] {
  return [
    ...(pool?.tainted === true ? [{ key: pool.key, operator: 'Equal', value: pool.value, effect: 'NoSchedule' } as const] : []),
    ...tolerations.map(({ key, value, effect }: TolerationPlan): Toleration => {
      const taint = value === undefined ? ({ key, operator: 'Exists' } as const) : ({ key, operator: 'Equal', value } as const);
      return { ...taint, ...(effect !== undefined && { effect }) };
    }),
  ];
}

/** A taint repels others, it does not attract: the pool is required as well, and labels of nodes if there are any. */
export function nodeAffinity({ pool, nodeLabels }: Pick<PodBasis, 'pool' | 'nodeLabels'>): Pick<Affinity, 'nodeAffinity'> {
  const wanted = [...(pool === undefined ? [] : [[pool.key, pool.value] as const]), ...sortedEntries(nodeLabels)];
  if (wanted.length === 0) return {};
  const matchExpressions = wanted.map(([key, value]) => ({ key, operator: 'In' as const, values: [value] }));
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } } };
}

/** Replicas avoid one host, but rather share it than wait. */
function affinity({ selectorLabels, ...input }: AgentPodInput): Affinity {
  return {
    ...nodeAffinity(input),
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { podAffinityTerm: { labelSelector: { matchLabels: selectorLabels }, topologyKey: TOPOLOGY.host }, weight: 100 },
      ],
    },
  };
}
