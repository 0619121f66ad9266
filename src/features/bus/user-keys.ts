import { checkReference, type Findings } from '../../kernel/findings';
import { sortedEntries } from '../../kernel/order';
import { below } from '../../kernel/problems';
import { type BusAccount, PLATFORM_ACCOUNT } from './account';
import type { NatsSpec } from './spec';

/** Under whose id the platform's own bus users are written. */
export const PLATFORM_USERS = 'platform';

/** Public key of a user of an account, who needs one for that reason; empty if there is none. */
export type KeyOf = (account: string, user: string, why: string) => string;

/** Looks keys up; a missing one is a problem that says who needs it. */
export function keysOf(spec: NatsSpec, { problems }: Findings): KeyOf {
  return (account, user, why) => {
    const key = Object.hasOwn(spec.users, account) ? spec.users[account]?.[user] : undefined;
    if (key === undefined && !problems.unread()) {
      problems.rule(below(account, user), {
        rule: 'bus-user',
        problem: `${why}, but there is no public key for it`,
        fix: 'make a pair with `npx cdk8s-agents bus-user <file outside the repository>` and write what it prints',
      });
    }
    return key ?? '';
  };
}

/** Checks `unknown-reference`: a key without an agent is a typing mistake, or belongs to an agent that was removed. */
export function checkUnknownKeys(spec: NatsSpec, accounts: readonly BusAccount[], { problems }: Findings): void {
  const known = new Map(
    accounts.map(({ name, users }) => [name === PLATFORM_ACCOUNT ? PLATFORM_USERS : name, users.map((user) => user.name)]),
  );
  for (const [account, users] of sortedEntries(spec.users)) {
    const names = known.get(account);
    if (names === undefined) {
      problems.rule(account, checkReference('tenant or pool', account, [...known.keys()]));
      continue;
    }
    for (const user of Object.keys(users)) {
      if (!names.includes(user)) problems.rule(below(account, user), checkReference('bus user', user, names));
    }
  }
}
