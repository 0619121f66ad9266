import { EVICTION, type MemoryRole } from '../capacity/memory-budget';

/** What differs between two instances. */
export interface RedisConfInput {
  readonly role: MemoryRole;
  readonly port: number;
  readonly maxmemoryBytes: number;
  readonly maxclients: number;
  readonly aclFile: string;
  readonly dataFolder: string;
}

/** What all clients' buffers may take of `maxmemory`: without it, one slow subscriber evicts or stops everybody. */
const CLIENT_BUFFERS = '10%';

/**
 * The server's configuration file, every line of it chosen; no secret in it.
 *
 * @see https://github.com/redis/redis/blob/7.0/redis.conf
 */
export function redisConf({ role, port, maxmemoryBytes, maxclients, aclFile, dataFolder }: RedisConfInput): string {
  return [
    '# who may connect: users of the ACL file, nobody else',
    'bind * -::*',
    `port ${port}`,
    'protected-mode yes',
    `aclfile ${aclFile}`,
    'acl-pubsub-default resetchannels',
    `maxclients ${maxclients}`,
    'tcp-keepalive 60',
    '',
    '# what nobody may change or load while it runs',
    'enable-debug-command no',
    'enable-module-command no',
    'enable-protected-configs no',
    'databases 1',
    'notify-keyspace-events ""',
    '',
    '# memory: budgets of tenants add up to it at most',
    `maxmemory ${maxmemoryBytes}`,
    `maxmemory-policy ${EVICTION[role]}`,
    `maxmemory-clients ${CLIENT_BUFFERS}`,
    '',
    ...persistence(role),
    `dir ${dataFolder}`,
    'save ""',
    'daemonize no',
    'logfile ""',
    'loglevel notice',
    '',
  ].join('\n');
}

function persistence(role: MemoryRole): string[] {
  return role === 'state'
    ? ['# a crash loses about a second of writes', 'appendonly yes', 'appendfsync everysec', 'auto-aof-rewrite-percentage 100']
    : ['# nothing on disk: a cache is filled again', 'appendonly no'];
}
