import { type GivenSource, givenSources, NEVER_EXPORTED } from '../../features/observability/given';
import type { NatsMetricPrefix } from '../../features/bus/metrics';
import type { Problem } from '../../kernel/problems';
import { CALLERS } from '../../features/services/places';
import { type Inventory, objectPlace, type RenderedObject } from '../inventory/inventory';
import { POD_KINDS, renderedPods } from '../inventory/pods';
import type { PodCaller } from '../inventory/reach';
import { adapterRules, holdsAdapterRules } from './adapter-rules';
import { busReached } from './bus-endpoint';
import { isDashboard } from './dashboards';
import { liveMetrics, type LiveMetrics } from './live-metrics';
import { metricUses } from './metric-uses';
import { oneServerOfMetrics } from './metrics-servers';
import { didYouMeanOne } from './nearest';
import { parseQuery, type Query, type SeriesSelector } from './promql';
import type { QueryUse } from './query-use';
import { scrapes } from './scrapes';
import { tenantsAreExact, tenantsOf } from './tenant-matchers';

/** What the check is told besides what was rendered. */
export interface MetricCheckOptions {
  /** What the cluster brings along, scraped with `honorLabels: true`. @default - kube-state-metrics and the kubelet */
  readonly given?: readonly GivenSource[];
  /** Names of series that agents or other exporters serve and that are in no table. @default - none */
  readonly further?: readonly string[];
  /** Prefix of the exporter of a bus that is `given`. @default 'jetstream' */
  readonly natsMetricPrefix?: NatsMetricPrefix;
  /** Whether others run the bus outside, so that there are no pods that KEDA must reach. @default false */
  readonly busOutside?: boolean;
  /** The pods that scrape. @default - those labelled `app.kubernetes.io/name: prometheus` in the namespace `monitoring` */
  readonly prometheus?: PodCaller;
  /** The pods of KEDA's operator. @default - those labelled `app.kubernetes.io/name: keda-operator` in the namespace `keda` */
  readonly keda?: PodCaller;
}

const DEFAULT_GIVEN: readonly GivenSource[] = ['kube-state-metrics', 'kubelet'];
const ALL_GIVEN: readonly GivenSource[] = ['kube-state-metrics', 'kubelet', 'keda', 'argo-rollouts', 'nats'];

/** Kinds that the check reads, besides ConfigMaps. */
const KINDS: ReadonlySet<string> = new Set([
  ...POD_KINDS,
  'APIService',
  'AnalysisTemplate',
  'ClusterAnalysisTemplate',
  'HorizontalPodAutoscaler',
  'Namespace',
  'NetworkPolicy',
  'PodMonitor',
  'PrometheusRule',
  'ScaledJob',
  'ScaledObject',
  'Service',
  'ServiceMonitor',
]);

/** Whether the check reads an object; for an inventory that keeps no more than it must. */
export function readByMetricCheck(object: RenderedObject): boolean {
  return KINDS.has(object.kind) || (object.kind === 'ConfigMap' && (isDashboard(object) || holdsAdapterRules(object)));
}

/**
 * The closure of metrics: every series that a rendered alert, recording rule, analysis, autoscaler or dashboard names is served by
 * something rendered and scraped by something rendered, made by a recording rule, or brought along by the cluster.
 *
 * Rules: `promql`, `metric-unknown`, `metric-unscraped`, `label-unknown`, `regex-tenant`, `two-metrics-servers`, `dashboard-json`, and
 * `check-failed` for a document that no check can read.
 *
 * @returns every problem, in the order of the uses
 */
export function checkMetrics(inventory: Inventory, options: MetricCheckOptions = {}): Problem[] {
  const { given = DEFAULT_GIVEN, further = [], natsMetricPrefix, prometheus = CALLERS.monitoring } = options;
  const { busOutside = false, keda = CALLERS.keda } = options;
  const failed: Problem[] = [];
  /** A rule that throws is a finding, and the others go on. */
  const attempt = <T>(place: string, otherwise: T, act: () => T): T => {
    try {
      return act();
    } catch (error) {
      const problem = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
      // Rule `check-failed`: a document that a check cannot read has not been checked, and must not pass silently (our choice).
      failed.push({ place, rule: 'check-failed', problem, fix: 'correct it, or report the rule' });
      return otherwise;
    }
  };
  const rules = inventory.objects('ConfigMap').flatMap((object) => attempt(objectPlace(object), [], () => adapterRules(object)));
  const uses = attempt('metrics', { queries: [], bus: [], problems: [] }, () => metricUses(inventory, rules));
  const pods = attempt('pods', [], () => renderedPods(inventory));
  const { scrapes: scraped, idle } = attempt('monitors', { scrapes: [], idle: [] }, () => scrapes(inventory, pods, prometheus));
  const sources = {
    given: givenSources(given, natsMetricPrefix),
    absent: givenSources(
      ALL_GIVEN.filter((name) => !given.includes(name)),
      natsMetricPrefix,
    ),
  };
  const metrics = attempt('metrics', { live: new Map(), unscraped: new Map() }, () =>
    liveMetrics({ ...sources, pods, scrapes: scraped, queries: uses.queries, further }),
  );
  const tenants = tenantsOf(inventory);
  const problems = [
    ...oneServerOfMetrics(inventory, rules),
    ...idle.map(({ monitor, problem }) =>
      found(monitor, 'spec.selector', 'metric-unscraped', problem, 'let it select the labels of the pods'),
    ),
    ...scraped.flatMap(({ monitor, field, obstacle }) =>
      obstacle === undefined
        ? []
        : [found(monitor, field, 'metric-unscraped', obstacle, 'open that port to Prometheus, or correct the port')],
    ),
    ...uses.problems,
    ...uses.queries.flatMap((use) =>
      attempt(objectPlace(use.object, use.field), [], () => {
        const query = parseQuery(use.query);
        // Rule `promql`: Prometheus refuses a query that it cannot parse, and the whole rule file with it.
        // https://prometheus.io/docs/prometheus/latest/querying/basics/
        if (query.error !== undefined) return [found(use.object, use.field, 'promql', `is no PromQL ${query.error}`, 'correct the query')];
        return distinct([...seriesExist(use, query, metrics), ...tenantsAreExact(use, query, inventory, tenants)]);
      }),
    ),
    ...(busOutside || given.includes('nats') ? [] : uses.bus.flatMap((use) => busReached(use, inventory, pods, keda))),
  ];
  return [...failed, ...problems];
}

