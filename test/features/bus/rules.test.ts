import type { BusAccount, BusConsumer, BusStream, BusUser } from '../../../src/features/bus/account';
import { nkeyReuse, unconsumedDestination, unconsumedSubjects, workqueueOverlap } from '../../../src/features/bus/reach';
import { busAccountFindings, busFindings, checkConsumer, checkStream } from '../../../src/features/bus/rules';
import { KEYS, places, SEARCH } from './fixture';

const STREAM: BusStream = {
  name: 'TASKS',
  subjects: ['tasks.search.>'],
  retention: 'workqueue',
  replicas: 3,
  maxBytes: 1,
  maxAgeS: 3600,
  duplicateWindowS: 120,
  consumers: [SEARCH],
};
const user = (name: string, nkey: string = KEYS[0]): BusUser => ({ name, nkey, publish: [], subscribe: [] });
const account = (parts: Partial<BusAccount> = {}): BusAccount => ({
  name: 'acme',
  limits: { connections: 1, memoryBytes: 0, fileBytes: 1, streams: 1, consumers: 1 },
  users: [user('agent-a')],
  streams: [STREAM],
  tools: false,
  budgets: false,
  mappings: [],
  ...parts,
});

describe('one thing wrong is found at its own place, and nowhere else', () => {
  const consumers = (...list: Partial<BusConsumer>[]) => ({
    streams: [{ ...STREAM, consumers: list.map((part) => ({ ...SEARCH, ...part })) }],
  });
  const stream = (...list: Partial<BusStream>[]) => ({ streams: list.map((part) => ({ ...STREAM, ...part })) });

  test.each<[string, Partial<BusAccount>, string[]]>([
    ['nothing', {}, []],
    ['the account of the servers', { name: 'SYS' }, ['SYS.name bus-account-name']],
    ['the name of the account', { name: 'a b' }, ['a b.name jetstream-name']],
    ['the name of a user', { users: [user('a b')] }, ['acme.a b.name jetstream-name']],
    ['a key', { users: [user('agent-a', 'U')] }, ['acme.agent-a.nkey nkey']],
    ['a user twice', { users: [user('u'), user('v', KEYS[1]), user('u', KEYS[2])] }, ['acme.u duplicate']],
    ['a user three times', { users: [user('u'), user('u', KEYS[1]), user('u', KEYS[2])] }, ['acme.u duplicate']],
    ['the name of a stream', stream({ name: 'MY TASKS' }), ['acme.MY TASKS.name jetstream-name']],
    ['a subject', stream({ subjects: ['tasks.search.>', 'a..b'] }), ['acme.TASKS.subjects subject']],
    ['a stream without bounds', stream({ maxBytes: 0 }), ['acme.TASKS bus-stream']],
    ['a stream twice', stream({}, { subjects: ['a'], consumers: [] }), ['acme.TASKS duplicate']],
    ['the name of a consumer', consumers({ name: 'a b' }), ['acme.TASKS.a b.name jetstream-name']],
    ['a filter', consumers({ filterSubjects: ['a..b'] }), ['acme.TASKS.search.filterSubjects subject']],
    ['the numbers of a consumer', consumers({ ackWaitS: 0 }), ['acme.TASKS.search bus-consumer']],
    ['a consumer twice', consumers({}, { filterSubjects: ['b'] }), ['acme.TASKS.search duplicate']],
    ['a mapping', { mappings: [{ source: 'tasks.a', targets: [] }] }, ['acme.mappings.tasks.a bus-mapping']],
    [
      'a mapping of what is published in part, by any user',
      {
        users: [user('agent-a'), { ...user('agent-b', KEYS[1]), publish: ['tasks.>'] }],
        mappings: [{ source: 'tasks.search.a', targets: [{ subject: 'tasks.search.b', weight: 1 }] }],
      },
      ['acme.mappings.tasks.search.a bus-mapping'],
    ],
  ])('%s', (_, parts, expected) => {
    expect(places(busAccountFindings(account(parts)))).toEqual(expected);
  });

  test('a name that is there twice is named', () => {
    expect(busAccountFindings(account({ users: [user('u'), user('u', KEYS[1])] }))).toEqual([
      { place: 'acme.u', violation: { rule: 'duplicate', problem: `'u' is there more than once`, fix: 'give each a name of its own' } },
    ]);
  });

  test('accounts: what is missing beside them, once for each that would use it', () => {
    const told = account({ tools: true, budgets: true });
    const other = account({ name: 'globex', users: [], streams: [] });
    expect(places(busFindings([told, other]))).toEqual(['acme.tools tools-account', 'acme.budgets budget-publisher']);
    // a platform without anybody who says it
    expect(places(busFindings([told, other, account({ name: 'PLATFORM', users: [], streams: [] })]))).toEqual([
      'acme.budgets budget-publisher',
    ]);
    expect(places(busAccountFindings(told))).toEqual([]);
  });
});

