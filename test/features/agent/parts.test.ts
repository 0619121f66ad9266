import { labelsOf, checkIdentity, type Identity } from '../../../src/features/agent/identity';
import { inOrder, planQueue, type QueueInput, type Taker } from '../../../src/features/agent/queue';
import { planTask, type TaskInput, UNREAD } from '../../../src/features/agent/task';
import {
  checkAnnotationKey,
  checkDependencies,
  checkLabel,
  checkOwnMemory,
  checkServiceName,
  checkWorkloadLabel,
} from '../../../src/features/agent/workload';
import { labelKeys } from '../../../src/kernel/labels';
import { Problems } from '../../../src/kernel/problems';

const lines = ({ list }: Problems): string[] => list.map(({ place, rule }) => `${place}: ${rule}`);

describe('a task', () => {
  const plan = (input: Partial<TaskInput>): [unknown, string[]] => {
    const problems = Problems.of('test');
    return [planTask(problems, { p99S: 4, ...input }), lines(problems)];
  };
  const known = (concurrency: number, meanS: number): object => ({ p99S: 4, concurrency, throughput: { concurrency, meanS } });

  test.each<readonly [string, Partial<TaskInput>, object, readonly string[]]>([
    ['p99 alone', {}, { p99S: 4, concurrency: 1, throughput: undefined }, []],
    ['a median', { p50S: 2 }, known(1, 2), []],
    ['a mean', { meanS: 3 }, known(1, 3), []],
    ['both, of which the mean counts', { p50S: 2, meanS: 3, concurrency: 8 }, known(8, 3), []],
    ['a median as long as p99', { p50S: 4 }, known(1, 4), []],
    ['a longer one', { p50S: 4.001 }, known(1, 4.001), ['p99: task-times']],
    ['a mean as long as p99', { meanS: 4 }, known(1, 4), []],
    ['a longer mean', { meanS: 4.001 }, known(1, 4.001), ['mean: task-times']],
    ['a mean of half the median', { p50S: 2, meanS: 1 }, known(1, 1), []],
    ['a mean below half the median', { p50S: 2, meanS: 0.999 }, known(1, 0.999), ['mean: task-times']],
    [
      'no time at all',
      { p99S: 0, p50S: 0 },
      { p99S: 0, concurrency: 1, throughput: { concurrency: 1, meanS: 0 } },
      ['p99: duration', 'p50: duration'],
    ],
    ['a mean that could not be read', { p50S: 2, meanS: UNREAD }, { p99S: 4, concurrency: 1, throughput: undefined }, []],
    [
      'a p99 that could not be read',
      { p99S: undefined, p50S: 9, meanS: 9 },
      { p99S: undefined, concurrency: 1, throughput: { concurrency: 1, meanS: 9 } },
      [],
    ],
    ['1000 tasks at a time', { p50S: 2, concurrency: 1000 }, known(1000, 2), []],
    [
      '1001 tasks at a time',
      { p50S: 2, concurrency: 1001 },
      { p99S: 4, concurrency: 1, throughput: undefined },
      ['concurrency: whole-number'],
    ],
    ['no task at a time', { p50S: 2, concurrency: 0 }, { p99S: 4, concurrency: 1, throughput: undefined }, ['concurrency: whole-number']],
  ])('of %s', (_, input, expected, said) => {
    expect(plan(input)).toEqual([expected, said]);
  });
});

