import { App, Chart, Duration } from 'cdk8s';
import { BatchAgent } from '../../../constructs/batch/batch-agent';
import type { BatchAgentProps } from '../../../constructs/batch/batch-props';
import { type BatchOverlap, BatchTrigger } from '../../../constructs/batch/batch-trigger';
import { Target } from '../../../constructs/kinds/target';
import { InvalidInputError, type Problem, type Violation } from '../../../src/kernel/problems';
import { changed, problemsOf } from '../../resolve/fixture';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What both doors can say of a batch agent, as neutral data; times in milliseconds. */
interface Said {
  readonly image?: string;
  readonly p50?: number;
  readonly p99?: number;
  readonly concurrency?: number;
  readonly cron?: string;
  readonly timeZone?: string;
  readonly overlap?: string;
  readonly startingDeadline?: number;
  /** Instead of a schedule. */
  readonly subjects?: readonly string[];
  readonly stream?: string;
  readonly consumer?: string;
  readonly ackWait?: number;
  readonly maxAckPending?: number;
  readonly maxRunning?: number;
  readonly perJob?: number;
  readonly naksOnSigterm?: boolean;
  readonly interactive?: boolean;
  readonly retries?: number;
  readonly deadline?: number;
  readonly grace?: number;
  readonly needs?: readonly ('bus' | 'tools')[];
  readonly publishes?: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
}

const IMAGE = `registry.example.com/shop/report:1.0.0@sha256:${'a'.repeat(64)}`;
const REPORT = { p50: 20 * MINUTE, p99: 60 * MINUTE, cron: '30 3 * * *', image: IMAGE };

/** Problems of the batch agent as it is written for a tenant. */
function bySpec(said: Said): readonly Violation[] {
  const { p50, p99, concurrency, cron, subjects, stream, consumer, ackWait, maxAckPending, deadline, grace, startingDeadline, ...rest } = {
    ...REPORT,
    ...said,
  };
  const ms = (amount: number): string => `${amount}ms`;
  const consumes = {
    subjects,
    ...(stream !== undefined && { stream }),
    ...(consumer !== undefined && { consumer }),
    ...(maxAckPending !== undefined && { maxAckPending }),
    ...(ackWait !== undefined && { ackWait: ms(ackWait) }),
  };
  const spec = {
    ...rest,
    resumable: true,
    task: { p50: ms(p50), p99: ms(p99), ...(concurrency !== undefined && { concurrency }) },
    ...(subjects === undefined ? { schedule: cron } : { consumes }),
    ...(deadline !== undefined && { deadline: ms(deadline) }),
    ...(grace !== undefined && { terminationGracePeriod: ms(grace) }),
    ...(startingDeadline !== undefined && { startingDeadline: ms(startingDeadline) }),
  };
  return words(problemsOf(changed({ 'tenants.0.batch': { report: spec } })));
}

/** Problems of the same batch agent as props. */
function byProps(said: Said): readonly Violation[] {
  const { p50, p99, concurrency, deadline, grace, needs, publishes, settings, image, interactive, retries, ...trigger } = {
    ...REPORT,
    ...said,
  };
  const ms = (amount: number): Duration => Duration.millis(amount);
  const app = new App();
  Target.set(app, { kubernetes: '1.33', keda: '2.20' });
  const props = {
    image,
    tenant: 'acme',
    task: { p50: ms(p50), p99: ms(p99), ...(concurrency !== undefined && { concurrency }) },
    trigger: triggerOf(trigger),
    resumable: true,
    nodePool: 'batch',
    spot: true,
    ...(interactive !== undefined && { interactive }),
    ...(retries !== undefined && { retries }),
    ...(needs !== undefined && { needs: [...needs] }),
    ...(publishes !== undefined && { publishes: [...publishes] }),
    ...(settings !== undefined && { config: settings }),
    ...(deadline !== undefined && { deadline: ms(deadline) }),
    ...(grace !== undefined && { terminationGracePeriod: ms(grace) }),
  } satisfies BatchAgentProps;
  try {
    new BatchAgent(new Chart(app, 'tenant-acme', { namespace: 'tenant-acme' }), 'Report', props);
  } catch (error) {
    if (error instanceof InvalidInputError) return words(error.problems);
    throw error;
  }
  return [];
}

function triggerOf(said: Said): BatchTrigger {
  const { cron = '', timeZone, overlap, startingDeadline, subjects, ackWait, maxRunning, ...queue } = said;
  if (subjects === undefined)
    return BatchTrigger.schedule({
      cron,
      ...(timeZone !== undefined && { timeZone }),
      ...(overlap !== undefined && { overlap: overlap as BatchOverlap }),
      ...(startingDeadline !== undefined && { startingDeadline: Duration.millis(startingDeadline) }),
    });
  return BatchTrigger.queue({
    stream: 'TASKS',
    subjects: [...subjects],
    ...queue,
    // left out only where that is what is tried
    ...((maxRunning !== undefined && { maxRunning }) as { maxRunning: number }),
    ...(ackWait !== undefined && { ackWait: Duration.millis(ackWait) }),
  });
}

