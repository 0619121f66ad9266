import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';

/** A `describe` or `test`, by its title. */
export interface Titled {
  /** Below the repository. */
  readonly file: string;
  readonly title: string;
  /** Tests in it; one for each table, since its rows are known only when it runs. */
  readonly tests: number;
}

const ROOT = join(__dirname, '..', '..');
const BLOCKS: ReadonlySet<string> = new Set(['describe', 'test', 'withComponents']);

/** Every titled block of every test file, in the order of paths and lines. */
export function titledBlocks(): Titled[] {
  return readdirSync(join(ROOT, 'test'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts') && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .flatMap((path) => blocksOf(relative(ROOT, path).split(sep).join('/'), readFileSync(path, 'utf8')));
}

/** Those of one file. */
export function blocksOf(file: string, source: string): Titled[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true);
  const found: Titled[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && BLOCKS.has(calleeOf(node.expression))) {
      const title = node.arguments.find((argument): argument is ts.StringLiteralLike => ts.isStringLiteralLike(argument));
      if (title !== undefined) found.push({ file, title: title.text, tests: testsIn(node) });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** `describe` of `describe.each(…)(…)`. */
function calleeOf(expression: ts.Expression): string {
  if (ts.isIdentifier(expression)) return expression.text;
  if (ts.isPropertyAccessExpression(expression) || ts.isCallExpression(expression)) return calleeOf(expression.expression);
  return '';
}

function testsIn(block: ts.Node): number {
  let count = 0;
  const visit = (node: ts.Node): void => {
    // `test.each(…)` is called, and what it gives is called again: the outer call counts
    if (ts.isCallExpression(node) && calleeOf(node.expression) === 'test' && node.arguments.some((argument) => ts.isFunctionLike(argument)))
      count += 1;
    ts.forEachChild(node, visit);
  };
  visit(block);
  return count;
}
