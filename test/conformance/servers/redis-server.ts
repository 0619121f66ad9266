import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../harness/ports';
import { type Running, startProcess } from '../harness/process';
import { RedisClient } from './redis-client';

export interface RedisServer extends Running {
  readonly port: number;
}

/**
 * Starts a server that keeps nothing on disk.
 *
 * @param users lines of an ACL file: https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/
 */
export async function startRedisServer(folder: string, users: readonly string[]): Promise<RedisServer> {
  const [port = 0] = await freePorts(1);
  const file = join(folder, 'users.acl');
  writeFileSync(file, `${users.join('\n')}\n`, { mode: 0o600 });
  const running = await startProcess({
    name: 'redis-server',
    args: ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', '', '--appendonly', 'no', '--aclfile', file],
    folder,
    // an answer is enough: who is not logged in may not even PING
    ready: async () => {
      const client = RedisClient.connect(port);
      try {
        return /^(PONG|NOAUTH)/.test(await client.command('PING'));
      } finally {
        client.close();
      }
    },
  });
  return { ...running, port };
}
