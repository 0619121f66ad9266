import { BUDGET_PUBLISHER } from '../../../src/features/bus/budget-notice';
import { type BusUser, PLATFORM_ACCOUNT, TOOLS } from '../../../src/features/bus/account';
import { subjectCovers } from '../../../src/features/bus/subject-algebra';
import { accountNamed, type Fixture } from './bus-accounts';
import { type Attempt, attempt, attemptsOn, type Result } from './bus-attempts';
import type { BusClient } from './bus-client';
import { type RunningBus, toolAnswer } from './bus-running';
import { type BusState, stateOf } from './bus-state';

/** What came of many attempts: each is refused, harmless for a reason, or a way through. */
export interface Tally {
  readonly tried: number;
  readonly refused: number;
  /** How many by reason. */
  readonly harmless: Readonly<Record<string, number>>;
  /** Those that were let through and are not harmless: who tried what, and what came back. */
  readonly succeeded: readonly string[];
}

/** Why an attempt that the server lets through reaches nobody else. */
export const HARMLESS = {
  tools: 'reaches the tool gateway in the caller’s own name',
  reply: 'answers a request that the server never gave to the tool gateway',
  budget: 'says what is spent, as this one user of the platform may',
  own: 'is the caller’s own by the same name, in its own account',
} as const;

/** What a user holds. */
export function grantsOf(bus: Fixture, { account, user }: BusClient): BusUser {
  const found = accountNamed(bus, account).users.find(({ name }) => name === user);
  if (found === undefined) throw new Error(`no user ${account}/${user}`);
  return found;
}

/** Whether the attempt lies in what the user holds by declaration, in its own account. */
export function isOwn(bus: Fixture, client: BusClient, { side, subject }: Pick<Attempt, 'side' | 'subject'>): boolean {
  return grantsOf(bus, client)[side].some((own) => subjectCovers(own, subject));
}

/** The attempts that are not the user's own. */
export function foreignTo(bus: Fixture, client: BusClient, attempts: readonly Attempt[]): Attempt[] {
  return attempts.filter((one) => !isOwn(bus, client, one));
}

/** What the users of an account hold that is also an attempt on it or on another of its users, as `user side subject`. */
export function sharedIn(bus: Fixture, account: string): string[] {
  const around = accountNamed(bus, account);
  return around.users
    .flatMap(({ name, ...held }) =>
      attemptsOn(around, name)
        .filter(({ side, subject }) => held[side].some((own) => subjectCovers(own, subject)))
        .map(({ side, subject }) => `${name} ${side} ${subject}`),
    )
    .sort();
}

/** Every attacker tries, one attempt after the other, all attackers beside each other. */
export async function attackAll(
  bus: Fixture,
  attackers: readonly BusClient[],
  attemptsOf: (attacker: BusClient) => readonly Attempt[],
): Promise<Tally> {
  const tally = { tried: 0, refused: 0, harmless: {} as Record<string, number>, succeeded: [] as string[] };
  await Promise.all(
    attackers.map(async (attacker) => {
      for (const one of attemptsOf(attacker)) {
        const result = await attempt(attacker, one);
        tally.tried++;
        const reason = result.outcome === 'refused' ? undefined : harmlessReason(bus, attacker, one, result);
        if (result.outcome === 'refused') tally.refused++;
        else if (reason !== undefined) tally.harmless[reason] = (tally.harmless[reason] ?? 0) + 1;
        else tally.succeeded.push(`${attacker.account}/${attacker.user} ${one.side} ${one.subject}: ${result.answer ?? result.outcome}`);
      }
    }),
  );
  return { ...tally, succeeded: tally.succeeded.sort() };
}

function harmlessReason(bus: Fixture, attacker: BusClient, one: Attempt, { answer }: Result): string | undefined {
  if (!isOwn(bus, attacker, one)) return undefined;
  if (one.subject.startsWith(`${TOOLS}.`)) return answer === toolAnswer(attacker.account, one.subject) ? HARMLESS.tools : undefined;
  if (attacker.account === PLATFORM_ACCOUNT && attacker.user === BUDGET_PUBLISHER && one.side === 'publish') return HARMLESS.budget;
  return one.subject.startsWith('_R_.') ? HARMLESS.reply : HARMLESS.own;
}

/** Sums of several tallies in one line. */
export function summary(title: string, tallies: readonly Tally[]): string {
  const sum = (count: (tally: Tally) => number): number => tallies.reduce((total, tally) => total + count(tally), 0);
  const reasons = Object.values(HARMLESS).map((reason) => `${sum(({ harmless }) => harmless[reason] ?? 0)} ${reason}`);
  return `${title}: ${sum(({ tried }) => tried)} attempts, ${sum(({ refused }) => refused)} refused, harmless: ${reasons.join('; ')}\n`;
}

/** What came of all attempts on one account, and whether anything of it changed. */
export interface Siege {
  /** Of the users of other accounts. */
  readonly others: Tally;
  /** Of its own users on each other, beyond what each declares. */
  readonly within: Tally;
  readonly before: BusState;
  readonly after: BusState;
}

/** Everybody tries everything on one account. */
export async function besiege({ bus, servers, clients }: RunningBus, victim: string): Promise<Siege> {
  const account = accountNamed(bus, victim);
  const before = await stateOf(servers, victim);
  const others = await attackAll(
    bus,
    clients.filter((client) => client.account !== victim),
    () => attemptsOn(account),
  );
  const within = await attackAll(
    bus,
    clients.filter((client) => client.account === victim),
    (attacker) => foreignTo(bus, attacker, attemptsOn(account, attacker.user)),
  );
  return { others, within, before, after: await stateOf(servers, victim) };
}
