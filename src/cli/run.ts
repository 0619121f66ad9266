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
export async function run(partsOf: (root: string) => readonly Part[], { root }: RunOptions = {}): Promise<number> {
  const print = (line: string): void => void process.stderr.write(`${line}\n`);
  const parsed = parseArguments(process.argv.slice(2));
  if ('exit' in parsed) {
    print(parsed.text);
    process.exitCode = parsed.exit;
    return parsed.exit;
  }
  const folder = root === undefined ? process.cwd() : resolve(root);
  const code = await synth(partsOf(folder), {
    outdir: resolve(folder, parsed.outdir),
    check: parsed.check,
    // set by `cdk8s synth`, which looks there for what was rendered
    mirror: process.env['CDK8S_OUTDIR'],
    print,
    progress: process.stderr.isTTY ? (text) => void process.stderr.write(text) : undefined,
  });
  process.exitCode = code;
  return code;
}
