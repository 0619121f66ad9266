import { byText } from '../../kernel/order';
import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';

/** What ends every prefix: without it, `tenant:acme` also means `tenant:acme2`. */
const PREFIX_DELIMITER = ':';

/** A user of a store instance, with its keys and channels. */
export interface MemoryUser {
  /** Name that clients log in with. */
  readonly name: string;
  /** Beginnings of its keys and channels, each ending in `:`. */
  readonly prefixes: readonly string[];
  /** Whether it may run Lua scripts: data stays apart, but a script holds the one thread that every tenant waits for. */
  readonly scripting: boolean;
  /** Users whose keys it holds as well, on purpose: the agents of a pool work for its members. */
  readonly covers: readonly string[];
}

/** Where a tenant's keys and channels begin. */
export function memoryPrefix(tenant: string): string {
  return `tenant${PREFIX_DELIMITER}${tenant}${PREFIX_DELIMITER}`;
}

/** The user of a tenant that has its own namespace. */
export function tenantMemoryUser(tenant: string, scripting = false): MemoryUser {
  return { name: tenant, prefixes: [memoryPrefix(tenant)], scripting, covers: [] };
}

/**
 * The users of a pool: one for its agents, who work for all members, and one for each member, who sees its own keys only.
 *
 * So nothing stops the agents of a pool from mixing up members; that is the weaker isolation of a pool.
 */
export function poolMemoryUsers(pool: string, members: readonly string[], scripting = false): MemoryUser[] {
  const sorted = [...members].sort(byText);
  return [
    { name: pool, prefixes: [pool, ...sorted].map(memoryPrefix), scripting, covers: sorted },
    ...sorted.map((member) => tenantMemoryUser(member)),
  ];
}

/**
 * Rule `memory-prefix`: Redis reads glob characters in a key prefix as patterns, and white space as the start of another rule. A prefix is
 * made of plain words, each followed by `:`.
 *
 * Glob characters would be read as patterns, and white space would begin another rule of the line.
 *
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/#key-permissions
 */
export function checkMemoryPrefix(prefix: string): Violation | undefined {
  return typeof prefix === 'string' && prefix.length <= MAX_PREFIX && /^([A-Za-z0-9_.-]+:)+$/.test(prefix)
    ? undefined
    : {
        rule: 'memory-prefix',
        problem: `must be 1 to ${MAX_PREFIX} characters: words of letters, digits, '.', '_' and '-', each followed by '${PREFIX_DELIMITER}', got ${shown(prefix)}`,
        fix: `write 'tenant:acme:'; without the last '${PREFIX_DELIMITER}' it would also open 'tenant:acme2'`,
      };
}

/**
 * Rule `memory-user`: Redis does not start with two lines for one user, and `default` is the user of clients that have not logged in.
 *
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/
 */
export function checkMemoryUserName(name: string): Violation | undefined {
  return typeof name === 'string' && name.length <= MAX_NAME && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name) && name !== 'default'
    ? undefined
    : {
        rule: 'memory-user',
        problem: `must be 1 to ${MAX_NAME} lower-case letters, digits and hyphens, starting with a letter, and not 'default', got ${shown(name)}`,
        fix: `take the tenant's id`,
      };
}

/** Rules `memory-user`, `memory-prefix` and `prefix-overlap` over all users of one instance, with the place of each in the list. */
export function memoryUserProblems(users: readonly MemoryUser[]): { readonly place: string; readonly violation: Violation }[] {
  const own = users.flatMap(({ name, prefixes }, index) => [
    ...placed(`${index}.name`, checkMemoryUserName(name)),
    ...placed(`${index}.name`, firstOf(users, name) === index ? undefined : usedTwice(name)),
    ...placed(`${index}.prefixes`, prefixes.length > 0 ? undefined : NO_PREFIX),
    ...prefixes.flatMap((prefix, at) => placed(`${index}.prefixes.${at}`, checkMemoryPrefix(prefix))),
  ]);
  const pairs = users.flatMap((one, index) =>
    users.slice(0, index).flatMap((other) => placed(`${index}.prefixes`, checkPrefixesApart(other, one))),
  );
  return [...own, ...pairs];
}

/**
 * Rule `prefix-overlap`: a user whose key prefix begins that of another reads and writes the keys of both. An overlap is allowed where one
 * user is there to work for the other.
 *
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/#key-permissions
 */
export function checkPrefixesApart(one: MemoryUser, other: MemoryUser): Violation | undefined {
  if (one.name === other.name || one.covers.includes(other.name) || other.covers.includes(one.name)) return undefined;
  const pair = one.prefixes.flatMap((a) => other.prefixes.map((b) => [a, b] as const)).find(([a, b]) => a.startsWith(b) || b.startsWith(a));
  return pair === undefined
    ? undefined
    : {
        rule: 'prefix-overlap',
        problem: `${shown(pair[0])} of ${shown(one.name)} and ${shown(pair[1])} of ${shown(other.name)} overlap: the holder of the shorter one reads and writes the keys of both`,
        fix: 'give each a prefix that begins no other',
      };
}

/** Long enough for three ids. */
const MAX_PREFIX = 128;
/** Of a DNS label. */
const MAX_NAME = 63;

const NO_PREFIX: Violation = {
  rule: 'memory-prefix',
  problem: 'a user without a prefix can reach no key at all',
  fix: `give one, such as 'tenant:acme:'`,
};

function usedTwice(name: string): Violation {
  return {
    rule: 'memory-user',
    problem: `${shown(name)} is there more than once, and the server does not start with two lines for one user`,
    fix: 'give each user one line',
  };
}

function firstOf(users: readonly MemoryUser[], name: string): number {
  return users.findIndex((user) => user.name === name);
}

function placed(place: string, violation: Violation | undefined): { readonly place: string; readonly violation: Violation }[] {
  return violation === undefined ? [] : [{ place, violation }];
}
