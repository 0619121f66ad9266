import type { WorkerPlan } from '../agent/plan';

/** What starts a job. */
export type BatchTriggerPlan =
  | {
      readonly kind: 'schedule';
      readonly cron: string;
      readonly timeZone: string;
      readonly overlap: 'forbid' | 'replace';
      readonly startingS: number;
    }
  | { readonly kind: 'queue'; readonly maxRunning: number; readonly perJob: number; readonly naksOnSigterm: boolean };

/** One batch agent, complete. */
export interface BatchPlan extends WorkerPlan {
  readonly trigger: BatchTriggerPlan;
  readonly retries: number;
  readonly deadlineS: number;
  readonly resumable: boolean;
}
