import type { PodResources } from '../core/resource-class';
import type { Dependency } from '../core/services';
import type { ResolvedConsumer, ResolvedNodePool } from './resolved-parts';
import type { ResolvedHost } from './resolved-host';

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

/** One batch agent, complete. Bus, quota and node capacity read it as they read any agent. */
export interface ResolvedBatchAgent {
  readonly name: string;
  readonly image: string;
  readonly resources: PodResources;
  readonly taskP50S: number;
  readonly taskP99S: number;
  readonly concurrency: number;
  readonly trigger: ResolvedBatchTrigger;
  /** Of a queue; `undefined` on a schedule. */
  readonly consumes: ResolvedConsumer | undefined;
  readonly publishes: readonly string[];
  readonly needs: readonly Dependency[];
  readonly hosts: readonly ResolvedHost[];
  readonly retries: number;
  readonly deadlineS: number;
  readonly resumable: boolean;
  readonly graceS: number;
  /** Most pods alive at once. */
  readonly peakPods: number;
  readonly nodePool: ResolvedNodePool;
  readonly settings: Readonly<Record<string, unknown>>;
}
