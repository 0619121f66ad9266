import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as cdk8s from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';
import * as agents from '../constructs/index';
import { renderApp } from '../src/render/render';

const ROOT = join(__dirname, '..');

/** The front doors by the names under which they are published. */
const DOORS = {
  'cdk8s-agents': 'constructs/index.ts',
  'cdk8s-agents/platform': 'environments/index.ts',
  'cdk8s-agents/terraform': 'environments/terraform.ts',
};

/** A piece of documentation that is code. */
interface Example {
  readonly title: string;
  readonly code: string;
}

const sources = readdirSync(join(ROOT, 'constructs'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && name !== 'index.ts')
  .sort()
  .map((name) => ts.createSourceFile(name, readFileSync(join(ROOT, 'constructs', name), 'utf8'), ts.ScriptTarget.ES2022, true));
const classes = sources.flatMap((file) => file.statements.filter(ts.isClassDeclaration));

const examples: readonly Example[] = classes.flatMap((node) =>
  ts
    .getJSDocTags(node)
    .filter(({ tagName }) => tagName.text === 'example')
    .map((tag) => ({ title: `@example of ${node.name?.text ?? ''}`, code: ts.getTextOfJSDocComment(tag.comment) ?? '' })),
);

const readme: readonly Example[] = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(
  ([, code = ''], index) => ({
    title: `README.md, example ${index + 1}`,
    code,
  }),
);

test('there is an @example for every construct class', () => {
  const constructs = classes.filter(
    ({ heritageClauses }) => heritageClauses?.some((clause) => /^extends \w*Construct$/.test(clause.getText())) === true,
  );
  expect(constructs.length).toBeGreaterThanOrEqual(8);
  const described = new Set(examples.map(({ title }) => title));
  expect(constructs.map(({ name }) => `@example of ${name?.text ?? ''}`).filter((title) => !described.has(title))).toEqual([]);
});

test('README.md shows a chart of a team and the program of a platform repository', () => {
  expect(readme.map(({ code }) => [...code.matchAll(/from '(cdk8s-agents[^']*)'/g)].map(([, name]) => name))).toEqual([
    ['cdk8s-agents'],
    ['cdk8s-agents/platform'],
    // tenants as YAML
    ['cdk8s-agents/platform'],
    // charts that are none of ours
    ['cdk8s-agents/platform'],
  ]);
});

test('every example is well-typed under the options of this repository', () => {
  expect(typeErrors([...examples, ...readme])).toEqual([]);
});

test('an example with a misspelt property is found', () => {
  const code = `new PlatformNamespace(chart, 'Platform', { nane: 'shared' });`;
  expect(typeErrors([{ title: 'misspelt', code }])).toEqual([
    expect.stringContaining(`misspelt: TS2353: Object literal may only specify known properties, and 'nane'`),
  ]);
});

test.each(examples)('$title runs and renders', ({ code }) => {
  const { app, chart } = run(code);
  expect(chart.node.findAll().filter((node) => cdk8s.ApiObject.isApiObject(node)).length).toBeGreaterThanOrEqual(1);
  const text = renderApp(app, '').get(`${chart.node.id}.yaml`) ?? '';
  const documents = parseAllDocuments(text).map((document) => document.toJS() as { kind?: string });
  expect(documents.length).toBeGreaterThanOrEqual(1);
  expect(documents.filter(({ kind }) => kind === undefined)).toEqual([]);
});

describe('README.md', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'readme-')));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('the chart of a team runs and writes its namespace and its agent', () => {
    expect(runAlone(join(folder, 'team'), readme[0]?.code ?? '')).toEqual({
      'dist/namespace.k8s.yaml': ['LimitRange', 'Namespace', 'NetworkPolicy', 'ResourceQuota', 'ResourceQuota', 'ServiceAccount'],
      'dist/product-search.k8s.yaml': ['ConfigMap', 'Deployment', 'NetworkPolicy', 'PodDisruptionBudget', 'ScaledObject', 'ServiceAccount'],
    });
  });

  test('the program of a platform repository runs and writes manifests and Terraform', () => {
    const written = runAlone(join(folder, 'platform'), readme[1]?.code ?? '');
    expect(Object.keys(written)).toEqual([
      'dist/shop/prod/manifests/cluster/priority-classes.yaml',
      'dist/shop/prod/manifests/cluster/tenant-guard.yaml',
      'dist/shop/prod/manifests/platform/00-namespace.yaml',
      'dist/shop/prod/manifests/tenants/tenant-acme/00-namespace.yaml',
      'dist/shop/prod/manifests/tenants/tenant-acme/observability.yaml',
      'dist/shop/prod/manifests/tenants/tenant-acme/product-search.yaml',
      'dist/shop/prod/reports/alerts/tenant-acme.rules.test.json',
      'dist/shop/prod/reports/alerts/tenant-acme.rules.yaml',
      'dist/shop/prod/terraform/eu-central-1/cdk.tf.json',
    ]);
    expect(written['dist/shop/prod/manifests/tenants/tenant-acme/product-search.yaml']).toContain('ScaledObject');
  });
});

