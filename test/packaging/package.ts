import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What the packaging tests share: the tarball, a folder that it is installed in, and steps that say what went wrong. */

export const ROOT = join(__dirname, '../..');
const MAX_TARBALL = 2 * 1024 * 1024;

/** What a team installs beside the tarball, in the versions this repository is developed with. */
const BESIDE = ['cdk8s', 'cdk8s-plus-28', 'cdk8s-plus-33', 'constructs', 'typescript', '@types/node'];

/** The compiler options of `cdk8s init typescript-app`: modules of Node before `exports`, and declarations of packages are checked. */
export const CDK8S_INIT = {
  alwaysStrict: true,
  declaration: true,
  experimentalDecorators: true,
  inlineSourceMap: true,
  inlineSources: true,
  lib: ['es2016'],
  module: 'CommonJS',
  moduleResolution: 'node10',
  ignoreDeprecations: '6.0',
  noEmit: true,
  noEmitOnError: true,
  noFallthroughCasesInSwitch: true,
  noImplicitAny: true,
  noImplicitReturns: true,
  noImplicitThis: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  resolveJsonModule: true,
  strict: true,
  strictNullChecks: true,
  strictPropertyInitialization: true,
  stripInternal: true,
  target: 'ES2017',
  types: ['node'],
};

export class Failure extends Error {}

/** The tarball, built from what is checked out now. */
export function pack(folder: string): string {
  rmSync(join(ROOT, 'lib'), { recursive: true, force: true });
  step('npm run build', () => npm(ROOT, 'run', 'build'));
  const printed = step('npm pack', () => npm(ROOT, 'pack', '--ignore-scripts', '--json', '--pack-destination', folder));
  const [packed] = JSON.parse(printed) as { filename: string; size: number; files: { path: string }[] }[];
  if (packed === undefined) throw new Failure('npm pack printed nothing');
  say(`${packed.filename}: ${packed.files.length} files, ${Math.ceil(packed.size / 1024)} KiB`);
  must(packed.size < MAX_TARBALL, `the tarball has ${packed.size} bytes, at most ${MAX_TARBALL} are allowed`);
  const paths = packed.files.map(({ path }) => path);
  const stray = paths.filter(
    (path) =>
      /(^|\/)(test|dist|node_modules)\//.test(path) ||
      (path.endsWith('.ts') && !path.endsWith('.d.ts')) ||
      /\.(tsbuildinfo|log)$/.test(path),
  );
  must(stray.length === 0, `files that do not belong into the package: ${stray.join(', ')}`);
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    exports: Record<string, string | Record<string, string>>;
  };
  const promised = Object.values(exports).flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)));
  const missing = [...promised.map((path) => path.replace(/^\.\//, '')), 'README.md', 'LICENSE', 'CHANGELOG.md'].filter(
    (path) => !paths.includes(path),
  );
  must(missing.length === 0, `files that are missing from the package: ${missing.join(', ')}`);
  return join(folder, packed.filename);
}

/** What a team installs: the tarball, its peers and a compiler, in the versions this repository is developed with. */
export function install(team: string, tarball: string, ...further: string[]): void {
  mkdirSync(team, { recursive: true });
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> };
  const beside = [...BESIDE, ...further].map((name) => `${name}@${devDependencies[name] ?? 'latest'}`);
  step('npm init', () => npm(team, 'init', '-y'));
  step('npm install', () => npm(team, 'install', '--ignore-scripts', '--no-audit', '--no-fund', tarball, ...beside));
}

export function npm(cwd: string, ...args: string[]): string {
  return run(cwd, 'npm', args);
}

export function npx(cwd: string, ...args: string[]): string {
  return run(cwd, 'npx', ['--no-install', ...args]);
}

export function node(cwd: string, ...args: string[]): string {
  return run(cwd, process.execPath, args);
}

function run(cwd: string, command: string, args: readonly string[]): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 300_000 });
}

export function answers(ask: () => string): boolean {
  try {
    return ask().trim() !== '';
  } catch {
    return false;
  }
}

/** Runs a step; what it printed is the message if it fails. */
export function step(title: string, act: () => string): string {
  say(`  ${title}`);
  try {
    return act();
  } catch (error) {
    const { stdout, stderr, message } = error as { stdout?: string; stderr?: string; message: string };
    const printed = [stdout, stderr].filter((text) => text !== undefined && text.trim() !== '').join('\n');
    throw new Failure(`${title} failed:\n${printed === '' ? message : printed}`);
  }
}

export function must(ok: boolean, message: string): void {
  if (!ok) throw new Failure(message);
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
