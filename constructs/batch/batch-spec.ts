import { containerBasis, nodeAffinity, podBasis, type RequiredPool } from '../agent/agent-pod';
import type { BatchPlan, BatchTriggerPlan } from '../../src/features/batch/plan';
import type { AgentMounts } from '../agent/agent-mounts';
import type { CronJobSpec, JobPodSpec, JobSpec } from '../kinds/batch';
import type { ScaledJobSpec } from '../scaling/keda-kinds';

/** Nodes that are used little are emptied; a pod that says so is let finish. https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md and https://karpenter.sh/docs/concepts/disruption/ */
const KEEPS_NODE: Readonly<Record<string, string>> = {
  'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
  'karpenter.sh/do-not-disrupt': 'true',
};

/** What a job's pods need besides. */
export interface JobSurroundings {
  readonly serviceAccountName: string;
  readonly podLabels: Record<string, string>;
  readonly mounts: AgentMounts;
  /** Label and taint of node pools. */
  readonly poolKey: string;
}

/** One job, whoever starts it. */
export function jobSpec(plan: BatchPlan, surroundings: JobSurroundings): JobSpec {
  const annotations = { ...(plan.keepsNode && KEEPS_NODE), ...plan.annotations };
  return {
    activeDeadlineSeconds: plan.deadlineS,
    backoffLimit: plan.retries,
    completions: 1,
    parallelism: 1,
    // its node was drained, reclaimed or needed for more: the work did not fail, so it is not counted and begins again, until the deadline
    podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }] },
    // two pods of one job would do the work twice
    podReplacementPolicy: 'Failed',
    template: {
      metadata: { ...(Object.keys(annotations).length > 0 && { annotations }), labels: surroundings.podLabels },
      spec: podSpec(plan, surroundings),
    },
    ttlSecondsAfterFinished: plan.keepForS,
  };
}

/**
 * A pod that ends. No probe: it is never called, and what hangs is ended by the deadline. No preStop: it is in no endpoints to leave. No spreading:
 * the fewer nodes it takes, the sooner they are gone.
 */
function podSpec(plan: BatchPlan, { serviceAccountName, mounts, poolKey }: JobSurroundings): JobPodSpec {
  const { nodePool } = plan;
  const pool: RequiredPool | undefined = nodePool && { key: poolKey, value: nodePool.name, tainted: nodePool.tainted };
  const basis = { ...plan, serviceAccountName, mounts, pool };
  const affinity = nodeAffinity(basis);
  return {
    ...podBasis(basis),
    ...(affinity.nodeAffinity !== undefined && { affinity }),
    containers: [containerBasis(basis)],
    restartPolicy: 'Never',
  };
}

/** Jobs by the clock. */
export function cronJobSpec(
  job: JobSpec,
  schedule: Extract<BatchTriggerPlan, { kind: 'schedule' }>,
  plan: BatchPlan,
  jobLabels: Record<string, string>,
): CronJobSpec {
  return {
    concurrencyPolicy: schedule.overlap === 'replace' ? 'Replace' : 'Forbid',
    failedJobsHistoryLimit: plan.keepFailed,
    jobTemplate: { metadata: { labels: jobLabels }, spec: job },
    schedule: schedule.cron,
    startingDeadlineSeconds: schedule.startingS,
    successfulJobsHistoryLimit: plan.keepSucceeded,
    timeZone: schedule.timeZone,
  };
}

/** Jobs by the queue. */
export function scaledJobSpec(job: JobSpec, queue: Extract<BatchTriggerPlan, { kind: 'queue' }>, plan: BatchPlan): ScaledJobSpec {
  const { account = '', stream = '', consumer = '' } = plan.consumes ?? {};
  return {
    failedJobsHistoryLimit: plan.keepFailed,
    jobTargetRef: job,
    maxReplicaCount: queue.maxRunning,
    minReplicaCount: 0,
    ...(queue.pollingS !== undefined && { pollingInterval: queue.pollingS }),
    // jobs that run keep the version they started with; the other value kills them
    rollout: { strategy: 'gradual' },
    // KEDA counts what waits and what is delivered but not yet acknowledged, so the messages of running jobs are in it, and the jobs have to be
    // taken off: `accurate` and `eager` do not, and would start a second job for each. https://keda.sh/docs/latest/reference/scaledjob-spec/#scalingstrategy
    scalingStrategy: { strategy: 'default' },
    successfulJobsHistoryLimit: plan.keepSucceeded,
    triggers: [
      {
        type: 'nats-jetstream',
        // text throughout: the API server refuses numbers in trigger metadata
        metadata: {
          account,
          consumer,
          lagThreshold: String(queue.perJob),
          natsServerMonitoringEndpoint: queue.monitoringEndpoint,
          stream,
        },
      },
    ],
  };
}
