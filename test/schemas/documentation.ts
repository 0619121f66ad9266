import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './specs';

/** A file that nobody has, in which somebody writes against the front door. */
const FILE = join(ROOT, 'environments', 'written.ts');

/** Published types that are one of several others, each of which is asked itself. */
const UNIONS: readonly string[] = ['RolloutSpec', 'NatsServiceSpec', 'RedisServiceSpec', 'PostgresServiceSpec', 'LlmServiceSpec'];

/** Keys of published specs that the language service does not explain, as `AgentSpec.image`. */
export function undocumented(): string[] {
  const door = ts.createSourceFile('index.ts', ts.sys.readFile(join(ROOT, 'environments', 'index.ts')) ?? '', ts.ScriptTarget.Latest);
  const specs = door.statements
    .filter((statement) => ts.isExportDeclaration(statement))
    .flatMap(({ exportClause }) => (exportClause !== undefined && ts.isNamedExports(exportClause) ? [...exportClause.elements] : []))
    .map(({ name }) => name.text)
    .filter((name) => name.endsWith('Spec') || name === 'TokenBudget' || name === 'ComputeQuota' || name === 'PodResources')
    // a union has the keys of its members, and a cluster has none yet
    .filter((name) => !UNIONS.includes(name) && name !== 'ClusterSpec');
  const text = specs.map((name) => `declare const ${name}: import('./index').${name};\n${name}.`).join('\n');
  const service = serviceOf(text);
  return specs.flatMap((name) => {
    const position = text.indexOf(`\n${name}.`) + name.length + 2;
    const keys = service.getCompletionsAtPosition(FILE, position, undefined)?.entries ?? [];
    if (keys.length === 0) throw new Error(`the language service knows no key of ${name}`);
    return keys
      .filter(({ name: key }) => key !== 'kind')
      .filter(({ name: key }) => {
        const details = service.getCompletionEntryDetails(FILE, position, key, undefined, undefined, undefined, undefined);
        return ts.displayPartsToString(details?.documentation) === '' && (details?.tags ?? []).length === 0;
      })
      .map(({ name: key }) => `${name}.${key}`);
  });
}

function serviceOf(text: string): ts.LanguageService {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  return ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [FILE],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      const content = path === FILE ? text : ts.sys.readFile(path);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => ROOT,
    getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
    fileExists: (path) => path === FILE || ts.sys.fileExists(path),
    readFile: (path) => ts.sys.readFile(path),
    directoryExists: (path) => ts.sys.directoryExists(path),
    getDirectories: (path) => ts.sys.getDirectories(path),
  });
}
