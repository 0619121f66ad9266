import { BUDGET_PUBLISH, BUDGET_PUBLISHER, budgetGrant, BUDGETS_HEARD } from './budget-notice';
import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { agentUser, type BusAccount, type BusUser, memberUser, PLATFORM_ACCOUNT, PROVISIONER, TOOL_GATEWAY, TOOLS } from './account';
import { consumerGrants, inboxOf, provisionerGrants, reachOf } from './grants';
import { destinationPattern } from './mapping';
import { subjectCovers, subjectsIntersect } from './subject-algebra';

/** What a rule found, and where below the list of accounts. */
export interface BusFinding {
  /** E.g. `acme.agent-search.publish`. */
  readonly place: string;
  readonly violation: Violation;
}

/** Subjects of the server: requests to JetStream (by their tail in words), and places that answers, key-value pairs, objects and the system live in. */
const RESERVED: readonly { readonly subject: string; readonly what: string }[] = [
  { subject: '$JS.API.STREAM.>', what: 'requests that read, purge or delete streams' },
  { subject: '$JS.API.CONSUMER.>', what: 'requests that make, read or delete consumers' },
  { subject: '$JS.API.DIRECT.>', what: 'direct reads of streams' },
  { subject: '$JS.>', what: 'the API of JetStream' },
  { subject: '$SYS.>', what: 'the system' },
  { subject: '$KV.>', what: 'key-value buckets' },
  { subject: '$O.>', what: 'object stores' },
  { subject: '$SRV.>', what: 'discovery of services' },
  { subject: '_R_.>', what: 'answers of services' },
  { subject: '_GR_.>', what: 'answers over gateways' },
];

/**
 * Checks `bus-reach`: no user of an account reaches requests to JetStream beside its own, nor another's inbox, consumer or name.
 *
 * Accounts see nothing of each other, whatever their users hold; inside one, this is what separates. Reply subjects are not bound by
 * permissions, so that users who must not trust each other need accounts of their own, and members of a pool have them.
 *
 * @see https://docs.nats.io/running-a-nats-service/configuration/securing_nats/authorization
 */
export function busReach(accounts: readonly BusAccount[]): BusFinding[] {
  return accounts.flatMap((account) => [
    ...account.users.flatMap((user) => [
      ...reachOf(user).flatMap((subject) => found(account, user, 'publish', subject, publishReaches(account, user, subject))),
      ...user.subscribe.flatMap((subject) => found(account, user, 'subscribe', subject, subscribeReaches(account, user, subject))),
    ]),
    ...keptBudgets(account),
    ...sharedConsumers(account),
    ...openMembers(account),
    ...forgedMembers(account),
  ]);
}

function found(account: BusAccount, user: BusUser, side: string, subject: string, reaches: string | undefined): BusFinding[] {
  return reaches === undefined ? [] : [finding(account, `${user.name}.${side}`, `${shown(subject)} reaches ${reaches}`)];
}

/**
 * Rule `bus-reach`: a user that reaches another's inbox, consumer or stream reads or deletes what belongs to the other.
 *
 * @see https://docs.nats.io/running-a-nats-service/configuration/securing_nats/accounts
 */
function finding(account: BusAccount, place: string, problem: string): BusFinding {
  const fix = 'narrow the subject: grants follow from what is declared to be published and consumed, and from nothing else';
  return { place: `${account.name}.${place}`, violation: { rule: 'bus-reach', problem, fix } };
}

/** What a publish grant reaches that does not belong to its user. */
function publishReaches(account: BusAccount, user: BusUser, subject: string): string | undefined {
  const own =
    user.name === PROVISIONER
      ? provisionerGrants(account.streams)
      : account.streams.flatMap(({ name, consumers }) => consumers.flatMap((consumer) => consumerGrants(name, consumer.name)));
  if (own.includes(subject)) return undefined;
  const inbox = account.users.find(({ name }) => name !== user.name && subjectsIntersect(inboxOf(account.name, name), subject));
  return inbox === undefined ? (said(account, user, subject) ?? reserved(account, user, subject)) : `the inbox of '${inbox.name}'`;
}

/** Messages of the platform that its own users, or agents among themselves, could forge. */
function said(account: BusAccount, user: BusUser, subject: string): string | undefined {
  const mine = user.name === BUDGET_PUBLISHER && BUDGET_PUBLISH.some((own) => subjectCovers(own, subject));
  if (account.name !== PLATFORM_ACCOUNT)
    return account.budgets && subjectsIntersect(BUDGETS_HEARD, subject) ? 'the state of budgets, which the platform alone says' : undefined;
  if (subjectsIntersect(BUDGETS_HEARD, subject) && !mine) return `the state of budgets, which '${BUDGET_PUBLISHER}' alone says`;
  return subjectsIntersect(`${TOOLS}.>`, subject) ? 'calls to tools, in the name of any account' : undefined;
}

