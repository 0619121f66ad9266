import type { ApiObject, App } from 'cdk8s';
import { type Manifest, rememberOrigin } from '../kernel/manifest';
import { byText } from '../kernel/order';
import { InvalidInputError, Problems } from '../kernel/problems';
import { shown } from '../kernel/shown';
import { TARGET_CONTEXT } from '../kernel/versions';
import type { Files, Rendered } from './files';
import { inOrder } from './order';
import { walk, type ChartContent, type Tree, type TreeNode } from './tree';
import { emitYaml } from './yaml';

/** A name that is one plain file everywhere: letters, digits, `.`, `_`, `-`, with a letter or digit at both ends. */
const FILE_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;

/** Longest id of a chart; file systems stop at 255 bytes for the name with its ending. */
const MAX_FILE_NAME = 200;

/**
 * Renders an app: one file per chart, direct or nested, named by the chart's id, each document behind `---`.
 *
 * Takes any cdk8s app: cdk8s-plus, `Include`, generated names, lazy values, resolvers and JSON patches work as in `app.synth()`, in
 * linear time. Objects stand in the order of the tree, what they depend on before them. Nothing is written; paths begin with `folder`
 * (none if `''`). The same tree gives the same bytes.
 *
 * Differs from `app.synth()`: file names are ids without hash or number, so a chart must be named such that it sorts after the charts
 * it depends on; a chart without objects, or the same object twice, is an error.
 *
 * @throws InvalidInputError with every problem: `construct-validation`, `file-name`, `duplicate-file`, `empty-chart`, `empty-output`,
 *   `dependency-cycle`, `chart-order`; or, if the tree is sound, `render-object`, `duplicate-object`, `not-yaml`, `control-character`
 */
export function renderApp(app: App, folder: string): Files {
  return renderWithManifests(app, folder).files;
}

/**
 * As `renderApp`, with the printed documents, for the judges.
 *
 * @throws InvalidInputError as `renderApp` does
 */
export function renderWithManifests(app: App, folder: string): Rendered {
  const tree = walk(app);
  const problems = Problems.of(folder === '' ? 'app' : folder);
  checkConstructs(tree.constructs, problems);
  checkCharts(tree, problems);
  const ordered = tree.charts.map((content) => ({ content, objects: objectsInOrder(content, problems) }));
  // lazy values of a tree that is not sound would only repeat its problems in other words
  problems.throwIfAny();

  const files = new Map<string, string>();
  const manifests: Manifest[] = [];
  const seen = new Map<string, string>();
  for (const { content, objects } of ordered) {
    if (objects.length === 0) continue;
    const file = `${folder === '' ? '' : `${folder}/`}${content.chart.node.id}.yaml`;
    let text = '';
    // the marker is a line of its own
    let line = 2;
    for (const object of objects) {
      const document = documentOf(object, seen, problems);
      if (document === undefined) continue;
      const printed = `---\n${emitYaml(document, problems.at(object.node.path))}`;
      manifests.push({ file, line, document });
      text += printed;
      line += linesIn(printed);
    }
    files.set(file, text);
  }
  problems.throwIfAny();
  const target = app.node.tryGetContext(TARGET_CONTEXT) as { readonly kubernetes?: string } | undefined;
  rememberOrigin(files, { manifests, kubernetes: target?.kubernetes });
  return { files, manifests };
}

function linesIn(text: string): number {
  let count = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) count += 1;
  return count;
}

/** Rule `construct-validation`: a construct reports through cdk8s that it was given something it cannot render (our choice). */
function checkConstructs(constructs: readonly TreeNode[], problems: Problems): void {
  for (const { node } of constructs) {
    try {
      for (const message of node.validate()) {
        problems.that(false, node.path, 'construct-validation', message, 'change what the construct was given');
      }
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      for (const { place, rule, problem, fix } of error.problems) problems.that(false, place, rule, problem, fix);
    }
  }
}

