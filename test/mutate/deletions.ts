import ts from 'typescript';
import { eachNode, Found, type Mutant, parsed } from './mutant';

/**
 * Every single assignment of a file, to be deleted: entries of object literals, spreads (with or without a condition), calls that stand for
 * themselves, and `a.b = c`.
 */
export function deletions(file: string, text: string): Mutant[] {
  const found = new Found(file, parsed(file, text));
  eachNode(found.tree, (node) => {
    if (ts.isObjectLiteralExpression(node) && !isTarget(node)) deleteEntries(found, node);
    else if (ts.isExpressionStatement(node)) deleteCall(found, node);
  });
  return found.mutants;
}

function deleteEntries(found: Found, literal: ts.ObjectLiteralExpression): void {
  const { properties } = literal;
  // `...(x !== undefined && { a })`: without the spread is the same as without its only entry
  if (properties.length === 1 && isConditional(literal)) return;
  for (const entry of properties) {
    if (ts.isSpreadAssignment(entry)) found.deleteItem('spread', properties, entry);
    else if (ts.isPropertyAssignment(entry) || ts.isShorthandPropertyAssignment(entry)) found.deleteItem('property', properties, entry);
  }
}

function deleteCall(found: Found, statement: ts.ExpressionStatement): void {
  let { expression } = statement;
  while (ts.isVoidExpression(expression) || ts.isAwaitExpression(expression)) ({ expression } = expression);
  if (ts.isNewExpression(expression)) found.deleteStatement('new', statement);
  else if (ts.isCallExpression(expression) && expression.expression.kind !== ts.SyntaxKind.SuperKeyword)
    found.deleteStatement('call', statement);
  else if (ts.isBinaryExpression(expression) && isAssignment(expression.operatorToken.kind)) found.deleteStatement('assignment', statement);
}

function isConditional(literal: ts.ObjectLiteralExpression): boolean {
  const { parent } = literal;
  if (!ts.isBinaryExpression(parent) || parent.operatorToken.kind !== ts.SyntaxKind.AmpersandAmpersandToken) return false;
  return ts.isParenthesizedExpression(parent.parent) && ts.isSpreadAssignment(parent.parent.parent);
}

/** Whether it takes values apart: `({ a } = b)`. */
function isTarget(literal: ts.ObjectLiteralExpression): boolean {
  const { parent } = literal;
  return ts.isBinaryExpression(parent) && parent.left === literal;
}

function isAssignment(operator: ts.SyntaxKind): boolean {
  return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
}
