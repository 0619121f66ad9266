import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { shown } from '../kernel/shown';

/** Output folder of a platform repository, committed. */
const DEFAULT_OUTDIR = 'dist';

/** Exit code of a command line that cannot be understood, as shells have it. */
const MISUSED = 2;

/** What the command line asks of synth. */
export interface Arguments {
  /** @default false */
  readonly check: boolean;
  /** @default 'dist' */
  readonly outdir: string;
}

/** What to print, and to exit with, instead of running. */
export interface Refusal {
  readonly exit: number;
  readonly text: string;
}

/** `synth` with its options: what a platform's program takes, and what `cdk8s-agents synth` hands on to it. */
export function synthCommand(): Command {
  return new Command('synth')
    .description('Render every environment, all of them or none.')
    .option('--check', 'write nothing; exit 1 if the output folder differs from what would be rendered')
    .option('--outdir <folder>', `output folder (default: ${DEFAULT_OUTDIR})`, folderOnce);
}

/** Makes a command tell what is wrong, with its usage, instead of ending the process. `answer` takes what was asked for, such as `--help`. */
export function quiet(command: Command, print: (text: string) => void, answer = print): Command {
  return command
    .exitOverride()
    .showHelpAfterError()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: answer, writeErr: print, getErrHasColors: () => false, getOutHasColors: () => false });
}

/** The exit code of what a command threw instead of ending the process; `undefined` if it is no matter of the command line. */
export function exitCodeOf(error: unknown): number | undefined {
  if (!(error instanceof CommanderError)) return undefined;
  return error.exitCode === 0 ? 0 : MISUSED;
}

/** Reads arguments without those of node and script. */
export function parseArguments(args: readonly string[]): Arguments | Refusal {
  let text = '';
  const command = quiet(synthCommand(), (printed) => (text += printed));
  try {
    const { check, outdir = DEFAULT_OUTDIR } = command.parse(args, { from: 'user' }).opts<Partial<Arguments>>();
    return { check: check === true, outdir };
  } catch (error) {
    const exit = exitCodeOf(error);
    if (exit === undefined) throw error;
    return { exit, text: text.trimEnd() };
  }
}

function folderOnce(value: string, before: string | undefined): string {
  if (before !== undefined) throw new InvalidArgumentError('it is given twice.');
  if (value === '' || value.startsWith('-')) throw new InvalidArgumentError(`a folder is needed, got ${shown(value)}.`);
  return value;
}
