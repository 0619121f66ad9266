import { isJsonObject, type JsonObject } from '../../kernel/json';
import { textOf } from '../inventory/finding';
import { objectsAt, type RenderedObject, textsAt, valueAt } from '../inventory/inventory';
import { parseManifests } from '../inventory/parse';
import { parseQuery } from './promql';

/** A rule by which prometheus-adapter serves a metric. https://github.com/kubernetes-sigs/prometheus-adapter/blob/master/docs/config.md */
export interface AdapterRule {
  readonly object: RenderedObject;
  /** Place of the rule in its object. */
  readonly field: string;
  readonly api: 'external' | 'custom';
  /** Name under which it is served; `undefined` if that follows from a pattern. */
  readonly metric: string | undefined;
  /** Whether the namespace of the autoscaler is put into the query, which is so unless told otherwise. */
  readonly namespaced: boolean;
  readonly seriesQuery: string;
  readonly metricsQuery: string;
}

/** The rules in a ConfigMap; none if it holds something else. */
export function adapterRules(object: RenderedObject): AdapterRule[] {
  return Object.entries(textsAt(object.document, 'data'))
    .filter(([, text]) => holdsRules(text))
    .flatMap(([file, text]) => rulesOf(object, file, text));
}

/** Whether a ConfigMap holds rules of prometheus-adapter. */
export function holdsAdapterRules({ document }: RenderedObject): boolean {
  return Object.values(textsAt(document, 'data')).some(holdsRules);
}

/** What the adapter asks Prometheus for an autoscaler of that namespace and selector. */
export function servedQuery(rule: AdapterRule, namespace: string | undefined, labels: Readonly<Record<string, string>>): string {
  const matchers = {
    ...(rule.namespaced && rule.api === 'external' && namespace !== undefined && { namespace }),
    ...labels,
  };
  const text = Object.entries(matchers)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(',');
  const series = parseQuery(rule.seriesQuery).selectors[0]?.metric ?? rule.seriesQuery;
  return rule.metricsQuery
    .replaceAll('<<.Series>>', series)
    .replaceAll('<<.LabelMatchers>>', text)
    .replaceAll('<<.GroupBy>>', 'namespace')
    .replaceAll('<<.GroupBySlice>>', 'namespace');
}

function holdsRules(text: string): boolean {
  return /^(externalRules|rules):/m.test(text) && text.includes('seriesQuery');
}

function rulesOf(object: RenderedObject, file: string, text: string): AdapterRule[] {
  return parseManifests(text, object.source.file)
    .map(({ document }) => document)
    .filter(isJsonObject)
    .flatMap((configuration) =>
      (['external', 'custom'] as const).flatMap((api) => {
        const list = api === 'external' ? 'externalRules' : 'rules';
        return objectsAt(configuration, list).map((rule, index) =>
          ruleOf(rule, { object, api, field: `data[${JSON.stringify(file)}] ${list}[${index}]` }),
        );
      }),
    );
}

function ruleOf(rule: JsonObject, where: Pick<AdapterRule, 'object' | 'api' | 'field'>): AdapterRule {
  const seriesQuery = textOf(rule, 'seriesQuery') ?? '';
  return {
    ...where,
    metric: servedName(rule, seriesQuery),
    namespaced: valueAt(rule, 'resources', 'namespaced') !== false,
    seriesQuery,
    metricsQuery: textOf(rule, 'metricsQuery') ?? '',
  };
}

/**
 * The name under which a series is served: `name.as` with the groups that `name.matches` caught in the series' name. Without `as` it is the
 * only group, or all that was matched.
 *
 * @see https://github.com/kubernetes-sigs/prometheus-adapter/blob/master/docs/config.md#naming
 */
function servedName(rule: JsonObject, seriesQuery: string): string | undefined {
  const series = parseQuery(seriesQuery).selectors[0]?.metric;
  const name = (field: string): string => {
    const text = valueAt(rule, 'name', field);
    return typeof text === 'string' ? text : '';
  };
  const [as, matches] = [name('as'), name('matches')];
  if (series === undefined) return as === '' || as.includes('$') ? undefined : as;
  const caught = new RegExp(matches === '' ? '.*' : matches).exec(series);
  if (caught === null) return undefined;
  const template = as !== '' ? as : caught.length === 2 ? '$1' : '$0';
  return template.replace(/\$(?:\{(\d+)\}|(\d+))/g, (_, braced?: string, plain?: string) => caught[Number(braced ?? plain)] ?? '');
}
