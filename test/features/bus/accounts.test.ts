import { busFindings, checkConsumer, checkStream } from '../../../src/features/bus/rules';
import { unconsumedSubjects } from '../../../src/features/bus/reach';
import { copiesOn } from '../../../src/features/bus/tenant-account';
import { checkMapping } from '../../../src/features/bus/mapping';
import { acme, agents, places, platform, pool, SEARCH } from './fixture';

const grants = (account: ReturnType<typeof acme>) =>
  Object.fromEntries(account.users.map(({ name, publish, subscribe }) => [name, { publish, subscribe }]));

test('agents of a tenant hold what they declare and nothing else', () => {
  expect(grants(acme())).toEqual({
    'agent-coordinator': { publish: ['tasks.search.>'], subscribe: ['_INBOX_acme_agent-coordinator.>'] },
    'agent-search': {
      publish: [
        'tools.>',
        '$JS.API.CONSUMER.MSG.NEXT.TASKS.search',
        '$JS.API.CONSUMER.INFO.TASKS.search',
        '$JS.ACK.TASKS.search.>',
        '$JS.ACK.*.*.TASKS.search.>',
      ],
      subscribe: ['_INBOX_acme_agent-search.>'],
    },
    provisioner: {
      publish: [
        '$JS.API.STREAM.CREATE.TASKS',
        '$JS.API.STREAM.UPDATE.TASKS',
        '$JS.API.STREAM.INFO.TASKS',
        '$JS.API.CONSUMER.CREATE.TASKS.search.tasks.search.>',
        '$JS.API.CONSUMER.INFO.TASKS.search',
      ],
      subscribe: ['_INBOX.>'],
    },
  });
});

test('members of a pool send as themselves and take their own results', () => {
  const { users, streams } = pool();
  expect(users.find(({ name }) => name === 'member-birch')).toMatchObject({
    publish: [
      'tasks.search.birch.>',
      '$JS.shared.API.CONSUMER.MSG.NEXT.RESULTS.birch',
      '$JS.shared.API.CONSUMER.INFO.RESULTS.birch',
      '$JS.ACK.RESULTS.birch.>',
      '$JS.ACK.*.*.RESULTS.birch.>',
    ],
    subscribe: ['_INBOX_shared_member-birch.>'],
    own: { name: 'shared--birch', connections: 4 },
  });
  expect(users.filter(({ publish }) => publish.includes('results.>')).map(({ name }) => name)).toEqual(['agent-search']);
  expect(
    streams.map(({ name, retention, consumers }) => [name, retention, consumers.map((one) => [one.name, one.filterSubjects])]),
  ).toEqual([
    ['TASKS', 'workqueue', [['search', ['tasks.search.>']]]],
    [
      'RESULTS',
      'limits',
      [
        ['birch', ['results.birch.>']],
        ['cedar', ['results.cedar.>']],
      ],
    ],
  ]);
});

test('limits are what is declared, over all copies, and one consumer more for a next version', () => {
  expect(acme().limits).toEqual({ connections: 3 + 20 + 2, memoryBytes: 0, fileBytes: 3 * 64 * 2 ** 20, streams: 1, consumers: 1 + 1 });
  expect(pool().limits).toEqual({ connections: 3 + 20 + 2, memoryBytes: 0, fileBytes: 3 * 96 * 2 ** 20, streams: 2, consumers: 3 + 1 });
});

test('streams have three copies, or one where three servers are not there', () => {
  expect([1, 2, 3, 5].map(copiesOn)).toEqual([1, 1, 3, 3]);
});

test('everything that is derived holds', () => {
  expect(busFindings([acme(), pool(), platform()])).toEqual([]);
  expect(unconsumedSubjects([acme(), pool(), platform()])).toEqual([]);
});

describe('mappings', () => {
  const canary = (first: number, second: number) => ({
    source: 'tasks.search.>',
    targets: [
      { subject: 'tasks.v1.search.>', weight: first },
      { subject: 'tasks.v2.search.>', weight: second },
    ],
  });

  test.each([
    [canary(90, 10), ['tasks.v1.search.>', 'tasks.v2.search.>']],
    [canary(100, 0), ['tasks.v1.search.>']], // nobody may choose a version that gets nothing
    [canary(90, 9), ['tasks.v1.search.>', 'tasks.v2.search.>', 'tasks.search.>']], // one per cent stays
    [{ source: 'tasks.*.>', targets: [{ subject: 'work.$1.>', weight: 100 }] }, ['work.search.>']],
  ])('decide what a publisher may publish to', (mapping, expected) => {
    expect(acme({ mappings: [mapping] }).users[0]?.publish).toEqual(expected);
  });

  test.each([
    [canary(90, 10), undefined],
    [canary(90, 11), 'bus-mapping'],
    [canary(90.5, 9), 'bus-mapping'],
    [{ source: 'tasks.search.a.>', targets: [{ subject: 'tasks.v1.>', weight: 100 }] }, 'bus-mapping'], // only part of what is published
  ])('fails weights above 100 per cent and subjects that are only partly mapped', (mapping, rule) => {
    expect(checkMapping(mapping, ['tasks.search.>'])?.rule).toBe(rule);
  });
});

