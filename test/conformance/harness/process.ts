import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ComponentName, locateOrFail, stopSignalOf } from './components';
import { pause } from './poll';
import { newLogFile } from './run-folder';

export { temporaryFolder } from './run-folder';

const SUPERVISOR = join(__dirname, 'supervisor.js');

const DEFAULT_TIMEOUT_MS = 60_000;

/** Characters of a log that a message shows. */
const TAIL = 3000;

/** A component that runs until it is stopped, or until the test process is gone. */
export interface Running {
  readonly name: string;
  /** All that it wrote until now. */
  readonly log: () => string;
  /** Ends it and waits until it is gone; a second call does nothing more. */
  stop(): Promise<void>;
}

export interface ProcessOptions {
  readonly name: ComponentName;
  readonly args: readonly string[];
  /** Besides the variables of the test process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Working directory. */
  readonly folder: string;
  /** Whether it can be used; an error counts as not yet. */
  readonly ready: () => Promise<boolean>;
  /** @default 60,000 */
  readonly timeoutMs?: number;
  /** Somebody else to run as, for servers that refuse root. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Command that starts it elsewhere, e.g. in other namespaces. */
  readonly within?: readonly string[];
}

/**
 * Starts a component and waits until it is ready.
 *
 * @throws if it is not on this machine, ends early or is not ready in time; the message ends with what it wrote
 */
export async function startProcess(options: ProcessOptions): Promise<Running> {
  const { name, args, folder, env = {}, user, within = [] } = options;
  const [first = '', ...rest] = [...within, locateOrFail(name), ...args];
  const command = { command: first, args: rest, stopSignal: stopSignalOf(name), ...user };
  const logFile = newLogFile(name);
  const output = openSync(logFile, 'a');
  const child = spawn(process.execPath, [SUPERVISOR, JSON.stringify(command)], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['pipe', output, output],
  });
  closeSync(output);
  // a test that forgets to stop it does not keep the run from ending; the supervisor then sees its stdin close
  child.unref();
  const running = { name, log: () => readFileSync(logFile, 'utf8'), stop: stopper(child) };
  try {
    await untilReady(options, child, running.log);
  } catch (error) {
    await running.stop();
    throw error;
  }
  return running;
}

function stopper(child: ChildProcess): () => Promise<void> {
  const gone = new Promise<void>((resolve) => {
    child.once('error', () => {
      resolve();
    });
    child.once('exit', () => {
      resolve();
    });
  });
  // it may have ended by itself: then nobody reads
  child.stdin?.on('error', () => undefined);
  return () => {
    child.ref();
    child.stdin?.end();
    return gone;
  };
}

async function untilReady(options: ProcessOptions, child: ChildProcess, log: () => string): Promise<void> {
  const { name, ready, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const end = Date.now() + timeoutMs;
  let last: unknown = 'never ready';
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${name} ended with code ${child.exitCode} before it was ready:\n${log().slice(-TAIL)}`);
    try {
      if (await ready()) return;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) {
      const because = last instanceof Error ? last.message : String(last);
      throw new Error(`${name} was not ready in ${timeoutMs} ms (${because}):\n${log().slice(-TAIL)}`, { cause: last });
    }
    await pause();
  }
}
