import { monitoringOf } from '../scaling/resolve';
import { type AgentEnvironment, contextOf, graceOf, type Home, poolOf, queueOf, workerOf } from '../agent/resolve';
import { UNREAD } from '../agent/task';
import { LONGEST_S } from '../availability/termination';
import { type Findings, findingsAt, wholeSecondsOf } from '../../kernel/findings';
import { sortedEntries } from '../../kernel/order';
import type { Problems } from '../../kernel/problems';
import { type BatchPlan, type BatchTriggerInput, planBatch } from './plan';
import { BATCH_AGENT } from './schema';
import type { BatchAgentSpec } from './spec';

/** Class of `scheduling.k8s.io/v1` for work that can wait. */
const PRIORITY = 'tenant-batch';
/** Which keys belong to which trigger. */
const OF_SCHEDULE = ['timeZone', 'overlap', 'startingDeadline'] as const;
const OF_QUEUE = ['maxRunning', 'perJob', 'naksOnSigterm'] as const;

/** What is read of the agents beside batch agents. */
export interface OtherAgent {
  readonly name: string;
  readonly consumes: { readonly stream: string; readonly consumer: string } | undefined;
}

/** Completes and checks the batch agents of one tenant or pool; `agents` are its others. */
export function resolveBatchAgents(
  batch: Readonly<Record<string, BatchAgentSpec>> | undefined,
  agents: readonly OtherAgent[],
  home: Home,
  frame: AgentEnvironment,
  findings: Findings,
): readonly BatchPlan[] {
  const names = new Set(agents.map(({ name }) => name));
  const consumers = new Map(
    agents.flatMap(({ name, consumes }) => (consumes === undefined ? [] : [[`${consumes.stream} ${consumes.consumer}`, name]])),
  );
  return sortedEntries(batch ?? {}).map(([name, spec]) => {
    const own = findingsAt(findings, 'batch', name);
    const resolved = resolveBatch(name, spec, home, frame, own);
    // Rule `unique-agent`: the Service, the disruption budget and the policy of one agent would select the pods of the other (our choice).
    own.problems.that(
      !names.has(name),
      '',
      'unique-agent',
      `'${name}' is also an agent of this tenant, and the Service, the budget and the policy of one would select the pods of the other`,
      'rename one of them',
    );
    if (resolved.consumes !== undefined) {
      const key = `${resolved.consumes.stream} ${resolved.consumes.consumer}`;
      const other = consumers.get(key);
      // Rule `unique-consumer`: two agents on one consumer each get a part of the other's messages.
      // https://docs.nats.io/nats-concepts/jetstream/consumers
      own.problems.that(
        other === undefined,
        'consumes',
        'unique-consumer',
        `takes from the consumer of '${other ?? ''}', so each gets a part of the other's messages`,
        'give each agent a consumer of its own',
      );
      consumers.set(key, name);
    }
    return resolved;
  });
}

function resolveBatch(name: string, spec: BatchAgentSpec, home: Home, frame: AgentEnvironment, findings: Findings): BatchPlan {
  const { problems } = findings;
  const trigger = triggerOf(spec, frame, problems);
  const input = {
    ...spec,
    ...workerOf(name, spec, home, frame, findings),
    graceS: graceOf(spec, problems),
    nodePool: poolOf(spec, BATCH_AGENT.shape.nodePool.said.default, frame, problems),
    priorityClassName: PRIORITY,
    trigger,
    deadlineS: spec.deadline === undefined ? undefined : (wholeSecondsOf(problems, 'deadline', spec.deadline, LONGEST_S) ?? UNREAD),
  };
  return planBatch(findings, input, { ...contextOf(frame), triggerAt: { trigger: '', cron: 'schedule', queue: 'consumes' } });
}

/** What starts it: one of the two. */
function triggerOf(spec: BatchAgentSpec, frame: AgentEnvironment, problems: Problems): BatchTriggerInput {
  const [scheduled, queued] = [spec.schedule !== undefined, spec.consumes !== undefined];
  const judged = !problems.anyUnread('schedule', 'consumes');
  if (judged)
    // Rule `batch-trigger`: a batch agent with two triggers, or with none, has no defined start (our choice).
    problems.that(
      scheduled !== queued,
      '',
      'batch-trigger',
      scheduled ? 'it has both a schedule and a queue' : 'nothing starts it',
      `write schedule, such as '0 2 * * *', or consumes`,
    );
  for (const key of judged && scheduled !== queued ? (scheduled ? OF_QUEUE : OF_SCHEDULE) : []) {
    problems.that(
      spec[key] === undefined,
      key,
      'batch-trigger',
      scheduled ? 'belongs to a queue, and it has a schedule' : 'belongs to a schedule, and it has a queue',
      'leave it out',
    );
  }
  const { consumes, schedule: cron, timeZone, overlap, maxRunning, perJob, naksOnSigterm } = spec;
  if (consumes === undefined) {
    const startingS = wholeSecondsOf(problems, 'startingDeadline', spec.startingDeadline, LONGEST_S);
    return { kind: 'schedule', cron, timeZone, overlap, startingS };
  }
  // Rule `batch-queue-scaler`: only KEDA makes a job for each message; the prometheus-adapter has no such object.
  // https://keda.sh/docs/latest/reference/scaledjob-spec/
  problems.that(
    frame.scaler === 'keda',
    'consumes',
    'batch-queue-scaler',
    `a job for a message needs KEDA, and the scaler of this environment is '${frame.scaler}'`,
    `install KEDA and write scaler: 'keda', or give it a schedule`,
  );
  const monitoringEndpoint = monitoringOf(frame.states, problems.at('consumes'));
  return { kind: 'queue', queue: queueOf(consumes, problems), maxRunning, perJob, naksOnSigterm, monitoringEndpoint };
}
