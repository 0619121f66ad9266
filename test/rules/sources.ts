import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';

/** Why a rule exists, as a comment beside it says: "Rule `id`: …". */
export interface Reason {
  readonly file: string;
  /** The first sentence after the name of the rule. */
  readonly text: string;
  /** Address of the documentation that demands it; `undefined` where the comment says "(our choice)". */
  readonly source: string | undefined;
  /** Whether the comment says where the rule comes from: by an address, or by "(our choice)". */
  readonly sourced: boolean;
}

/** A rule id and all that the sources say of it. */
export interface Rule {
  readonly id: string;
  /** Files that report it, sorted. */
  readonly files: readonly string[];
  readonly reasons: readonly Reason[];
  /** What its messages advise; `…` stands for a value that is known only then. */
  readonly fixes: readonly string[];
}

const ROOT = join(__dirname, '..', '..');
const FOLDERS = ['constructs', 'environments', 'src'];
/** Where schemas report their findings as pairs of an id and a text. */
const PAIRS = 'src/judges/schemas/crd-values.ts';
const OURS = '(our choice)';

/** A place that reports a rule: its id, and the expression of its fix. */
interface Report {
  readonly file: string;
  readonly id: string;
  readonly fix: ts.Expression | undefined;
}

/** Every rule that the sources can report, sorted by id. */
export function rules(): Rule[] {
  return rulesOf(sourceFiles());
}

/** What the package is made of, sorted by path. */
export function sourceFiles(): ts.SourceFile[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/')),
  )
    .sort()
    .map((file) => ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.ES2022, true));
}

/** The rules of some source files, sorted by id. */
export function rulesOf(files: readonly ts.SourceFile[]): Rule[] {
  const calls = callsByName(files);
  const reports = files.flatMap((file) => reportsOf(file));
  const reasons = files.flatMap((file) => reasonsOf(file));
  return [...new Set([...reports, ...reasons].map(({ id }) => id))].sort().map((id) => {
    const own = reports.filter((report) => report.id === id);
    return {
      id,
      files: [...new Set(own.map(({ file }) => file))].sort(),
      reasons: reasons.filter((reason) => reason.id === id).map(({ reason }) => reason),
      fixes: [...new Set(own.flatMap(({ fix }) => (fix === undefined ? [] : textsOf(fix, calls))))],
    };
  });
}

/** Reports of a file: violations as literals, `problems.that(…)`, and calls of functions with a parameter `rule`. */
function reportsOf(file: ts.SourceFile): Report[] {
  const found: Report[] = [];
  const takers = new Map<string, { index: number; fix?: ts.Expression | undefined }>([['that', { index: 2 }]]);
  walk(file, (node) => {
    if (!ts.isFunctionLike(node) || nameOf(node) === undefined) return;
    const index = node.parameters.findIndex(({ name, type }) => name.getText() === 'rule' && type?.getText() === 'string');
    if (index >= 0) takers.set(nameOf(node) ?? '', { index, fix: fixWithin(node) });
  });
  const report = (id: ts.Node | undefined, fix: ts.Expression | undefined): void => {
    const text = id === undefined ? undefined : idOf(id);
    if (text !== undefined) found.push({ file: file.fileName, id: text, fix });
  };
  walk(file, (node) => {
    if (ts.isObjectLiteralExpression(node)) {
      const rule = node.properties.find(({ name }) => name?.getText() === 'rule');
      if (rule !== undefined) report(valueOf(rule), valueOf(node.properties.find(({ name }) => name?.getText() === 'fix')));
    } else if (ts.isCallExpression(node)) {
      const name = ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : node.expression.getText();
      const taker = takers.get(name);
      if (taker !== undefined) report(node.arguments[taker.index], taker.fix ?? node.arguments[taker.index + 2]);
    } else if (ts.isStringLiteral(node) || ts.isTemplateHead(node)) {
      // the text of a warning, or of what a construct tells cdk8s: `rule: problem; fix`
      const [, id] = /^([a-z]+(?:-[a-z]+)+): \S/.exec(`${node.text}…`) ?? [];
      if (id !== undefined)
        found.push({
          file: file.fileName,
          id,
          fix: ts.isStringLiteral(node) ? node : ts.isTemplateExpression(node.parent) ? node.parent : undefined,
        });
    } else if (file.fileName === PAIRS && ts.isArrayLiteralExpression(node) && node.elements.length === 2) {
      report(node.elements[0], undefined);
    }
  });
  return found;
}

