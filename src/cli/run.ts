import { resolve } from 'node:path';
import { parseArguments } from './arguments';
import type { Part } from './part';
import { synth } from './synth';

/** How a platform's program runs. */
export interface RunOptions {
  /** Folder of the repository, which paths of the command line and of data files begin at. @default - the working directory */
  readonly root?: string;
}

/**
 * Runs synth as the program of a platform repository: reads the command line (`--check`, `--outdir`, `--help`), prints problems and the
 * summary to stderr, since `cdk8s synth` swallows what an app prints to stdout, copies what was rendered to `$CDK8S_OUTDIR`, and sets the
 * exit code.
 *
 * @param partsOf what is to be rendered, given the repository's folder; a problem of it is thrown when a part renders
 * @returns the exit code: 0, 1 if anything was wrong or different, 2 if the command line could not be understood
 */
export async function run(partsOf: (root: string) => readonly Part[], { root = '.' }: RunOptions = {}): Promise<number> {
  const print = (line: string): void => void process.stderr.write(`${line}\n`);
  const parsed = parseArguments(process.argv.slice(2));
  const code = await ('exit' in parsed ? refuse(parsed, print) : synthesize(partsOf, resolve(root), parsed, print));
  process.exitCode = code;
  return code;
}

type Print = (line: string) => void;

function refuse({ exit, text }: { readonly exit: number; readonly text: string }, print: Print): number {
  print(text);
  return exit;
}

function synthesize(
  partsOf: (root: string) => readonly Part[],
  root: string,
  { check, outdir }: { readonly check: boolean; readonly outdir: string },
  print: Print,
): Promise<number> {
  return synth(partsOf(root), {
    outdir: resolve(root, outdir),
    check,
    // set by `cdk8s synth`, which looks there for what was rendered
    mirror: process.env['CDK8S_OUTDIR'],
    print,
    progress: process.stderr.isTTY ? (text) => void process.stderr.write(text) : undefined,
  });
}
