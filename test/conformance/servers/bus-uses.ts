import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { budgetGrant, budgetSubject } from '../../../src/features/bus/budget-notice';
import { type BusAccount, type BusUser, PROVISIONER, TOOLS } from '../../../src/features/bus/account';
import { reachOf } from '../../../src/features/bus/grants';
import { subjectCovers, subjectsIntersect } from '../../../src/features/bus/subject-algebra';
import { until } from '../harness/poll';
import { listenersIn } from './bus-attempts';
import type { BusClient } from './bus-client';
import { toolAnswer } from './bus-running';
import { provision } from './bus-work';

/** What the budget's publisher says, and nothing else. */
export type BudgetState = 'spent' | 'open';

const NEXT = 'CONSUMER.MSG.NEXT.';

/** All grants of an account's users, as `user publish subject`, sorted. */
export function grantsIn({ users }: BusAccount): string[] {
  return users
    .flatMap(({ name, publish, subscribe }) => [
      ...publish.map((own) => `${name} publish ${own}`),
      ...subscribe.map((own) => `${name} subscribe ${own}`),
    ])
    .sort();
}

/** Uses what an account declares, with the stock client; throws where something is refused, kept by nobody or not taken. */
export class BusUses {
  private readonly grants = new Set<string>();

  /** @param as logged-in users of the account */
  constructor(
    private readonly account: BusAccount,
    private readonly as: (user: string) => BusClient,
  ) {}

  /** The grants that were needed until now, as `grantsIn` lists them. */
  public get used(): string[] {
    return [...this.grants].sort();
  }

  /** Makes streams and consumers, or changes them to what is declared, and looks at them. */
  public async provision(): Promise<void> {
    for (const user of this.account.users.filter(({ name }) => name === PROVISIONER)) {
      const client = this.as(user.name);
      await provision(client, this.account);
      const manager = await jetstreamManager(client.connection, { checkAPI: false });
      for (const { name: stream, consumers, maxBytes } of this.account.streams) {
        await manager.streams.update(stream, { max_bytes: maxBytes });
        await manager.streams.info(stream);
        this.mark(user, 'publish', ...['CREATE', 'UPDATE', 'INFO'].map((verb) => `$JS.API.STREAM.${verb}.${stream}`));
        for (const { name, filterSubjects } of consumers) {
          await manager.consumers.info(stream, name);
          this.mark(user, 'publish', `$JS.API.CONSUMER.CREATE.${stream}.${name}.${filterSubjects.join()}`);
          this.mark(user, 'publish', `$JS.API.CONSUMER.INFO.${stream}.${name}`);
        }
      }
      this.markAnswer(user);
    }
  }

  /** Publishes under every subject for every consumer that takes it. @returns the subjects by `stream.consumer`, in order */
  public async publish(): Promise<Map<string, string[]>> {
    const kept = new Map<string, string[]>();
    for (const user of this.account.users) {
      const plain = user.publish.filter((subject) => !/^[$_]/.test(subject) && !subject.startsWith(`${TOOLS}.`));
      for (const own of plain) {
        for (const { place, stream, subject } of this.takenOf(own)) {
          const exact = subject.replace(/>$/, `of-${user.name}`);
          const answer = await jetstream(this.as(user.name).connection).publish(exact, user.name, { timeout: 3000 });
          if (answer.stream !== stream) throw new Error(`${exact} is kept by ${answer.stream}, not ${stream}`);
          kept.set(place, [...(kept.get(place) ?? []), exact]);
          this.mark(user, 'publish', exact);
          this.markAnswer(user);
        }
      }
    }
    return kept;
  }

  /** Every user that may calls a tool. */
  public async callTools(): Promise<void> {
    const subject = `${TOOLS}.web.search`;
    for (const user of this.account.users.filter(({ publish }) => publish.includes(`${TOOLS}.>`))) {
      const answer = await this.as(user.name).connection.request(subject, 'query', { timeout: 3000 });
      if (answer.string() !== toolAnswer(this.account.name, subject)) throw new Error(`${user.name} got ${answer.string()}`);
      this.mark(user, 'publish', subject);
      this.markAnswer(user);
    }
  }