describe('a queue', () => {
  const TAKER: Taker = { name: 'search', tenant: 'acme', most: 4, mostIsKnown: true, concurrency: 2, p99S: 40, door: 'spec' };
  const plan = (input: QueueInput = {}, taker: Partial<Taker> = {}): [object, string[]] => {
    const problems = Problems.of('test');
    return [planQueue(problems, input, { ...TAKER, ...taker }), lines(problems)];
  };
  const QUEUE = {
    account: 'acme',
    stream: 'TASKS',
    consumer: 'search',
    subjects: [],
    // 1.5 × 40
    ackWaitS: 60,
    maxDeliver: 5,
    // 4 × 2 × 1.25
    maxAckPending: 10,
    boundIsKnown: true,
  };

  test.each<readonly [string, QueueInput, Partial<Taker>, object, readonly string[]]>([
    ['nothing said', {}, {}, {}, []],
    [
      'all said',
      { account: 'a', stream: 'S', consumer: 'c', subjects: ['b', 'a', 'b'], ackWaitS: 41, maxDeliver: 3, maxAckPending: 8 },
      {},
      { account: 'a', stream: 'S', consumer: 'c', subjects: ['a', 'b'], ackWaitS: 41, maxDeliver: 3, maxAckPending: 8 },
      [],
    ],
    ['the order of props', { subjects: ['b', 'a', 'b'] }, { door: 'props' }, { subjects: ['b', 'a', 'b'] }, []],
    ['no tenant', {}, { tenant: undefined }, { account: '' }, ['account: account']],
    ['an account instead of a tenant', { account: 'a' }, { tenant: undefined }, { account: 'a' }, []],
    ['no subject', { subjects: [] }, {}, {}, ['subjects: subject']],
    [
      'subjects that are none',
      { subjects: ['a', 'b..c', '>.a'] },
      {},
      { subjects: ['>.a', 'a', 'b..c'] },
      ['subjects[1]: subject', 'subjects[2]: subject'],
    ],
    [
      'names that are none',
      { account: 'a b', stream: 'A.B', consumer: 'c d' },
      {},
      { account: 'a b', stream: 'A.B', consumer: 'c d' },
      ['account: jetstream-name', 'stream: jetstream-name', 'consumer: jetstream-name'],
    ],
    ['the name of the agent, which was judged where it is written', {}, { name: 'a b' }, { consumer: 'a b' }, []],
    ['an ack wait of the task', { ackWaitS: 40 }, {}, { ackWaitS: 40 }, []],
    ['an ack wait below the task', { ackWaitS: 39 }, {}, { ackWaitS: 39 }, ['ackWait: ack-wait']],
    ['an ack wait of half seconds', { ackWaitS: 40.5 }, {}, { ackWaitS: 40.5 }, ['ackWait: whole-seconds']],
    ['an ack wait of a task that could not be read', { ackWaitS: 1 }, { p99S: undefined }, { ackWaitS: 1 }, []],
    ['a task that could not be read', {}, { p99S: undefined }, { ackWaitS: 30 }, []],
    ['no delivery', { maxDeliver: 0 }, {}, { maxDeliver: 0 }, ['maxDeliver: whole-number']],
    ['one delivery', { maxDeliver: 1 }, {}, { maxDeliver: 1 }, []],
    ['a bound below all tasks', { maxAckPending: 7 }, {}, { maxAckPending: 7 }, ['maxAckPending: max-ack-pending']],
    ['no bound at all', { maxAckPending: 0 }, {}, { maxAckPending: 0 }, ['maxAckPending: whole-number']],
    ['a count that may grow', {}, { mostIsKnown: false }, { boundIsKnown: false }, []],
    ['a bound of one replica, while the count may grow', { maxAckPending: 2 }, { mostIsKnown: false }, { maxAckPending: 2 }, []],
    ['a bound below one replica', { maxAckPending: 1 }, { mostIsKnown: false }, { maxAckPending: 1 }, ['maxAckPending: max-ack-pending']],
    ['as many pulls as wait', {}, { most: 512 }, { maxAckPending: 1280 }, []],
    ['more pulls than wait', {}, { most: 513 }, { maxAckPending: 1283 }, [': max-waiting']],
  ])('with %s', (_, input, taker, expected, said) => {
    expect(plan(input, taker)).toEqual([{ ...QUEUE, ...expected }, said]);
  });

  test('what is written for a tenant is a set, what props say is a list', () => {
    expect([inOrder(['b', 'a', 'b'], 'spec'), inOrder(['b', 'a', 'b'], 'props')]).toEqual([
      ['a', 'b'],
      ['b', 'a', 'b'],
    ]);
  });
});

