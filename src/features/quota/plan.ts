import { type ContainerRange, type ContainerResources, type Quantities, checkContainerInRange } from './limit-range';
import { type Demand, checkQuota, quotaFor, withHeadroom } from './quota';
import { COMPUTE_QUOTA } from './schema';
import type { ComputeQuota } from './spec';
import { RESOURCE_CLASSES } from '../resources/pod-sizes';
import type { PodResources } from '../resources/spec';
import type { Problems, Violation } from '../../kernel/problems';
import { checkBytes, checkCpu } from '../../kernel/quantity';

/** What a tenant may use, as far as it was written; what is absent is derived from what stands in its namespace. */
export type QuotaPlan = Partial<ComputeQuota>;

/** What was written of a quota. */
export interface QuotaInput {
  readonly cpu: string;
  readonly memory: string;
  /** @default - that of the workloads, and a tenth more */
  readonly ephemeralStorage?: string;
  readonly pods: number;
}

/** What stands in one namespace, read from the objects as they are rendered, patches included. */
export interface NamespaceContents {
  /** Objects by kind. */
  readonly count: ReadonlyMap<string, number>;
  /** What the workloads need at their rollout peak, and the jobs beside them. */
  readonly demand: Demand;
  /** The same of what their pods are promised. */
  readonly requested: Demand;
  /** Every container as it is written, init containers too. */
  readonly containers: readonly ContainerResources[];
  /** The largest value of any container by resource, never below the class `small`. */
  readonly largest: PodResources;
}

/** Below this a container cannot do anything: it would be killed or throttled at its start. */
const SMALLEST: Quantities = { cpu: '50m', memory: '64Mi', 'ephemeral-storage': '64Mi' };

/** Checks what was written of a quota; nothing if none was. Returns `undefined` where it cannot be compared with anything. */
export function planQuota(problems: Problems, quota: QuotaInput | undefined): QuotaPlan | undefined {
  if (quota === undefined) return {};
  const { cpu, memory, ephemeralStorage, pods } = quota;
  const read = [
    problems.rule('cpu', checkCpu(cpu)),
    problems.rule('memory', checkBytes(memory)),
    ephemeralStorage === undefined || problems.rule('ephemeralStorage', checkBytes(ephemeralStorage)),
    problems.integer('pods', pods, COMPUTE_QUOTA.shape.pods.said.min),
  ].every(Boolean);
  return read ? { cpu, memory, pods, ...(ephemeralStorage !== undefined && { ephemeralStorage }) } : undefined;
}

/** What a tenant may use: as written, else derived from the demand. */
export function computeQuota(plan: QuotaPlan, demand: Demand): ComputeQuota {
  return { ...quotaFor(demand), ...plan };
}

/** What is wrong with the workloads of a namespace: more than its quota, or a container that its LimitRange refuses. */
export function checkContents(
  plan: QuotaPlan,
  { demand, containers, largest }: NamespaceContents,
): { place: string; violation: Violation }[] {
  const range = containerRange(largest);
  return [
    ...checkQuota(computeQuota(plan, demand), demand).map((violation) => ({ place: 'quota', violation })),
    ...containers.flatMap((container) => checkContainerInRange(container, range)).map((violation) => ({ place: 'limits', violation })),
  ];
}

/** The hard limits of a ResourceQuota: every key, because one left out is one without limit: https://kubernetes.io/docs/concepts/policy/resource-quotas/ */
export function hardLimits(
  { quota, reserved }: { readonly quota: QuotaPlan; readonly reserved: QuotaPlan },
  { count, demand, requested }: NamespaceContents,
  withRollouts: boolean,
): Quantities {
  const compute = computeQuota(quota, demand);
  const promised = computeQuota(reserved, requested);
  const objects = (extra: number, ...kinds: string[]): string =>
    String(
      withHeadroom(
        kinds.reduce((sum, kind) => sum + (count.get(kind) ?? 0), extra),
        1,
      ),
    );
  return {
    'requests.cpu': promised.cpu,
    'limits.cpu': compute.cpu,
    'requests.memory': promised.memory,
    'limits.memory': compute.memory,
    'requests.ephemeral-storage': promised.ephemeralStorage,
    'limits.ephemeral-storage': compute.ephemeralStorage,
    pods: String(compute.pods),
    // kube-root-ca.crt, which every namespace gets
    configmaps: objects(1, 'ConfigMap'),
    secrets: objects(0, 'Secret', 'ExternalSecret'),
    services: objects(0, 'Service'),
    'services.nodeports': '0',
    'services.loadbalancers': '0',
    persistentvolumeclaims: objects(0, 'PersistentVolumeClaim'),
    'count/deployments.apps': objects(0, 'Deployment'),
    'count/statefulsets.apps': objects(0, 'StatefulSet'),
    'count/cronjobs.batch': objects(0, 'CronJob'),
    'count/jobs.batch': objects(0, 'Job'),
    // AnalysisRuns are made by the controller, which keeps ten of each Rollout: a limit could only stop a rollout half-way
    ...(withRollouts && { 'count/rollouts.argoproj.io': objects(0, 'Rollout') }),
  };
}

/** The range of containers: requests and limits of the class `small` where none are written, at most what the largest container has. */
export function containerRange(largest: PodResources): Required<ContainerRange> & { readonly type: 'Container' } {
  const list = ({ cpu, memory, ephemeralStorage }: PodResources): Quantities => ({ cpu, memory, 'ephemeral-storage': ephemeralStorage });
  const standard = list(RESOURCE_CLASSES.small);
  return { type: 'Container', default: standard, defaultRequest: standard, max: list(largest), min: SMALLEST };
}
