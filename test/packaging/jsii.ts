import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix, relative } from 'node:path';
import ts from 'typescript';

/*
 * Whether the public constructs can be given to Python, Java, Go and .NET: compiles them with jsii, in a package of their own that holds the
 * entry point and every file it leads to. Nothing is published from it.
 *
 *   npx ts-node test/packaging/jsii.ts
 */

const ROOT = join(__dirname, '../..');

/** Exports that only TypeScript gets, each with its reason. All others must compile. */
const TYPESCRIPT_ONLY: Readonly<Record<string, string>> = {
  InvalidInputError: 'a class of jsii cannot extend Error; elsewhere its message arrives in an exception of that language',
};

/** Members that only TypeScript gets, each marked `@jsii ignore` where it is declared. */
const TYPESCRIPT_ONLY_MEMBERS: Readonly<Record<string, string>> = {
  'HttpRouter.gateway of an instance': 'a static member has the name; TypeScript had both first',
  'IScaleTarget.hasAutoscaler': 'optional here, required in agents; a class of jsii cannot have both',
};

/** Names like `from` or `switch`, which jsii writes differently in a language that reserves them. */
const SILENCED = 'reserved-word';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly types: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

interface Assembly {
  readonly types: Readonly<Record<string, { readonly name: string; readonly kind: string }>>;
}

class Failure extends Error {}

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;

function main(): void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'jsii-')));
  try {
    const entry = relative('lib', manifest.types).replace(/\.d\.ts$/, '.ts');
    const { files, packages } = reachedFrom(entry);
    for (const [path, text] of files) write(join(folder, path), text);
    const { text, exported } = withoutTypeScriptOnly(entry, files.get(entry) ?? '');
    write(join(folder, entry), text);
    checkMarks(files);
    write(join(folder, 'README.md'), `# ${manifest.name}\n`);
    write(join(folder, 'package.json'), JSON.stringify(jsiiManifest(entry, packages), undefined, 2));
    write(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: compilerOptions(), files: [entry] }, undefined, 2));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    compile(folder);
    report(folder, files.size, exported);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Files that the entry point leads to, path → text, and packages that they import. */
function reachedFrom(entry: string): { readonly files: ReadonlyMap<string, string>; readonly packages: ReadonlySet<string> } {
  const files = new Map<string, string>();
  const packages = new Set<string>();
  const visit = (path: string): void => {
    if (files.has(path)) return;
    const text = readFileSync(join(ROOT, path), 'utf8');
    files.set(path, text);
    if (!path.endsWith('.ts')) return;
    for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
      if (fileName.startsWith('.')) visit(resolved(path, fileName));
      else if (!fileName.startsWith('node:')) packages.add(packageOf(fileName));
    }
  };
  visit(entry);
  return { files, packages };
}

/** A mark hides its member from jsii, and so from this check. */
function checkMarks(files: ReadonlyMap<string, string>): void {
  const marked = [...files].flatMap(([path, text]) => Array.from(text.matchAll(/@jsii ignore/g), () => path));
  const known = Object.keys(TYPESCRIPT_ONLY_MEMBERS);
  if (marked.length !== known.length) throw new Failure(`@jsii ignore in ${marked.join(', ')}, but known are ${known.join(', ')}`);
}

