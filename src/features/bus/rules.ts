import { BUDGET_PUBLISHER } from './budget-notice';
import type { Violation } from '../../kernel/problems';
import { checkJetStreamName, checkSubject } from './subjects';
import { type BusAccount, type BusConsumer, type BusStream, PLATFORM_ACCOUNT, SYSTEM_ACCOUNT } from './account';
import { checkMapping } from './mapping';
import { checkNkey } from './nkey';
import { type BusFinding, busReach, nkeyReuse, unconsumedDestination, workqueueOverlap } from './reach';

/** Checks all rules for the accounts of one bus. Capacity rules check sizes against servers. */
export function busFindings(accounts: readonly BusAccount[]): BusFinding[] {
  return findings(accounts, [...toolsFindings(accounts), ...publisherFindings(accounts)]);
}

/** Checks one account without the others, so not whether another account exports what it imports. */
export function busAccountFindings(account: BusAccount): BusFinding[] {
  return findings([account], []);
}

function findings(accounts: readonly BusAccount[], missing: readonly BusFinding[]): BusFinding[] {
  return [
    ...accounts.flatMap(accountFindings),
    ...duplicates(
      '',
      accounts.map(({ name }) => name),
    ),
    ...missing,
    ...busReach(accounts),
    ...workqueueOverlap(accounts),
    ...unconsumedDestination(accounts),
    ...nkeyReuse(accounts),
  ];
}

/**
 * Rule `bus-consumer`: the server refuses such a consumer, or accepts it and does something other than what was meant.
 *
 * @see https://docs.nats.io/nats-concepts/jetstream/consumers
 */
export function checkConsumer({ ackWaitS, maxDeliver, maxAckPending, backoffS, filterSubjects }: BusConsumer): Violation | undefined {
  const bad = (problem: string, fix: string): Violation => ({ rule: 'bus-consumer', problem, fix });
  const whole = (value: number): boolean => Number.isInteger(value) && value >= 1;
  if (!(ackWaitS > 0)) return bad(`ackWaitS must be above 0, got ${ackWaitS}`, 'give the time after which a message is delivered again');
  if (!whole(maxAckPending))
    return bad(`maxAckPending must be a whole number >= 1, got ${maxAckPending}`, 'write replicas × concurrency × 1.25');
  if (!whole(maxDeliver) && maxDeliver !== -1) return bad(`maxDeliver must be a whole number >= 1, or -1, got ${maxDeliver}`, 'write 5');
  if (filterSubjects.length === 0) return bad('it has no filter, so it would take all of the stream', 'name the subjects it takes');
  const [first] = backoffS ?? [];
  if (backoffS !== undefined && first !== ackWaitS) {
    return bad(`the first backoff of ${first ?? 'no'} s replaces the ack wait of ${ackWaitS} s`, `begin the backoff with ${ackWaitS} s`);
  }
  return backoffS !== undefined && maxDeliver !== -1 && backoffS.length > maxDeliver
    ? bad(`${backoffS.length} backoffs for ${maxDeliver} deliveries`, `allow ${backoffS.length} deliveries or more`)
    : undefined;
}

/** Copies of a stream, at most: https://docs.nats.io/nats-concepts/jetstream/streams#configuration (Replicas) */
const MAX_STREAM_REPLICAS = 5;
/** Servers count nanoseconds in 63 bits: https://pkg.go.dev/time#Duration */
const MAX_STREAM_AGE_S = Math.floor(2 ** 63 / 1e9);

/**
 * Rule `bus-stream`: a stream without bounds fills the servers, and a duplicate window longer than the age of messages is refused.
 *
 * @see https://docs.nats.io/nats-concepts/jetstream/streams#configuration
 */
export function checkStream({ maxBytes, maxAgeS, duplicateWindowS, subjects, replicas }: BusStream): Violation | undefined {
  const bad = (problem: string, fix: string): Violation => ({ rule: 'bus-stream', problem, fix });
  if (subjects.length === 0) return bad('it keeps no subject', 'let an agent consume something, or leave the stream out');
  if (!(Number.isSafeInteger(maxBytes) && maxBytes >= 1))
    return bad(`maxBytes must be a whole number >= 1, got ${maxBytes}`, 'bound the stream');
  if (!(Number.isInteger(replicas) && replicas >= 1 && replicas <= MAX_STREAM_REPLICAS))
    return bad(
      `replicas must be a whole number from 1 to ${MAX_STREAM_REPLICAS}, got ${replicas}`,
      'write 3, or 1 for a stream that may be lost',
    );
  if (!(maxAgeS > 0 && maxAgeS <= MAX_STREAM_AGE_S))
    return bad(`maxAgeS must be above 0 and at most ${MAX_STREAM_AGE_S}, got ${maxAgeS}`, 'bound the age of messages');
  return duplicateWindowS > 0 && duplicateWindowS <= maxAgeS
    ? undefined
    : bad(
        `the duplicate window of ${duplicateWindowS} s must be above 0 and at most the age of ${maxAgeS} s`,
        `use ${Math.min(120, maxAgeS)} s, the time in which publishers try again`,
      );
}

