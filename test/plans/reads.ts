import { readdirSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(__dirname, '..', '..');

/** A key of a plan. */
export interface PlanKey {
  /** Name of the plan and of the key: `BusPlan.replicas`. */
  readonly name: string;
  readonly declarations: readonly ts.Node[];
}

/**
 * Which declared properties are read.
 *
 * Read is what stands right of a dot, in square brackets or in a pattern. What builds an object reads nothing of it. Where an object is
 * handed to somebody who declares what it needs of it, a read of the one is a read of the other: interfaces are compared by their keys.
 */
export class Reads {
  private readonly program: ts.Program;
  private readonly checker: ts.TypeChecker;
  private readonly read = new Set<ts.Node>();
  /** A read of the first is a read of the second. */
  private readonly same = new Map<ts.Node, Set<ts.Node>>();
  private readonly compared = new Map<ts.Type, Set<ts.Type>>();

  constructor(private readonly folders: readonly string[]) {
    this.program = programOf(folders.flatMap((top) => filesBelow(top)));
    this.checker = this.program.getTypeChecker();
    for (const source of this.ours()) this.visit(source);
    const pending = [...this.read];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      for (const other of this.same.get(next) ?? []) {
        if (this.read.has(other)) continue;
        this.read.add(other);
        pending.push(other);
      }
    }
  }

  /** The keys of every exported type of the files whose name ends in `Plan`, with those of what it extends. */
  public planKeys(isFile: (file: string) => boolean): PlanKey[] {
    return this.ours()
      .filter(({ fileName }) => isFile(relative(ROOT, fileName)))
      .flatMap((source) => source.statements.flatMap((statement) => this.keysOf(statement)));
  }

  public isRead({ declarations }: PlanKey): boolean {
    return declarations.some((each) => this.read.has(each));
  }

  private ours(): ts.SourceFile[] {
    return this.program
      .getSourceFiles()
      .filter(({ fileName }) => this.folders.some((top) => relative(ROOT, fileName).startsWith(`${top}/`)));
  }

  private keysOf(statement: ts.Statement): PlanKey[] {
    if (!ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement)) return [];
    const plan = statement.name.text;
    const exported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
    if (!exported || !plan.endsWith('Plan')) return [];
    return membersOf(this.checker.getTypeAtLocation(statement.name)).flatMap((type) =>
      this.checker
        .getPropertiesOfType(type)
        .map((property) => ({ name: `${plan}.${property.name}`, declarations: property.declarations ?? [] })),
    );
  }

  private visit(node: ts.Node): void {
    if (ts.isPropertyAccessExpression(node)) {
      if (!isWritten(node)) this.note(this.checker.getSymbolAtLocation(node.name));
    } else if (ts.isElementAccessExpression(node)) {
      this.noteElement(node);
    } else if (ts.isBindingElement(node)) {
      this.noteBound(node);
    } else if (ts.isExpression(node)) {
      this.hand(node);
    }
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) this.hand(node);
    ts.forEachChild(node, (child) => {
      this.visit(child);
    });
  }

  private note(property: ts.Symbol | undefined): void {
    for (const declaration of property?.declarations ?? []) this.read.add(declaration);
  }

  private noteElement({ expression, argumentExpression }: ts.ElementAccessExpression): void {
    const key = this.checker.getTypeAtLocation(argumentExpression);
    const from = this.checker.getTypeAtLocation(expression);
    for (const each of membersOf(key)) {
      if (each.isStringLiteral()) this.note(this.checker.getPropertyOfType(this.checker.getApparentType(from), each.value));
    }
  }

  private noteBound({ parent, propertyName, name, dotDotDotToken }: ts.BindingElement): void {
    const key = propertyName ?? name;
    if (!ts.isObjectBindingPattern(parent) || dotDotDotToken !== undefined || !ts.isIdentifier(key)) return;
    for (const type of membersOf(this.checker.getTypeAtLocation(parent))) this.note(this.checker.getPropertyOfType(type, key.text));
  }

  /** Compares what an expression is with what is asked for where it stands. */
  private hand(node: ts.Expression): void {
    if (!isHanded(node)) return;
    const asked = this.checker.getContextualType(node);
    if (asked !== undefined) this.compare(this.checker.getTypeAtLocation(node), asked);
  }

  private compare(given: ts.Type, asked: ts.Type): void {
    if (given === asked || !isObject(given) || !isObject(asked)) return;
    const before = this.compared.get(given) ?? new Set();
    if (before.has(asked)) return;
    this.compared.set(given, before.add(asked));
    for (const from of membersOf(given)) for (const to of membersOf(asked)) if (from !== to) this.compareOne(from, to);
  }

  private compareOne(given: ts.Type, asked: ts.Type): void {
    if (!hasKeys(given) || !hasKeys(asked)) return;
    this.elements(given).forEach((element, index) => {
      // any place of a tuple may be the one that a list is asked for
      const other = this.elements(asked)[this.checker.isTupleType(given) && !this.checker.isTupleType(asked) ? 0 : index];
      if (other !== undefined) this.compare(element, other);
    });
    if (this.isOfLibrary(given) || this.isOfLibrary(asked)) return;
    // who asks for any key reads every key
    if (this.checker.getIndexInfosOfType(asked).length > 0)
      this.checker.getPropertiesOfType(given).forEach((each) => {
        this.note(each);
      });
    this.comparePlaces(given, asked);
    for (const to of this.checker.getPropertiesOfType(asked)) {
      const from = this.checker.getPropertyOfType(given, to.name);
      if (from === undefined || from === to) continue;
      for (const declaration of to.declarations ?? []) {
        const others = this.same.get(declaration) ?? new Set();
        for (const other of from.declarations ?? []) if (other !== declaration) others.add(other);
        this.same.set(declaration, others);
      }
      this.compare(this.checker.getTypeOfSymbol(from), this.checker.getTypeOfSymbol(to));
    }
  }

  /** Functions: what one is called with is handed to its parameters, and what it returns to who called it. */
  private comparePlaces(given: ts.Type, asked: ts.Type): void {
    const [from] = given.getCallSignatures();
    const [to] = asked.getCallSignatures();
    if (from === undefined || to === undefined) return;
    this.compare(from.getReturnType(), to.getReturnType());
    from.getParameters().forEach((parameter, index) => {
      const other = to.getParameters()[index];
      if (other !== undefined) this.compare(this.checker.getTypeOfSymbol(other), this.checker.getTypeOfSymbol(parameter));
    });
  }

  /** Whether a type is one of the language, such as an iterator. */
  private isOfLibrary({ symbol }: ts.Type): boolean {
    const [declaration] = (symbol as ts.Symbol | undefined)?.declarations ?? [];
    return declaration !== undefined && symbol.name !== '__type' && this.program.isSourceFileDefaultLibrary(declaration.getSourceFile());
  }

  /** Types of what an array, a tuple, a map or a set holds. */
  private elements(type: ts.Type): readonly ts.Type[] {
    if (this.checker.isTupleType(type)) return this.checker.getTypeArguments(type as ts.TypeReference);
    const name = (type.symbol as ts.Symbol | undefined)?.name ?? '';
    return /^(Readonly)?(Array|Map|Set)$/.test(name) ? this.checker.getTypeArguments(type as ts.TypeReference) : [];
  }
}

