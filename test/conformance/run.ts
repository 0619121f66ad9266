/**
 * Runs the suite against whatever real components this machine has.
 *
 *     npm run test:conformance [-- --tier api|full|controllers] [arguments of jest]
 *
 * Tiers are cumulative; without one all that can run does. `KUBEBUILDER_ASSETS` names a folder with binaries, `CRDS_DIR` one with CRDs,
 * and `CONFORMANCE_LOGS` one in which logs are kept.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { assetsProblem, variable } from './harness/components';
import { makeRunFolder, RUN_FOLDER } from './harness/run-folder';
import { foldersUpTo, type Tier, TIER_NAMES } from './harness/tiers';

function main(): void {
  const { tier, rest } = parse(process.argv.slice(2));
  const problem = assetsProblem();
  if (problem !== undefined) throw new Error(problem);
  const named = rest.some((argument) => !argument.startsWith('-'));
  const tests = named ? [] : [`/test/conformance/(${foldersUpTo(tier).join('|')})/`];
  run([require.resolve('jest/bin/jest'), '--config', join(__dirname, 'jest.config.js'), ...rest, ...tests]);
}

function parse(argv: readonly string[]): { readonly tier: Tier; readonly rest: readonly string[] } {
  const rest = argv.flatMap((argument) => (argument.startsWith('--tier=') ? ['--tier', argument.slice('--tier='.length)] : [argument]));
  const at = rest.indexOf('--tier');
  // npm keeps what stands before `--` to itself, in a variable
  const text = at < 0 ? variable('npm_config_tier') : rest.splice(at, 2)[1];
  if (text === undefined && at < 0) return { tier: 'controllers', rest };
  const tier = TIER_NAMES.find((name) => name === text);
  if (tier === undefined) throw new Error(`--tier is one of ${TIER_NAMES.join(', ')}, got ${text ?? 'nothing'}`);
  return { tier, rest };
}

/** Jest under a supervisor: however this process ends, jest and all that it started do, and the folder of the run goes. */
function run(args: readonly string[]): void {
  const folder = makeRunFolder();
  const command = { command: process.execPath, args, group: true, thenRemove: folder };
  const child = spawn(process.execPath, [join(__dirname, 'harness', 'supervisor.js'), JSON.stringify(command)], {
    env: { ...process.env, [RUN_FOLDER]: folder },
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  let ended: NodeJS.Signals | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      ended = signal;
      child.stdin.end();
    });
  }
  child.stdin.on('error', () => undefined);
  child.on('exit', (code) => {
    process.exit(ended === undefined ? (code ?? 1) : 128 + constants.signals[ended]);
  });
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
