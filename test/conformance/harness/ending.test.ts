import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RUN_FOLDER, RUN_PREFIX, temporaryFolder } from './run-folder';
import { until } from './poll';
import { withComponents } from './require';

const CONFORMANCE = resolve(__dirname, '..');

/** Any file whose tests start a cluster. */
const TESTS = 'test/conformance/harness/control-plane';

/** A run of its own, all of which lies below `folder`. */
function startRun(folder: string): ChildProcess {
  const { [RUN_FOLDER]: _, ...outer } = process.env;
  const args = [require.resolve('ts-node/dist/bin'), join(CONFORMANCE, 'run.ts'), TESTS];
  return spawn(process.execPath, args, { env: { ...outer, TMPDIR: folder }, stdio: 'ignore' });
}

/** Command lines of all processes that speak of a folder. https://man7.org/linux/man-pages/man5/proc_pid_cmdline.5.html */
function processesOf(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(join('/proc', pid, 'cmdline'), 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .filter((line) => line.includes(folder));
}

const isUp = (folder: string): boolean =>
  ['/etcd ', '/kube-apiserver '].every((program) =>
    processesOf(folder).some((line) => line.split(' --')[0]?.endsWith(program.trim()) === true),
  );

const noProcesses = existsSync('/proc/self/cmdline') ? undefined : 'a /proc to see processes in';

withComponents(['etcd', 'kube-apiserver', 'crds'], 'a run that is ended', describeEnding, noProcesses);

function describeEnding(): void {
  const folder = temporaryFolder('ending-');
  const { path } = folder;
  const runFolders = (): string[] => readdirSync(path).filter((name) => name.startsWith(RUN_PREFIX));
  let run: ChildProcess | undefined;

  afterEach(() => {
    run?.kill('SIGKILL');
  });
  afterAll(() => {
    folder.remove();
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('by %s leaves no process and no folder', async (signal) => {
    run = startRun(path);
    await until('the cluster to be up', () => Promise.resolve(isUp(path) ? true : undefined), 90_000);
    expect(runFolders()).toHaveLength(1);
    run.kill(signal);
    await until('all to be gone', () => {
      const found = [...processesOf(path), ...runFolders()];
      if (found.length === 0) return Promise.resolve(true);
      throw new Error(found.join('\n'));
    });
    expect(run.signalCode ?? run.exitCode).not.toBe(0);
  });
}
