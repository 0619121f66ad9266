import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

/*
 * What the package promises to those who write TypeScript: for each entry point every type that can be reached from it, with its members.
 *
 *   npm run api              writes docs/api/
 *   npm run api -- --check   prints what differs from it, and then exits with 1
 *
 * Reads the declarations in lib/. The reports name no file and no comment: moving code or rewording it changes nothing in them.
 */

const ROOT = join(__dirname, '../..');
const REPORTS = join(ROOT, 'docs/api');

const SILENT = { default: { logLevel: ExtractorLogLevel.None } };

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
}

/** Name and declaration file of each entry point that has types. */
function entryPoints(): readonly (readonly [name: string, declarations: string])[] {
  const { name, exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
  return Object.entries(exports).flatMap(([path, target]) =>
    typeof target === 'string' ? [] : [[name + path.slice(1), join(ROOT, target.types)] as const],
  );
}

const fileOf = (entryPoint: string): string => `${entryPoint.replaceAll('/', '-')}.api.md`;

function extract(entryPoint: string, declarations: string, folder: string): string {
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath: declarations,
      newlineKind: 'lf',
      compiler: { overrideTsconfig: { extends: join(ROOT, 'tsconfig.build.json'), include: [declarations], exclude: [] } },
      apiReport: {
        enabled: true,
        reportFolder: folder,
        reportTempFolder: folder,
        reportFileName: fileOf(entryPoint),
        // a type that cannot be imported is promised all the same where a member has it
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      // messages name files and depend on comments
      messages: { extractorMessageReporting: SILENT, tsdocMessageReporting: SILENT },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(ROOT, 'package.json'),
  });
  const { succeeded } = Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      message.handled = message.logLevel !== ExtractorLogLevel.Error;
    },
  });
  if (!succeeded) throw new Error(`${entryPoint}: its declarations cannot be read`);
  return readFileSync(join(folder, fileOf(entryPoint)), 'utf8')
    .replace(/^## .*$/m, `## API of \`${entryPoint}\``)
    .replace(/^ *\/\/ \(undocumented\)\n/gm, '')
    .replace(/ \(undocumented\)$/gm, '')
    .replace(/^\/\/ \(No @packageDocumentation .*\n\n/m, '');
}

function reports(): ReadonlyMap<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'api-'));
  try {
    return new Map(entryPoints().map(([name, declarations]) => [fileOf(name), extract(name, declarations, folder)]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function committed(): ReadonlyMap<string, string> {
  const names = existsSync(REPORTS) ? readdirSync(REPORTS) : [];
  return new Map(names.map((name) => [name, readFileSync(join(REPORTS, name), 'utf8')]));
}

function write(): void {
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  for (const [name, text] of reports()) writeFileSync(join(REPORTS, name), text);
}

function check(): boolean {
  const [before, now] = [committed(), reports()];
  const names = [...new Set([...before.keys(), ...now.keys()])].sort().filter((name) => before.get(name) !== now.get(name));
  for (const name of names) process.stdout.write(difference(name, before.get(name) ?? '', now.get(name) ?? ''));
  if (names.length > 0) {
    process.stdout.write(
      '\nThe public API has changed. If that is meant: `npm run api`, and commit docs/api with a line of CHANGELOG.md that says it.\n',
    );
  }
  return names.length === 0;
}

/** As `diff -u` prints it, which exits with 1 where there is a difference. */
function difference(name: string, before: string, now: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'api-'));
  try {
    writeFileSync(join(folder, 'before'), before);
    writeFileSync(join(folder, 'now'), now);
    const labels = ['-L', `docs/api/${name}`, '-L', `${name}, as it is now`];
    return execFileSync('diff', ['-U', '6', ...labels, 'before', 'now'], { cwd: folder, encoding: 'utf8' });
  } catch (error) {
    const { status, stdout } = error as { status?: number; stdout?: string };
    if (status !== 1 || stdout === undefined) throw error;
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv.includes('--check')) {
  if (!check()) process.exitCode = 1;
} else {
  write();
}
