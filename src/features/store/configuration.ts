import { EVICTION, type MemoryRole } from './memory-share';
import type { TlsPaths } from '../services/tls';

/** What differs between two instances. */
export interface RedisConfInput {
  readonly role: MemoryRole;
  /** The only one, and TLS alone is spoken on it. */
  readonly port: number;
  readonly tls: TlsPaths;
  readonly maxmemoryBytes: number;
  readonly maxclients: number;
  readonly aclFile: string;
  readonly dataFolder: string;
}

/** Share of `maxmemory` for the buffers of all clients. Without it one slow subscriber could evict data or stop all clients. */
const CLIENT_BUFFERS = '10%';

/**
 * The server's configuration file, every line of it chosen; no secret in it.
 *
 * @see https://github.com/redis/redis/blob/7.0/redis.conf
 */
export function redisConf({ role, port, tls, maxmemoryBytes, maxclients, aclFile, dataFolder }: RedisConfInput): string {
  return [
    '# where it listens',
    'bind * -::*',
    'protected-mode yes',
    '',
    '# TLS and nothing else; clients prove themselves by password, not by certificate',
    'port 0',
    `tls-port ${port}`,
    `tls-cert-file ${tls.certificate}`,
    `tls-key-file ${tls.key}`,
    `tls-ca-cert-file ${tls.authority}`,
    'tls-auth-clients no',
    'tls-protocols "TLSv1.2 TLSv1.3"',
    '',
    '# who may connect: users of the ACL file, nobody else',
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
  switch (role) {
    case 'state':
      return ['# a crash loses about a second of writes', 'appendonly yes', 'appendfsync everysec', 'auto-aof-rewrite-percentage 100'];
    case 'cache':
      return ['# nothing on disk: a cache is filled again', 'appendonly no'];
  }
}
