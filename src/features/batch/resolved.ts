import type { ResolvedWorker } from '../agent/resolved-parts';

/** What starts a job. */
export type ResolvedBatchTrigger =
  | {
      readonly kind: 'schedule';
      readonly cron: string;
      readonly timeZone: string;
      readonly overlap: 'forbid' | 'replace';
      readonly startingS: number;
    }
  | { readonly kind: 'queue'; readonly maxRunning: number; readonly perJob: number; readonly naksOnSigterm: boolean };

/** One batch agent, complete. */
export interface ResolvedBatchAgent extends ResolvedWorker {
  readonly trigger: ResolvedBatchTrigger;
  readonly retries: number;
  readonly deadlineS: number;
  readonly resumable: boolean;
}
