import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** First port that is tried: below the range from which kernels take ports for outgoing connections. */
const FIRST_PORT = 21_400;

/** An API server that nobody else waits for is up in 4 s. */
const START_TIMEOUT_MS = 60_000;

const TOKEN = 'reader-of-the-field-table';

/** An API server alone: etcd behind it, no controllers, no nodes. */
export interface BareApiServer {
  /** Body of a successful answer; anything else throws. */
  get(path: string): Promise<string>;
  /** Ends both processes and removes their folder. */
  stop(): void;
}

/**
 * Starts etcd and one kube-apiserver on loopback.
 *
 * @param binaries folder with `etcd` and the API server (`KUBEBUILDER_ASSETS`)
 * @param server file name of the API server
 * @throws if a process ends early or is not ready in time; the message ends with what it wrote
 */
export async function startBareApiServer(binaries: string, server: string): Promise<BareApiServer> {
  const folder = mkdtempSync(join(tmpdir(), 'field-table-'));
  const processes: ChildProcess[] = [];
  const stop = (): void => {
    // the server takes over ten seconds to stop politely, and nothing here is to be kept
    for (const process of processes) process.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  };
  try {
    const [client, peer, secure] = await freePorts(3);
    const certificate = makeKeys(folder);
    const start = (name: string, args: readonly string[]): void => {
      const log = openSync(join(folder, `${name}.log`), 'w');
      processes.push(spawn(join(binaries, name), args, { cwd: folder, stdio: ['ignore', log, log] }));
    };
    start('etcd', etcdFlags(folder, `http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`));
    start(server, apiServerFlags(folder, `http://127.0.0.1:${client}`, String(secure)));
    const get = (path: string): Promise<string> => httpsGet(Number(secure), path, certificate);
    await ready(
      get,
      () => processes.every(({ exitCode }) => exitCode === null),
      () => readFileSync(join(folder, `${server}.log`), 'utf8').slice(-2000),
    );
    return { get, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

function etcdFlags(folder: string, client: string, peer: string): string[] {
  return [
    '--name=t',
    `--data-dir=${join(folder, 'etcd')}`,
    '--unsafe-no-fsync',
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=t=${peer}`,
    '--log-level=warn',
  ];
}

/** https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/ */
function apiServerFlags(folder: string, etcd: string, port: string): string[] {
  return [
    `--etcd-servers=${etcd}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    '--endpoint-reconciler-type=none',
    `--cert-dir=${folder}`,
    `--tls-cert-file=${join(folder, 'server.crt')}`,
    `--tls-private-key-file=${join(folder, 'server.key')}`,
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--anonymous-auth=false',
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://localhost',
    `--service-account-key-file=${join(folder, 'server.crt')}`,
    `--service-account-signing-key-file=${join(folder, 'server.key')}`,
    '--service-cluster-ip-range=10.96.0.0/12',
  ];
}

/** A self-signed certificate for 127.0.0.1 and the one user, who may read everything. */
function makeKeys(folder: string): Buffer {
  const [key, certificate] = [join(folder, 'server.key'), join(folder, 'server.crt')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...curve, '-keyout', key, '-out', certificate, ...subject], { stdio: 'pipe' });
  writeFileSync(join(folder, 'tokens.csv'), `${TOKEN},reader,reader,system:masters\n`, { mode: 0o600 });
  return readFileSync(certificate);
}

function httpsGet(port: number, path: string, ca: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, path, ca, headers: { authorization: `Bearer ${TOKEN}`, accept: 'application/json' } },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () => {
          const body = Buffer.concat(parts).toString('utf8');
          if (answer.statusCode === 200) resolve(body);
          else reject(new Error(`${path}: HTTP ${String(answer.statusCode)}: ${body.slice(0, 500)}`));
        });
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

async function ready(get: (path: string) => Promise<string>, running: () => boolean, log: () => string): Promise<void> {
  const end = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      await get('/readyz');
      return;
    } catch (error) {
      if (!running()) throw new Error(`a process ended before the server was ready:\n${log()}`, { cause: error });
      if (Date.now() > end) throw new Error(`the server was not ready in ${START_TIMEOUT_MS} ms:\n${log()}`, { cause: error });
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function freePorts(count: number): Promise<number[]> {
  const free: number[] = [];
  for (let port = FIRST_PORT; free.length < count; port++) if (await isFree(port)) free.push(port);
  return free;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () =>
      server.close(() => {
        resolve(true);
      }),
    );
  });
}
