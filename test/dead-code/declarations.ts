import { existsSync, readdirSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(__dirname, '..', '..');

/** A name that stands at the top level of a file. */
export interface Declaration {
  readonly file: string;
  readonly name: string;
  readonly exported: boolean;
  /** What its text names; `shown` are the types among them that a declaration file would show. */
  readonly uses: Set<Declaration>;
  readonly shown: Set<Declaration>;
}

interface Source {
  readonly declared: Declaration[];
  /** What its statements use that declare nothing. */
  readonly uses: Set<Declaration>;
  /** What it exports of others. */
  readonly handedOn: Set<Declaration>;
  /** All that stands in it by name, whoever declares it. An import alone is no use. */
  readonly named: Set<Declaration>;
  /** Files that run before it does. */
  readonly imports: Set<string>;
}

/**
 * Who declares what at the top level of our files, and who names it there.
 *
 * Names are bound as the compiler binds them, so that a parameter or a member of the same name is no use. Members of classes and properties
 * are not looked at.
 */
export class Declarations {
  private readonly byNode = new Map<ts.Node, Declaration>();
  private readonly sources = new Map<string, Source>();
  private readonly program: ts.Program;
  private readonly checker: ts.TypeChecker;

  constructor(folders: readonly string[]) {
    const files = folders.flatMap((top) =>
      readdirSync(resolve(ROOT, top), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
        .map((name) => resolve(ROOT, top, name)),
    );
    this.program = programOf(files);
    this.checker = this.program.getTypeChecker();
    const read = this.program.getSourceFiles();
    for (const source of read) this.declare(source);
    for (const source of read) this.use(source);
  }

  /** The files below folders. */
  files(top: readonly string[]): string[] {
    return [...this.sources.keys()].filter((file) => top.some((folder) => file.startsWith(`${folder}/`)));
  }

  /** What the files below folders declare. */
  all(top: readonly string[]): Declaration[] {
    return this.files(top).flatMap((file) => this.source(file).declared);
  }

  /** What `roots` reach: all they export and run, and what that names, however far. */
  reached(roots: readonly string[]): Set<Declaration> {
    const found = new Set<Declaration>();
    const ran = new Set<string>();
    const pending: Declaration[] = [];
    const run = (file: string): void => {
      const source = this.sources.get(file);
      if (source === undefined || ran.has(file)) return;
      ran.add(file);
      pending.push(...source.uses);
      source.imports.forEach(run);
    };
    for (const root of roots) {
      const source = this.source(root);
      run(root);
      pending.push(...source.handedOn, ...source.declared.filter(({ exported }) => exported));
    }
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      pending.push(...next.uses);
    }
    return found;
  }

  /** The files that name `declaration`, besides its own. */
  usersOf(declaration: Declaration): string[] {
    return [...this.sources].filter(([file, { named }]) => file !== declaration.file && named.has(declaration)).map(([file]) => file);
  }

  /** Whether an exported declaration of the same file shows `declaration` in its own signature. */
  isShown(declaration: Declaration): boolean {
    return this.source(declaration.file).declared.some((other) => other.exported && other !== declaration && other.shown.has(declaration));
  }

  /** Whether `declaration` is named in its own file, besides by itself. */
  isUsedAtHome(declaration: Declaration): boolean {
    const { declared, uses } = this.source(declaration.file);
    return uses.has(declaration) || declared.some((other) => other !== declaration && other.uses.has(declaration));
  }

  private source(file: string): Source {
    const source = this.sources.get(file);
    if (source === undefined) throw new Error(`${file} is no source`);
    return source;
  }

  private declare(file: ts.SourceFile): void {
    const name = relative(ROOT, file.fileName);
    const declared = new Map<string, Declaration>();
    for (const statement of file.statements) {
      for (const node of declarationsIn(statement)) {
        const declaration = declared.get(node.name.text) ?? {
          file: name,
          name: node.name.text,
          exported: isExported(statement),
          uses: new Set(),
          shown: new Set(),
        };
        declared.set(node.name.text, declaration);
        this.byNode.set(node, declaration);
      }
    }
    const source: Source = {
      declared: [...declared.values()],
      uses: new Set(),
      handedOn: new Set(),
      named: new Set(),
      imports: new Set(),
    };
    this.sources.set(name, source);
  }

  private use(file: ts.SourceFile): void {
    const source = this.source(relative(ROOT, file.fileName));
    for (const statement of file.statements) {
      if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) {
        const path = statement.moduleSpecifier === undefined ? undefined : pathOf(statement.moduleSpecifier, file);
        if (path !== undefined) source.imports.add(relative(ROOT, path));
        if (ts.isExportDeclaration(statement)) this.handOn(statement, source);
        continue;
      }
      const nodes = declarationsIn(statement);
      if (nodes.length === 0) this.collect(statement, source.uses, source.named);
      for (const node of nodes) {
        const declaration = this.byNode.get(node);
        if (declaration === undefined) continue;
        this.collect(node, declaration.uses, source.named);
        this.collectShown(node, declaration.shown);
      }
      // `const { a, b } = f()`: each name uses what stands right of it
      if (ts.isVariableStatement(statement)) {
        for (const { name, initializer } of statement.declarationList.declarations) {
          if (ts.isIdentifier(name) || initializer === undefined) continue;
          for (const node of bound(name)) this.collect(initializer, this.byNode.get(node)?.uses ?? source.uses, source.named);
        }
      }
    }
  }

  private handOn(statement: ts.ExportDeclaration, source: Source): void {
    const { exportClause, moduleSpecifier } = statement;
    if (exportClause !== undefined && ts.isNamedExports(exportClause)) {
      for (const element of exportClause.elements) this.add(this.checker.getSymbolAtLocation(element.name), source.handedOn, source.named);
    } else if (moduleSpecifier !== undefined) {
      this.add(this.checker.getSymbolAtLocation(moduleSpecifier), source.handedOn, source.named);
    }
  }

  private collect(node: ts.Node, ...into: Set<Declaration>[]): void {
    const visit = (at: ts.Node): void => {
      if (ts.isIdentifier(at)) {
        if (!isNameOfMember(at)) this.add(this.symbolOf(at), ...into);
      } else if (ts.isImportTypeNode(at) && ts.isLiteralTypeNode(at.argument)) {
        this.add(this.checker.getSymbolAtLocation(at.argument.literal), ...into);
      }
      ts.forEachChild(at, visit);
    };
    visit(node);
  }

  /** The types a declaration file would name for `node`. */
  private collectShown(node: ts.Node, into: Set<Declaration>): void {
    const visit = (at: ts.Node): void => {
      if (ts.isBlock(at) || (ts.isArrowFunction(at.parent) && at.parent.body === at)) return;
      if (ts.canHaveModifiers(at) && ts.getModifiers(at)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword) === true) return;
      if (ts.isIdentifier(at) && isNameOfType(at)) this.add(this.symbolOf(at), into);
      ts.forEachChild(at, visit);
    };
    visit(node);
  }

  private symbolOf(at: ts.Identifier): ts.Symbol | undefined {
    return ts.isShorthandPropertyAssignment(at.parent)
      ? this.checker.getShorthandAssignmentValueSymbol(at.parent)
      : this.checker.getSymbolAtLocation(at);
  }

  private add(symbol: ts.Symbol | undefined, ...into: Set<Declaration>[]): void {
    if (symbol === undefined) return;
    const meant = (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : this.checker.getAliasedSymbol(symbol);
    for (const node of meant.declarations ?? []) {
      const declaration = this.byNode.get(node);
      if (declaration !== undefined) into.forEach((set) => set.add(declaration));
      // `import * as all`: every name of the file
      if (ts.isSourceFile(node))
        this.checker.getExportsOfModule(meant).forEach((each) => {
          this.add(each, ...into);
        });
    }
  }
}

