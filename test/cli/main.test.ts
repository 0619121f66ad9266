import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..', '..');
const MAIN = ['-r', join(ROOT, 'node_modules/ts-node/register'), join(ROOT, 'src/cli/main.ts')];

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'command-')));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function command(...args: readonly string[]): Ran {
  const env = { ...process.env, TS_NODE_PROJECT: join(ROOT, 'tsconfig.json'), FORCE_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [...MAIN, ...args], { cwd: folder, encoding: 'utf8', env });
  return { code: status, out: stdout, err: stderr };
}

/** A program that says what it was given. */
function app(program: string): void {
  writeFileSync(join(folder, 'app.js'), program);
  writeFileSync(join(folder, 'cdk8s.yaml'), `language: typescript\napp: node app.js\n`);
}

test('--help lists what it can do, in plain text', () => {
  const { code, out, err } = command('--help');
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('Usage: cdk8s-agents [options] [command]');
  expect(out.match(/^ {2}(synth|bus-user|help) /gm)).toHaveLength(3);
  expect(out).not.toContain('\u001b');
});

test('--version is that of the package', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  expect(command('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

test.each([
  [[], 'Usage: cdk8s-agents'],
  [['synt'], `error: unknown command 'synt'\n(Did you mean synth?)`],
  [['synth', '--chek'], `error: unknown option '--chek'\n(Did you mean --check?)`],
  [['bus-user'], `error: missing required argument 'file'`],
  [['bus-user', 'a', 'b'], 'error: too many arguments'],
])('fails on %j with exit code 2 and the usage', (args, text) => {
  const { code, out, err } = command(...args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(text);
  expect(err).toContain('Usage: cdk8s-agents');
});

describe('synth', () => {
  test('runs the app of cdk8s.yaml with what it was given, and ends as that does', () => {
    app('console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 3;');
    expect(command('synth')).toMatchObject({ code: 3, out: '[]\n' });
    expect(command('synth', '--check', '--outdir', `it's $HOME`)).toMatchObject({ out: `["--check","--outdir","it's $HOME"]\n` });
  });

  test('takes another program', () => {
    expect(command('synth', '--app', `node -e "console.error('other')"`)).toEqual({ code: 0, out: '', err: 'other\n' });
  });

  test.each<readonly [string, string | undefined, string]>([
    ['no cdk8s.yaml', undefined, 'app: is not in '],
    ['no app in it', 'language: typescript\n', 'app: must be the command that renders, got undefined'],
    ['an app that is no text', 'app: [node]\n', 'app: must be the command that renders, got a list of 1'],
    ['an empty app', 'app: " "\n', "app: must be the command that renders, got ' '"],
    ['a file that is no map', '- a\n', 'app: must be the command that renders, got undefined'],
    ['a file that is no YAML', 'a: [\n', 'app: cannot be read: '],
  ])('fails with %s, and says what to write', (_, text, problem) => {
    if (text !== undefined) writeFileSync(join(folder, 'cdk8s.yaml'), text);
    const { code, out, err } = command('synth');
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(`cdk8s.yaml: 1 problem\n\n`);
    expect(err).toContain(problem);
    expect(err).toContain('fix: ');
  });

  test.each([
    ['SIGKILL', 137],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('ends as a shell does where a signal (%s) ended the app', (signal, code) => {
    expect(command('synth', '--app', `kill -${signal.slice(3)} $$; sleep 5`)).toMatchObject({ code });
  });

  test('hands a signal on, and waits for the app to end in its own way', async () => {
    app(
      `process.on('SIGTERM', () => { require('fs').writeFileSync('ended', ''); process.exit(7); }); console.log('up'); setInterval(() => {}, 1000);`,
    );
    // without a shell in between, which would keep the signal to itself
    writeFileSync(join(folder, 'cdk8s.yaml'), 'app: exec node app.js\n');
    const child = spawn(process.execPath, [...MAIN, 'synth'], {
      cwd: folder,
      env: { ...process.env, TS_NODE_PROJECT: join(ROOT, 'tsconfig.json') },
    });
    await new Promise<void>((up) => {
      child.stdout.once('data', () => {
        up();
      });
    });
    child.kill('SIGTERM');
    const code = await new Promise<number | null>((ended) => {
      child.on('close', ended);
    });
    expect([code, existsSync(join(folder, 'ended'))]).toEqual([7, true]);
  });
});

test('bus-user prints the public half alone, and keeps the seed where it was told', () => {
  const { code, out, err } = command('bus-user', 'seed');
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^U[A-Z2-7]{55}\n$/);
  expect(statSync(join(folder, 'seed')).mode & 0o777).toBe(0o600);
  expect(command('bus-user', 'seed')).toMatchObject({
    code: 1,
    out: '',
    err: `${join(folder, 'seed')} exists already: name another file\n`,
  });
});
