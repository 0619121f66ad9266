import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Mutant, mutatedText } from './mutant';
import { SYNTH } from './settings';

/** A test file that ended. */
export interface FileResult {
  readonly file: string;
  readonly ms: number;
  readonly failed: readonly string[];
}

/** How to ask tests. */
export interface Question {
  /** In this order. */
  readonly tests: readonly string[];
  readonly pattern: string | undefined;
  readonly timeoutMs: number;
  /** Stop at the first failure. */
  readonly bail: boolean;
  readonly processes: number;
}

/** What tests said. */
export interface Answer {
  readonly results: readonly FileResult[];
  /** What went wrong besides failing tests. */
  readonly trouble: string | undefined;
}

/** Copies of the repository in a temporary folder, one for each worker: the repository itself is never written to. */
export class Copies {
  private readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'mutate-')));
  private readonly running = new Set<ChildProcess>();
  private readonly onSignal = (): void => {
    this.remove();
    process.exit(130);
  };

  public constructor(private readonly root: string) {
    process.on('SIGINT', this.onSignal);
    process.on('SIGTERM', this.onSignal);
  }

  /** One more: every file that git knows or would take, as it is now, and the packages by a link. */
  public make(name: string): Copy {
    const folder = join(this.folder, name);
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: this.root,
      encoding: 'utf8',
    });
    for (const file of listed.split('\0').filter((path) => path !== '' && existsSync(join(this.root, path)))) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      cpSync(join(this.root, file), join(folder, file), { verbatimSymlinks: true });
    }
    symlinkSync(realpathSync(join(this.root, 'node_modules')), join(folder, 'node_modules'));
    return new Copy(this.root, folder, join(this.folder, 'cache'), this.running);
  }

  /** Ends what runs there, and removes them all. */
  public remove(): void {
    this.running.forEach(stop);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
    process.off('SIGINT', this.onSignal);
    process.off('SIGTERM', this.onSignal);
  }
}

/** One copy of the repository. */
export class Copy {
  private asked = 0;

  public constructor(
    private readonly root: string,
    private readonly folder: string,
    private readonly cache: string,
    private readonly running: Set<ChildProcess>,
  ) {}

  /** Does something while the mutant is in place. */
  public async during<T>(mutant: Mutant, work: () => Promise<T>): Promise<T> {
    const path = join(this.folder, mutant.file);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, mutatedText(text, mutant));
    try {
      return await work();
    } finally {
      writeFileSync(path, text);
    }
  }

  /** Asks the tests. */
  public async ask({ tests, pattern, timeoutMs, bail, processes }: Question): Promise<Answer> {
    if (tests.length === 0) return { results: [], trouble: undefined };
    const file = `${this.folder}-${++this.asked}.jsonl`;
    const args = [
      ...[join(this.root, 'node_modules/jest/bin/jest.js'), '--rootDir', this.folder, '--cacheDirectory', this.cache],
      ...['--reporters', join(__dirname, 'reporter.js'), '--testSequencer', join(__dirname, 'sequencer.js'), '--ci'],
      ...['--testTimeout', '30000', ...(processes === 1 ? ['--runInBand'] : ['--maxWorkers', String(processes)])],
      ...(pattern === undefined ? [] : ['--testNamePattern', pattern]),
      ...['--runTestsByPath', ...tests],
    ];
    const env = { MUTATE_RESULTS: file, MUTATE_ORDER: JSON.stringify(tests), MUTATE_BAIL: bail ? '1' : '0' };
    const { code, stderr, late } = await this.run(args, env, timeoutMs);
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
    const results = lines.map((line) => {
      const { path, ms, failed } = JSON.parse(line) as { path: string; ms: number; failed: string[] };
      return { file: path.slice(this.folder.length + 1), ms, failed };
    });
    if (late) return { results, trouble: `no end within ${Math.round(timeoutMs / 1000)} s` };
    const failed = results.some((result) => result.failed.length > 0);
    return { results, trouble: code === 0 || failed ? undefined : `jest ended with ${code ?? 'a signal'}: ${lastLine(stderr)}` };
  }

  /** Renders everything anew; what is returned is why it could not. */
  public async render(timeoutMs: number): Promise<string | undefined> {
    const args = [join(this.root, 'node_modules/ts-node/dist/bin.js'), join(this.folder, SYNTH.program)];
    const { code, stderr, late } = await this.run(args, {}, timeoutMs);
    if (late) return `no end within ${Math.round(timeoutMs / 1000)} s`;
    return code === 0 ? undefined : (stderr.split('\n').find((line) => line.trim() !== '') ?? 'no reason given');
  }

  /** Puts back what is committed of the rendered files. */
  public unrender(): void {
    rmSync(join(this.folder, SYNTH.outdir), { recursive: true, force: true });
    cpSync(join(this.root, SYNTH.outdir), join(this.folder, SYNTH.outdir), { recursive: true });
  }

  private async run(args: readonly string[], env: NodeJS.ProcessEnv, timeoutMs: number): Promise<Ended> {
    return new Promise((done, fail) => {
      const child = spawn(process.execPath, args, {
        cwd: this.folder,
        env: { ...process.env, ...env },
        stdio: ['ignore', 'ignore', 'pipe'],
        detached: true, // a group of its own, so that what it starts can be ended with it
      });
      this.running.add(child);
      let [stderr, late] = ['', false];
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(0, 100_000)));
      const timer = setTimeout(() => {
        late = true;
        stop(child);
      }, timeoutMs);
      child.on('error', fail);
      child.on('close', (code) => {
        clearTimeout(timer);
        this.running.delete(child);
        done({ code, stderr, late });
      });
    });
  }
}

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
  readonly late: boolean;
}

function stop({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // it has ended
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