function words(problems: readonly Problem[]): readonly Violation[] {
  return problems.map(({ rule, problem, fix }) => ({ rule, problem, fix }));
}

const QUEUE: Said = { subjects: ['tasks.report.>'], needs: ['bus'], maxRunning: 4 };

test.each<readonly [title: string, said: Said, rules: readonly string[]]>([
  ['nothing wrong', {}, []],
  ['an image without a digest', { image: 'registry.example.com/shop/report:1' }, ['image-pinned']],
  ['a median above p99', { p50: 2 * HOUR }, ['task-times']],
  ['no task at a time', { concurrency: 0 }, ['whole-number']],
  ['a day that no month has', { cron: '0 2 31 2 *' }, ['cron']],
  ['six fields', { cron: '0 0 2 * * *' }, ['cron']],
  ['a zone that is none', { timeZone: 'Mars/Olympus' }, ['time-zone']],
  ['a run that replaces the one before', { overlap: 'replace' }, []],
  ['a person who waits', { interactive: true }, ['batch-interactive']],
  ['nobody who waits', { interactive: false }, []],
  ['fewer retries than none', { retries: -1 }, ['whole-number']],
  ['no retries', { retries: 0 }, []],
  ['ten retries', { retries: 10, deadline: 12 * HOUR }, []],
  ['eleven retries', { retries: 11 }, ['whole-number']],
  ['half a retry', { retries: 0.5 }, ['whole-number']],
  ['a deadline below its task', { deadline: 59 * MINUTE }, ['batch-deadline']],
  ['a deadline of its task', { deadline: 60 * MINUTE }, []],
  ['a deadline of half seconds', { deadline: 2 * HOUR + 500 }, ['whole-seconds']],
  ['a deadline below the next run', { deadline: 23 * HOUR - SECOND }, []],
  ['a deadline at the next run', { deadline: 24 * HOUR }, ['batch-deadline']],
  ['a start of 9 s', { startingDeadline: 9 * SECOND }, ['starting-deadline']],
  ['a start of 10 s', { startingDeadline: 10 * SECOND }, []],
  ['a start of half seconds', { startingDeadline: 10_500 }, ['whole-seconds']],
  ['a start after the next run', { startingDeadline: 24 * HOUR }, ['starting-deadline', 'batch-deadline']],
  ['a grace period that a spot node does not leave', { grace: 111 * SECOND }, ['spot-grace']],
  ['a grace period that a spot node leaves', { grace: 110 * SECOND }, []],
  ['a grace period of half seconds', { grace: 10_500 }, ['whole-seconds']],
  ['a subject that is none', { needs: ['bus'], publishes: ['a..b'] }, ['subject']],
  ['publishing without the bus', { publishes: ['a'] }, ['needs-bus']],
  ['tools without the bus', { needs: ['tools'] }, ['tools-over-bus']],
  ['a credential', { settings: { a: { password: 'hunter2' } } }, ['literal-secret']],
  ['a key of ours', { settings: { job: {} } }, ['config-key']],
  ['a queue', QUEUE, []],
  ['a queue without a subject', { ...QUEUE, subjects: [] }, ['subject']],
  ['a queue without the bus', { ...QUEUE, needs: [] }, ['needs-bus']],
  ['names of a queue that are none', { ...QUEUE, stream: 'A.B', consumer: 'a b' }, ['jetstream-name', 'jetstream-name']],
  ['no job at once', { ...QUEUE, maxRunning: 0 }, ['whole-number']],
  ['one job at once', { ...QUEUE, maxRunning: 1 }, []],
  ['half a job at once', { ...QUEUE, maxRunning: 1.5 }, ['whole-number']],
  ['1001 jobs at once', { ...QUEUE, maxRunning: 1001 }, ['whole-number']],
  ['no word of how many jobs', { subjects: ['tasks.report.>'], needs: ['bus'] }, ['batch-running']],
  ['no message for a job', { ...QUEUE, perJob: 0 }, ['whole-number']],
  ['five messages for a job', { ...QUEUE, perJob: 5 }, []],
  ['an ack wait below the task', { ...QUEUE, ackWait: 59 * MINUTE }, ['ack-wait']],
  ['an ack wait of half seconds', { ...QUEUE, ackWait: 2 * HOUR + 500 }, ['whole-seconds']],
  ['a bound that lets a job idle', { ...QUEUE, maxAckPending: 3 }, ['max-ack-pending']],
  ['a bound that keeps every job at work', { ...QUEUE, maxAckPending: 4 }, []],
  ['a kill before the ack wait', { ...QUEUE, naksOnSigterm: false }, ['grace-ack-wait']],
  [
    'several at once',
    { image: 'report', cron: 'now', retries: 11, interactive: true },
    ['image-pinned', 'batch-interactive', 'cron', 'whole-number'],
  ],
])('both doors say the same of %s', (_, said, rules) => {
  const found = byProps(said);
  expect(found.map(({ rule }) => rule)).toEqual(rules);
  expect(bySpec(said)).toEqual(found);
});
