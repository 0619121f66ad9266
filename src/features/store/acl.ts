import type { MemoryUser } from './user';
import { checkCommand, type RedisVersion } from './versions';

/** Commands without a key that a client needs; every other keyless command is refused. */
const CONNECTION = [
  'auth',
  'hello',
  'reset',
  'quit',
  'ping',
  'echo',
  'command',
  'client|getname',
  'client|id',
  'client|info',
  'client|reply',
  'client|setinfo',
  'client|setname',
];
/** Each checked against the user's channels; `PUBSUB` is left out, because it lists the channels of all users. */
const CHANNELS = ['publish', 'subscribe', 'unsubscribe', 'psubscribe', 'punsubscribe', 'spublish', 'ssubscribe', 'sunsubscribe'];
/** In `@read` and without a key: the first three tell of other tenants' keys, the last only burns time. */
const KEYLESS_READS = ['dbsize', 'randomkey', 'scan', 'lolwut'];
/** What `scripting` opens. Each command inside a script is checked against the user all the same. */
const SCRIPTING = ['eval', 'eval_ro', 'evalsha', 'evalsha_ro', 'script|exists', 'script|load'];

/** A user that operates the instance and reads no data. */
export interface MemoryOperator {
  /** Name that it logs in with. It has a dot, which no tenant id has. */
  readonly name: string;
  /** Property of the store's entry that is its password. */
  readonly property: string;
  /** All it may do. */
  readonly commands: readonly string[];
}

/** Says whether the server serves. */
export const PROBE: MemoryOperator = { name: 'platform.probe', property: 'probe', commands: ['ping'] };
/**
 * Reads the ACL file and the certificate again after they changed. No grant is narrower than all of `CONFIG SET`, because rules name no
 * argument of a subcommand: its password would allow disturbing the service, but not reading keys, adding users or writing files
 * (`enable-protected-configs no`).
 *
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/#allowblock-subcommands
 */
export const RELOADER: MemoryOperator = { name: 'platform.reloader', property: 'reloader', commands: ['acl|load', 'config|set'] };
/**
 * Reads figures. Not `SLOWLOG GET` nor `CLIENT LIST`: they show what tenants write.
 *
 * @see https://github.com/oliver006/redis_exporter/blob/master/exporter/exporter.go
 */
export const EXPORTER: MemoryOperator = {
  name: 'platform.exporter',
  property: 'exporter',
  commands: ['ping', 'info', 'latency|latest', 'latency|histogram', 'slowlog|len'],
};

/** Every operator of an instance. */
export const MEMORY_OPERATORS: readonly MemoryOperator[] = [EXPORTER, PROBE, RELOADER];

/** A client that is not logged in can do nothing. */
export const DEFAULT_USER_OFF = 'user default off';

/**
 * A user's line of an ACL file, with only what the server's release knows.
 *
 * `@read` and `@write` are commands whose keys the server checks against the patterns; what is in them without a key is taken out again, and
 * so are scripts and functions: `FUNCTION FLUSH` is in `@write` and would delete every tenant's.
 *
 * @param hash SHA-256 of the password in hex, or the text of a template that makes it
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/
 */
export function aclLine({ name, prefixes, scripting }: MemoryUser, serverVersion: RedisVersion, hash: string): string {
  const known = (commands: readonly string[]): string[] => commands.filter((command) => checkCommand(command, serverVersion) === undefined);
  return [
    `user ${name} on #${hash} resetkeys resetchannels`,
    ...prefixes.flatMap((prefix) => [`~${prefix}*`, `&${prefix}*`]),
    '-@all +@read +@write +@transaction -@admin -@dangerous -@scripting',
    ...known(KEYLESS_READS).map((command) => `-${command}`),
    ...known([...CONNECTION, ...CHANNELS, ...(scripting ? SCRIPTING : [])]).map((command) => `+${command}`),
  ].join(' ');
}

/** An operator's line: no key, no channel, exactly its commands. */
export function operatorLine({ name, commands }: MemoryOperator, hash: string): string {
  return [`user ${name} on #${hash} resetkeys resetchannels -@all`, ...commands.map((command) => `+${command}`)].join(' ');
}
