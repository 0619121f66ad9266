import * as fc from 'fast-check';
import type { BusAccount } from '../../../src/features/bus/account';
import { accountsConfiguration } from '../../../src/features/bus/configuration';
import { poolAccount } from '../../../src/features/bus/pool-account';
import {
  nextReplicas,
  checkNextName,
  nextPaused,
  checkNextSubject,
  nextWeight,
  queueMappings,
  type QueueSwitch,
  checkQueueSwitch,
} from '../../../src/features/bus/queue-versions';
import { unconsumedSubjects } from '../../../src/features/bus/reach';
import { busFindings } from '../../../src/features/bus/rules';
import { acme, agents, KEYS, places, platform } from './fixture';

const canary = (weight: number): QueueSwitch => ({ kind: 'canary', weight });
const blueGreen = (active: 'blue' | 'green' | 'none', exclusive = false): QueueSwitch => ({ kind: 'blue-green', active, exclusive });

describe('a switch', () => {
  test.each<[QueueSwitch, number, boolean]>([
    [canary(0), 0, false],
    [canary(10), 10, false],
    [canary(100), 100, false],
    [blueGreen('blue'), 0, false],
    [blueGreen('green'), 100, false],
    [blueGreen('blue', true), 0, true],
    [blueGreen('none', true), 100, true], // new messages wait for green while blue finishes
    [blueGreen('green', true), 100, false],
  ])('%j sends %d per cent to the next version; paused: %s', (queueSwitch, weight, paused) => {
    expect(checkQueueSwitch(queueSwitch)).toBeUndefined();
    expect([nextWeight(queueSwitch), nextPaused(queueSwitch)]).toEqual([weight, paused]);
  });

  test.each<[QueueSwitch, string, string]>([
    [canary(-1), 'queue-weight', 'must be whole percent of new messages from 0 to 100, got -1'],
    [canary(101), 'queue-weight', 'must be whole percent of new messages from 0 to 100, got 101'],
    [canary(9.5), 'queue-weight', 'must be whole percent of new messages from 0 to 100, got 9.5'],
    [canary(NaN), 'queue-weight', 'must be whole percent of new messages from 0 to 100, got NaN'],
    [blueGreen('none'), 'switch-active', `'none' stops no version, because the versions do not exclude each other`],
    [blueGreen('teal' as 'blue'), 'switch-active', `must be blue, green, none, got 'teal'`],
  ])('fails as %j', (queueSwitch, rule, problem) => {
    expect(checkQueueSwitch(queueSwitch)).toMatchObject({ rule, problem });
  });

  test('fails where the name or a subject of the next version is somebody’s already', () => {
    expect(checkNextName('search', ['search', 'coordinator'])).toBeUndefined();
    expect(checkNextName('search', ['search', 'search-next'])?.rule).toBe('next-name');
    expect(checkNextSubject('nextdoor.tasks')).toBeUndefined();
    expect(checkNextSubject('next.tasks.>')?.rule).toBe('next-subject');
  });
});

test('mappings send each subject its share, and name what a wildcard stood for; at weight 0 there are none', () => {
  expect(queueMappings(['tasks.search.>', 'tasks.*.rank.*'], canary(10))).toEqual([
    { source: 'tasks.search.>', targets: [{ subject: 'next.tasks.search.>', weight: 10 }] },
    { source: 'tasks.*.rank.*', targets: [{ subject: 'next.tasks.$1.rank.$2', weight: 10 }] },
  ]);
  expect(queueMappings(['tasks.search.>'], blueGreen('green'))[0]?.targets).toEqual([{ subject: 'next.tasks.search.>', weight: 100 }]);
  expect(queueMappings(['tasks.search.>'], canary(0))).toEqual([]);
  expect(queueMappings(['tasks.search.>'], blueGreen('blue', true))).toEqual([]);
});

describe('pods of the next version', () => {
  test.each([
    [30, canary(10), 3],
    [31, canary(10), 4],
    [30, canary(0), 1], // it still finishes what it has
    [0, canary(50), 1],
    [30, canary(100), 30],
    [20, canary(10), 2],
    [2, canary(10), 1],
    [30, blueGreen('blue'), 30],
    [4, blueGreen('none', true), 4],
    [0, blueGreen('blue'), 0],
  ])('of %j under %j are %j', (replicas, queueSwitch, expected) => {
    expect(nextReplicas(replicas, queueSwitch)).toEqual(expected);
  });

  test('are the least number that is its share', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 100 }), (replicas, weight) => {
        const pods = nextReplicas(replicas, canary(weight));
        expect(pods).toBeGreaterThanOrEqual(1);
        expect(pods * 100).toBeGreaterThanOrEqual(replicas * weight);
        expect(pods === 1 || (pods - 1) * 100 < replicas * weight).toBe(true);
      }),
    );
  });
});