describe('a consumer', () => {
  test.each([
    [{}, undefined],
    [{ maxDeliver: -1 }, undefined],
    [{ maxDeliver: -2 }, 'maxDeliver must be a whole number >= 1, or -1, got -2'],
    [{ maxDeliver: 1 }, undefined],
    [{ maxAckPending: 1 }, undefined],
    [{ maxAckPending: 1.5 }, 'maxAckPending must be a whole number >= 1, got 1.5'],
    [{ backoffS: [30, 60], maxDeliver: -1 }, undefined], // delivered for ever, so there is one for each
    [{ backoffS: [] }, 'the first backoff of no s replaces the ack wait of 30 s'],
    [{ backoffS: [30, 60, 120, 240, 480] }, undefined],
    [{ backoffS: [30, 60, 120, 240, 480, 960] }, '6 backoffs for 5 deliveries'],
    [{ backoffS: [10, 60] }, 'the first backoff of 10 s replaces the ack wait of 30 s'],
    [{ ackWaitS: 0 }, 'ackWaitS must be above 0, got 0'],
    [{ maxAckPending: 0 }, 'maxAckPending must be a whole number >= 1, got 0'],
    [{ maxDeliver: 0 }, 'maxDeliver must be a whole number >= 1, or -1, got 0'],
    [{ filterSubjects: [] }, 'it has no filter, so it would take all of the stream'],
  ])('fails numbers that the server reads otherwise: %j', (change, problem) => {
    expect(checkConsumer({ ...SEARCH, ...change })?.problem).toBe(problem);
  });
});

test.each([
  [{}, undefined],
  [{ duplicateWindowS: 3600 }, undefined], // exactly the age
  [{ duplicateWindowS: 3601 }, 'bus-stream'],
  [{ duplicateWindowS: 0 }, 'bus-stream'],
  [{ maxBytes: 0 }, 'bus-stream'],
  [{ subjects: [] }, 'bus-stream'],
])('a stream fails without bounds: %j', (change, rule) => {
  const [stream] = acme().streams;
  expect(stream === undefined ? 'none' : checkStream({ ...stream, ...change })?.rule).toBe(rule);
});

test('fails one key for two users, two accounts of one name, and tools without a platform', () => {
  expect(places(busFindings([acme(), { ...acme(), streams: [] }])).filter((line) => !line.includes('bus-reach'))).toEqual([
    'acme duplicate',
    'acme.tools tools-account',
    'acme.tools tools-account',
    'acme.agent-coordinator.nkey nkey-reuse',
    'acme.agent-search.nkey nkey-reuse',
    'acme.provisioner.nkey nkey-reuse',
  ]);
});

test('fails consumers of a work queue whose filters overlap', () => {
  const [coordinator, search] = agents(0);
  if (coordinator === undefined || search === undefined) throw new Error('no agents');
  const greedy = { ...coordinator, consumes: { consumer: { ...SEARCH, name: 'greedy', filterSubjects: ['tasks.>'] } } };
  const [finding] = busFindings([acme({ agents: [greedy, search] }), platform()]);
  expect(finding).toMatchObject({
    place: 'acme.TASKS.search',
    violation: { rule: 'workqueue-overlap', problem: `'search' takes 'tasks.search.>' and 'greedy' takes 'tasks.>', which overlap` },
  });
});

test('warns of what is published and kept by no stream', () => {
  const [coordinator, search] = agents(0);
  if (coordinator === undefined || search === undefined) throw new Error('no agents');
  const findings = unconsumedSubjects([
    acme({ agents: [{ ...coordinator, publishes: ['tasks.search.>', 'tasks.report.>', 'tasks.>'] }, search] }),
  ]);
  expect(findings.map(({ violation }) => violation.problem)).toEqual([
    `'tasks.report.>' is published, and not all of it is kept by a stream (tasks.search.>, tools.>)`,
    `'tasks.>' is published, and not all of it is kept by a stream (tasks.search.>, tools.>)`,
  ]);
});