function resolved(from: string, specifier: string): string {
  const path = posix.join(posix.dirname(from), specifier);
  const found = [`${path}.ts`, `${path}/index.ts`, path].find((one) => existsSync(join(ROOT, one)));
  if (found === undefined) throw new Failure(`${from} imports ${specifier}, which is not there`);
  return found;
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The entry point without what only TypeScript gets, and the names that are left. */
function withoutTypeScriptOnly(path: string, text: string): { readonly text: string; readonly exported: readonly string[] } {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const statements = source.statements.map((statement) => {
    const { exportClause } = ts.isExportDeclaration(statement) ? statement : { exportClause: undefined };
    if (exportClause === undefined || !ts.isNamedExports(exportClause)) {
      throw new Failure(`${path} should have nothing but lists of exported names, got: ${statement.getText()}`);
    }
    return { statement, names: exportClause, elements: [...exportClause.elements] };
  });
  const named = statements.flatMap(({ elements }) => elements.map(({ name }) => name.text));
  const stale = Object.keys(TYPESCRIPT_ONLY).filter((name) => !named.includes(name));
  if (stale.length > 0) throw new Failure(`${path} no longer exports ${stale.join(', ')}`);
  const kept = statements.map(({ statement, names, elements }) => {
    const left = elements.filter(({ name }) => TYPESCRIPT_ONLY[name.text] === undefined);
    const [before, after] = [text.slice(statement.getStart(), names.getStart()), text.slice(names.end, statement.end)];
    return left.length === 0 ? '' : `${before}{ ${left.map((one) => one.getText()).join(', ')} }${after}`;
  });
  return { text: `${kept.join('\n')}\n`, exported: named.filter((name) => TYPESCRIPT_ONLY[name] === undefined) };
}

/** What is no peer is bundled: jsii then refuses any of its types in the API. */
function jsiiManifest(entry: string, packages: ReadonlySet<string>): object {
  const peers = Object.entries(manifest.peerDependencies).filter(([name]) => packages.has(name));
  const bundled = Object.entries(manifest.dependencies).filter(([name]) => packages.has(name));
  const unknown = [...packages].filter((name) => ![...peers, ...bundled].some(([one]) => one === name));
  if (unknown.length > 0) throw new Failure(`imported, but neither a peer nor a dependency: ${unknown.join(', ')}`);
  return {
    name: manifest.name,
    version: manifest.version,
    description: manifest.description,
    license: manifest.license,
    author: { name: manifest.name, url: 'https://example.com' },
    repository: { type: 'git', url: 'https://example.com/repository.git' },
    main: entry.replace(/\.ts$/, '.js'),
    types: entry.replace(/\.ts$/, '.d.ts'),
    peerDependencies: Object.fromEntries(peers),
    // jsii wants to see the oldest that is supported
    devDependencies: Object.fromEntries(peers.map(([name, range]) => [name, range.replace(/^[^\d]*/, '')])),
    dependencies: Object.fromEntries(bundled),
    bundledDependencies: bundled.map(([name]) => name),
    jsii: { outdir: 'dist', targets: {} },
  };
}

/** Ours, but for the place where files go, which is beside the sources. */
function compilerOptions(): object {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: { compilerOptions: Readonly<Record<string, unknown>> };
  };
  const { outDir, ...options } = config.compilerOptions;
  return { ...options, types: ['node'], noEmitOnError: true };
}

function compile(folder: string): void {
  const jsii = join(ROOT, 'node_modules/jsii/bin/jsii');
  const options = ['--tsconfig', 'tsconfig.json', '--validate-tsconfig', 'minimal', '--silence-warnings', SILENCED, '--fail-on-warnings'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [jsii, ...options], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.versions.node.split('.', 1).join() },
  });
  if (status !== 0) throw new Failure(`jsii does not accept the public constructs\n${stdout}${stderr}`);
}

function report(folder: string, files: number, exported: readonly string[]): void {
  const { types } = JSON.parse(readFileSync(join(folder, '.jsii'), 'utf8')) as Assembly;
  const names = new Set(Object.values(types).map(({ name }) => name));
  const absent = exported.filter((name) => !names.has(name));
  say(`jsii accepts ${names.size} types out of ${files} files`);
  say(`written out where they are used, as other languages have no aliases: ${absent.join(', ')}`);
  for (const [name, reason] of Object.entries({ ...TYPESCRIPT_ONLY, ...TYPESCRIPT_ONLY_MEMBERS }))
    say(`TypeScript alone: ${name} (${reason})`);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  main();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  say(`FAILED: ${error.message}`);
  process.exitCode = 1;
}
