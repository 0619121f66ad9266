import { budgetGrant, budgetSubject } from '../../../src/features/bus/budget-notice';
import { accountNamed } from './bus-accounts';
import { grantsOf } from './bus-attacks';
import { listenersIn } from './bus-attempts';
import type { BusClient } from './bus-client';
import type { RunningBus } from './bus-running';
import { untilQuiet } from './bus-state';

/** Requests whose answer was to go to somebody else, and the answers that came there. */
export interface ForgedReplies {
  readonly asked: number;
  /** `asker → listener`. */
  readonly crossed: readonly string[];
}

/**
 * Permissions bind what is published and not where the answer is sent. Some users ask JetStream everything they may, and name for the
 * answer the inboxes of all users apart from them, the streams of accounts, requests that purge and delete those (an answer without
 * content is such a request), and where agents of the accounts hear of their budgets.
 */
export async function forgeReplies(
  { bus, servers, clients }: RunningBus,
  askers: readonly BusClient[],
  accounts: readonly string[],
): Promise<ForgedReplies> {
  const crossed: string[] = [];
  const listening = clients.map((listener) =>
    listener.connection.subscribe(`${listener.inbox}.forged.*`, {
      callback: (_error, { subject }) => {
        const asker = askers[Number(subject.split('.').pop())];
        if (asker !== undefined && areApart(asker, listener)) crossed.push(`${shown(asker)} → ${shown(listener)}`);
      },
    }),
  );
  const told = clients
    .filter((listener) => askers.every((asker) => areApart(asker, listener)))
    .flatMap((listener) =>
      listenersIn([grantsOf(bus, listener)]).map((agent) =>
        listener.connection.subscribe(budgetGrant(agent), {
          callback: (_error, { subject }) => void crossed.push(`somebody → ${shown(listener)}: ${subject}`),
        }),
      ),
    );
  for (const { connection } of clients) await connection.flush();
  let asked = 0;
  for (const [index, asker] of askers.entries()) {
    const replies = [
      ...clients.filter((other) => areApart(asker, other)).map(({ inbox }) => `${inbox}.forged.${index}`),
      ...accounts.flatMap((name) => targetsOf(bus, name)),
    ];
    const requests = grantsOf(bus, asker).publish.filter((own) => /\.CONSUMER\.(INFO|MSG\.NEXT)\./.test(own));
    for (const request of requests) {
      for (const reply of replies) {
        const payload = request.includes('.NEXT.') ? JSON.stringify({ batch: 1, no_wait: true }) : '';
        asker.connection.publish(request, payload, { reply });
        asked++;
      }
    }
    await asker.connection.flush();
  }
  for (const account of new Set(askers.map((asker) => asker.account))) await untilQuiet(servers, account);
  for (const { connection } of clients) await connection.flush();
  for (const one of [...listening, ...told]) one.unsubscribe();
  return { asked, crossed };
}

function targetsOf(bus: RunningBus['bus'], account: string): string[] {
  const { streams, users } = accountNamed(bus, account);
  return [
    ...streams.flatMap(({ name, subjects: [subject = ''] }) => [
      subject.replace(/>$/, 'forged'),
      `$JS.API.STREAM.PURGE.${name}`,
      `$JS.API.STREAM.DELETE.${name}`,
    ]),
    ...listenersIn(users).flatMap((agent) => [budgetGrant(agent), budgetSubject(account, agent)]),
  ];
}

/** Members of a pool have accounts of their own. */
export const isMember = ({ domain }: BusClient): boolean => domain !== undefined;

const areApart = (one: BusClient, other: BusClient): boolean =>
  one !== other && (one.account !== other.account || isMember(one) || isMember(other));

const shown = ({ account, user }: BusClient): string => `${account}/${user}`;
