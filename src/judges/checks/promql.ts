import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** A condition on a label. */
export interface LabelMatcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** One selection of series. */
export interface SeriesSelector {
  /** `undefined` if it names none, or only by a pattern in `matchers`. */
  readonly metric: string | undefined;
  readonly matchers: readonly LabelMatcher[];
}

/** What a query reads. */
export interface Query {
  readonly selectors: readonly SeriesSelector[];
  /** Labels by which something is grouped or matched: `by`, `on`, `group_left` …; not those of `without` and `ignoring`, which may be absent. */
  readonly groupings: readonly string[];
  /** Labels of the result, if its outermost step says so: `by (…)`. */
  readonly result: readonly string[] | undefined;
  /** Labels that the query itself makes. */
  readonly made: readonly string[];
  /** Where the query does not parse, e.g. `at 12: 'foo('`; `undefined` if it parses. */
  readonly error: string | undefined;
}

/** Characters of a query that a message shows. */
const EXCERPT = 30;

/** Functions that write the label named by their second argument. */
const LABEL_MAKERS: ReadonlySet<string> = new Set(['label_replace', 'label_join']);

/** Reads a query by Prometheus' own grammar. What its parser alone refuses, such as types, is left to it. */
export function parseQuery(text: string): Query {
  const tree = parser.parse(text);
  const nodes = nodesOf(tree);
  const wrong = nodes.find(({ type }) => type.isError);
  const read = ({ from, to }: Pick<SyntaxNode, 'from' | 'to'>): string => text.slice(from, to);
  return {
    selectors: nodes.filter(({ name }) => name === 'VectorSelector').map((node) => selectorOf(node, read)),
    groupings: nodes.filter(isGrouping).flatMap((node) => labelNames(node, read)),
    result: resultOf(tree, read),
    made: nodes.filter(({ name }) => name === 'FunctionCall').flatMap((node) => madeBy(node, read)),
    error:
      wrong === undefined ? undefined : `at ${wrong.from + 1}: '${text.slice(Math.max(0, wrong.from - EXCERPT), wrong.from + EXCERPT)}'`,
  };
}

function nodesOf(tree: Tree): SyntaxNode[] {
  const nodes: SyntaxNode[] = [];
  tree.iterate({ enter: ({ node }) => void nodes.push(node) });
  return nodes;
}

function selectorOf(node: SyntaxNode, read: (node: SyntaxNode) => string): SeriesSelector {
  const identifier = node.getChild('Identifier');
  const inBraces = node.getChild('LabelMatchers');
  const quotedName = inBraces?.getChild('QuotedLabelName');
  const matchers = [...(inBraces?.getChildren('UnquotedLabelMatcher') ?? []), ...(inBraces?.getChildren('QuotedLabelMatcher') ?? [])].map(
    (matcher) => matcherOf(matcher, read),
  );
  const named = matchers.find(({ label, operator }) => label === '__name__' && operator === '=');
  const metric = identifier !== null ? read(identifier) : quotedName != null ? unquoted(read(quotedName)) : named?.value;
  return { metric, matchers: matchers.filter((matcher) => matcher !== named) };
}

function matcherOf(node: SyntaxNode, read: (node: SyntaxNode) => string): LabelMatcher {
  const [label, operator, value] = [node.firstChild, node.getChild('MatchOp'), node.lastChild];
  return {
    label: label === null ? '' : unquoted(read(label)),
    operator: (operator === null ? '=' : read(operator)) as LabelMatcher['operator'],
    value: value === null ? '' : unquoted(read(value)),
  };
}

function isGrouping({ name, prevSibling }: SyntaxNode): boolean {
  return name === 'GroupingLabels' && prevSibling?.name !== 'Without' && prevSibling?.name !== 'Ignoring';
}

function labelNames(node: SyntaxNode, read: (node: SyntaxNode) => string): string[] {
  return [...node.getChildren('LabelName'), ...node.getChildren('QuotedLabelName')].map((name) => unquoted(read(name)));
}

/** `max by (a, b) (…)`, whatever parentheses stand around it; of `x > y` and `x or y` it is the left side. */
function resultOf(tree: Tree, read: (node: SyntaxNode) => string): string[] | undefined {
  let node = tree.topNode.firstChild;
  while (node?.name === 'ParenExpr' || node?.name === 'BinaryExpr') node = node.firstChild;
  if (node?.name !== 'AggregateExpr') return undefined;
  const modifier = node.getChild('AggregateModifier');
  if (modifier === null) return [];
  const grouping = modifier.getChild('GroupingLabels');
  return modifier.getChild('By') === null || grouping === null ? undefined : labelNames(grouping, read);
}

function madeBy(node: SyntaxNode, read: (node: SyntaxNode) => string): string[] {
  const name = node.getChild('FunctionIdentifier');
  const target = node.getChild('FunctionCallBody')?.getChild('StringLiteral');
  return name !== null && target != null && LABEL_MAKERS.has(read(name)) ? [unquoted(read(target))] : [];
}

/** The text of a literal; escapes as Go and JSON share them. */
function unquoted(literal: string): string {
  const quote = literal.charAt(0);
  if (quote !== '"' && quote !== "'" && quote !== '`') return literal;
  const inner = literal.slice(1, -1);
  return quote === '`' ? inner : inner.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}
