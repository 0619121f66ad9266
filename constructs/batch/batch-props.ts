import type { Duration } from 'cdk8s';
import type { AgentBasis } from '../agent/agent-props';
import type { BatchTrigger } from './batch-trigger';

/** One agent that starts when there is work and ends with it. */
export interface BatchAgentProps extends AgentBasis {
  /** What starts it. */
  readonly trigger: BatchTrigger;
  /** A person waits for the answer: refused, because a pod would have to start first. @default false */
  readonly interactive?: boolean;
  /** Further attempts after one that failed, from 0 to 10; a pod that lost its node is no failure. @default - 2 on a schedule; 0 on a queue, which delivers again */
  readonly retries?: number;
  /** Time after which a job is ended, from its creation, in whole seconds: at least p99, and less than the time to the next run. @default - time for all attempts, and before the next run */
  readonly deadline?: Duration;
  /** It keeps what is done and goes on from there. If not, a task longer than the grace period is warned of, and its node is not taken to save cost. @default false */
  readonly resumable?: boolean;
  /** Time from the signal to the kill, in whole seconds. @default - p99 + 5 s, at most 110 s: what a spot node leaves */
  readonly terminationGracePeriod?: Duration;
  /** The pool's nodes are spot: taken two minutes after their notice. A longer grace period is refused. @default false */
  readonly spot?: boolean;
  /** How long a finished job can be looked at, in whole seconds. @default - a week */
  readonly keepFor?: Duration;
  /** Jobs kept that succeeded. @default 3 */
  readonly keepSucceeded?: number;
  /** Jobs kept that failed. @default 3 */
  readonly keepFailed?: number;
}