test.each<[Partial<BusConsumer>, string, string]>([
  [{ ackWaitS: 0 }, 'ackWaitS must be above 0, got 0', 'give the time after which a message is delivered again'],
  [{ ackWaitS: NaN }, 'ackWaitS must be above 0, got NaN', 'give the time after which a message is delivered again'],
  [{ maxAckPending: 0 }, 'maxAckPending must be a whole number >= 1, got 0', 'write replicas × concurrency × 1.25'],
  [{ maxDeliver: 0 }, 'maxDeliver must be a whole number >= 1, or -1, got 0', 'write 5'],
  [{ maxDeliver: -1.5 }, 'maxDeliver must be a whole number >= 1, or -1, got -1.5', 'write 5'],
  [{ filterSubjects: [] }, 'it has no filter, so it would take all of the stream', 'name the subjects it takes'],
  [{ backoffS: [] }, 'the first backoff of no s replaces the ack wait of 30 s', 'begin the backoff with 30 s'],
  [{ backoffS: [29, 30] }, 'the first backoff of 29 s replaces the ack wait of 30 s', 'begin the backoff with 30 s'],
  [{ backoffS: [30, 60], maxDeliver: 1 }, '2 backoffs for 1 deliveries', 'allow 2 deliveries or more'],
])('fails a consumer with %j, and says what to write', (change, problem, fix) => {
  expect(checkConsumer({ ...SEARCH, ...change })).toEqual({ rule: 'bus-consumer', problem, fix });
});

test.each<[Partial<BusConsumer>]>([[{ ackWaitS: 0.5 }], [{ maxAckPending: 1 }], [{ maxDeliver: -1, backoffS: [30, 1, 1, 1, 1, 1] }]])(
  'takes a consumer with %j',
  (change) => {
    expect(checkConsumer({ ...SEARCH, ...change })).toBeUndefined();
  },
);

test.each<[Partial<BusStream>, string, string]>([
  [{ subjects: [] }, 'it keeps no subject', 'let an agent consume something, or leave the stream out'],
  [{ maxBytes: 0 }, 'maxBytes must be a whole number >= 1, got 0', 'bound the stream'],
  [{ maxBytes: 1.5 }, 'maxBytes must be a whole number >= 1, got 1.5', 'bound the stream'],
  [{ replicas: 0 }, 'replicas must be a whole number from 1 to 5, got 0', 'write 3, or 1 for a stream that may be lost'],
  [{ replicas: 6 }, 'replicas must be a whole number from 1 to 5, got 6', 'write 3, or 1 for a stream that may be lost'],
  [{ replicas: 1.5 }, 'replicas must be a whole number from 1 to 5, got 1.5', 'write 3, or 1 for a stream that may be lost'],
  [{ maxAgeS: 0 }, 'maxAgeS must be above 0 and at most 9223372036, got 0', 'bound the age of messages'],
  // 2⁶³ nanoseconds are 9223372036.85 seconds
  [{ maxAgeS: 9_223_372_037 }, 'maxAgeS must be above 0 and at most 9223372036, got 9223372037', 'bound the age of messages'],
  [
    { duplicateWindowS: 0 },
    'the duplicate window of 0 s must be above 0 and at most the age of 3600 s',
    'use 120 s, the time in which publishers try again',
  ],
  [
    { duplicateWindowS: 61, maxAgeS: 60 },
    'the duplicate window of 61 s must be above 0 and at most the age of 60 s',
    'use 60 s, the time in which publishers try again',
  ],
])('fails a stream with %j, and says what to write', (change, problem, fix) => {
  expect(checkStream({ ...STREAM, ...change })).toEqual({ rule: 'bus-stream', problem, fix });
});

