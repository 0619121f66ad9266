import { PRE_STOP_S } from '../src/core/capacity/termination';
import { sortedEntries } from '../src/core/order';
import type { PodResources } from '../src/core/resource-class';
import type { AgentMounts } from './agent-mounts';
import { hardened, POD_SECURITY } from './pod-security';
import type { Affinity, Container, PodSpec, Probe } from './kinds/core';

/** Port of requests and probes; queue workers serve the probes too. */
export const HTTP_PORT = 8080;
/** Python holds back what it prints otherwise: https://docs.python.org/3/using/cmdline.html#envvar-PYTHONUNBUFFERED */
export const OWN_ENV: Readonly<Record<string, string>> = { PYTHONUNBUFFERED: '1' };

/** What differs between the pods of two agents. */
export interface AgentPodInput {
  /** @default 'agent' */
  readonly containerName?: string;
  readonly image: string;
  readonly resources: PodResources;
  readonly selectorLabels: Readonly<Record<string, string>>;
  /** Label that the controller gives the pods of one version. @default 'pod-template-hash' */
  readonly hashLabel?: string;
  readonly serviceAccountName: string;
  readonly graceS: number;
  readonly metricsPort: number | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: AgentMounts;
  readonly priorityClassName: string | undefined;
  readonly pool: { readonly key: string; readonly value: string; readonly tainted: boolean } | undefined;
  readonly userNamespace: boolean;
}

/** The pod an experienced operator would write by hand: Pod Security Standard *restricted* and more. */
export function agentPod(input: AgentPodInput): PodSpec {
  const { selectorLabels, hashLabel = 'pod-template-hash', pool, priorityClassName, mounts } = input;
  return {
    affinity: affinity(input),
    automountServiceAccountToken: false,
    containers: [container(input)],
    // cluster names are written in full; with the default of 5, each outside name is asked for five times
    dnsConfig: { options: [{ name: 'ndots', value: '2' }] },
    enableServiceLinks: false,
    ...(input.userNamespace && { hostUsers: false }),
    ...(priorityClassName !== undefined && { priorityClassName }),
    restartPolicy: 'Always',
    securityContext: POD_SECURITY,
    serviceAccountName: input.serviceAccountName,
    terminationGracePeriodSeconds: input.graceS,
    ...(pool?.tainted === true && { tolerations: [{ key: pool.key, operator: 'Equal', value: pool.value, effect: 'NoSchedule' }] }),
    topologySpreadConstraints: [
      {
        labelSelector: { matchLabels: selectorLabels },
        // pods of the version before are on their way out: counted, they push the new ones into fewer zones
        matchLabelKeys: [hashLabel],
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'ScheduleAnyway',
      },
    ],
    volumes: mounts.volumes,
  };
}

function container({ containerName = 'agent', image, resources, metricsPort, env, mounts }: AgentPodInput): Container {
  return {
    ...hardened(containerName, image, resources),
    env: sortedEntries({ ...env, ...OWN_ENV }).map(([name, value]) => ({ name, value })),
    lifecycle: { preStop: { sleep: { seconds: PRE_STOP_S } } },
    // 150 s to start; then out of service after 15 s without an answer, restarted only after a minute
    startupProbe: probe('/startz', 5, 30),
    readinessProbe: probe('/readyz', 5, 3),
    livenessProbe: probe('/livez', 10, 6),
    ports: [
      { containerPort: HTTP_PORT, name: 'http', protocol: 'TCP' },
      ...(metricsPort === undefined ? [] : [{ containerPort: metricsPort, name: 'metrics', protocol: 'TCP' as const }]),
    ],
    volumeMounts: mounts.volumeMounts,
  };
}

function probe(path: string, periodSeconds: number, failureThreshold: number): Probe {
  return { httpGet: { path, port: HTTP_PORT }, periodSeconds, timeoutSeconds: 2, failureThreshold };
}

/** A taint repels others, it does not attract: the pool is required as well. Replicas avoid one host, but rather share it than wait. */
function affinity({ selectorLabels, pool }: AgentPodInput): Affinity {
  return {
    ...(pool !== undefined && {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: pool.key, operator: 'In', values: [pool.value] }] }],
        },
      },
    }),
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { podAffinityTerm: { labelSelector: { matchLabels: selectorLabels }, topologyKey: 'kubernetes.io/hostname' }, weight: 100 },
      ],
    },
  };
}
