import type { BatchInput, BatchTriggerInput } from '../../src/features/batch/plan';
import { queueInput, seconds, workerInput } from '../agent/agent-input';
import type { BatchAgentProps } from './batch-props';
import type { BatchTrigger } from './batch-trigger';

/** What props say of a batch agent, in numbers. */
export function batchInput(id: string, props: BatchAgentProps): BatchInput {
  const worker = workerInput(id, props);
  const { nodePool } = worker;
  return {
    ...props,
    ...worker,
    ...(props.spot === true && nodePool !== undefined && { nodePool: { ...nodePool, capacity: 'spot' as const } }),
    graceS: seconds(props.terminationGracePeriod),
    trigger: triggerInput(props.trigger),
    deadlineS: seconds(props.deadline),
    keepForS: seconds(props.keepFor),
  };
}

function triggerInput({ scheduled, queued }: BatchTrigger): BatchTriggerInput {
  if (scheduled !== undefined) {
    const { cron, timeZone, overlap, startingDeadline } = scheduled;
    return { kind: 'schedule', cron, timeZone, overlap, startingS: seconds(startingDeadline) };
  }
  if (queued === undefined) throw new Error('a trigger is one of the two');
  const { maxRunning, perJob, naksOnSigterm, pollingInterval, monitoringEndpoint } = queued;
  const queue = queueInput(queued);
  return { kind: 'queue', queue, maxRunning, perJob, naksOnSigterm, pollingS: seconds(pollingInterval), monitoringEndpoint };
}
