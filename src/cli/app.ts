import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Problems } from '../kernel/problems';
import { shown } from '../kernel/shown';
import { typeOf } from './folder';

/** Where cdk8s looks for the program of a repository. https://cdk8s.io/docs/latest/cli/synth/ */
const SETTINGS = 'cdk8s.yaml';

/**
 * The command that renders a repository, as `cdk8s synth` runs it: `app` of `cdk8s.yaml`.
 *
 * @throws InvalidInputError if there is none (`app`)
 */
export function appOf(root: string): string {
  const problems = Problems.of(SETTINGS);
  const path = join(root, SETTINGS);
  // Rule `app`: without a program there is nothing to render (our choice).
  const found = problems.that(
    typeOf(path) !== 'absent',
    '',
    'app',
    `is not in ${root}`,
    `run this where ${SETTINGS} is, or name the program, e.g. --app 'node main.js'`,
  );
  const app = found ? readApp(path, problems) : undefined;
  problems.throwIfAny();
  return app ?? '';
}

function readApp(path: string, problems: Problems): string | undefined {
  let settings: unknown;
  try {
    settings = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    problems.that(false, '', 'app', `cannot be read: ${reason}`, 'write YAML with one key a line, e.g. app: node main.js');
    return undefined;
  }
  const app = typeof settings === 'object' && settings !== null ? (settings as { readonly app?: unknown }).app : undefined;
  if (typeof app === 'string' && app.trim() !== '') return app;
  problems.that(false, 'app', 'app', `must be the command that renders, got ${shown(app)}`, 'write e.g. app: node main.js');
  return undefined;
}

/**
 * Runs a command of a shell with further arguments, with the terminal of this process. Signals that end this process end the command first.
 *
 * @returns its exit code; 128 and the number of the signal that ended it, as shells have it
 */
export async function runApp(app: string, args: readonly string[], root: string): Promise<number> {
  const child = spawn([app, ...args.map(quoted)].join(' '), { cwd: root, shell: true, stdio: 'inherit' });
  // a terminal signals the whole group: this process waits for the command, which ends in its own way
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, pass);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => {
        resolve(signal === null ? Number(code) : 128 + constants.signals[signal]);
      });
    });
  } finally {
    for (const signal of signals) process.removeListener(signal, pass);
  }
}

/** One argument of a POSIX shell. */
function quoted(argument: string): string {
  return /^[A-Za-z0-9_./=:-]+$/.test(argument) ? argument : `'${argument.replaceAll(`'`, `'\\''`)}'`;
}
