import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import { Redis } from 'ioredis';
import { AgentResources } from '../../../constructs/agent-resources';
import { RedisInstance } from '../../../constructs/redis-instance';
import { freePorts } from '../harness/ports';
import { until } from '../harness/poll';
import { type Running, startProcess, temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { fill, renderedAcl } from './memory-acl';
import { RedisClient } from './redis-client';

const IMAGE = `registry.example.com/platform/redis:7.0.15@sha256:${'a'.repeat(64)}`;
const USERS = [
  { name: 'acme', prefixes: ['tenant:acme:'], remoteKey: 'swarm/test/tenant-acme/memory' },
  { name: 'globex', prefixes: ['tenant:globex:'], remoteKey: 'swarm/test/tenant-globex/memory' },
];
const ACL = renderedAcl(USERS);
const FILE = ACL.files['users.acl'] ?? '';
const ONLY_ACME = FILE.split('\n')
  .filter((line) => !line.startsWith('user globex '))
  .join('\n');

/** The rendered files of an instance, with this machine's folders and a free port in the place of those of the pod. */
async function filesOf(folder: string): Promise<{ port: number; write: (users: string) => void; path: (name: string) => string }> {
  const chart = new Chart(new App(), 'platform');
  new RedisInstance(chart, 'State', {
    role: 'state',
    image: IMAGE,
    exporterImage: IMAGE,
    resources: AgentResources.of({ cpu: '1', memory: '256Mi' }),
    disk: '1Gi',
    maxclients: 100,
  });
  const { data } = (Testing.synth(chart) as { kind: string; data: Record<string, string> }[]).find(({ kind }) => kind === 'ConfigMap') as {
    data: Record<string, string>;
  };
  const [port = 0] = await freePorts(1);
  const path = (name: string): string => join(folder, name);
  for (const sub of ['data', 'redis-acl', 'secrets/probe', 'secrets/reloader']) mkdirSync(path(sub), { recursive: true });
  for (const [name, text] of Object.entries(data)) {
    writeFileSync(
      path(name),
      text
        .replaceAll('/etc/redis-acl', path('redis-acl'))
        .replaceAll('/var/run/secrets/redis', path('secrets'))
        .replaceAll('dir /data', `dir ${path('data')}`)
        .replaceAll('bind * -::*', 'bind 127.0.0.1')
        .replaceAll('6379', String(port)),
    );
  }
  for (const operator of ['probe', 'reloader']) writeFileSync(path(`secrets/${operator}/${operator}`), ACL.files[operator] ?? '');
  const write = (users: string): void => {
    writeFileSync(path('redis-acl/users.acl'), users);
  };
  return { port, write, path };
}

withComponents(['redis-server'], 'the memory: an instance with its rendered files', () => {
  const folder = temporaryFolder('memory-instance-');
  let files: Awaited<ReturnType<typeof filesOf>>;
  let running: Running;
  let reloader: ChildProcess;

  const ready = (): boolean => {
    try {
      execFileSync('/bin/sh', [files.path('ready.sh')], { stdio: 'ignore', timeout: 5000 });
      return true;
    } catch {
      return false;
    }
  };
  const start = (): Promise<Running> =>
    startProcess({ name: 'redis-server', args: [files.path('redis.conf')], folder: folder.path, ready: () => Promise.resolve(ready()) });
  const login = async (name: string): Promise<string> => {
    const client = RedisClient.connect(files.port);
    const answer = await client.command('AUTH', name, ACL.passwords[name] ?? '');
    client.close();
    return answer;
  };
  const untilLogin = (name: string, answer: string): Promise<true> =>
    until(`${name} to be answered ${answer}`, async () => ((await login(name)).startsWith(answer) ? true : undefined));

  beforeAll(async () => {
    files = await filesOf(folder.path);
    files.write(ONLY_ACME);
    chmodSync(files.path('redis-acl/users.acl'), 0o440);
    running = await start();
    reloader = spawn('/bin/sh', [files.path('reload-acl.sh')], { stdio: ['ignore', 'pipe', 'inherit'] });
  });
  afterAll(async () => {
    reloader.kill('SIGKILL');
    await running.stop();
    folder.remove();
  });

  test('is ready by the rendered probe, and has what the rendered file says', async () => {
    expect(ready()).toBe(true);
    const client = RedisClient.connect(files.port);
    expect(await client.command('AUTH', 'acme', ACL.passwords['acme'] ?? '')).toBe('OK');
    expect(await client.command('SELECT', '0')).toMatch(/^NOPERM /);
    client.close();
    const conf = readFileSync(files.path('redis.conf'), 'utf8');
    // 0.65 of 256Mi is 166.4Mi
    expect(conf).toContain(`maxmemory ${166 * 2 ** 20}\n`);
  });

  test('takes a new tenant within seconds of its line; before 7.4, everybody has to connect again, as stock clients do', async () => {
    const client = new Redis({ port: files.port, username: 'acme', password: ACL.passwords['acme'] ?? '', enableReadyCheck: false });
    let closed = 0;
    client.on('close', () => {
      closed++;
    });
    client.on('error', () => undefined);
    expect(await client.set('tenant:acme:x', '1')).toBe('OK');
    expect(await login('globex')).toMatch(/^WRONGPASS /);
    files.write(FILE);
    await untilLogin('globex', 'OK');
    expect(await client.get('tenant:acme:x')).toBe('1');
    expect(closed).toBeGreaterThan(0);
    client.disconnect();
  });

  test('keeps the users it has while the file has a mistake, and takes the next good one', async () => {
    files.write(`${FILE}user broken on +nosuchcommand\n`);
    // longer than the reloader waits between two looks
    await new Promise((resolve) => setTimeout(resolve, 6000));
    expect(await login('globex')).toBe('OK');
    files.write(ONLY_ACME);
    await untilLogin('globex', 'WRONGPASS');
    expect(await login('acme')).toBe('OK');
  });

  test('the reloader ends when it is asked to, at once', async () => {
    const begun = Date.now();
    const gone = new Promise((resolve) => reloader.once('exit', resolve));
    reloader.kill('SIGTERM');
    await gone;
    expect(Date.now() - begun).toBeLessThan(1000);
  });

  test('keeps state over a restart', async () => {
    const client = RedisClient.connect(files.port);
    await client.command('AUTH', 'acme', ACL.passwords['acme'] ?? '');
    expect(await client.command('SET', 'tenant:acme:kept', 'yes')).toBe('OK');
    client.close();
    await running.stop();
    expect(ready()).toBe(false);
    running = await start();
    const again = RedisClient.connect(files.port);
    await again.command('AUTH', 'acme', ACL.passwords['acme'] ?? '');
    expect(await again.command('GET', 'tenant:acme:kept')).toBe('yes');
    again.close();
  });

  test('fails to take what does not fit, and evicts nothing: state is not lost silently', async () => {
    const client = RedisClient.connect(files.port);
    await client.command('AUTH', 'acme', ACL.passwords['acme'] ?? '');
    const large = 'x'.repeat(8 * 2 ** 20);
    const answers: string[] = [];
    for (let index = 0; index < 30; index++) answers.push(await client.command('SET', `tenant:acme:large${index}`, large));
    expect(answers.at(-1)).toMatch(/^OOM /);
    const stored = answers.filter((answer) => answer === 'OK').length;
    // 166Mi hold fewer than 21 values of 8Mi
    expect(stored).toBeLessThan(21);
    expect(stored).toBeGreaterThan(10);
    expect(await client.command('STRLEN', 'tenant:acme:large0')).toBe(String(large.length));
    client.close();
  });

  test('a password that is empty, short or has other characters makes no file', () => {
    const template = '{{- range $user, $password := . }}x{{- end -}}\nuser acme on #{{ .acme | sha256sum }}';
    for (const password of ['', 'a'.repeat(31), `${'a'.repeat(40)} `, `${'a'.repeat(40)}\n`]) {
      expect(() => fill(template, { acme: password })).toThrow('the template fails for acme');
    }
    expect(fill(template, { acme: 'a'.repeat(32) })).toMatch(/^user acme on #[0-9a-f]{64}$/);
  });
});
