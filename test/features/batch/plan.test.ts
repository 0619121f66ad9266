import { type BatchContext, type BatchInput, type BatchPlan, planBatch } from '../../../src/features/batch/plan';
import { UNREAD } from '../../../src/features/agent/task';
import { Problems } from '../../../src/kernel/problems';

const lines = ({ list }: Problems): string[] => list.map(({ place, rule }) => `${place}: ${rule}`);
const IMAGE = `registry.example.com/report:1.0.0@sha256:${'a'.repeat(64)}`;

const SCHEDULE = { kind: 'schedule', cron: '30 3 * * *' } as const;
const QUEUE = { kind: 'queue', queue: {}, maxRunning: 4 } as const;
const INPUT: BatchInput = { name: 'report', image: IMAGE, task: { p99S: 60 }, trigger: SCHEDULE, resumable: true };
const QUEUED: Partial<BatchInput> = { trigger: QUEUE, tenant: 'acme', needs: ['bus'] };
const PLACES = {
  spec: { trigger: '', cron: 'schedule', queue: 'consumes' },
  props: { trigger: 'trigger', cron: 'cron', queue: 'trigger' },
};

/** A batch agent, and what is said of it, warnings last. */
function batch(input: Partial<BatchInput> = {}, door: 'spec' | 'props' = 'spec', target: BatchContext['target'] = { kubernetes: '1.33' }) {
  const [problems, warnings] = [Problems.of('test'), Problems.of('test')];
  const context = { door, target, triggerAt: PLACES[door] };
  const plan = planBatch({ problems, warnings }, { ...INPUT, ...input }, context);
  return [plan, [...lines(problems), ...lines(warnings).map((line) => `warning ${line}`)]] as const;
}

const onQueue = (queue: object, input: Partial<BatchInput> = {}): Partial<BatchInput> => ({
  ...QUEUED,
  trigger: { ...QUEUE, ...queue },
  ...input,
});
const onSchedule = (schedule: object): Partial<BatchInput> => ({ trigger: { ...SCHEDULE, ...schedule } });

test('a report of which only time and task are known', () => {
  const [plan, said] = batch();
  expect(said).toEqual([]);
  expect(plan).toMatchObject({
    component: 'batch',
    trigger: { kind: 'schedule', cron: '30 3 * * *', timeZone: 'UTC', overlap: 'forbid', startingS: 3600 },
    consumes: undefined,
    retries: 2,
    // three times a node and a task, and 10 s and 20 s between
    deadlineS: 3 * 360 + 30,
    graceS: 65,
    peakPods: 1,
    keepForS: 604_800,
    keepSucceeded: 3,
    keepFailed: 3,
    keepsNode: false,
    resumable: true,
  });
  expect(JSON.parse(plan.configFile)).toEqual({ agent: 'report', concurrency: 1, job: { deadlineSeconds: 1110 } });
});

test('a worker of a queue of which only the bound is known', () => {
  const [plan, said] = batch(QUEUED);
  expect(said).toEqual([]);
  expect(plan).toMatchObject({
    trigger: {
      kind: 'queue',
      maxRunning: 4,
      perJob: 1,
      naksOnSigterm: true,
      pollingS: undefined,
      monitoringEndpoint: 'nats-headless.platform.svc.cluster.local:8222',
    },
    consumes: { account: 'acme', stream: 'TASKS', consumer: 'report', ackWaitS: 90, maxAckPending: 5, boundIsKnown: true },
    retries: 0,
    deadlineS: 360,
    graceS: 65,
    peakPods: 4,
  });
  expect(JSON.parse(plan.configFile)).toMatchObject({ job: { deadlineSeconds: 360, messages: 1 } });
});

type Row = [title: string, input: Partial<BatchInput>, said: readonly string[], plan?: Partial<BatchPlan>];