function isObject(type: ts.Type): boolean {
  return membersOf(type).some(hasKeys);
}

function hasKeys({ flags }: ts.Type): boolean {
  return (flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0;
}

function membersOf(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type];
}

/** Whether an expression is an argument, a value of a key or a variable, or what a function gives. */
function isHanded(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression !== node;
  if (ts.isArrowFunction(parent)) return parent.body === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isPropertyAssignment(parent) || ts.isVariableDeclaration(parent)) return parent.initializer === node;
  if (ts.isConditionalExpression(parent)) return parent.condition !== node;
  return (
    ts.isReturnStatement(parent) ||
    ts.isArrayLiteralExpression(parent) ||
    ts.isParenthesizedExpression(parent) ||
    ts.isBinaryExpression(parent)
  );
}

function isWritten(node: ts.Expression): boolean {
  const { parent } = node;
  return ts.isBinaryExpression(parent) && parent.left === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

function filesBelow(top: string): string[] {
  return readdirSync(resolve(ROOT, top), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
    .map((name) => resolve(ROOT, top, name));
}

/** Our files and the library of the language: types of packages are not looked at. */
function programOf(files: readonly string[]): ts.Program {
  const options: ts.CompilerOptions = {
    strict: true,
    types: [],
    lib: ['lib.es2022.d.ts'],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
  };
  const host = ts.createCompilerHost(options, true);
  host.resolveModuleNameLiterals = (names, from, _redirected, compiler) =>
    names.map(({ text }) => (text.startsWith('.') ? ts.resolveModuleName(text, from, compiler, host) : { resolvedModule: undefined }));
  return ts.createProgram(files, options, host);
}
