import { BUS_TRIGGER, TRIGGER_ENDPOINT } from '../../features/bus/metrics';
import type { Problem } from '../../kernel/problems';
import { textOf } from '../inventory/finding';
import { type Inventory, objectPlace, objectsAt, type RenderedObject, textsAt, valueAt } from '../inventory/inventory';
import { type AdapterRule, servedQuery } from './adapter-rules';
import { dashboardUses } from './dashboards';
import { didYouMeanOne } from './nearest';
import type { QueryUse } from './query-use';
import { parseable } from './variables';

/** A trigger by which KEDA reads the bus itself. */
export interface BusUse {
  readonly object: RenderedObject;
  readonly field: string;
  /** `host:port`. */
  readonly endpoint: string;
}

/** Everything that needs a metric. */
export interface MetricUses {
  readonly queries: readonly QueryUse[];
  readonly bus: readonly BusUse[];
  /** What could not be read: invalid dashboards, and metrics that no rule serves. */
  readonly problems: readonly Problem[];
}

/** Every metric that a rendered alert, recording rule, analysis, autoscaler or dashboard asks for. */
export function metricUses(inventory: Inventory, rules: readonly AdapterRule[]): MetricUses {
  const dashboards = dashboardUses(inventory);
  const autoscalers = inventory.objects('HorizontalPodAutoscaler').map((object) => autoscalerUses(object, rules));
  const triggers = ['ScaledObject', 'ScaledJob'].flatMap((kind) => inventory.objects(kind)).flatMap(triggersOf);
  return {
    queries: [
      ...inventory.objects('PrometheusRule').flatMap(ruleUses),
      ...['AnalysisTemplate', 'ClusterAnalysisTemplate'].flatMap((kind) => inventory.objects(kind)).flatMap(analysisUses),
      ...rules.map(({ object, field, seriesQuery }) => ({ object, field: `${field}.seriesQuery`, text: seriesQuery, query: seriesQuery })),
      ...autoscalers.flatMap(({ uses }) => uses),
      ...triggers.flatMap(({ type, place, object, metadata }) => {
        const text = metadata['query'];
        return type === 'prometheus' && text !== undefined ? [{ object, field: `${place}.metadata.query`, text, query: text }] : [];
      }),
      ...dashboards.uses,
    ],
    bus: triggers.flatMap(({ type, place, object, metadata }) =>
      type === BUS_TRIGGER ? [{ object, field: `${place}.metadata.${TRIGGER_ENDPOINT}`, endpoint: metadata[TRIGGER_ENDPOINT] ?? '' }] : [],
    ),
    problems: [...dashboards.problems, ...autoscalers.flatMap(({ problems }) => problems)],
  };
}

function ruleUses(object: RenderedObject): QueryUse[] {
  return objectsAt(object.document, 'spec', 'groups').flatMap((group, groupIndex) =>
    objectsAt(group, 'rules').map((rule, index) => {
      // a number is a query as well
      const text = String(rule['expr']);
      return { object, field: `spec.groups[${groupIndex}].rules[${index}].expr`, text, query: text };
    }),
  );
}

function analysisUses(object: RenderedObject): QueryUse[] {
  return objectsAt(object.document, 'spec', 'metrics').flatMap((metric, index) => {
    const text = valueAt(metric, 'provider', 'prometheus', 'query');
    return typeof text === 'string'
      ? [{ object, field: `spec.metrics[${index}].provider.prometheus.query`, text, query: parseable(text) }]
      : [];
  });
}

function triggersOf(object: RenderedObject) {
  return objectsAt(object.document, 'spec', 'triggers').map((trigger, index) => ({
    object,
    place: `spec.triggers[${index}]`,
    type: textOf(trigger, 'type'),
    metadata: textsAt(trigger, 'metadata'),
  }));
}

/** Which API serves a metric of an autoscaler; resources are served by metrics-server. */
const METRIC_TYPES = { External: ['external', 'external'], Pods: ['pods', 'custom'], Object: ['object', 'custom'] } as const;

/**
 * Rule `metric-unknown`: an alert, a dashboard or an autoscaler that asks for a series which no exporter serves never reacts (our choice).
 */
function autoscalerUses(object: RenderedObject, rules: readonly AdapterRule[]): { uses: QueryUse[]; problems: Problem[] } {
  const [uses, problems]: [QueryUse[], Problem[]] = [[], []];
  objectsAt(object.document, 'spec', 'metrics').forEach((metric, index) => {
    for (const [type, [at, api]] of Object.entries(METRIC_TYPES)) {
      if (metric['type'] !== type) continue;
      const name = valueAt(metric, at, 'metric', 'name');
      const field = `spec.metrics[${index}].${at}.metric`;
      const rule = rules.find((one) => one.api === api && one.metric === name);
      if (rule === undefined) {
        problems.push({
          place: objectPlace(object, `${field}.name`),
          rule: 'metric-unknown',
          problem: `no rendered rule of prometheus-adapter serves the ${api} metric '${String(name)}'${didYouMeanOne(String(name), servedNames(rules, api))}`,
          fix: 'render PrometheusAdapterRules, or use the engine keda',
          source: object.source,
        });
      } else {
        const labels = textsAt(metric, at, 'metric', 'selector', 'matchLabels');
        const text = servedQuery(rule, object.namespace, labels);
        uses.push({ object, field, text, query: text });
      }
    }
  });
  return { uses, problems };
}

function servedNames(rules: readonly AdapterRule[], api: AdapterRule['api']): string[] {
  return rules.flatMap((rule) => (rule.api === api && rule.metric !== undefined ? [rule.metric] : []));
}
