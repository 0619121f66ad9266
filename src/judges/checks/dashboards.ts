import type { Problem } from '../../kernel/problems';
import { isJsonObject, type JsonObject } from '../../kernel/json';
import { textOf } from '../inventory/finding';
import { type Inventory, objectPlace, objectsAt, type RenderedObject, textsAt, valueAt } from '../inventory/inventory';
import { parseable } from './variables';
import type { QueryUse } from './query-use';

/** Label by which Grafana's sidecar finds dashboards. https://github.com/kiwigrid/k8s-sidecar */
const DASHBOARD_LABEL = 'grafana_dashboard';

/** Queries of every rendered dashboard, and what keeps one from being read. */
export function dashboardUses(inventory: Inventory): { readonly uses: QueryUse[]; readonly problems: Problem[] } {
  const [uses, problems]: [QueryUse[], Problem[]] = [[], []];
  for (const object of inventory.objects('ConfigMap').filter(isDashboard)) {
    for (const [file, text] of Object.entries(textsAt(object.document, 'data'))) {
      const field = `data[${JSON.stringify(file)}]`;
      const dashboard = dashboardOf(text);
      if (typeof dashboard === 'string')
        problems.push({ ...problemOf(dashboard), place: objectPlace(object, field), source: object.source });
      else uses.push(...queriesOf(object, field, dashboard));
    }
  }
  return { uses, problems };
}

/** Whether a ConfigMap holds dashboards. */
export function isDashboard({ kind, labels }: RenderedObject): boolean {
  return kind === 'ConfigMap' && labels[DASHBOARD_LABEL] !== undefined;
}

/** The dashboard, or what is wrong with its text. */
function dashboardOf(text: string): JsonObject | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `is no JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (!isJsonObject(value)) return 'is no JSON object';
  return isJsonObject(value['dashboard'])
    ? 'is the envelope of the HTTP API: files hold the dashboard alone, and Grafana skips this one'
    : value;
}

/**
 * Rule `dashboard-json`: Grafana cannot load a dashboard that is not the JSON model itself.
 *
 * @see https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 */
function problemOf(problem: string): Omit<Problem, 'place'> {
  return { rule: 'dashboard-json', problem, fix: 'write the dashboard itself, as "JSON Model" in its settings shows it' };
}

function queriesOf(object: RenderedObject, field: string, dashboard: JsonObject): QueryUse[] {
  const use = (place: string, text: string | undefined): QueryUse[] =>
    text === undefined || text.trim() === '' ? [] : [{ object, field: `${field} ${place}`, text, query: parseable(text) }];
  const panels = allPanels(dashboard, 'panels').flatMap(({ panel, place }) =>
    objectsAt(panel, 'targets').flatMap((target, index) => use(`${place}.targets[${index}].expr`, textOf(target, 'expr'))),
  );
  const variables = objectsAt(dashboard, 'templating', 'list').flatMap((variable, index) => {
    if (variable['type'] !== 'query') return [];
    const query = textOf(variable, 'query') ?? valueAt(variable, 'query', 'query');
    return use(`templating.list[${index}].query`, typeof query === 'string' ? seriesIn(query) : undefined);
  });
  const annotations = objectsAt(dashboard, 'annotations', 'list').flatMap((annotation, index) =>
    use(`annotations.list[${index}].expr`, textOf(annotation, 'expr')),
  );
  return [...panels, ...variables, ...annotations];
}

/** Panels, those folded into rows included. */
function allPanels(node: JsonObject, place: string): { panel: JsonObject; place: string }[] {
  return objectsAt(node, 'panels').flatMap((panel, index) => {
    const own = `${place}[${index}]`;
    return [{ panel, place: own }, ...allPanels(panel, `${own}.panels`)];
  });
}

/** What a variable's query reads: `label_values(series, label)`, `query_result(query)`; names of labels and metrics read none. https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/ */
function seriesIn(query: string): string | undefined {
  const [, name, body = ''] = /^\s*(label_values|query_result|label_names|metrics)\s*\(([\s\S]*)\)\s*$/.exec(query) ?? [];
  if (name === undefined) return query;
  if (name === 'query_result') return body;
  const comma = body.lastIndexOf(',');
  return name === 'label_values' && comma > 0 ? body.slice(0, comma) : undefined;
}