describe('the account', () => {
  const versioned = (queueSwitch: QueueSwitch): BusAccount =>
    acme({ agents: agents(0).map((one) => (one.name === 'search' ? { ...one, next: { switch: queueSwitch, maxAckPending: 25 } } : one)) });
  const publishOf = (account: BusAccount, user: string): readonly string[] =>
    account.users.find(({ name }) => name === user)?.publish ?? [];
  const ofBus = (subjects: readonly string[]): string[] => subjects.filter((subject) => !subject.startsWith('$'));

  test('has a second consumer of the same stream, and one user for both', () => {
    const account = versioned(canary(10));
    expect(account.streams).toHaveLength(1);
    expect(account.streams[0]).toMatchObject({
      name: 'TASKS',
      subjects: ['tasks.search.>', 'next.tasks.search.>'],
      consumers: [
        { name: 'search', filterSubjects: ['tasks.search.>'], ackWaitS: 30, maxDeliver: 5, maxAckPending: 250 },
        { name: 'search-next', filterSubjects: ['next.tasks.search.>'], ackWaitS: 30, maxDeliver: 5, maxAckPending: 25 },
      ],
    });
    expect(account.users.map(({ name }) => name)).toEqual(['agent-coordinator', 'agent-search', 'provisioner']);
    expect(publishOf(account, 'agent-search').filter((subject) => subject.includes('MSG.NEXT'))).toEqual([
      '$JS.API.CONSUMER.MSG.NEXT.TASKS.search',
      '$JS.API.CONSUMER.MSG.NEXT.TASKS.search-next',
    ]);
    expect(busFindings([account, platform()])).toEqual([]);
    expect(unconsumedSubjects([account])).toEqual([]);
  });

  test.each([
    [0, ['tasks.search.>'], undefined],
    [10, ['next.tasks.search.>', 'tasks.search.>'], '"10%"'],
    [100, ['next.tasks.search.>'], '"100%"'],
  ])('at weight %d lets publishers reach %j: grants follow the mapping', (weight, expected, written) => {
    const account = versioned(canary(weight));
    expect(ofBus(publishOf(account, 'agent-coordinator'))).toEqual(expected);
    const text = accountsConfiguration([account, platform()]);
    expect(text.includes('mappings {')).toBe(written !== undefined);
    expect(text).toContain(written === undefined ? 'users' : `{ destination: "next.tasks.search.>", weight: ${written} }`);
  });

  test('has the same room for consumers with and without a next version, so that one that is left does not block the following', () => {
    expect([acme(), versioned(canary(10)), versioned(blueGreen('green'))].map(({ limits }) => limits.consumers)).toEqual([2, 2, 2]);
  });

  test.each([
    [blueGreen('blue', true), true],
    [blueGreen('none', true), true],
    [blueGreen('green', true), false],
    [blueGreen('blue'), undefined],
    [canary(10), undefined],
  ])(
    'under %j has a consumer that is made paused: %s; its provisioner may pause it where versions exclude each other',
    (queueSwitch, paused) => {
      const account = versioned(queueSwitch);
      expect(account.streams[0]?.consumers.map((consumer) => consumer.paused)).toEqual([undefined, paused]);
      expect(publishOf(account, 'provisioner').filter((subject) => subject.includes('PAUSE'))).toEqual(
        paused === undefined ? [] : ['$JS.API.CONSUMER.PAUSE.TASKS.search-next'],
      );
      expect(busFindings([account, platform()])).toEqual([]);
    },
  );

  test('adds its mappings to those that are given', () => {
    const given = { source: 'tasks.report.>', targets: [{ subject: 'tasks.search.reports.>', weight: 100 }] };
    const search = agents(0).map((one) => (one.name === 'search' ? { ...one, next: { switch: canary(10), maxAckPending: 25 } } : one));
    expect(acme({ agents: search, mappings: [given] }).mappings).toEqual([given, ...queueMappings(['tasks.search.>'], canary(10))]);
  });

  test('of a pool maps what members send behind their imports: no member may choose a version', () => {
    for (const weight of [10, 100]) {
      const account = poolAccount({
        name: 'shared',
        agents: agents(3).map((one) => (one.name === 'search' ? { ...one, next: { switch: canary(weight), maxAckPending: 25 } } : one)),
        provisionerNkey: KEYS[5],
        servers: 3,
        tasks: { maxBytes: 1, maxAgeS: 3600, duplicateWindowS: 120 },
        members: [{ id: 'birch', nkey: KEYS[6], connections: 4 }],
        results: { maxBytes: 1, maxAgeS: 600, duplicateWindowS: 60 },
        resultConsumer: { ackWaitS: 30, maxDeliver: 5, maxAckPending: 100 },
      });
      expect(ofBus(publishOf(account, 'member-birch'))).toEqual(['tasks.search.birch.>']);
      expect(account.mappings).toEqual([{ source: 'tasks.search.>', targets: [{ subject: 'next.tasks.search.>', weight }] }]);
      expect(busFindings([account, platform()])).toEqual([]);
    }
  });

  test.each([
    ['next.tasks.search.>', 10, []],
    ['next.tasks.$1', 0, []], // nothing goes there
    ['tools.search.>', 10, []], // the gateway takes calls
    ['next.tasks.rank.>', 10, ['acme.mappings.tasks.search.> unconsumed-destination']],
    ['next.tasks.>', 10, ['acme.mappings.tasks.search.> unconsumed-destination']], // taken in part
  ])('fails a mapping to %s at weight %d that no consumer takes: %j', (subject, weight, expected) => {
    const account = versioned(canary(0));
    const mappings = [{ source: 'tasks.search.>', targets: [{ subject, weight }] }];
    expect(places(busFindings([{ ...account, mappings }, platform()]))).toEqual(expected);
  });

  test('fails a second version that takes what the first one takes', () => {
    const account = versioned(canary(10));
    const streams = account.streams.map((stream) => ({
      ...stream,
      consumers: stream.consumers.map((one) => ({ ...one, filterSubjects: ['tasks.search.>'] })),
    }));
    expect(places(busFindings([{ ...account, streams }, platform()])).filter((line) => !line.includes('bus-reach'))).toEqual([
      'acme.TASKS.search-next workqueue-overlap',
      'acme.mappings.tasks.search.> unconsumed-destination',
    ]);
  });
});
