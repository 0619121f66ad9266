import { budgetGrant, BUDGETS_HEARD, budgetSubject } from '../../../src/features/bus/budget-notice';
import type { BusAccount, BusUser } from '../../../src/features/bus/account';
import { inboxPrefix, reachOf } from '../../../src/features/bus/grants';
import { pause } from '../harness/poll';
import type { BusClient } from './bus-client';

/** Something that one user tries on what belongs to another. */
export interface Attempt {
  /** What it would do, in words; one kind for many subjects. */
  readonly kind: string;
  readonly side: 'publish' | 'subscribe';
  readonly subject: string;
  readonly payload?: string;
}

/** What came of it: the server's refusal, an answer on the own inbox, or nothing. */
export type Outcome = 'refused' | 'answered' | 'nothing';

/** An outcome, with the answer if there was one. */
export interface Result {
  readonly outcome: Outcome;
  readonly answer?: string;
}

const publish = (kind: string, subject: string, payload: object | string = ''): Attempt => ({
  kind,
  side: 'publish',
  subject,
  payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
});
const subscribe = (kind: string, subject: string): Attempt => ({ kind, side: 'subscribe', subject });

/** Requests to JetStream have a second name, by domain, under which accounts import them. */
const BY_DOMAIN = ', by domain';

/** Whether the attempt names the account as a domain. */
export const isByDomain = ({ kind }: Pick<Attempt, 'kind'>): boolean => kind.endsWith(BY_DOMAIN);

/** Attempts on an account, and those on each of its users but one that tries. */
export function attemptsOn(account: BusAccount, but?: string): Attempt[] {
  const users = account.users.filter(({ name }) => name !== but);
  return [...attemptsOnAccount(account), ...users.flatMap((user) => attemptsOnUser(account, user))];
}

/** Each request to JetStream, and the same by the name of a domain. */
function alsoByDomain(account: string, attempts: readonly Attempt[]): Attempt[] {
  const api = '$JS.API.';
  return attempts.flatMap((one) =>
    one.side === 'publish' && one.subject.startsWith(api)
      ? [one, { ...one, kind: `${one.kind}${BY_DOMAIN}`, subject: `$JS.${account}.API.${one.subject.slice(api.length)}` }]
      : [one],
  );
}

/** Attempts on an account that name no user of it. Payloads are what the request needs to succeed. */
function attemptsOnAccount({ name: account, streams }: BusAccount): Attempt[] {
  return alsoByDomain(account, [
    ...streams.flatMap(({ name: stream, subjects }) => {
      const api = (verb: string) => `$JS.API.${verb}.${stream}`;
      const [subject = ''] = subjects;
      return [
        publish('stream info', api('STREAM.INFO')),
        publish('stream read', api('STREAM.MSG.GET'), { seq: 1 }),
        publish('stream direct read', `$JS.API.DIRECT.GET.${stream}`, { seq: 1 }),
        publish('stream update', api('STREAM.UPDATE'), { name: stream, subjects, retention: 'workqueue', max_bytes: 1 }),
        publish('stream snapshot', api('STREAM.SNAPSHOT'), { deliver_subject: 'snapshot' }),
        publish('message delete', api('STREAM.MSG.DELETE'), { seq: 1 }),
        publish('stream purge', api('STREAM.PURGE')),
        publish('stream leader', api('STREAM.LEADER.STEPDOWN')),
        publish('consumer list', api('CONSUMER.NAMES')),
        publish('consumer create', `${api('CONSUMER.CREATE')}.thief.${subject}`, {
          stream_name: stream,
          config: { name: 'thief', filter_subject: subject, ack_policy: 'explicit', max_ack_pending: 1 },
        }),
        publish('consumer create, old form', `$JS.API.CONSUMER.DURABLE.CREATE.${stream}.thief`, {
          stream_name: stream,
          config: { durable_name: 'thief', ack_policy: 'explicit' },
        }),
        publish('stream delete', api('STREAM.DELETE')),
        subscribe('stream subjects', subject),
      ];
    }),
    publish('account info', '$JS.API.INFO'),
    publish('stream list', '$JS.API.STREAM.NAMES'),
    publish('stream create', '$JS.API.STREAM.CREATE.COPY', { name: 'COPY', subjects: ['copy.>'], max_bytes: 1024 }),
    publish('key-value create', '$JS.API.STREAM.CREATE.KV_loot', { name: 'KV_loot', subjects: ['$KV.loot.>'], max_bytes: 1024 }),
    publish('key-value put', '$KV.loot.key', 'value'),
    publish('key-value get', '$JS.API.STREAM.MSG.GET.KV_loot', { last_by_subj: '$KV.loot.key' }),
    subscribe('key-value watch', '$KV.>'),
    subscribe('object store', '$O.>'),
    publish('system request', '$SYS.REQ.SERVER.PING'),
    publish('system account request', '$SYS.REQ.ACCOUNT.PING.CONNZ'),
    publish('system streams of the account', `$SYS.REQ.ACCOUNT.${account}.JSZ`),
    publish('system user info', '$SYS.REQ.USER.INFO.others'),
    publish('tools of another', `tools.${account}.web.search`, 'query'),
    publish('reply of a service', '_R_.abcdef.ghijkl', 'forged'),
    subscribe('everything', '>'),
    subscribe('system events', '$SYS.>'),
    subscribe('system events of the account', `$SYS.ACCOUNT.${account}.>`),
    subscribe('requests to JetStream', '$JS.API.>'),
    subscribe('acknowledgements', '$JS.ACK.>'),
    subscribe('calls to tools', 'tools.>'),
    subscribe('state of all budgets', BUDGETS_HEARD),
    subscribe('state of all budgets, token by token', 'budget.*'),
    subscribe('state of all budgets of the account', budgetSubject(account, '>')),
    subscribe('all inboxes', '*.>'),
    subscribe('answers of services', '_R_.>'),
  ]);
}