/**
 * Rule `bus-account-name`: a tenant with the name of the servers' own account would get its rights.
 *
 * @see https://docs.nats.io/running-a-nats-service/configuration/sys_accounts
 */
function accountFindings(account: BusAccount): BusFinding[] {
  const { name, users, streams, mappings } = account;
  const at = (place: string, violation: Violation | undefined): BusFinding[] =>
    violation === undefined ? [] : [{ place: `${name}.${place}`, violation }];
  const published = users.flatMap(({ publish }) => publish);
  return [
    ...(name === SYSTEM_ACCOUNT
      ? at('name', { rule: 'bus-account-name', problem: `'${name}' is the account of the servers`, fix: 'choose another id' })
      : at('name', checkJetStreamName(name))),
    ...users.flatMap((user) => [
      ...at(`${user.name}.name`, checkJetStreamName(user.name)),
      ...at(`${user.name}.nkey`, checkNkey(user.nkey)),
    ]),
    ...duplicates(
      `${name}.`,
      users.map((user) => user.name),
    ),
    ...streams.flatMap((stream) => [
      ...at(`${stream.name}.name`, checkJetStreamName(stream.name)),
      ...stream.subjects.flatMap((subject) => at(`${stream.name}.subjects`, checkSubject(subject))),
      ...at(stream.name, checkStream(stream)),
      ...stream.consumers.flatMap((consumer) => [
        ...at(`${stream.name}.${consumer.name}.name`, checkJetStreamName(consumer.name)),
        ...consumer.filterSubjects.flatMap((subject) => at(`${stream.name}.${consumer.name}.filterSubjects`, checkSubject(subject))),
        ...at(`${stream.name}.${consumer.name}`, checkConsumer(consumer)),
      ]),
      ...duplicates(
        `${name}.${stream.name}.`,
        stream.consumers.map((consumer) => consumer.name),
      ),
    ]),
    ...duplicates(
      `${name}.`,
      streams.map((stream) => stream.name),
    ),
    ...mappings.flatMap((mapping) => at(`mappings.${mapping.source}`, checkMapping(mapping, published))),
  ];
}

function duplicates(prefix: string, names: readonly string[]): BusFinding[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].map((name) => ({
    place: `${prefix}${name}`,
    violation: { rule: 'duplicate', problem: `'${name}' is there more than once`, fix: 'give each a name of its own' },
  }));
}

/**
 * Rule `tools-account`: the server refuses an import from an account that does not exist.
 *
 * @see https://docs.nats.io/running-a-nats-service/configuration/securing_nats/accounts
 */
function toolsFindings(accounts: readonly BusAccount[]): BusFinding[] {
  if (accounts.some(({ name }) => name === PLATFORM_ACCOUNT)) return [];
  return accounts
    .filter(({ tools }) => tools)
    .map(({ name }) => ({
      place: `${name}.tools`,
      violation: {
        rule: 'tools-account',
        problem: `'${name}' would import tools, but there is no account ${PLATFORM_ACCOUNT}`,
        fix: 'add the platform’s account (platformAccount)',
      },
    }));
}

/**
 * Rule `budget-publisher`: the state of token budgets is sent by one user of the platform's account, and without that user no agent hears
 * it (our choice).
 */
function publisherFindings(accounts: readonly BusAccount[]): BusFinding[] {
  const platform = accounts.find(({ name }) => name === PLATFORM_ACCOUNT);
  if (platform?.users.some(({ name }) => name === BUDGET_PUBLISHER) === true) return [];
  return accounts
    .filter(({ budgets }) => budgets)
    .map(({ name }) => ({
      place: `${name}.budgets`,
      violation: {
        rule: 'budget-publisher',
        problem: `'${name}' would hear of its budgets, but ${PLATFORM_ACCOUNT} has no user '${BUDGET_PUBLISHER}' to say it`,
        fix: 'give the platform’s account its key: budgetPublisherNkey of platformAccount',
      },
    }));
}
