import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { locateOrFail } from '../harness/components';
import { freePorts } from '../harness/ports';
import { type Running, startProcess } from '../harness/process';

/** PostgreSQL refuses to run as root: https://www.postgresql.org/docs/current/app-initdb.html */
const INSTEAD_OF_ROOT = 'nobody';

export interface Postgres extends Running {
  readonly port: number;
  /** What a statement prints, unaligned and without headings. @throws what the server refused */
  query(sql: string): string;
}

/** Starts a cluster that has just been made, with a superuser `postgres` who needs no password on loopback. */
export async function startPostgres(folder: string): Promise<Postgres> {
  const [port = 0] = await freePorts(1);
  const user = process.getuid?.() === 0 ? idsOf(INSTEAD_OF_ROOT) : undefined;
  const data = join(folder, 'postgres');
  mkdirSync(data, { mode: 0o700 });
  if (user !== undefined) {
    chownSync(data, user.uid, user.gid);
    // the other user walks through, and sees nothing on the way
    chmodSync(folder, 0o711);
  }
  const initdb = ['--pgdata', data, '--username', 'postgres', '--auth', 'trust', '--encoding', 'UTF8', '--locale', 'C', '--no-sync'];
  execFileSync(beside('initdb'), initdb, { ...user, cwd: '/', stdio: 'pipe' });
  const query = (sql: string): string => {
    const place = ['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-d', 'postgres'];
    return execFileSync(beside('psql'), [...place, '-XAt', '-v', 'ON_ERROR_STOP=1', '-c', sql], { encoding: 'utf8', stdio: 'pipe' }).trim();
  };
  const running = await startProcess({
    name: 'postgres',
    args: ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=off'],
    folder: '/',
    ready: () => Promise.resolve(query('SELECT 1') === '1'),
    ...(user !== undefined && { user }),
  });
  return { ...running, port, query };
}

/** https://man7.org/linux/man-pages/man5/passwd.5.html */
function idsOf(name: string): { readonly uid: number; readonly gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined) throw new Error(`/etc/passwd has no ${name}`);
  return { uid: Number(uid), gid: Number(gid) };
}

/** A program of the same installation; else that of PATH. */
function beside(program: string): string {
  const path = join(dirname(locateOrFail('postgres')), program);
  return existsSync(path) ? path : program;
}