/** The fix that a function with a parameter `rule` writes itself. */
function fixWithin(taker: ts.SignatureDeclaration): ts.Expression | undefined {
  const written: ts.Expression[] = [];
  walk(taker, (node) => {
    if (!ts.isCallExpression(node) || node.arguments[2]?.getText() !== 'rule') return;
    const fix = node.arguments[4];
    if (fix !== undefined && !ts.isIdentifier(fix)) written.push(fix);
  });
  return written[0];
}

/** The id that an expression names: a literal, or a constant of the file. */
function idOf(node: ts.Node): string | undefined {
  const text = ts.isStringLiteral(node) ? node.text : ts.isIdentifier(node) ? constantOf(node) : undefined;
  return text !== undefined && /^[a-z]+(?:-[a-z]+)*$/.test(text) && text.length > 1 ? text : undefined;
}

function constantOf(node: ts.Identifier): string | undefined {
  const value = initializerOf(node);
  return value !== undefined && ts.isStringLiteral(value) ? value.text : undefined;
}

function valueOf(property: ts.ObjectLiteralElementLike | undefined): ts.Expression | undefined {
  if (property === undefined) return undefined;
  if (ts.isPropertyAssignment(property)) return property.initializer;
  return ts.isShorthandPropertyAssignment(property) ? property.name : undefined;
}

/** Comments of the form "Rule `id`: sentence.", with their source. */
function reasonsOf(file: ts.SourceFile): { id: string; reason: Reason }[] {
  return commentsOf(file.text).flatMap((comment) =>
    [...comment.matchAll(/\bRule `([a-z-]+)`: ((?:`[^`]*`|[^.`]|\.(?=\S))+)\.(.*?)(?=\bRule `[a-z-]+`: |$)/gs)].map(
      ([, id = '', sentence = '', rest = '']) => {
        const source = /https:\/\/[^\s)]+/.exec(rest)?.[0] ?? /@see (https:\/\/[^\s)]+)/.exec(comment)?.[1];
        const ours = sentence.includes(OURS);
        const text = sentence.replace(` ${OURS}`, '');
        return { id, reason: { file: file.fileName, text, source: ours ? undefined : source, sourced: ours || source !== undefined } };
      },
    ),
  );
}