function checkCharts({ charts, between }: Tree, problems: Problems): void {
  problems.that(charts.length > 0, 'app', 'empty-output', 'the app has no charts', 'add a chart with at least one object');
  const paths = new Map<string, string>();
  for (const { chart, objects, nesting } of charts) {
    const { id, path } = chart.node;
    const named = problems.that(
      FILE_NAME.test(id) && id.length <= MAX_FILE_NAME,
      path,
      'file-name',
      `the chart's id names its file, got ${shown(id)}`,
      `at most ${MAX_FILE_NAME} letters, digits, '.', '_' and '-', a letter or digit first and last`,
    );
    // some file systems do not tell upper case from lower case
    const same = paths.get(id.toLowerCase());
    if (named && (objects.length > 0 || !nesting)) {
      problems.that(
        same === undefined,
        path,
        'duplicate-file',
        `the file ${id}.yaml is also that of ${same ?? path}`,
        'give the charts different ids',
      );
      paths.set(id.toLowerCase(), same ?? path);
    }
    // Rule `empty-chart`: a chart without objects makes an empty file, which is usually a forgotten construct (our choice).
    problems.that(objects.length > 0 || nesting, path, 'empty-chart', 'the chart has no objects', 'add one or leave the chart out');
  }
  const told = new Set<string>();
  for (const { later, first } of between) {
    const pair = `${later.node.path}\n${first.node.path}`;
    if (told.has(pair) || byText(first.node.id, later.node.id) < 0) continue;
    told.add(pair);
    // Rule `chart-order`: `kubectl apply -f` reads files in the order of their names, and would apply an object before what it needs (our
    // choice).
    problems.that(
      false,
      later.node.path,
      'chart-order',
      `depends on ${first.node.path}, but files are applied by name and ${first.node.id}.yaml comes after ${later.node.id}.yaml`,
      'choose ids that sort in the order of the dependency, or put both into one chart',
    );
  }
}

/** Rule `dependency-cycle`: objects that depend on each other have no order in which they can be applied (our choice). */
function objectsInOrder({ chart, objects, edges }: ChartContent, problems: Problems): readonly ApiObject[] {
  const { items, cycle } = inOrder(objects, edges);
  const round = cycle.map((object) => object.node.path).join(' → ');
  problems.that(
    cycle.length === 0,
    chart.node.path,
    'dependency-cycle',
    `objects depend on each other: ${round}`,
    'remove one of the dependencies',
  );
  return items;
}

/** An object as it will be printed, `undefined` if it has no such form. `seen` remembers whose object each identity is. */
function documentOf(object: ApiObject, seen: Map<string, string>, problems: Problems): unknown {
  const { path } = object.node;
  let json: unknown;
  try {
    json = object.toJson();
  } catch (error) {
    // cdk8s has put the construct's path and name into the message
    // Rule `render-object`: an object that cannot be written as JSON has no manifest (our choice).
    problems.that(
      false,
      path,
      'render-object',
      error instanceof Error ? error.message : String(error),
      'correct the value or the patch it names',
    );
    return undefined;
  }
  const identity = identityOf(json);
  if (identity !== undefined) {
    const other = seen.get(identity);
    // Rule `duplicate-object`: two objects of one identity overwrite each other when they are applied (our choice).
    problems.that(
      other === undefined,
      path,
      'duplicate-object',
      `${identity} is also rendered by ${other ?? path}`,
      'rename or remove one of them',
    );
    seen.set(identity, other ?? path);
  }
  return json;
}

/** What an API server tells objects apart by; versions of one group are the same object. `undefined` if the server makes up the name. */
function identityOf(json: unknown): string | undefined {
  const { apiVersion, kind, metadata } = json as {
    apiVersion?: unknown;
    kind?: unknown;
    metadata?: { name?: unknown; namespace?: unknown };
  };
  if (typeof kind !== 'string' || typeof metadata?.name !== 'string') return undefined;
  const group = typeof apiVersion === 'string' && apiVersion.includes('/') ? `.${apiVersion.slice(0, apiVersion.indexOf('/'))}` : '';
  const namespace = typeof metadata.namespace === 'string' ? `${metadata.namespace}/` : '';
  return `${kind}${group} ${namespace}${metadata.name}`;
}
