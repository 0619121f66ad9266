import ts from 'typescript';
import { eachNode, Found, type Mutant, parsed } from './mutant';
import { MESSAGES } from './settings';

const { SyntaxKind } = ts;

/** Operators and what they are changed to. */
const OPERATORS: ReadonlyMap<ts.SyntaxKind, readonly [kind: string, to: string]> = new Map([
  [SyntaxKind.LessThanToken, ['comparison', '<=']],
  [SyntaxKind.LessThanEqualsToken, ['comparison', '<']],
  [SyntaxKind.GreaterThanToken, ['comparison', '>=']],
  [SyntaxKind.GreaterThanEqualsToken, ['comparison', '>']],
  [SyntaxKind.EqualsEqualsEqualsToken, ['comparison', '!==']],
  [SyntaxKind.ExclamationEqualsEqualsToken, ['comparison', '===']],
  [SyntaxKind.AmpersandAmpersandToken, ['logic', '||']],
  [SyntaxKind.BarBarToken, ['logic', '&&']],
  [SyntaxKind.PlusToken, ['arithmetic', '-']],
  [SyntaxKind.MinusToken, ['arithmetic', '+']],
  [SyntaxKind.AsteriskToken, ['arithmetic', '/']],
  [SyntaxKind.SlashToken, ['arithmetic', '*']],
]);

const SWAPPED: Readonly<Record<string, string>> = { some: 'every', every: 'some' };
/** Methods without which a list stays as it was. */
const DROPPED: ReadonlySet<string> = new Set(['filter', 'sort', 'toSorted', 'reverse', 'toReversed']);

/** Every small change of a file that a test should notice. Those that do not compile are for others to leave out. */
export function changes(file: string, text: string): Mutant[] {
  const found = new Found(file, parsed(file, text));
  eachNode(found.tree, (node) => {
    if (ts.isBinaryExpression(node)) changeOperator(found, node);
    else if (ts.isCallExpression(node)) changeMethod(found, node);
    else if (ts.isNumericLiteral(node)) changeNumber(found, node);
    else if (ts.isStringLiteralLike(node)) changeString(found, node);
    else if (ts.isRegularExpressionLiteral(node)) changeRegExp(found, node);
    else if (ts.isFunctionLike(node)) returnEarly(found, node);
    else if (ts.isStatement(node)) deleteStatement(found, node);
    changeCondition(found, node);
  });
  return found.mutants;
}

function changeOperator(found: Found, node: ts.BinaryExpression): void {
  const { left, operatorToken, right } = node;
  const change = OPERATORS.get(operatorToken.kind);
  if (change !== undefined) found.part(change[0], node, operatorToken.getStart(found.tree), operatorToken.getEnd(), change[1]);
  if (operatorToken.kind !== SyntaxKind.QuestionQuestionToken) return;
  found.replace('default', node, `(${left.getText(found.tree)})!`);
  found.replace('default', node, `(${right.getText(found.tree)})`);
}

function changeMethod(found: Found, node: ts.CallExpression): void {
  const { expression } = node;
  if (!ts.isPropertyAccessExpression(expression)) return;
  const { name } = expression;
  const swapped = Object.hasOwn(SWAPPED, name.text) ? SWAPPED[name.text] : undefined;
  if (swapped !== undefined) found.part('array', node, name.getStart(found.tree), name.getEnd(), swapped);
  if (DROPPED.has(name.text)) found.replace('array', node, expression.expression.getText(found.tree));
}

function changeNumber(found: Found, node: ts.NumericLiteral): void {
  if (isKey(node)) return;
  const value = Number(node.text);
  for (const other of [value + 1, value - 1]) found.replace('number', node, other < 0 ? `(${other})` : String(other));
}

function changeString(found: Found, node: ts.StringLiteralLike): void {
  if (node.text !== '' && !isKey(node) && !isMessage(node) && !ts.isExternalModuleReference(node.parent))
    found.replace('string', node, `''`);
}

function changeRegExp(found: Found, node: ts.RegularExpressionLiteral): void {
  const [start, text] = [node.getStart(found.tree), node.text];
  const last = text.lastIndexOf('/') - 1;
  if (text.startsWith('/^') && last > 1) found.part('regex', node, start + 1, start + 2, '');
  if (text[last] === '$' && text[last - 1] !== '\\' && last > 1) found.part('regex', node, start + last, start + last + 1, '');
}

function changeCondition(found: Found, node: ts.Node): void {
  if (ts.isIfStatement(node)) for (const value of ['true', 'false']) found.replace('condition', node.expression, value);
  if (ts.isConditionalExpression(node)) for (const value of ['true', 'false']) found.replace('condition', node.condition, value);
  if (ts.isWhileStatement(node)) found.replace('condition', node.expression, 'false');
}

/** A check that says nothing: of functions whose result may be absent. */
function returnEarly(found: Found, node: ts.SignatureDeclaration): void {
  const { body } = node as { body?: ts.Node };
  const result = node.type?.getText(found.tree) ?? '';
  if (body === undefined || !/\bundefined\b|^void$/.test(result)) return;
  if (!ts.isBlock(body)) return found.replace('early return', body, 'undefined');
  const at = body.getStart(found.tree) + 1;
  if (body.statements.length > 0)
    found.insert(
      'early return',
      node.name?.getText(found.tree) ?? 'function',
      node,
      at,
      result === 'void' ? ' return;' : ' return undefined;',
    );
}

function deleteStatement(found: Found, node: ts.Statement): void {
  if (!ts.isExpressionStatement(node) && !ts.isThrowStatement(node) && !ts.isContinueStatement(node)) return;
  if (/^super\(/.test(node.getText(found.tree))) return;
  const { parent } = node;
  // the same as a condition that never holds
  if (ts.isIfStatement(parent) && parent.elseStatement === undefined) return;
  if (ts.isBlock(parent) && parent.statements.length === 1 && ts.isIfStatement(parent.parent)) return;
  found.deleteStatement('statement', node);
}

function isKey(node: ts.Node): boolean {
  const { parent } = node;
  return 'name' in parent && parent.name === node;
}

/** Whether it documents a key: of descriptions of what people write, an argument that is a sentence, or what holds where the key is absent. */
function isDocumentation(node: ts.Node): boolean {
  const { parent } = node;
  if (!MESSAGES.documented.test(node.getSourceFile().fileName)) return false;
  if (ts.isPropertyAssignment(parent)) return parent.name.getText() === MESSAGES.absent;
  return ts.isStringLiteralLike(node) && node.text.includes(' ') && ts.isCallExpression(parent) && ts.isIdentifier(parent.expression);
}

/** Whether people read it; what it says is for no test to hold to the letter. */
function isMessage(node: ts.Node): boolean {
  for (let at = node; !ts.isSourceFile(at) && !ts.isStatement(at); at = at.parent) {
    const { parent } = at;
    if (isDocumentation(at)) return true;
    if (ts.isPropertyAssignment(parent) && MESSAGES.keys.has(parent.name.getText())) return true;
    if (ts.isNewExpression(parent) && MESSAGES.errors.test(parent.expression.getText())) return true;
    if (ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression)) {
      const first = MESSAGES.methods[parent.expression.name.text];
      if (first !== undefined && parent.arguments.indexOf(at as ts.Expression) >= first) return true;
    }
  }
  return false;
}
