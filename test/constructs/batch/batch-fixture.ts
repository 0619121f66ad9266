import { Duration } from 'cdk8s';
import { BatchAgent } from '../../../constructs/batch/batch-agent';
import type { BatchAgentProps } from '../../../constructs/batch/batch-props';
import { type BatchQueue, type BatchSchedule, BatchTrigger } from '../../../constructs/batch/batch-trigger';
import { AgentResources } from '../../../constructs/resources/agent-resources';
import { chartFor, IMAGE } from '../agent/agent-fixture';

/** The report of the night, as its data says it. */
export const NIGHTLY: BatchAgentProps = {
  image: IMAGE,
  tenant: 'acme',
  trigger: BatchTrigger.schedule({ cron: '30 3 * * *', timeZone: 'America/New_York' }),
  task: { p50: Duration.minutes(20), p99: Duration.minutes(60) },
  resources: AgentResources.of({ cpu: '1', memory: '2Gi', ephemeralStorage: '5Gi' }),
  resumable: true,
  nodePool: 'batch',
  spot: true,
  priorityClassName: 'tenant-batch',
};

export const SCHEDULE: BatchSchedule = { cron: '30 3 * * *', timeZone: 'America/New_York' };
export const QUEUE: BatchQueue = { stream: 'TASKS', subjects: ['tasks.report.>'], maxRunning: 4 };

/** One valid batch agent with some props changed. */
export function batch(overrides: Partial<BatchAgentProps> = {}, chart = chartFor()) {
  const agent = new BatchAgent(chart, 'NightlyReport', { ...NIGHTLY, ...overrides });
  return { chart, agent };
}

/** The same on a queue. */
export function queued(queue: Partial<BatchQueue> = {}, overrides: Partial<BatchAgentProps> = {}) {
  return batch({ trigger: BatchTrigger.queue({ ...QUEUE, ...queue }), needs: ['bus'], ...overrides });
}

/** The same at another time. */
export function at(schedule: Partial<BatchSchedule>, overrides: Partial<BatchAgentProps> = {}) {
  return batch({ trigger: BatchTrigger.schedule({ ...SCHEDULE, ...schedule }), ...overrides });
}
