import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { connect as connectTls } from 'node:tls';
import { Redis } from 'ioredis';
import { type Authority, type KeyFiles, makeAuthority } from '../harness/keys';
import { until } from '../harness/poll';
import { type Running, startProcess, temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { fill, renderedAcl } from './memory-acl';
import { filesOf, type InstanceFiles } from './memory-files';
import { RedisClient, type ServerName } from './redis-client';

const USERS = [
  { name: 'acme', prefixes: ['tenant:acme:'], remoteKey: 'swarm/test/tenant-acme/memory' },
  { name: 'globex', prefixes: ['tenant:globex:'], remoteKey: 'swarm/test/tenant-globex/memory' },
];
const ACL = renderedAcl(USERS);
const FILE = ACL.files['users.acl'] ?? '';
const ONLY_ACME = FILE.split('\n')
  .filter((line) => !line.startsWith('user globex '))
  .join('\n');

/** What clients in the cluster dial. */
const SERVICE = 'redis-state.platform.svc.cluster.local';

withComponents(['redis-server'], 'the memory: an instance with its rendered files', () => {
  const folder = temporaryFolder('memory-instance-');
  let files: InstanceFiles;
  let running: Running;
  let reloader: ChildProcess;
  let authority: Authority;

  const known = (by: KeyFiles = authority, servername = SERVICE): ServerName => ({ ca: readFileSync(by.certificate, 'utf8'), servername });
  /** Serial number of the certificate that a new connection sees, whoever signed it. */
  const shown = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connectTls({ host: '127.0.0.1', port: files.port, rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().serialNumber);
        socket.destroy();
      });
      socket.on('error', reject);
    });

  /** Whether the rendered liveness probe would leave the server alone. */
  const alive = (): boolean => {
    const [command = '', ...args] = files.alive;
    try {
      execFileSync(command, args, { stdio: 'ignore', timeout: 5000 });
      return true;
    } catch {
      return false;
    }
  };
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
    const client = RedisClient.connect(files.port, known());
    const answer = await client.command('AUTH', name, ACL.passwords[name] ?? '');
    client.close();
    return answer;
  };
  const untilLogin = (name: string, answer: string): Promise<true> =>
    until(`${name} to be answered ${answer}`, async () => ((await login(name)).startsWith(answer) ? true : undefined));

  beforeAll(async () => {
    files = await filesOf(folder.path, ACL.files);
    authority = makeAuthority(folder.path, 'authority');
    files.show(authority.issue('first', files.names), authority);
    files.write(ONLY_ACME);
    chmodSync(files.path('redis-acl/users.acl'), 0o440);
    running = await start();
    reloader = spawn('/bin/sh', [files.path('reload.sh')], { stdio: ['ignore', 'pipe', 'inherit'] });
  });
  afterAll(async () => {
    reloader.kill('SIGKILL');
    await running.stop();
    folder.remove();
  });

  test('is ready by the rendered probe, and has what the rendered file says', async () => {
    expect([ready(), alive()]).toEqual([true, true]);
    const client = RedisClient.connect(files.port, known());
    expect(await client.command('AUTH', 'acme', ACL.passwords['acme'] ?? '')).toBe('OK');
    expect(await client.command('SELECT', '0')).toMatch(/^NOPERM /);
    client.close();
    const conf = readFileSync(files.path('redis.conf'), 'utf8');
    // 0.65 of 256Mi is 166.4Mi
    expect(conf).toContain(`maxmemory ${166 * 2 ** 20}\n`);
  });

  test('fails to speak without TLS', async () => {
    await expect(RedisClient.connect(files.port).command('AUTH', 'acme', ACL.passwords['acme'] ?? '')).rejects.toThrow();
  });

  test('is known by every name that clients write, and fails by any other and by another authority', async () => {
    const answer = async (server: ServerName): Promise<string> => {
      const client = RedisClient.connect(files.port, server);
      try {
        return await client.command('AUTH', 'acme', ACL.passwords['acme'] ?? '');
      } catch (error) {
        return (error as NodeJS.ErrnoException).code ?? String(error);
      } finally {
        client.close();
      }
    };
    expect(files.names).toContain(SERVICE);
    expect(await Promise.all(files.names.map((name) => answer(known(authority, name))))).toEqual(files.names.map(() => 'OK'));
    expect(await answer(known(authority, 'redis-cache.platform.svc.cluster.local'))).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await answer(known(makeAuthority(folder.path, 'foreign')))).toMatch(/SELF_SIGNED|UNABLE_TO_VERIFY|SIGNATURE/);
  });

  test('shows a renewed certificate to new connections within seconds, of a new authority too, and disconnects nobody', async () => {
    const before = await shown();
    const client = RedisClient.connect(files.port, known());
    expect(await client.command('AUTH', 'acme', ACL.passwords['acme'] ?? '')).toBe('OK');
    const second = makeAuthority(folder.path, 'second');
    files.show(second.issue('renewed', files.names), second);
    await until('the renewed certificate to be shown', async () => ((await shown()) === before ? undefined : true));
    // who verifies by the new authority is let in, the probe as well, and an open connection goes on
    expect(ready()).toBe(true);
    const fresh = RedisClient.connect(files.port, known(second));
    expect(await fresh.command('AUTH', 'acme', ACL.passwords['acme'] ?? '')).toBe('OK');
    fresh.close();
    expect(await client.command('GET', 'tenant:acme:none')).toBe('');
    client.close();
    authority = second;
  });

  test('keeps the certificate it has while the new one does not fit its key, and takes the next good one', async () => {
    const before = await shown();
    const [one, other] = [authority.issue('one', files.names), authority.issue('other', files.names)];
    files.show({ certificate: one.certificate, key: other.key }, authority);
    // longer than the reloader waits between two looks
    await new Promise((resolve) => setTimeout(resolve, 6000));
    expect(await shown()).toBe(before);
    expect(ready()).toBe(true);
    files.show(one, authority);
    await until('the good certificate to be shown', async () => ((await shown()) === before ? undefined : true));
  });

  test('the reloader, who may change settings, fails to read a key, to add or enter as a user, to write a file and to name another ACL file', async () => {
    const client = RedisClient.connect(files.port, known());
    const said = (...words: string[]): Promise<string> => client.command(...words);
    expect(await said('AUTH', 'platform.reloader', ACL.passwords['platform__reloader'] ?? '')).toBe('OK');
    expect(await said('GET', 'tenant:acme:x')).toMatch(/^NOPERM /);
    expect(await said('CONFIG', 'GET', '*')).toMatch(/^NOPERM /);
    expect(await said('ACL', 'SETUSER', 'acme', '+@all')).toMatch(/^NOPERM /);
    expect(await said('CONFIG', 'SET', 'dir', '/tmp')).toMatch(/protected config/);
    expect(await said('CONFIG', 'SET', 'dbfilename', 'x')).toMatch(/protected config/);
    expect(await said('CONFIG', 'SET', 'aclfile', '/tmp/x')).toMatch(/immutable config/);
    expect(await said('CONFIG', 'SET', 'requirepass', 'x')).toBe('OK');
    // the user of whoever is not logged in stays off, with a password or without
    expect(await said('AUTH', 'default', 'x')).toMatch(/^WRONGPASS /);
    expect(await said('CONFIG', 'SET', 'requirepass', '')).toBe('OK');
    client.close();
    const nobody = RedisClient.connect(files.port, known());
    expect(await nobody.command('PING')).toMatch(/^NOAUTH /);
    nobody.close();
  });

  test('takes a new tenant within seconds of its line; before 7.4, everybody has to connect again, as stock clients do', async () => {
    const client = new Redis({
      port: files.port,
      tls: known(),
      username: 'acme',
      password: ACL.passwords['acme'] ?? '',
      enableReadyCheck: false,
    });
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
    const client = RedisClient.connect(files.port, known());
    await client.command('AUTH', 'acme', ACL.passwords['acme'] ?? '');
    expect(await client.command('SET', 'tenant:acme:kept', 'yes')).toBe('OK');
    client.close();
    await running.stop();
    expect([ready(), alive()]).toEqual([false, false]);
    running = await start();
    const again = RedisClient.connect(files.port, known());
    await again.command('AUTH', 'acme', ACL.passwords['acme'] ?? '');
    expect(await again.command('GET', 'tenant:acme:kept')).toBe('yes');
    again.close();
  });

  test('fails to take what does not fit, and evicts nothing: state is not lost silently', async () => {
    const client = RedisClient.connect(files.port, known());
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
