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
  ['_R_.>', 'answers of services'],
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
  expect(findings.map(({ violation }) => violation.problem)).toEqual([`'${subject}' reaches ${reached}`]);
});

test('fails two users that pull one consumer', () => {
  const findings = busReach([holding(acme(), 'agent-coordinator', 'publish', '$JS.API.CONSUMER.MSG.NEXT.TASKS.search')]);
  expect(findings.map(({ violation }) => violation.problem)).toEqual([
    "consumer 'search' of 'TASKS' is pulled by 'agent-coordinator' and 'agent-search'",
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
  expect(findings.map(({ violation }) => violation.rule)).toEqual(['bus-reach']);
});

test('fails a member that publishes what its account does not import', () => {
  const findings = busReach([holding(pool(), 'member-cedar', 'publish', 'tasks.>')]);
  expect(findings.map(({ violation }) => violation.problem)).toEqual([`'tasks.>' reaches nothing that is imported`]);
});

test('fails a member that pulls as a user of the pool’s account: answers can be sent to requests that delete', () => {
  const users = pool().users.map(({ own, ...user }) => ({ ...user, publish: own?.imports.map(({ subject }) => subject) ?? user.publish }));
  expect(busReach([{ ...pool(), users }]).map(({ place }) => place)).toEqual(['shared.member-birch', 'shared.member-cedar']);
});