type Named = ts.Node & { readonly name: ts.Identifier };

function declarationsIn(statement: ts.Statement): Named[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap((each) =>
      ts.isIdentifier(each.name) ? [each as Named & typeof each] : bound(each.name),
    );
  }
  const declares =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement);
  return declares && statement.name !== undefined ? [statement as Named & typeof statement] : [];
}

function bound(pattern: ts.BindingPattern): Named[] {
  return pattern.elements.flatMap((each) => {
    if (ts.isOmittedExpression(each)) return [];
    return ts.isIdentifier(each.name) ? [each as Named & typeof each] : bound(each.name);
  });
}

function isExported(statement: ts.Statement): boolean {
  return ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
}

function isNameOfType({ parent }: ts.Identifier): boolean {
  return ts.isTypeReferenceNode(parent) || ts.isTypeQueryNode(parent) || ts.isExpressionWithTypeArguments(parent);
}

/** `b` of `a.b`, of `{ b: 1 }`, of a member's declaration: names that stand for no variable. */
function isNameOfMember(at: ts.Identifier): boolean {
  const { parent } = at;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === at;
  if (ts.isQualifiedName(parent)) return parent.right === at;
  if (ts.isBindingElement(parent)) return parent.initializer !== at;
  if (ts.isShorthandPropertyAssignment(parent)) return false;
  return 'name' in parent && parent.name === at;
}

function pathOf(specifier: ts.Expression, from: ts.SourceFile): string | undefined {
  return ts.isStringLiteral(specifier) ? found(specifier.text, from.fileName) : undefined;
}

function found(name: string, from: string): string | undefined {
  if (!name.startsWith('.')) return undefined;
  const path = resolve(dirname(from), name);
  return [`${path}.ts`, `${path}/index.ts`].find(existsSync);
}

/** Our files alone: no library and no package is read, so that names are bound and types are not looked at. */
function programOf(files: readonly string[]): ts.Program {
  const options: ts.CompilerOptions = { noLib: true, types: [], target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS };
  const host = ts.createCompilerHost(options, true);
  host.resolveModuleNameLiterals = (names, from) =>
    names.map(({ text }) => {
      const path = found(text, from);
      return { resolvedModule: path === undefined ? undefined : { resolvedFileName: path, extension: ts.Extension.Ts } };
    });
  return ts.createProgram(files, options, host);
}