test.each<[Partial<BusStream>]>([
  [{ maxBytes: 1 }],
  [{ replicas: 1 }],
  [{ replicas: 5 }],
  [{ maxAgeS: 9_223_372_036 }],
  [{ maxAgeS: 0.5, duplicateWindowS: 0.5 }],
  [{ duplicateWindowS: 1 }],
])('takes a stream with %j', (change) => {
  expect(checkStream({ ...STREAM, ...change })).toBeUndefined();
});

describe('consumers of a work queue', () => {
  const consumer = (name: string, ...filterSubjects: string[]): BusConsumer => ({ ...SEARCH, name, filterSubjects });
  const overlaps = (consumers: BusConsumer[], retention: BusStream['retention'] = 'workqueue') =>
    workqueueOverlap([account({ streams: [{ ...STREAM, retention, consumers }] })]).map(
      ({ place, violation }) => `${place}: ${violation.problem}`,
    );

  test('fail for each pair of which one takes what the other does, and name both subjects', () => {
    expect(overlaps([consumer('a', 'x', 'tasks.*'), consumer('b', 'y', 'tasks.b'), consumer('c', 'z', 'y')])).toEqual([
      `acme.TASKS.b: 'b' takes 'tasks.b' and 'a' takes 'tasks.*', which overlap`,
      `acme.TASKS.c: 'c' takes 'y' and 'b' takes 'y', which overlap`,
    ]);
  });

  test('hold apart, and in a log they may take the same', () => {
    expect(overlaps([consumer('a', 'tasks.a'), consumer('b', 'tasks.b')])).toEqual([]);
    expect(overlaps([consumer('a', 'tasks.a'), consumer('b', 'tasks.a')], 'limits')).toEqual([]);
  });
});

test.each<[string, Partial<BusAccount>, boolean]>([
  ['tasks.search.a', {}, true],
  ['tasks.>', {}, false], // kept in part
  ['tools.x', {}, false],
  ['tools.x', { tools: true }, true],
  ['$JS.API.x', {}, true], // of the server
  ['_INBOX.x', {}, true],
  ['a$.b', {}, false],
  ['budget.a.b', {}, false],
  ['budget.*.*', { name: 'PLATFORM' }, true],
])('of %s of an account with %j nothing is lost: %s', (subject, parts, kept) => {
  const found = unconsumedSubjects([account({ users: [{ ...user('agent-a'), publish: [subject] }], ...parts })]);
  expect(places(found)).toEqual(kept ? [] : ['acme.agent-a.publish unconsumed-subject']);
});

test('fails a mapping to where no consumer is, with its weight', () => {
  const mappings = [
    {
      source: 'a',
      targets: [
        { subject: 'tasks.search.b', weight: 9 },
        { subject: 'tools.b', weight: 1 },
      ],
    },
  ];
  expect(unconsumedDestination([account({ mappings })])).toMatchObject([
    {
      place: 'acme.mappings.a',
      violation: { rule: 'unconsumed-destination', problem: `1 % of 'a' goes to 'tools.b', which no consumer takes (tasks.search.>)` },
    },
  ]);
  expect(unconsumedDestination([account({ mappings, tools: true })])).toEqual([]);
});

test('fails each further use of a key, and names the first', () => {
  const other = account({ name: 'globex', users: [user('x', KEYS[1]), user('y')] });
  expect(nkeyReuse([account({ users: [user('a'), user('b')] }), other]).map(({ place, violation }) => [place, violation.problem])).toEqual([
    ['acme.b.nkey', 'the key is also that of acme.a.nkey'],
    ['globex.y.nkey', 'the key is also that of acme.a.nkey'],
  ]);
});
