import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { parsed } from './mutant';
import { ALWAYS, BYTES, type Excluded, FOLDERS, NEVER } from './settings';

/** Steps to what imports lead to no test, but is asked nevertheless. */
const FAR = 100;
/** What loading a test file costs at least. */
const STARTING_MS = 500;
/** How much more a test of the same folder is likely to notice. */
const NEIGHBOUR = 8;

/** Which tests reach which files, by imports, as `jest --findRelatedTests` has it, and how far away they are. */
export class RelatedTests {
  /** File → those that import it. */
  private readonly importers = new Map<string, string[]>();
  private readonly tests: readonly string[];

  public constructor(root: string) {
    const files = FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) => filesBelow(root, folder));
    const known = new Set(files);
    for (const file of files) {
      for (const to of importsOf(file, readFileSync(join(root, file), 'utf8'))) {
        const path = [`${to}.ts`, `${to}/index.ts`, to].find((one) => known.has(one));
        if (path !== undefined) this.importers.set(path, [...(this.importers.get(path) ?? []), file]);
      }
    }
    this.tests = files.filter((file) => file.endsWith('.test.ts') && !NEVER.some((excluded) => excluded.file.test(file)));
  }

  /** Tests that count for a file, the most promising first: of its own name, then what is near, of the same folder, and fast. */
  public of(file: string, millisOf: (test: string) => number): string[] {
    const distance = this.distances(file);
    const [, folder = '', stem = ''] = /^(?:src\/)?(.*)\/([^/]*)\.ts$/.exec(file) ?? [];
    const costs = (test: string): number => {
      const steps = distance.get(test) ?? FAR;
      if (steps < FAR && test.endsWith(`/${stem}.test.ts`)) return 0;
      return (steps * (millisOf(test) + STARTING_MS)) / (dirname(test) === `test/${folder}` ? NEIGHBOUR : 1);
    };
    return this.tests
      .filter((test) => distance.has(test) || ALWAYS.some((pattern) => pattern.test(test)))
      .sort((a, b) => costs(a) - costs(b) || (a < b ? -1 : 1));
  }

  /** Tests that match one of the patterns. */
  public matching(patterns: readonly RegExp[]): string[] {
    return this.tests.filter((test) => patterns.some((pattern) => pattern.test(test)));
  }

  private distances(file: string): Map<string, number> {
    const distance = new Map([[file, 0]]);
    // a Map is walked in the order of insertion, also over what is added on the way: nearest first
    for (const [at, steps] of distance)
      for (const importer of this.importers.get(at) ?? []) if (!distance.has(importer)) distance.set(importer, steps + 1);
    return distance;
  }
}

/** The tests without those that compare bytes; what remains of a file is told by the pattern for `jest --testNamePattern`. */
export function withoutBytes(
  tests: readonly string[],
  bytes: readonly Excluded[] = BYTES,
): { tests: string[]; pattern: string | undefined } {
  const titles = bytes.filter(({ file }) => tests.some((test) => file.test(test))).flatMap(({ title }) => title ?? []);
  return {
    tests: tests.filter((test) => !bytes.some(({ file, title }) => title === undefined && file.test(test))),
    pattern: titles.length === 0 ? undefined : `^(?![^]*(?:${titles.map(escaped).join('|')}))`,
  };
}

/** Those that compare bytes, in part or in whole. */
export function onlyBytes(tests: readonly string[], bytes: readonly Excluded[] = BYTES): string[] {
  return tests.filter((test) => bytes.some(({ file }) => file.test(test)));
}

function importsOf(file: string, text: string): string[] {
  const names = parsed(file, text).statements.flatMap((node) => {
    if (ts.isImportDeclaration(node)) return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? [] : [node.moduleSpecifier];
    if (ts.isExportDeclaration(node)) return node.isTypeOnly || node.moduleSpecifier === undefined ? [] : [node.moduleSpecifier];
    return [];
  });
  const imported = names.flatMap((name) => (ts.isStringLiteral(name) ? [name.text] : []));
  return [
    ...[...imported, ...named(text, LOADED)].filter((name) => name.startsWith('.')).map((name) => join(dirname(file), name)),
    ...named(text, RUN),
  ];
}

/** What is loaded once it is needed, and programs that are run. */
const LOADED = /\bload\('([^']+)'\)/g;
const RUN = /'((?:src|environments)\/[^']+\.ts)'/g;

function named(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap(([, name]) => name ?? []);
}

function filesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|json)$/.test(entry.name) && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
