import { ApiObject, Chart, type App } from 'cdk8s';
import type { Edge } from './order';

/** A construct, by way of cdk8s, so that there is one copy of its type. */
export type TreeNode = ReturnType<App['node']['findAll']>[number];

/** A chart and what belongs to it: API objects whose nearest chart it is. */
export interface ChartContent {
  readonly chart: Chart;
  /** In the order of the tree. */
  readonly objects: ApiObject[];
  /** Which of them need others of them. */
  readonly edges: Edge<ApiObject>[];
  /** Whether other charts lie below it. */
  nesting: boolean;
}

/** An object in `later` depends on an object in another chart. */
export interface ChartDependency {
  readonly later: Chart;
  readonly first: Chart;
}

/** Everything that rendering needs of an app, from one walk. */
export interface Tree {
  readonly constructs: readonly TreeNode[];
  readonly charts: readonly ChartContent[];
  readonly between: readonly ChartDependency[];
}

/** Where a construct's API objects are in the list of all, and which chart is nearest. */
interface Reach {
  readonly content: ChartContent | undefined;
  readonly start: number;
  end: number;
}

/**
 * Walks an app once.
 *
 * `App.synth` and `Chart.toJson` resolve dependencies and validate over the whole app for each chart, which is quadratic
 * (https://github.com/cdk8s-team/cdk8s-core/blob/2.x/src/app.ts, `_synthChart`).
 */
export function walk(app: App): Tree {
  const constructs: TreeNode[] = [];
  const charts: ChartContent[] = [];
  const objects: ApiObject[] = [];
  const reaches = new Map<TreeNode, Reach>();

  const visit = (construct: TreeNode, outer: ChartContent | undefined): void => {
    constructs.push(construct);
    let content = outer;
    if (Chart.isChart(construct)) {
      if (outer !== undefined) outer.nesting = true;
      content = { chart: construct, objects: [], edges: [], nesting: false };
      charts.push(content);
    }
    const reach = { content, start: objects.length, end: 0 };
    reaches.set(construct, reach);
    if (ApiObject.isApiObject(construct)) {
      objects.push(construct);
      content?.objects.push(construct);
    }
    for (const child of construct.node.children) visit(child, content);
    reach.end = objects.length;
  };
  visit(app, undefined);

  return { constructs, charts, between: dependencies(constructs, objects, reaches) };
}

/** Adds each chart's edges to its content; returns the dependencies between charts. */
function dependencies(
  constructs: readonly TreeNode[],
  objects: readonly ApiObject[],
  reaches: ReadonlyMap<TreeNode, Reach>,
): ChartDependency[] {
  const between: ChartDependency[] = [];
  for (const construct of constructs) {
    const source = reaches.get(construct);
    if (source?.content === undefined) continue;
    for (const dependency of construct.node.dependencies) {
      const target = reaches.get(dependency);
      // a dependency on another app does not order this one
      if (target?.content === undefined) continue;
      if (target.content !== source.content) between.push({ later: source.content.chart, first: target.content.chart });
      else source.content.edges.push({ later: within(source, objects), first: within(target, objects) });
    }
  }
  return between;
}

/** API objects at or below a construct; those of nested charts are no items of the chart's order and do not matter there. */
function within(reach: Reach, objects: readonly ApiObject[]): ApiObject[] {
  return objects.slice(reach.start, reach.end);
}