test.each<Row>([
  ['a person who waits', { interactive: true }, ['interactive: batch-interactive']],
  ['no retry', { retries: 0 }, [], { retries: 0, deadlineS: 360 }],
  ['ten retries', { retries: 10 }, [], { retries: 10 }],
  ['eleven retries', { retries: 11 }, ['retries: whole-number'], { retries: 0, deadlineS: 360 }],
  ['its own deadline', { deadlineS: 60 }, [], { deadlineS: 60 }],
  ['a deadline below its task', { deadlineS: 59 }, ['deadline: batch-deadline']],
  ['a deadline of half seconds', { deadlineS: 60.5 }, ['deadline: whole-seconds']],
  ['a deadline of a day, at the next run', { deadlineS: 86_400 }, ['deadline: batch-deadline']],
  ['a deadline that could not be read', { deadlineS: UNREAD }, [], { deadlineS: 1110 }],
  [
    'a deadline of days that could not be read',
    { ...onSchedule({ cron: '0 2 * * 1' }), task: { p99S: 72_000 }, deadlineS: UNREAD },
    [],
    { deadlineS: 216_930 },
  ],
  ['a deadline of a task that could not be read', { task: { p99S: undefined }, deadlineS: 1 }, [], { deadlineS: 1, graceS: 5 }],
  ['a task that could not be read', { task: { p99S: undefined } }, [], { deadlineS: 3 * 300 + 30, graceS: 5 }],
  // longer than a day is what nobody wrote
  [
    'a task of 20 hours each week',
    { ...onSchedule({ cron: '0 2 * * 1' }), task: { p99S: 72_000 } },
    [],
    { deadlineS: 3 * 72_300 + 30, graceS: 110 },
  ],
  ['its own grace', { graceS: 7 }, [], { graceS: 7 }],
  ['a grace of half seconds', { graceS: 7.5 }, ['terminationGracePeriod: whole-seconds'], { graceS: 65 }],
  ['a grace of more than a day', { graceS: 86_401 }, ['terminationGracePeriod: whole-seconds'], { graceS: 65 }],
  ['a grace that could not be read', { graceS: UNREAD }, [], { graceS: 65 }],
  ['a long grace on its pool', { graceS: 111, nodePool: { name: 'a', capacity: 'on-demand' } }, []],
  ['a long grace on a spot pool', { graceS: 111, nodePool: { name: 'a', capacity: 'spot' } }, ['terminationGracePeriod: spot-grace']],
  ['a long grace on spot nodes of no pool', { graceS: 111, spot: true }, ['terminationGracePeriod: spot-grace']],
  ['nothing kept', { keepForS: 0, keepSucceeded: 0, keepFailed: 0 }, [], { keepForS: 0, keepSucceeded: 0, keepFailed: 0 }],
  ['all kept', { keepSucceeded: 100, keepFailed: 100 }, [], { keepSucceeded: 100, keepFailed: 100 }],
  ['more kept', { keepSucceeded: 101, keepFailed: 102 }, ['keepSucceeded: whole-number', 'keepFailed: whole-number']],
  [
    'less than nothing kept',
    { keepForS: -1, keepSucceeded: -1, keepFailed: -1 },
    ['keepFor: whole-number', 'keepSucceeded: whole-number', 'keepFailed: whole-number'],
  ],
  [
    'a task that begins again, and does not fit',
    { resumable: false, task: { p99S: 106 } },
    ['warning task.p99: batch-resumable'],
    { keepsNode: true },
  ],
  ['a task that begins again, and fits', { resumable: false, task: { p99S: 105 } }, [], { keepsNode: false }],
  ['a task that goes on', { resumable: true, task: { p99S: 106 } }, [], { keepsNode: false }],
])('with %s', (_, input, said, plan = {}) => {
  const [found, words] = batch(input);
  expect(words).toEqual(said);
  expect(found).toMatchObject(plan);
});

test.each<Row>([
  [
    'no time that is known',
    { trigger: { kind: 'schedule' } },
    [],
    { trigger: { kind: 'schedule', cron: '', timeZone: 'UTC', overlap: 'forbid', startingS: 3600 } },
  ],
  ['a day that no month has', onSchedule({ cron: '0 2 31 2 *' }), ['schedule: cron']],
  [
    'a zone that is none',
    onSchedule({ timeZone: 'Mars/Olympus' }),
    ['timeZone: time-zone'],
    { trigger: { ...SCHEDULE, timeZone: 'UTC', overlap: 'forbid', startingS: 3600 } },
  ],
  [
    'a zone',
    onSchedule({ timeZone: 'Asia/Tokyo' }),
    [],
    { trigger: { ...SCHEDULE, timeZone: 'Asia/Tokyo', overlap: 'forbid', startingS: 3600 } },
  ],
  ['a run that ends the one before', onSchedule({ overlap: 'replace' }), [], { peakPods: 2 }],
  ['runs that nothing bounds', onSchedule({ overlap: 'allow' }), ['overlap: batch-overlap'], { peakPods: 1 }],
  [
    'each half hour',
    onSchedule({ cron: '*/30 * * * *' }),
    [],
    { trigger: { kind: 'schedule', cron: '*/30 * * * *', timeZone: 'UTC', overlap: 'forbid', startingS: 450 }, deadlineS: 1110 },
  ],
  // 1800 s less the 1000 s that it may be late
  ['each half hour, up to 1000 s late', onSchedule({ cron: '*/30 * * * *', startingS: 1000 }), [], { deadlineS: 800 }],
  ['half a second late', onSchedule({ startingS: 10.5 }), ['startingDeadline: whole-seconds']],
  ['9 s late', onSchedule({ startingS: 9 }), ['startingDeadline: starting-deadline']],
  [
    'as late as the next',
    onSchedule({ cron: '*/30 * * * *', startingS: 1800 }),
    ['startingDeadline: starting-deadline', 'deadline: batch-deadline'],
    { deadlineS: 1 },
  ],
  [
    'an hour that is left out once a year',
    onSchedule({ cron: '30 2 * * *', timeZone: 'America/New_York' }),
    ['warning schedule: cron-clock-change'],
  ],
])('on a schedule of %s', (_, input, said, plan = {}) => {
  const [found, words] = batch(input);
  expect(words).toEqual(said);
  expect(found).toMatchObject(plan);
});

