import type { Affinity, Container, PodSpec } from './core';

/** The slice of `batch/v1` Job we emit. https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/ */
export interface JobSpec {
  /** Of the whole Job, its retries and its wait for a node included. */
  readonly activeDeadlineSeconds: number;
  readonly backoffLimit: number;
  readonly completions: 1;
  readonly parallelism: 1;
  /** Beta and on since 1.26, GA in 1.31. */
  readonly podFailurePolicy: {
    readonly rules: readonly {
      readonly action: 'Ignore';
      readonly onPodConditions: readonly { readonly type: 'DisruptionTarget'; readonly status: 'True' }[];
    }[];
  };
  /** Beta and on since 1.29; the only value allowed beside `podFailurePolicy`. */
  readonly podReplacementPolicy: 'Failed';
  readonly template: {
    readonly metadata: { readonly annotations?: Readonly<Record<string, string>>; readonly labels: Readonly<Record<string, string>> };
    readonly spec: JobPodSpec;
  };
  readonly ttlSecondsAfterFinished: number;
}

/** A pod that ends. It is not called, so it has no readiness probe. */
export interface JobPodSpec extends Omit<PodSpec, 'affinity' | 'containers' | 'restartPolicy' | 'topologySpreadConstraints'> {
  readonly affinity?: Pick<Affinity, 'nodeAffinity'>;
  readonly containers: readonly Omit<Container, 'lifecycle' | 'livenessProbe' | 'readinessProbe' | 'startupProbe' | 'ports'>[];
  /** What `podFailurePolicy` needs. */
  readonly restartPolicy: 'Never';
}

/** The slice of `batch/v1` CronJob we emit. https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/cron-job-v1/ */
export interface CronJobSpec {
  readonly concurrencyPolicy: 'Forbid' | 'Replace';
  readonly failedJobsHistoryLimit: number;
  readonly jobTemplate: { readonly metadata: { readonly labels: Readonly<Record<string, string>> }; readonly spec: JobSpec };
  readonly schedule: string;
  readonly startingDeadlineSeconds: number;
  readonly successfulJobsHistoryLimit: number;
  /** GA since 1.27. */
  readonly timeZone: string;
}
