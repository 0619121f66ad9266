import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { locateOrFail } from '../harness/components';
import type { KeyFiles } from '../harness/keys';
import { freePorts } from '../harness/ports';
import { type Running, startProcess } from '../harness/process';

/** PostgreSQL refuses to run as root: https://www.postgresql.org/docs/current/app-initdb.html */
const INSTEAD_OF_ROOT = 'nobody';

export interface Postgres extends Running {
  readonly port: number;
  /** What a statement prints, unaligned and without headings, for the superuser in a database (`postgres` unless named). @throws what the server refused */
  query(sql: string, database?: string): string;
}

export interface PostgresOptions {
  /** Settings. @default - the server's own */
  readonly parameters?: Readonly<Record<string, string>>;
  /** `pg_hba.conf`; its first line must let `postgres` in by the socket. @default - everybody on loopback, without a password */
  readonly access?: string;
  /** Files of the server's certificate. @default - no TLS */
  readonly tls?: KeyFiles;
}

/** Starts a cluster that has just been made, with a superuser `postgres` who needs no password. */
export async function startPostgres(folder: string, { parameters = {}, access, tls }: PostgresOptions = {}): Promise<Postgres> {
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
  if (access !== undefined) writeFileSync(join(data, 'pg_hba.conf'), access);
  const query = (sql: string, database = 'postgres'): string => {
    const place = ['-h', data, '-p', String(port), '-U', 'postgres', '-d', database];
    return execFileSync(beside('psql'), [...place, '-XAt', '-v', 'ON_ERROR_STOP=1', '-c', sql], { encoding: 'utf8', stdio: 'pipe' }).trim();
  };
  const settings = {
    ...parameters,
    ...(tls !== undefined && tlsSettings(data, tls, user)),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: data,
    fsync: 'off',
  };
  const running = await startProcess({
    name: 'postgres',
    args: ['-D', data, '-p', String(port), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    folder: '/',
    ready: () => Promise.resolve(query('SELECT 1') === '1'),
    ...(user !== undefined && { user }),
  });
  return { ...running, port, query };
}

/** The key must belong to who runs the server: https://www.postgresql.org/docs/current/ssl-tcp.html */
function tlsSettings(data: string, tls: KeyFiles, user: { uid: number; gid: number } | undefined): Record<string, string> {
  const [key, certificate] = [join(data, 'server.key'), join(data, 'server.crt')];
  copyFileSync(tls.key, key);
  copyFileSync(tls.certificate, certificate);
  chmodSync(key, 0o600);
  if (user !== undefined) [key, certificate].forEach((file) => chownSync(file, user.uid, user.gid));
  return { ssl: 'on', ssl_key_file: key, ssl_cert_file: certificate };
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
