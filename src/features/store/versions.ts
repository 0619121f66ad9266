import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { compareVersions } from '../../kernel/versions';

/**
 * Releases whose commands were read one by one, so that a line of theirs grants what is meant and nothing else.
 *
 * New keyless commands in `@read` or `@write` would be granted unseen, so a release that was not read is refused.
 *
 * @see https://github.com/redis/redis/tree/unstable/src/commands (`since`, `command_flags`, `acl_categories`, `key_specs`)
 * @see https://github.com/redis/redis/blob/8.4.0/00-RELEASENOTES
 */
export const REDIS_VERSIONS = ['7.0', '7.2', '7.4', '8.0', '8.2', '8.4'] as const;

/** A release that an ACL file may be written for. */
export type RedisVersion = (typeof REDIS_VERSIONS)[number];

/** Whether a release is one of the table. */
export function isRedisVersion(version: string): version is RedisVersion {
  return REDIS_VERSIONS.some((known) => known === version);
}

/** Rule `memory-version`: the commands of a release that is not in the table are unknown, so its ACL could not be checked (our choice). */
export function checkMemoryVersion(version: string): Violation | undefined {
  return isRedisVersion(version)
    ? undefined
    : {
        rule: 'memory-version',
        problem: `must be a Redis release whose commands are known (${REDIS_VERSIONS.join(', ')}), got ${shown(version)}`,
        fix: `write '${REDIS_VERSIONS[0]}', or the minor that the image holds`,
      };
}

/**
 * Rule `memory-command`: Redis does not start when an ACL names a command that it does not know.
 *
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/
 */
export function checkCommand(command: string, version: RedisVersion): Violation | undefined {
  const since = COMMAND_SINCE[command];
  if (since === undefined) {
    return {
      rule: 'memory-command',
      problem: `${shown(command)} is not in the table of commands, and one that the server does not know keeps it from starting`,
      fix: `add it to the table with the release that brought it`,
    };
  }
  const order = compareVersions(version, since);
  return order !== undefined && order >= 0
    ? undefined
    : {
        rule: 'memory-command',
        problem: `${shown(command)} came with Redis ${since}, the server is ${version} and would not start (Unknown command or category name in ACL)`,
        fix: `leave it out, or run Redis ${since}`,
      };
}

/**
 * Rule `memory-reload`: older releases disconnect every client whenever one user changes. This is a warning.
 *
 * @see https://github.com/redis/redis/blob/7.4.0/src/acl.c (ACLLoadFromFile keeps the clients whose user stayed the same)
 */
export function checkReloadKeepsClients(version: RedisVersion): Violation | undefined {
  return (compareVersions(version, QUIET_RELOAD) ?? -1) >= 0
    ? undefined
    : {
        rule: 'memory-reload',
        problem: `Redis ${version} disconnects every client whenever a user is added or changed; ${QUIET_RELOAD} only those whose user changed`,
        fix: `run Redis ${QUIET_RELOAD} or later, or let clients reconnect, as stock ones do`,
      };
}

/** First release whose `ACL LOAD` leaves alone who has not changed. */
const QUIET_RELOAD = '7.4';

/** Every command that our lines name, and the release that brought it; all that is older than the oldest release counts as of that one. */
const COMMAND_SINCE: Readonly<Record<string, RedisVersion>> = {
  ...Object.fromEntries(
    [
      'acl|load',
      'auth',
      'client|getname',
      'client|id',
      'client|info',
      'client|reply',
      'client|setname',
      'command',
      'config|set',
      'dbsize',
      'echo',
      'eval',
      'eval_ro',
      'evalsha',
      'evalsha_ro',
      'hello',
      'info',
      'latency|histogram',
      'latency|latest',
      'lolwut',
      'ping',
      'psubscribe',
      'publish',
      'punsubscribe',
      'quit',
      'randomkey',
      'reset',
      'scan',
      'script|exists',
      'script|load',
      'slowlog|len',
      'spublish',
      'ssubscribe',
      'subscribe',
      'sunsubscribe',
      'unsubscribe',
    ].map((command) => [command, '7.0' as const]),
  ),
  // https://redis.io/docs/latest/commands/client-setinfo/
  'client|setinfo': '7.2',
};