/** A series may stand in a query several times. */
function distinct(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [`${problem.rule} ${problem.problem}`, problem])).values()];
}

function seriesExist(use: QueryUse, query: Query, metrics: LiveMetrics): Problem[] {
  const problems = query.selectors.flatMap((selector) => seriesExists(use, selector, metrics));
  const labels = query.selectors.flatMap((selector) => namesOf(selector, metrics)).map((name) => metrics.live.get(name)?.labels);
  // what has any label may have that of a grouping
  if (problems.length > 0 || labels.includes(undefined)) return problems;
  const known = new Set([...query.made, ...labels.flatMap((some) => [...(some ?? [])])]);
  return query.groupings
    .filter((label) => !known.has(label))
    .map((label) => unknownLabel(use, label, 'none of the series has', [...known]));
}

/** Live names that a selector takes. */
function namesOf({ metric, matchers }: SeriesSelector, { live }: LiveMetrics): string[] {
  if (metric !== undefined) return live.has(metric) ? [metric] : [];
  const pattern = matchers.find(({ label, operator }) => label === '__name__' && operator === '=~');
  if (pattern === undefined) return [];
  const expression = new RegExp(`^(?:${pattern.value})$`);
  return [...live.keys()].filter((name) => expression.test(name));
}

function seriesExists(use: QueryUse, selector: SeriesSelector, metrics: LiveMetrics): Problem[] {
  const { metric, matchers } = selector;
  const names = namesOf(selector, metrics);
  const [name] = names;
  if (name === undefined) return [missing(use, metric, metrics)];
  if (metric === undefined) return [];
  const { labels, namespaces, source } = metrics.live.get(name) ?? { labels: undefined, namespaces: undefined, source: '' };
  const unknown = matchers.flatMap(({ label }) =>
    labels === undefined || labels.has(label) ? [] : [unknownLabel(use, label, `${name} of ${source} has not`, [...labels])],
  );
  const elsewhere = matchers.find(
    ({ label, operator, value }) => label === 'namespace' && operator === '=' && namespaces?.has(value) === false && !/[$[{]/.test(value),
  );
  if (elsewhere === undefined) return unknown;
  const problem = `${name} is scraped in ${[...(namespaces ?? [])].join(', ')}, and not in '${elsewhere.value}'`;
  return [...unknown, found(use.object, use.field, 'metric-unscraped', problem, 'name the namespace of the pods that serve it')];
}

function missing(use: QueryUse, metric: string | undefined, { live, unscraped }: LiveMetrics): Problem {
  if (metric === undefined) {
    return found(use.object, use.field, 'metric-unknown', 'names no metric, or a pattern that takes none', 'name the metric');
  }
  const reason = unscraped.get(metric);
  if (reason !== undefined) return found(use.object, use.field, 'metric-unscraped', `'${metric}': ${reason}`, 'let Prometheus scrape it');
  const instead = NEVER_EXPORTED[metric];
  const hint = instead === undefined ? didYouMeanOne(metric, [...live.keys(), ...unscraped.keys()]) : `; there is ${instead}`;
  return found(
    use.object,
    use.field,
    'metric-unknown',
    `no exporter serves '${metric}'${hint}`,
    'correct the name, or declare what agents serve besides',
  );
}

/**
 * Rule `label-unknown`: a query for a label that the series does not have never has a result.
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/basics/#instant-vector-selectors
 */
function unknownLabel(use: QueryUse, label: string, who: string, known: readonly string[]): Problem {
  const problem = `${who} the label '${label}'${didYouMeanOne(label, known)}`;
  return found(use.object, use.field, 'label-unknown', problem, `use one of: ${[...known].sort().join(', ')}`);
}

function found(object: RenderedObject, field: string, rule: string, problem: string, fix: string): Problem {
  return { place: objectPlace(object, field), rule, problem, fix, source: object.source };
}