/** What a subscribe grant hears of others. */
function subscribeReaches(account: BusAccount, user: BusUser, subject: string): string | undefined {
  if (subjectCovers(inboxOf(account.name, user.name), subject)) return undefined;
  const inbox = account.users.find(({ name }) => name !== user.name && subjectsIntersect(inboxOf(account.name, name), subject));
  if (inbox !== undefined) return `the inbox of '${inbox.name}'`;
  const stream = account.streams.find(({ subjects }) => subjects.some((stored) => subjectsIntersect(stored, subject)));
  return stream === undefined
    ? (heard(account, user, subject) ?? reserved(account, user, subject))
    : `messages of stream '${stream.name}' past its consumers`;
}

/** Messages between the platform and others that are not for this user. */
function heard(account: BusAccount, { name }: BusUser, subject: string): string | undefined {
  const isPlatform = account.name === PLATFORM_ACCOUNT;
  if (isPlatform && name !== TOOL_GATEWAY && subjectsIntersect(`${TOOLS}.>`, subject)) return 'calls of all accounts to tools';
  if (!(isPlatform || account.budgets) || !subjectsIntersect(BUDGETS_HEARD, subject)) return undefined;
  const isOwn = name.startsWith(agentUser('')) && subject === budgetGrant(name.slice(agentUser('').length));
  return isOwn && !isPlatform ? undefined : 'the state of others’ budgets';
}

/** In the platform's account only the tool gateway may answer as services do. */
function reserved(account: BusAccount, { name }: BusUser, subject: string): string | undefined {
  const answers = account.name === PLATFORM_ACCOUNT && name === TOOL_GATEWAY;
  const here = answers ? RESERVED.filter((space) => space.subject !== '_R_.>') : RESERVED;
  return here.find((space) => subjectsIntersect(space.subject, subject))?.what;
}

/** A stream would keep the states of token budgets for any consumer. */
function keptBudgets(account: BusAccount): BusFinding[] {
  if (!account.budgets) return [];
  return account.streams.flatMap(({ name, subjects }) =>
    subjects
      .filter((subject) => subjectsIntersect(BUDGETS_HEARD, subject))
      .map((subject) => finding(account, `${name}.subjects`, `${shown(subject)} reaches the state of budgets, which no stream keeps`)),
  );
}

/** Two users that pull one consumer take each other's messages. */
function sharedConsumers(account: BusAccount): BusFinding[] {
  return account.streams.flatMap((stream) =>
    stream.consumers.flatMap((consumer) => {
      const [pull = ''] = consumerGrants(stream.name, consumer.name);
      const [first, second] = account.users.filter((user) => reachOf(user).includes(pull));
      return first === undefined || second === undefined
        ? []
        : [
            finding(
              account,
              second.name,
              `consumer '${consumer.name}' of '${stream.name}' is pulled by '${first.name}' and '${second.name}'`,
            ),
          ];
    }),
  );
}

/**
 * A user that pulls inside an account can make the server send an answer to its API. What a member publishes in its own account is
 * imported.
 */
function openMembers(account: BusAccount): BusFinding[] {
  return account.users.flatMap((user) => {
    const { own, publish } = user;
    const wild = own === undefined ? [] : publish.filter((subject) => !own.imports.some(({ to }) => to === subject));
    if (own !== undefined) return wild.flatMap((subject) => found(account, user, 'publish', subject, 'nothing that is imported'));
    const pulls = publish.some((subject) => subject.startsWith('$JS.API.CONSUMER.MSG.NEXT.'));
    return pulls && user.name.startsWith(memberUser(''))
      ? [
          finding(
            account,
            user.name,
            'a member that pulls inside the pool’s account can have the server send answers to requests that delete',
          ),
        ]
      : [];
  });
}

/** Members of a pool speak under their own names only. */
function forgedMembers({ name, users, ...account }: BusAccount): BusFinding[] {
  const members = users.filter((user) => user.name.startsWith(memberUser('')));
  const words = (user: BusUser): string[] => reachOf(user).filter((subject) => !subject.startsWith('$JS.'));
  return members.flatMap((member, index) =>
    members.slice(0, index).flatMap((other) => {
      const both = words(member).find((mine) => words(other).some((theirs) => subjectsIntersect(mine, theirs)));
      return both === undefined
        ? []
        : [finding({ name, users, ...account }, `${member.name}.publish`, `${shown(both)} is also a subject of '${other.name}'`)];
    }),
  );
}