  /** Every user that may hears its own budget, as the platform's publisher says it. */
  public async hearBudgets(publisher: BusClient, state: BudgetState): Promise<void> {
    for (const user of this.account.users) {
      for (const agent of listenersIn([user])) {
        const { connection } = this.as(user.name);
        const heard: string[] = [];
        const own = connection.subscribe(budgetGrant(agent), {
          callback: (_error, { subject, data }) => {
            heard.push(`${subject} ${new TextDecoder().decode(data)}`);
          },
        });
        await connection.flush();
        publisher.connection.publish(budgetSubject(this.account.name, agent), state);
        await publisher.connection.flush();
        await until(`${user.name} to hear of its budget`, () => Promise.resolve(heard.length > 0 ? true : undefined));
        own.unsubscribe();
        if (heard.join() !== `${budgetGrant(agent)} ${state}`) throw new Error(`${user.name} heard ${heard.join()}`);
        this.mark(user, 'subscribe', budgetGrant(agent));
      }
    }
  }

  /** Takes what was published, each consumer by its user; consumers for which nothing is given are left alone. */
  public async take(published: ReadonlyMap<string, readonly string[]>): Promise<void> {
    const left = new Map(published);
    for (const user of this.account.users) {
      const client = this.as(user.name);
      for (const [index, own] of reachOf(user).entries()) {
        const [, place] = own.split(`$JS.API.${NEXT}`);
        const expected = place === undefined ? undefined : left.get(place);
        if (place === undefined || expected === undefined) continue;
        await takeAll(client, place, expected);
        left.delete(place);
        const request = user.publish[index] ?? '';
        // the other form of an acknowledgement, for which servers ask from 2.15 on
        const other = `$JS.ACK.domain.hash.${place}.1.1.1.1700000000000000000.0.random`;
        client.connection.publish(other, '+ACK');
        this.mark(user, 'publish', request, request.replace(NEXT, 'CONSUMER.INFO.'), `$JS.ACK.${place}.1.1.1.1700000000000000000.0`, other);
        this.markAnswer(user);
      }
      await client.connection.flush();
    }
    if (left.size > 0) throw new Error(`nobody takes ${[...left.keys()].join(', ')}`);
  }

  /** The consumers that take what a grant allows to publish, and under which subject. */
  private takenOf(own: string): { place: string; stream: string; subject: string }[] {
    const taken = this.account.streams.flatMap(({ name: stream, consumers }) =>
      consumers.flatMap(({ name, filterSubjects }) =>
        filterSubjects
          .filter((filter) => subjectsIntersect(filter, own))
          .map((filter) => ({ place: `${stream}.${name}`, stream, subject: subjectCovers(filter, own) ? own : filter })),
      ),
    );
    if (taken.length === 0) throw new Error(`${this.account.name}: nobody takes ${own}`);
    return taken;
  }

  private markAnswer(user: BusUser): void {
    this.mark(user, 'subscribe', `${this.as(user.name).inbox}.answer`);
  }

  private mark(user: BusUser, side: 'publish' | 'subscribe', ...subjects: readonly string[]): void {
    for (const subject of subjects) {
      const needed = user[side].filter((own) => subjectCovers(own, subject));
      if (needed.length === 0) throw new Error(`${this.account.name}/${user.name} does not hold ${side} ${subject}`);
      for (const own of needed) this.grants.add(`${user.name} ${side} ${own}`);
    }
  }
}

/** Takes and acknowledges what waits, in the order of publishing, and finds nothing more. */
async function takeAll({ connection, domain }: BusClient, place: string, expected: readonly string[]): Promise<void> {
  const [stream = '', name = ''] = place.split('.');
  const consumer = await jetstream(connection, domain === undefined ? {} : { domain }).consumers.get(stream, name);
  const subjects: string[] = [];
  while (subjects.length < expected.length) {
    const pulled = await consumer.next({ expires: 2000 });
    if (pulled === null) throw new Error(`${place}: ${expected.length - subjects.length} messages fewer than published`);
    await pulled.ackAck();
    subjects.push(pulled.subject);
  }
  const { num_pending: pending, num_ack_pending: open } = await consumer.info();
  if (JSON.stringify([subjects, pending, open]) !== JSON.stringify([expected, 0, 0]))
    throw new Error(`${place}: took ${subjects.join(', ')}, not ${expected.join(', ')}; ${pending} and ${open} left`);
}
