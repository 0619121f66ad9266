#!/usr/bin/env node
import { createRequire } from 'node:module';
import { Command } from 'commander';
import type * as Problems from '../kernel/problems';
import type * as App from './app';
import { exitCodeOf, quiet, synthCommand } from './arguments';
import type * as BusUser from './bus-user';

/** Loads what only one of the commands needs. */
const load = createRequire(__filename);

/**
 * `cdk8s-agents`: one command with one way in for each thing that is done with a platform repository.
 *
 * A command loads what it needs once it runs, so that `--help` answers at once. Problems go to stderr, answers to stdout; there are no
 * colours, and the exit code is 0, 1 if anything was wrong, or 2 if the command line could not be understood.
 */
function program(): Command {
  const quietly = (command: Command): Command =>
    quiet(
      command,
      (text) => void process.stderr.write(text),
      (text) => void process.stdout.write(text),
    );
  const main = quietly(new Command('cdk8s-agents'))
    .description('Typed cdk8s constructs for AI-agent platforms, and the tools of a platform repository.')
    .version((load('cdk8s-agents/package.json') as { version: string }).version, '--version', 'print the version');
  const synth = quietly(synthCommand())
    .summary('render every environment: runs the app of cdk8s.yaml')
    .option('--app <command>', 'program that renders, with its arguments (default: app of cdk8s.yaml)')
    .action(async ({ app, check, outdir }: { app?: string; check?: true; outdir?: string }) => {
      const { appOf, runApp } = load('./app') as typeof App;
      const root = process.cwd();
      const args = [...(check === true ? ['--check'] : []), ...(outdir === undefined ? [] : ['--outdir', outdir])];
      process.exitCode = await runApp(app ?? appOf(root), args, root);
    });
  const busUser = quietly(new Command('bus-user'))
    .summary('make the key pair of a user of the bus')
    .description(
      `Make an nkey pair for one user of the bus: write the private half, the seed, to a file, and print the public half, which belongs into the environment's data.`,
    )
    .argument('<file>', 'where the seed is kept: must not exist yet, nor lie in a repository')
    .action((file: string) => {
      const { makeBusUser } = load('./bus-user') as typeof BusUser;
      process.stdout.write(`${makeBusUser(file)}\n`);
    });
  return main.addCommand(synth).addCommand(busUser);
}

/** Ends with what went wrong in a sentence: a stack trace tells users nothing. */
async function run(): Promise<void> {
  try {
    await program().parseAsync();
  } catch (error) {
    const exit = exitCodeOf(error);
    if (exit === undefined) {
      const { describeProblems, InvalidInputError } = load('../kernel/problems') as typeof Problems;
      const text =
        error instanceof InvalidInputError
          ? describeProblems(error.root, error.problems)
          : error instanceof Error
            ? error.message
            : String(error);
      process.stderr.write(`${text}\n`);
    }
    process.exitCode = exit ?? 1;
  }
}

void run();