/** Texts of comments, each on one line; line comments that follow each other are one. */
function commentsOf(text: string): string[] {
  return [...text.matchAll(/\/\*\*[\s\S]*?\*\/|(?:^[ \t]*\/\/.*\n)+/gm)].map(([comment]) =>
    comment
      .replace(/^\s*(?:\/\*\*|\*\/|\*|\/\/)/gm, ' ')
      .replace(/\*\/$/, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}

/** The texts that an expression may come to. */
function textsOf(node: ts.Expression, calls: ReadonlyMap<string, readonly ts.CallExpression[]>, depth = 0): string[] {
  if (depth > 4) return [];
  const deeper = (inner: ts.Expression): string[] => textsOf(inner, calls, depth + 1);
  if (ts.isStringLiteralLike(node)) return node.text === '' ? [] : [afterSemicolon(node.text)];
  if (ts.isTemplateExpression(node))
    return [afterSemicolon(node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join(''))].filter((text) =>
      /[a-z]/.test(text),
    );
  if (ts.isParenthesizedExpression(node)) return deeper(node.expression);
  if (ts.isConditionalExpression(node)) return [...deeper(node.whenTrue), ...deeper(node.whenFalse)];
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
    return [...deeper(node.left), ...deeper(node.right)];
  if (ts.isCallExpression(node)) return node.expression.getText().startsWith('didYouMean') ? ['did you mean …?'] : [];
  if (!ts.isIdentifier(node)) return [];
  const value = initializerOf(node);
  if (value !== undefined) return deeper(value);
  const columns = columnsOf(node);
  if (columns.length > 0) return columns.flatMap(deeper);
  const taker = parameterOf(node);
  return taker === undefined
    ? []
    : callsOf(node, taker.name, calls).flatMap(({ arguments: given }) => {
        const argument = given[taker.index];
        return argument === undefined ? [] : deeper(argument);
      });
}

/** Calls of a function: those of its own file, and those of all files if there are none. */
function callsOf(node: ts.Node, name: string, calls: ReadonlyMap<string, readonly ts.CallExpression[]>): readonly ts.CallExpression[] {
  const all = calls.get(name) ?? [];
  const own = all.filter((call) => call.getSourceFile() === node.getSourceFile());
  return own.length > 0 ? own : all;
}

/** What the constant of that name was set to, in the functions around it or in the file. */
function initializerOf(node: ts.Identifier): ts.Expression | undefined {
  for (let scope: ts.Node = node.parent; ; scope = scope.parent) {
    if (ts.isFunctionLike(scope) && scope.parameters.some(({ name }) => name.getText() === node.text)) return undefined;
    if (ts.isBlock(scope) || ts.isSourceFile(scope) || ts.isCaseClause(scope)) {
      for (const statement of scope.statements) {
        if (!ts.isVariableStatement(statement)) continue;
        const declared = statement.declarationList.declarations.find(({ name }) => name.getText() === node.text);
        if (declared !== undefined) return declared.initializer;
      }
    }
    if (ts.isSourceFile(scope)) return undefined;
  }
}

/** The values under that key in the tables of the file, for a name that is taken out of one. */
function columnsOf(node: ts.Identifier): ts.Expression[] {
  const bound: ts.Expression[] = [];
  const columns: ts.Expression[] = [];
  walk(node.getSourceFile(), (inner) => {
    if (ts.isBindingElement(inner) && inner.name.getText() === node.text && ts.isVariableDeclaration(inner.parent.parent)) bound.push(node);
    if (ts.isPropertyAssignment(inner) && inner.name.getText() === node.text) columns.push(inner.initializer);
  });
  return bound.length > 0 ? columns : [];
}

/** Of the text of a warning, which says rule, problem and fix in one line, the fix. */
function afterSemicolon(text: string): string {
  return /^[a-z]+(?:-[a-z]+)+: [^;]+; (.*)$/.exec(text)?.[1] ?? text;
}

/** The function that has that name as a parameter, and its position. */
function parameterOf(node: ts.Identifier): { name: string; index: number } | undefined {
  for (let scope: ts.Node = node.parent; !ts.isSourceFile(scope); scope = scope.parent) {
    if (!ts.isFunctionLike(scope)) continue;
    const index = scope.parameters.findIndex(({ name }) => name.getText() === node.text);
    if (index >= 0) return { name: nameOf(scope) ?? '', index };
  }
  return undefined;
}

function nameOf(node: ts.SignatureDeclaration): string | undefined {
  if (node.name !== undefined) return node.name.getText();
  return ts.isVariableDeclaration(node.parent) ? node.parent.name.getText() : undefined;
}

/** Calls by the name of what is called. */
function callsByName(files: readonly ts.SourceFile[]): ReadonlyMap<string, readonly ts.CallExpression[]> {
  const found = new Map<string, ts.CallExpression[]>();
  for (const file of files) {
    walk(file, (node) => {
      if (!ts.isCallExpression(node)) return;
      const name = ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : node.expression.getText();
      found.set(name, [...(found.get(name) ?? []), node]);
    });
  }
  return found;
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}