/** Attempts on one user: to hear it, to speak for it, to take or acknowledge its work. */
export function attemptsOnUser({ name: account, streams }: BusAccount, user: BusUser): Attempt[] {
  const inbox = inboxPrefix(account, user.name);
  const pulls = (stream: string, consumer: string) => reachOf(user).includes(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`);
  return alsoByDomain(account, [
    subscribe('inbox', `${inbox}.>`),
    publish('inbox', `${inbox}.abcdef`, 'forged'),
    ...streams.flatMap(({ name: stream, consumers }) =>
      consumers
        .filter((consumer) => pulls(stream, consumer.name))
        .flatMap(({ name: consumer }) => [
          publish('consumer info', `$JS.API.CONSUMER.INFO.${stream}.${consumer}`),
          publish('consumer next', `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`, { batch: 1, no_wait: true }),
          publish('consumer pause', `$JS.API.CONSUMER.PAUSE.${stream}.${consumer}`, { pause_until: '2099-01-01T00:00:00Z' }),
          publish('consumer reset', `$JS.API.CONSUMER.RESET.${stream}.${consumer}`),
          publish('consumer delete', `$JS.API.CONSUMER.DELETE.${stream}.${consumer}`),
          publish('acknowledgement', `$JS.ACK.${stream}.${consumer}.1.1.1.1700000000000000000.0`, '+TERM'),
          publish('acknowledgement, new form', `$JS.ACK._.hash.${stream}.${consumer}.1.1.1.1700000000000000000.0`, '+TERM'),
        ]),
    ),
    // what it says in its own name
    ...user.publish
      .filter((subject) => !subject.startsWith('$') && !subject.startsWith('_'))
      .map((subject) => publish('speaking for another', subject.replace(/>$/, 'forged').replaceAll('*', 'forged'), 'forged')),
    // what is said to it of its budget, under the name that it hears and under that of the platform
    ...listenersIn([user]).flatMap((agent) =>
      [budgetGrant(agent), budgetSubject(account, agent)].flatMap((subject) => [
        subscribe('state of a budget', subject),
        publish('state of a budget', subject, 'spent'),
      ]),
    ),
  ]);
}

/** Names of the agents that hear the state of their budget. */
export function listenersIn(users: readonly Pick<BusUser, 'subscribe'>[]): string[] {
  const prefix = budgetGrant('');
  return users.flatMap(({ subscribe: heard }) => heard.filter((own) => own.startsWith(prefix)).map((own) => own.slice(prefix.length)));
}

/** Tries it and waits until the server has read it; where it is not refused, until an answer could be there. */
export async function attempt({ connection, refusals, inbox }: BusClient, { side, subject, payload = '' }: Attempt): Promise<Result> {
  const before = refusals.length;
  const answers: string[] = [];
  const reply = `${inbox}.attempt${String(replies++)}`;
  const own = connection.subscribe(reply, {
    callback: (_error, message) => {
      // 503: nobody listens
      if (message.headers?.code !== 503) answers.push(message.string());
    },
  });
  const heard = side === 'subscribe' ? connection.subscribe(subject, { callback: () => undefined }) : undefined;
  if (side === 'publish') connection.publish(subject, payload, { reply });
  // the server reads in order: its refusal is there before the answer to the flush
  await connection.flush();
  await readRefusals();
  const isRefused = refusals.slice(before).some((text) => text.includes(`"${subject}"`));
  if (!isRefused) {
    await pause();
    await connection.flush();
  }
  own.unsubscribe();
  heard?.unsubscribe();
  const [answer] = answers;
  if (isRefused) return { outcome: 'refused' };
  return answer === undefined ? { outcome: 'nothing' } : { outcome: 'answered', answer };
}

/** Every reply subject is used once, so that a late answer is not taken for another's. */
let replies = 0;

/** What the client has received is also in the list of its refusals. */
function readRefusals(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