/** What every `@example` may take as given, beside all that the front door and cdk8s export. */
function given() {
  const app = new cdk8s.App();
  const search = new agents.AgentDeployment(new cdk8s.Chart(app, 'given', { namespace: 'tenant-acme' }), 'Given', {
    tenant: 'acme',
    image: `registry.example.com/agents/product-search:2.4.1@sha256:${'0'.repeat(64)}`,
    task: { p99: cdk8s.Duration.seconds(20), concurrency: 10 },
    consumes: { stream: 'TASKS' },
    needs: ['bus'],
  });
  return { app, chart: new cdk8s.Chart(app, 'example', { namespace: 'tenant-acme' }), search };
}

function run(code: string): { readonly app: cdk8s.App; readonly chart: cdk8s.Chart } {
  const scope: Record<string, unknown> = { ...cdk8s, plus, ...agents, ...given() };
  const names = Object.keys(scope);
  // in a block of its own, so that an example may make its own app, chart or agent
  const body = `'use strict';\n{\n${transpiled(code)}\nreturn { app, chart };\n}`;
  // a function whose parameters are what is given; an example needs no imports then
  const compiled = Reflect.construct(Function, [...names, body]) as (...values: unknown[]) => { app: cdk8s.App; chart: cdk8s.Chart };
  return compiled(...names.map((name) => scope[name]));
}

function transpiled(code: string): string {
  return ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, esModuleInterop: true },
  }).outputText;
}

/** Runs a program in an empty folder and a process of its own. Kinds (of Terraform: nothing) by what it wrote. */
function runAlone(folder: string, code: string): Record<string, (string | undefined)[]> {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, 'cdk8s-agents'), { recursive: true });
  for (const name of ['cdk8s', 'cdk8s-plus-28', 'constructs']) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  for (const [door, source] of Object.entries(DOORS)) {
    const [, file = 'index'] = door.split('/');
    writeFileSync(join(modules, 'cdk8s-agents', `${file}.js`), `module.exports = require(${JSON.stringify(join(ROOT, source))});\n`);
  }
  writeFileSync(join(folder, 'main.js'), transpiled(code));
  const env: NodeJS.ProcessEnv = { ...process.env, TS_NODE_PROJECT: join(ROOT, 'tsconfig.json') };
  delete env['CDK8S_OUTDIR'];
  const { status, stderr } = spawnSync(process.execPath, ['-r', join(ROOT, 'node_modules/ts-node/register'), 'main.js'], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  const files = readdirSync(join(folder, 'dist'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
  const kinds = (file: string): (string | undefined)[] =>
    parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => (document.toJS() as { kind?: string }).kind);
  return Object.fromEntries(files.map((file) => [file, file.endsWith('.json') ? [] : kinds(file).sort()]));
}

/** What the compiler says against examples, in one program; what they take as given is declared globally. */
function typeErrors(all: readonly Example[]): string[] {
  const paths = Object.fromEntries(Object.entries(DOORS).map(([door, source]) => [door, [`./${source}`]]));
  const { options } = ts.parseJsonConfigFileContent(
    { extends: './tsconfig.json', compilerOptions: { paths, noEmit: true }, files: [] },
    ts.sys,
    ROOT,
  );
  const file = (index: number): string => join(ROOT, 'test', `example-${index}.ts`);
  const valuesOf = (from: object, name: string): string[] =>
    Object.keys(from).map((key) => `const ${key}: typeof import('${name}').${key};`);
  const globals = [
    'declare global {',
    `const app: import('cdk8s').App; const chart: import('cdk8s').Chart; const search: import('cdk8s-agents').AgentDeployment;`,
    `const plus: typeof import('cdk8s-plus-28');`,
    ...valuesOf(cdk8s, 'cdk8s'),
    ...valuesOf(agents, 'cdk8s-agents'),
    '}',
    'export {};',
  ].join('\n');
  const texts = new Map([
    [join(ROOT, 'test', 'given.d.ts'), globals],
    ...all.map(({ code }, index) => [file(index), `${code}\nexport {};\n`] as const),
  ]);
  const host = ts.createCompilerHost(options);
  const plain = { exists: host.fileExists.bind(host), read: host.getSourceFile.bind(host) };
  host.fileExists = (path) => texts.has(path) || plain.exists(path);
  host.getSourceFile = (path, target, ...rest) => {
    const text = texts.get(path);
    return text === undefined ? plain.read(path, target, ...rest) : ts.createSourceFile(path, text, target);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return [...texts.keys()].flatMap((path) => {
    const source = program.getSourceFile(path);
    const index = all.findIndex((_, at) => file(at) === path);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ code, messageText }) => `${all[index]?.title ?? 'given'}: TS${code}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
  });
}
