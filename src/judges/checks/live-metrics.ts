import type { MetricSource } from '../../features/services/metric-source';
import { objectPlace } from '../inventory/inventory';
import type { RenderedPods } from '../inventory/pods';
import type { QueryUse } from './query-use';
import { parseQuery } from './promql';
import { sourcesAt, type Scrape, TARGET_LABELS } from './scrapes';

/** A series that Prometheus has. */
export interface LiveMetric {
  readonly source: string;
  /** Labels it may have; `undefined` if any. */
  readonly labels: ReadonlySet<string> | undefined;
  /** Namespaces whose pods serve it; `undefined` if the label has another meaning, or they are not known. */
  readonly namespaces: ReadonlySet<string> | undefined;
}

/** What Prometheus has, and what exporters serve that were not declared. */
export interface LiveMetrics {
  readonly live: ReadonlyMap<string, LiveMetric>;
  /** Why a series that is served does not arrive. */
  readonly unscraped: ReadonlyMap<string, string>;
}

/** Where series come from. */
export interface MetricOrigins {
  readonly given: readonly MetricSource[];
  readonly pods: readonly RenderedPods[];
  readonly scrapes: readonly Scrape[];
  /** Uses that may be recording rules; their names come into being. */
  readonly queries: readonly QueryUse[];
  /** Series that are in no table, with any label. */
  readonly further: readonly string[];
  /** Known sources that the environment does not declare. */
  readonly absent: readonly MetricSource[];
}

/** Everything that a rendered monitor scrapes, a recording rule makes or the cluster brings along. */
export function liveMetrics({ given, pods, scrapes, queries, further, absent }: MetricOrigins): LiveMetrics {
  const live = new Map<string, LiveMetric>();
  const namespaces = new Map<string, Set<string>>();
  for (const { pods: target, port, labels: extra } of scrapes.filter(({ obstacle }) => obstacle === undefined)) {
    for (const source of port === undefined ? [] : sourcesAt(target, port)) {
      for (const [name, labels] of source.metrics) {
        const homes = namespaces.get(name) ?? new Set<string>();
        namespaces.set(name, homes.add(target.namespace));
        live.set(name, { source: source.name, labels: labels && new Set([...labels, ...TARGET_LABELS, ...extra]), namespaces: homes });
      }
    }
  }
  for (const source of given) {
    for (const [name, labels] of source.metrics)
      live.set(name, { source: source.name, labels: labels && new Set([...labels, ...TARGET_LABELS, 'service']), namespaces: undefined });
  }
  for (const name of further) live.set(name, { source: 'as declared', labels: undefined, namespaces: undefined });
  for (const [name, recorded] of recordedBy(queries)) live.set(name, recorded);
  return { live, unscraped: reasons(pods, scrapes, absent, live) };
}

function recordedBy(queries: readonly QueryUse[]): [string, LiveMetric][] {
  return queries.flatMap(({ object, field, query }): [string, LiveMetric][] => {
    const rule = ruleAt(object.document, field);
    if (typeof rule?.['record'] !== 'string') return [];
    const { result } = parseQuery(query);
    const own = Object.keys(rule['labels'] ?? {});
    const labels = result === undefined ? undefined : new Set([...result, ...own]);
    return [[rule['record'], { source: objectPlace(object), labels, namespaces: undefined }]];
  });
}

/** The rule in which an expression stands; `undefined` outside of a rule. */
function ruleAt(document: unknown, field: string): Record<string, unknown> | undefined {
  const [, group, rule] = /^spec\.groups\[(\d+)\]\.rules\[(\d+)\]\.expr$/.exec(field) ?? [];
  if (group === undefined || rule === undefined) return undefined;
  const { spec } = document as { readonly spec: { readonly groups: readonly { readonly rules: readonly Record<string, unknown>[] }[] } };
  return spec.groups[Number(group)]?.rules[Number(rule)];
}

function reasons(
  pods: readonly RenderedPods[],
  scrapes: readonly Scrape[],
  absent: readonly MetricSource[],
  live: ReadonlyMap<string, LiveMetric>,
): ReadonlyMap<string, string> {
  const unscraped = new Map<string, string>();
  const tell = (source: MetricSource, reason: string): void => {
    for (const name of source.metrics.keys()) if (!live.has(name) && !unscraped.has(name)) unscraped.set(name, reason);
  };
  for (const { monitor, pods: target, port, obstacle } of scrapes) {
    if (obstacle === undefined) continue;
    for (const one of port === undefined ? target.ports : [port])
      for (const source of sourcesAt(target, one)) tell(source, `${objectPlace(monitor)} asks for it, but ${obstacle}`);
  }
  for (const target of pods) {
    for (const port of target.ports)
      for (const source of sourcesAt(target, port))
        tell(source, `${objectPlace(target.owner)} serves it, and no PodMonitor selects its pods`);
  }
  const here = new Set([...live.values()].map(({ source }) => source));
  for (const source of absent.filter(({ name }) => !here.has(name)))
    tell(source, `${source.name} exports it, which the cluster is not said to have`);
  return unscraped;
}