test.each<Row>([
  ['no bound', onQueue({ maxRunning: undefined }), ['maxRunning: batch-running'], { peakPods: 1 }],
  ['a bound of 1', onQueue({ maxRunning: 1 }), [], { peakPods: 1 }],
  // as many pulls as a consumer lets wait
  ['a bound of 512', onQueue({ maxRunning: 512 }), [], { peakPods: 512 }],
  ['a bound of 1000', onQueue({ maxRunning: 1000 }), ['consumes: max-waiting'], { peakPods: 1000 }],
  ['a bound of 1001', onQueue({ maxRunning: 1001 }), ['maxRunning: whole-number'], { peakPods: 1 }],
  ['a bound of none', onQueue({ maxRunning: 0 }), ['maxRunning: whole-number'], { peakPods: 1 }],
  ['a million messages for a job', onQueue({ perJob: 1_000_000 }, { deadlineS: 86_400, task: { p99S: 0.01 } }), []],
  ['more messages for a job', onQueue({ perJob: 1_000_001 }), ['perJob: whole-number'], { deadlineS: 360 }],
  ['no message for a job', onQueue({ perJob: 0 }), ['perJob: whole-number'], { deadlineS: 360 }],
  // five messages, two at a time
  ['five messages for a job', onQueue({ perJob: 5 }, { task: { p99S: 60, concurrency: 2 } }), [], { deadlineS: 300 + 3 * 60 }],
  ['a look each half second', onQueue({ pollingS: 0.5 }), ['pollingInterval: whole-seconds']],
  ['a look each day', onQueue({ pollingS: 86_400 }), []],
  ['a place that is none', onQueue({ monitoringEndpoint: 'http://a' }), ['monitoringEndpoint: host-port']],
  ['an account that is none', onQueue({ queue: { account: 'a b' } }), ['consumes.account: jetstream-name', 'consumes.account: account']],
  ['no account', onQueue({}, { tenant: undefined }), ['consumes.account: account']],
  ['messages that it keeps', onQueue({ naksOnSigterm: false }), ['terminationGracePeriod: grace-ack-wait']],
  ['messages that it keeps for as long as the ack wait', onQueue({ naksOnSigterm: false }, { graceS: 90 }), []],
  ['messages that it keeps for less', onQueue({ naksOnSigterm: false }, { graceS: 89 }), ['terminationGracePeriod: grace-ack-wait']],
  ['no bus', onQueue({}, { needs: [] }), ['needs: needs-bus']],
  ['a bound that lets a job idle', onQueue({ queue: { maxAckPending: 3 } }), ['consumes.maxAckPending: max-ack-pending']],
  ['a deadline of its own of two days', onQueue({}, { deadlineS: 172_800 }), ['deadline: whole-seconds']],
])('on a queue with %s', (_, input, said, plan = {}) => {
  const [found, words] = batch(input);
  expect(words).toEqual(said);
  expect(found).toMatchObject(plan);
});

describe('props', () => {
  test.each<readonly [string, Partial<BatchInput>, readonly string[]]>([
    // a CronJob adds eleven characters
    ['a name of 52 characters on a schedule', { name: 'a'.repeat(52) }, []],
    ['a name of 53 characters on a schedule', { name: 'a'.repeat(53) }, ['name: dns-label']],
    ['a name of 53 characters on a queue', { ...QUEUED, tenant: 't', name: 'a'.repeat(53) }, []],
    ['a time that is none', onSchedule({ cron: '' }), ['trigger.cron: cron']],
    [
      'names of a queue that are none',
      onQueue({ queue: { stream: 'A.B' }, maxRunning: 0 }),
      ['trigger.maxRunning: whole-number', 'trigger.stream: jetstream-name'],
    ],
    [
      'an hour that is left out',
      onSchedule({ cron: '30 2 * * *', timeZone: 'America/New_York' }),
      ['warning trigger.cron: cron-clock-change'],
    ],
  ])('are judged by %s', (_, input, said) => {
    expect(batch(input, 'props')[1]).toEqual(said);
  });

  test.each<readonly [string, Partial<BatchInput>, 'spec' | 'props', string | undefined, readonly string[]]>([
    ['warn of a KEDA that makes jobs without a consumer', QUEUED, 'props', '2.17', ['warning trigger: target-version']],
    ['do not where there is no KEDA', QUEUED, 'props', undefined, []],
    ['do not of a schedule', {}, 'props', '2.17', []],
    ['do not of an environment, which says it once', QUEUED, 'spec', '2.17', []],
  ])('%s', (_, input, door, keda, said) => {
    expect(batch(input, door, { kubernetes: '1.33', ...(keda !== undefined && { keda }) })[1]).toEqual(said);
  });
});