describe('who an agent is', () => {
  const ME: Identity = {
    name: 'search',
    image: `registry.example.com/search:v1.2@sha256:${'a'.repeat(64)}`,
    tenant: 'acme',
    labelDomain: undefined,
    component: 'batch',
  };

  test('is told by labels, of which one selects', () => {
    const workload = 'acme-search';
    expect(labelsOf(ME)).toEqual({
      keys: labelKeys(),
      workload,
      selector: { 'cdk8s-agents/workload': workload },
      own: {
        'app.kubernetes.io/name': 'search',
        'app.kubernetes.io/version': 'v1.2',
        'app.kubernetes.io/component': 'batch',
        'app.kubernetes.io/managed-by': 'cdk8s-agents',
        'cdk8s-agents/tenant': 'acme',
        'cdk8s-agents/workload': workload,
      },
    });
    expect(labelsOf({ ...ME, tenant: undefined, image: 'search', labelDomain: 'a.b', component: 'agent' })).toEqual({
      keys: labelKeys('a.b'),
      workload: 'search',
      selector: { 'a.b/workload': 'search' },
      own: {
        'app.kubernetes.io/name': 'search',
        'app.kubernetes.io/component': 'agent',
        'app.kubernetes.io/managed-by': 'cdk8s-agents',
        'a.b/workload': 'search',
      },
    });
  });

  const said = (who: Partial<Identity>, input: Parameters<typeof checkIdentity>[2] = {}): string[] => {
    const problems = Problems.of('test');
    checkIdentity(problems, { ...ME, ...who }, input);
    return lines(problems);
  };

  test.each<readonly [string, Partial<Identity>, Parameters<typeof checkIdentity>[2], readonly string[]]>([
    ['nothing', {}, {}, []],
    ['a name that is none, which is all', { name: 'A' }, {}, ['name: dns-label']],
    ['a name too long with its tenant', { name: 'a'.repeat(59) }, {}, ['name: workload-label']],
    ['a name that fits with its tenant', { name: 'a'.repeat(58) }, {}, []],
    ['a namespace that is none', {}, { namespace: '' }, ['namespace: dns-label']],
    ['a tenant that is none', { tenant: 'A' }, {}, ['tenant: id']],
    ['no tenant', { tenant: undefined }, {}, []],
    ['a domain that is none', { labelDomain: '' }, {}, ['labelDomain: label-domain']],
    ...[
      'app.kubernetes.io/name',
      'app.kubernetes.io/version',
      'app.kubernetes.io/instance',
      'cdk8s-agents/tenant',
      'cdk8s-agents/workload',
    ].map((key): [string, Partial<Identity>, Parameters<typeof checkIdentity>[2], readonly string[]] => [
      `the label ${key}, which is ours even where we have none`,
      { image: 'search', tenant: undefined },
      { labels: { [key]: 'a' } },
      [`labels.${key}: label-reserved`],
    ]),
    ['labels that are none, sorted', {}, { labels: { b: 'x y', 'a b': 'c' } }, ['labels.a b: label', 'labels.b: label']],
    ['the annotation with the file', {}, { annotations: { 'cdk8s-agents/config': '' } }, ['annotations.cdk8s-agents/config: annotation']],
    [
      'annotations, sorted',
      {},
      { annotations: { b: 'nats://a:b@c', 'a b': 'c', c: 'd' } },
      ['annotations.a b: annotation', 'annotations.b: literal-secret'],
    ],
    ['a pool that is none', {}, { nodePool: { name: '' } }, ['nodePool: dns-label']],
    ['a class that is none', {}, { priorityClassName: '' }, ['priorityClassName: dns-name']],
    ['a class', {}, { priorityClassName: 'a.b' }, []],
  ])('of %s', (_, who, input, expected) => {
    expect(said(who, input)).toEqual(expected);
  });

  test.each([
    ['a', undefined],
    ['a'.repeat(63), undefined],
    ['a'.repeat(64), 'workload-label'],
    ['', 'workload-label'],
    ['on', 'workload-label'],
    ['7', 'workload-label'],
  ])('%j as the label of a workload', (value, rule) => {
    expect(checkWorkloadLabel(value)?.rule).toBe(rule);
  });

  test.each([
    ['example.com/a', [], undefined],
    ['example.com/a', ['example.com/a'], 'annotation'],
    ['a b', [], 'annotation'],
  ])('%j as the key of an annotation beside %j', (key, reserved, rule) => {
    expect(checkAnnotationKey(key, reserved)?.rule).toBe(rule);
  });

  test.each<readonly [string, unknown, string | undefined]>([
    ['a', 'b', undefined],
    ['a', '', undefined],
    ['a b', 'b', 'label'],
    ['a', 'b c', 'label'],
    ['a', 5, 'label'],
    ['mine', 'b', 'label-reserved'],
    ['mine', 'b c', 'label'],
  ])('%j: %j as a label', (key, value, rule) => {
    expect(checkLabel(key, value as string, ['mine'])?.rule).toBe(rule);
  });

  test.each([
    ['search', undefined],
    ['a1', undefined],
    ['1a', 'service-name'],
    ['9', 'service-name'],
  ])('%s as the name of a Service', (name, rule) => {
    expect(checkServiceName(name)?.rule).toBe(rule);
  });

  test.each<readonly [boolean | undefined, string | undefined, readonly ('memory' | 'bus')[], string | undefined]>([
    [undefined, undefined, [], undefined],
    [false, undefined, [], undefined],
    [true, 'acme', ['memory'], undefined],
    [true, 'acme', ['bus'], `'memory' is not needed`],
    [true, undefined, ['memory'], 'it is the agent of no tenant, so no tenant’s memory is its own'],
  ])('a memory of its own, %p, for tenant %p that needs %j', (own, tenant, needs, problem) => {
    expect(checkOwnMemory(own, tenant, needs)).toEqual(
      problem === undefined ? undefined : expect.objectContaining({ rule: 'own-memory', problem }),
    );
  });

  test.each<readonly [Parameters<typeof checkDependencies>[0]['needs'], boolean, boolean, readonly string[]]>([
    [[], false, false, []],
    [['bus'], true, true, []],
    [['tools'], false, false, [`tools-over-bus: tools are reached over the bus, but 'bus' is not needed`]],
    [['tools', 'bus'], false, false, []],
    [['memory'], true, false, ['needs-bus: it consumes, but its network policy would not let it reach the bus']],
    [['memory'], false, true, ['needs-bus: it publishes, but its network policy would not let it reach the bus']],
    [[], true, true, ['needs-bus: it consumes and publishes, but its network policy would not let it reach the bus']],
  ])('needs %j, consumes %p, publishes %p', (needs, consumes, publishes, expected) => {
    expect(checkDependencies({ needs, consumes, publishes }).map(({ rule, problem }) => `${rule}: ${problem}`)).toEqual(expected);
  });
});
