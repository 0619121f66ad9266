import { TOPOLOGY } from '../../src/kernel/labels';
import { PRE_STOP_S } from '../../src/features/availability/termination';
import { HTTP_PORT } from '../../src/features/observability/endpoint';
import { OWN_ENV } from '../../src/kernel/settings';
import { sortedEntries } from '../../src/kernel/order';
import type { PodResources } from '../../src/features/resources/spec';
import type { AgentMounts } from './agent-mounts';
import { hardened, POD_SECURITY } from '../kinds/pod-security';
import type { Affinity, Container, PodSpec, Probe } from '../kinds/core';

export { HTTP_PORT };

/** Nodes that a pod must run on. */
export interface RequiredPool {
  readonly key: string;
  readonly value: string;
  readonly tainted: boolean;
}

/** What differs between any two pods of agents, those that stay and those that end. */
export interface PodBasis {
  /** @default 'agent' */
  readonly containerName?: string;
  readonly image: string;
  readonly resources: PodResources;
  readonly serviceAccountName: string;
  readonly graceS: number;
  readonly env: Readonly<Record<string, string>>;
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
  readonly metricsPort: number | undefined;
}

/** The pod an experienced operator would write by hand: Pod Security Standard *restricted* and more. */
export function agentPod(input: AgentPodInput): PodSpec {
  const { selectorLabels, hashLabel = 'pod-template-hash' } = input;
  return {
    ...podBasis(input),
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

/** The part that does not depend on whether the pod stays or ends. */
export function podBasis(input: PodBasis): Omit<PodSpec, 'affinity' | 'containers' | 'restartPolicy' | 'topologySpreadConstraints'> {
  const { pool, priorityClassName } = input;
  return {
    automountServiceAccountToken: false,
    // cluster names are written in full; with the default of 5, each outside name is asked for five times
    dnsConfig: { options: [{ name: 'ndots', value: '2' }] },
    enableServiceLinks: false,
    ...(input.userNamespace && { hostUsers: false }),
    ...(priorityClassName !== undefined && { priorityClassName }),
    securityContext: POD_SECURITY,
    serviceAccountName: input.serviceAccountName,
    terminationGracePeriodSeconds: input.graceS,
    ...(pool?.tainted === true && { tolerations: [{ key: pool.key, operator: 'Equal', value: pool.value, effect: 'NoSchedule' }] }),
    volumes: input.mounts.volumes,
  };
}

/** The same of its one container. */
export function containerBasis({
  containerName = 'agent',
  image,
  resources,
  env,
  mounts,
}: PodBasis): Omit<Container, 'lifecycle' | 'livenessProbe' | 'readinessProbe' | 'startupProbe' | 'ports'> {
  return {
    ...hardened(containerName, image, resources),
    env: sortedEntries({ ...env, ...OWN_ENV }).map(([name, value]) => ({ name, value })),
    volumeMounts: mounts.volumeMounts,
  };
}

function container(input: AgentPodInput): Container {
  const { metricsPort } = input;
  return {
    ...containerBasis(input),
    lifecycle: { preStop: { sleep: { seconds: PRE_STOP_S } } },
    // 150 s to start; then out of service after 15 s without an answer, restarted only after a minute
    startupProbe: probe('/startz', 5, 30),
    readinessProbe: probe('/readyz', 5, 3),
    livenessProbe: probe('/livez', 10, 6),
    ports: [
      { containerPort: HTTP_PORT, name: 'http', protocol: 'TCP' },
      ...(metricsPort === undefined ? [] : [{ containerPort: metricsPort, name: 'metrics', protocol: 'TCP' as const }]),
    ],
  };
}

function probe(path: string, periodSeconds: number, failureThreshold: number): Probe {
  return { httpGet: { path, port: HTTP_PORT }, periodSeconds, timeoutSeconds: 2, failureThreshold };
}

/** A taint repels others, it does not attract: the pool is required as well. */
export function poolAffinity({ key, value }: RequiredPool): NonNullable<Affinity['nodeAffinity']> {
  return {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'In', values: [value] }] }],
    },
  };
}

/** Replicas avoid one host, but rather share it than wait. */
function affinity({ selectorLabels, pool }: AgentPodInput): Affinity {
  return {
    ...(pool !== undefined && { nodeAffinity: poolAffinity(pool) }),
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { podAffinityTerm: { labelSelector: { matchLabels: selectorLabels }, topologyKey: TOPOLOGY.host }, weight: 100 },
      ],
    },
  };
}
