import { execFileSync } from 'node:child_process';
import { join, relative } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..');

const DOOR = 'constructs/index';

/** Everything loaded by requiring one door, relative to the repository, in a process that has loaded nothing else. */
function loadedBy(door: string, use = ''): string[] {
  const script = `const door = require('./${door}'); ${use}; process.stdout.write(JSON.stringify(Object.keys(require.cache)))`;
  const printed = execFileSync(process.execPath, ['-r', 'ts-node/register', '-e', script], { cwd: ROOT, encoding: 'utf8' });
  return (JSON.parse(printed) as string[]).map((path) => relative(ROOT, path));
}

const isTerraform = (path: string): boolean => /^(node_modules\/(cdktf|@cdktf|@cdktn|aws-sdk|@aws-sdk)\/|src\/terraform\/)/.test(path);

test.each(['constructs/index', 'environments/index'])('%s loads neither cdktf nor the AWS provider nor our Terraform', (door) => {
  const loaded = loadedBy(door);
  expect(loaded).toContain(`${door}.ts`);
  expect(loaded).toContain('node_modules/cdk8s/lib/index.js');
  expect(loaded.filter(isTerraform)).toEqual([]);
});

test('constructs/index loads no file of the platform: neither resolution nor renderer nor runner', () => {
  expect(
    loadedBy('constructs/index').filter((path) => /^(src\/(resolve|render|cli|judges|terraform)|tenants|environments)\//.test(path)),
  ).toEqual([]);
});

test('environments/terraform loads cdktf once it renders, so that the tests above can fail, and not before', () => {
  expect(loadedBy('environments/terraform').filter((path) => isTerraform(path) && path.startsWith('node_modules/'))).toEqual([]);
  const plan = `{ system: 'shop', name: 'prod', labels: { pool: 'cdk8s-agents/pool' }, nodePools: [], regions: [], terraformState: { bucket: 'shop-terraform' } }`;
  const loaded = loadedBy('environments/terraform', `door.renderInfrastructure(${plan})`).filter(isTerraform);
  expect(loaded).toContain('node_modules/cdktf/lib/index.js');
  expect(loaded.some((path) => path.startsWith('node_modules/@cdktf/provider-aws/'))).toBe(true);
  // the provider has one file for each of 1,500 kinds: its index would load them all
  expect(loaded).not.toContain('node_modules/@cdktf/provider-aws/lib/index.js');
});

describe('types of constructs/index', () => {
  const declarations = emittedDeclarations();

  const exported = exportsOf(declarations.files.get(`${DOOR}.d.ts`));

  test('it exports every type of ours that a signature it exports names', () => {
    const missing = exported.flatMap((name) =>
      namedBy(declarations.ours.get(name))
        .filter((used) => !exported.includes(used))
        .map((used) => `${name} names ${used}`),
    );
    expect(missing).toEqual([]);
    expect(namedBy(declarations.ours.get('QueueScale'))).toEqual(['Prescale', 'QueueBacklog', 'ScalerEngine', 'ScalingBehavior']);
  });

  test('it exports every class of constructs/ with its props, and no function', () => {
    const classes = [...declarations.ours.values()]
      .filter((node) => ts.isClassDeclaration(node) && /\/constructs\//.test(node.getSourceFile().fileName))
      .map((node) => node.name?.text ?? '');
    expect(classes.length).toBeGreaterThanOrEqual(12);
    expect(classes.filter((name) => !exported.includes(name))).toEqual([]);
    expect(exported.filter((name) => name.endsWith('Props'))).toEqual(
      classes
        .map((name) => `${name}Props`)
        .filter((name) => declarations.ours.has(name))
        // what several classes take
        .concat('AgentProps', 'QueueVersionsProps', 'RolloutAnalysisProps')
        .sort(),
    );
    expect(exported.filter((name) => declarations.ours.get(name)?.kind === ts.SyntaxKind.FunctionDeclaration)).toEqual([]);
  });
});

type Declaration = ts.ClassDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.FunctionDeclaration;

function isDeclaration(node: ts.Node): node is Declaration {
  return (
    ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isFunctionDeclaration(node)
  );
}

function exportsOf(file: ts.SourceFile | undefined): string[] {
  return (file?.statements ?? [])
    .flatMap((statement) =>
      ts.isExportDeclaration(statement) && statement.exportClause !== undefined && ts.isNamedExports(statement.exportClause)
        ? statement.exportClause.elements.map(({ name }) => name.text)
        : [],
    )
    .sort();
}

/** Types of ours that a declaration names, wherever a user of it would meet them. */
function namedBy(declaration: Declaration | undefined): string[] {
  if (declaration === undefined) throw new Error('exported, and nowhere declared');
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword) === true) return;
    const name = ts.isTypeReferenceNode(node) ? node.typeName : ts.isExpressionWithTypeArguments(node) ? node.expression : undefined;
    if (name !== undefined && isOurs(name.getText(), declaration.getSourceFile())) names.add(name.getText());
    node.forEachChild(visit);
  };
  declaration.forEachChild(visit);
  return [...names].sort();
}

/** Whether a file means a declaration of ours by that name: its own, or imported by a relative path. */
function isOurs(name: string, file: ts.SourceFile): boolean {
  return file.statements.some((statement) =>
    ts.isImportDeclaration(statement)
      ? (statement.moduleSpecifier as ts.StringLiteral).text.startsWith('.') && importedNames(statement).includes(name)
      : isDeclaration(statement) && statement.name?.text === name,
  );
}

function importedNames({ importClause }: ts.ImportDeclaration): string[] {
  const bindings = importClause?.namedBindings;
  return bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements.map(({ name }) => name.text) : [];
}

/** The `.d.ts` files that the package would publish, as syntax, and every exported declaration in them by its name. */
function emittedDeclarations(): { readonly files: ReadonlyMap<string, ts.SourceFile>; readonly ours: ReadonlyMap<string, Declaration> } {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.build.json'), (path) => ts.sys.readFile(path)) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const program = ts.createProgram([join(ROOT, `${DOOR}.ts`)], { ...options, emitDeclarationOnly: true, outDir: join(ROOT, 'lib') });
  const files = new Map<string, ts.SourceFile>();
  program.emit(undefined, (path, text) => {
    files.set(relative(join(ROOT, 'lib'), path), ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true));
  });
  const ours = new Map<string, Declaration>();
  for (const file of files.values()) {
    for (const statement of file.statements) {
      if (
        isDeclaration(statement) &&
        statement.name !== undefined &&
        statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true
      ) {
        ours.set(statement.name.text, statement);
      }
    }
  }
  return { files, ours };
}