/**
 * Rule `workqueue-overlap`: a work queue gives each message to one consumer, so the server refuses consumers whose filters overlap.
 *
 * @see https://docs.nats.io/nats-concepts/jetstream/streams#workqueuepolicy
 */
export function workqueueOverlap(accounts: readonly BusAccount[]): BusFinding[] {
  return accounts.flatMap(({ name: account, streams }) =>
    streams
      .filter(({ retention }) => retention === 'workqueue')
      .flatMap(({ name: stream, consumers }) =>
        consumers.flatMap((consumer, index) =>
          consumers.slice(0, index).flatMap((other) => {
            const mine = consumer.filterSubjects.find((subject) =>
              other.filterSubjects.some((theirs) => subjectsIntersect(subject, theirs)),
            );
            const theirs = other.filterSubjects.find((subject) => mine !== undefined && subjectsIntersect(subject, mine));
            if (mine === undefined || theirs === undefined) return [];
            const violation = {
              rule: 'workqueue-overlap',
              problem: `'${consumer.name}' takes ${shown(mine)} and '${other.name}' takes ${shown(theirs)}, which overlap`,
              fix: 'give each consumer subjects of its own, or put one of them on another stream',
            };
            return [{ place: `${account}.${stream}.${consumer.name}`, violation }];
          }),
        ),
      ),
  );
}

/**
 * Rule `unconsumed-subject`: a message that no stream keeps reaches whoever listens at that moment, and nobody else; its publisher is not
 * told. That is right for an event, and a loss for a task, so this is a warning. Calls to tools and the state of token budgets need no
 * stream.
 *
 * @see https://docs.nats.io/nats-concepts/jetstream/streams
 */
export function unconsumedSubjects(accounts: readonly BusAccount[]): BusFinding[] {
  return accounts.flatMap(({ name: account, users, streams, tools }) => {
    const said = account === PLATFORM_ACCOUNT ? BUDGET_PUBLISH : [];
    const kept = [...streams.flatMap(({ subjects }) => subjects), ...(tools ? [`${TOOLS}.>`] : []), ...said];
    return users.flatMap(({ name, publish }) =>
      publish
        .filter((subject) => !/^[$_]/.test(subject) && !kept.some((stored) => subjectCovers(stored, subject)))
        .map((subject) => ({
          place: `${account}.${name}.publish`,
          violation: {
            rule: 'unconsumed-subject',
            problem: `${shown(subject)} is published, and not all of it is kept by a stream (${kept.join(', ')})`,
            fix: 'let an agent consume it if every message counts; an event that only whoever listens should hear needs nothing',
          },
        })),
    );
  });
}

/**
 * Rule `unconsumed-destination`: messages that a mapping sends to a subject without a consumer are lost. A call to a tool is taken, too.
 *
 * @see https://docs.nats.io/nats-concepts/subject_mapping
 */
export function unconsumedDestination(accounts: readonly BusAccount[]): BusFinding[] {
  return accounts.flatMap(({ name: account, streams, tools, mappings }) => {
    const filters = streams.flatMap(({ consumers }) => consumers.flatMap(({ filterSubjects }) => filterSubjects));
    const taken = [...filters, ...(tools ? [`${TOOLS}.>`] : [])];
    return mappings.flatMap(({ source, targets }) =>
      targets
        .filter(({ subject, weight }) => weight > 0 && !taken.some((filter) => subjectCovers(filter, destinationPattern(subject))))
        .map(({ subject, weight }) => ({
          place: `${account}.mappings.${source}`,
          violation: {
            rule: 'unconsumed-destination',
            problem: `${weight} % of ${shown(source)} goes to ${shown(subject)}, which no consumer takes (${taken.join(', ')})`,
            fix: 'let a consumer take the destination before messages go there, or set its weight to 0',
          },
        })),
    );
  });
}

/**
 * Rule `nkey-reuse`: the server recognises a user by its key, and lets in the wrong one where two users share it.
 *
 * @see https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro/nkey_auth
 */
export function nkeyReuse(accounts: readonly BusAccount[]): BusFinding[] {
  const seen = new Map<string, string>();
  return accounts.flatMap(({ name: account, users }) =>
    users.flatMap(({ name, nkey }) => {
      const place = `${account}.${name}.nkey`;
      const first = seen.get(nkey);
      if (first === undefined) {
        seen.set(nkey, place);
        return [];
      }
      return [
        { place, violation: { rule: 'nkey-reuse', problem: `the key is also that of ${first}`, fix: 'make a key pair for each user' } },
      ];
    }),
  );
}
