import type { BusAccount } from '../../../src/features/bus/account';
import { busReach } from '../../../src/features/bus/reach';
import { acme, platform, pool } from './fixture';

/** The account with one grant more. */
function holding(account: BusAccount, user: string, side: 'publish' | 'subscribe', subject: string): BusAccount {
  return { ...account, users: account.users.map((one) => (one.name === user ? { ...one, [side]: [...one[side], subject] } : one)) };
}

test('derived grants reach nothing of others', () => {
  expect(busReach([acme(), pool(), platform()])).toEqual([]);
});

test.each([
  ['$JS.API.>', 'requests that read, purge or delete streams'], // with it, prefixes isolate nothing
  ['$JS.API.STREAM.PURGE.TASKS', 'requests that read, purge or delete streams'],
  ['$JS.API.STREAM.MSG.GET.*', 'requests that read, purge or delete streams'],
  ['$JS.API.CONSUMER.CREATE.TASKS.*', 'requests that make, read or delete consumers'],
  ['$JS.API.CONSUMER.MSG.NEXT.TASKS.*', 'requests that make, read or delete consumers'],
  ['$JS.API.DIRECT.GET.TASKS', 'direct reads of streams'],
  ['$JS.ACK.>', 'the API of JetStream'],
  ['$SYS.REQ.>', 'the system'],
  ['$KV.bucket.>', 'key-value buckets'],
  ['$O.bucket.>', 'object stores'],
  ['$SRV.PING', 'discovery of services'],
  ['_R_.>', 'answers of services'],
  ['_GR_.>', 'answers over gateways'],
  ['_INBOX.>', "the inbox of 'provisioner'"],
  ['_INBOX_acme_agent-search.>', "the inbox of 'agent-search'"],
  ['>', "the inbox of 'agent-search'"],
])('fails a publish grant of %s', (subject, reached) => {
  expect(busReach([holding(acme(), 'agent-coordinator', 'publish', subject)])).toEqual([
    {
      place: 'acme.agent-coordinator.publish',
      violation: {
        rule: 'bus-reach',
        problem: `'${subject}' reaches ${reached}`,
        fix: 'narrow the subject: grants follow from what is declared to be published and consumed, and from nothing else',
      },
    },
  ]);
});

test.each([
  ['tasks.search.>', "messages of stream 'TASKS' past its consumers"],
  ['_INBOX.>', "the inbox of 'provisioner'"],
  ['_INBOX_acme_agent-search.x', "the inbox of 'agent-search'"],
  ['$JS.API.>', 'requests that read, purge or delete streams'],
  ['$SYS.>', 'the system'],
])('fails a subscription to %s', (subject, reached) => {
  const findings = busReach([holding(acme(), 'agent-coordinator', 'subscribe', subject)]);
  expect(findings.map(({ place, violation }) => [place, violation.problem])).toEqual([
    ['acme.agent-coordinator.subscribe', `'${subject}' reaches ${reached}`],
  ]);
});

test.each([
  ['publish', 'events.a'],
  ['publish', 'tasks.>'], // what a stream keeps may be sent by anybody who declares it
  ['publish', '$JS.ACK.TASKS.search.>'], // acknowledging takes nothing
  ['subscribe', 'events.a'],
  ['subscribe', '_INBOX_acme_agent-coordinator.>'],
] as const)('lets an agent %s %s, which is nobody else’s', (side, subject) => {
  expect(busReach([holding(acme(), 'agent-coordinator', side, subject)])).toEqual([]);
});

test.each<[string, 'publish' | 'subscribe', string, string | undefined]>([
  ['tool-gateway', 'publish', '_R_.x', undefined],
  ['tool-gateway', 'publish', '$SRV.x', 'discovery of services'],
  ['tool-gateway', 'publish', 'tools.acme.x', 'calls to tools, in the name of any account'],
  ['tool-gateway', 'subscribe', 'tools.acme.x', undefined],
  ['tool-gateway', 'subscribe', '_INBOX.>', undefined], // nobody in this account has that one
  ['other', 'publish', '_R_.x', 'answers of services'],
  ['other', 'subscribe', '_R_.x', 'answers of services'],
  ['other', 'subscribe', 'tools.acme.x', 'calls of all accounts to tools'],
])('of the platform %s may %s %s, or reaches %s', (name, side, subject, reached) => {
  const [gateway] = platform().users;
  if (gateway === undefined) throw new Error('no user');
  const other = { ...gateway, name: 'other', publish: [], subscribe: ['_INBOX_PLATFORM_other.>'] };
  const findings = busReach([holding({ ...platform(), users: [gateway, other] }, name, side, subject)]);
  expect(findings.map(({ place, violation }) => `${place}: ${violation.problem}`)).toEqual(
    reached === undefined ? [] : [`PLATFORM.${name}.${side}: '${subject}' reaches ${reached}`],
  );
});

test('fails two users that pull one consumer', () => {
  const findings = busReach([holding(acme(), 'agent-coordinator', 'publish', '$JS.API.CONSUMER.MSG.NEXT.TASKS.search')]);
  expect(findings.map(({ place, violation }) => [place, violation.problem])).toEqual([
    ['acme.agent-search', "consumer 'search' of 'TASKS' is pulled by 'agent-coordinator' and 'agent-search'"],
  ]);
});

test('fails a member whose account imports what is also another member’s', () => {
  const users = pool().users.map((user) =>
    user.name === 'member-cedar' && user.own !== undefined
      ? { ...user, own: { ...user.own, imports: [...user.own.imports, { subject: 'tasks.search.>', to: 'tasks.search.>' }] } }
      : user,
  );
  const findings = busReach([{ ...pool(), users }]);
  expect(findings.map(({ place, violation }) => [place, violation.problem])).toEqual([
    ['shared.member-cedar.publish', `'tasks.search.>' is also a subject of 'member-birch'`],
  ]);
});

test('fails a provisioner that could delete', () => {
  const findings = busReach([holding(acme(), 'provisioner', 'publish', '$JS.API.STREAM.DELETE.TASKS')]);
  expect(findings.map(({ place, violation }) => [place, violation.rule, violation.problem])).toEqual([
    ['acme.provisioner.publish', 'bus-reach', "'$JS.API.STREAM.DELETE.TASKS' reaches requests that read, purge or delete streams"],
  ]);
});

test('fails a member that publishes what its account does not import', () => {
  const findings = busReach([holding(pool(), 'member-cedar', 'publish', 'tasks.>')]);
  expect(findings.map(({ place, violation }) => [place, violation.problem])).toEqual([
    ['shared.member-cedar.publish', `'tasks.>' reaches nothing that is imported`],
  ]);
});

test('fails a member that pulls as a user of the pool’s account: answers can be sent to requests that delete', () => {
  const users = pool().users.map(({ own, ...user }) => ({ ...user, publish: own?.imports.map(({ subject }) => subject) ?? user.publish }));
  const problem = 'a member that pulls inside the pool’s account can have the server send answers to requests that delete';
  expect(busReach([{ ...pool(), users }]).map(({ place, violation }) => [place, violation.problem])).toEqual([
    ['shared.member-birch', problem],
    ['shared.member-cedar', problem],
  ]);
});
