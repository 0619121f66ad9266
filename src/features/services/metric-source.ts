/** What one exporter serves. Facts of a release, to be read beside the reference. */
export interface MetricSource {
  /** Name of the exporter in messages. */
  readonly name: string;
  /** Release whose names these are. */
  readonly version: string;
  readonly reference: string;
  /** Labels by the name of a series; `undefined` if the exporter sets whatever its author likes. */
  readonly metrics: ReadonlyMap<string, ReadonlySet<string> | undefined>;
}

/** Names that share a prefix and labels; labels and names are words of a text. */
export type MetricRow = readonly [prefix: string, labels: string, names: string];

/** A source of gauges and counters, and of histograms, each of which is three series. */
export function metricSource(
  about: Pick<MetricSource, 'name' | 'version' | 'reference'>,
  rows: readonly MetricRow[],
  histograms: readonly MetricRow[] = [],
): MetricSource {
  const metrics = new Map<string, ReadonlySet<string>>();
  for (const [prefix, labels, names] of rows) {
    const shared = new Set(words(labels));
    for (const name of words(names)) metrics.set(prefix + name, shared);
  }
  for (const [prefix, labels, names] of histograms) {
    const [plain, bucket] = [new Set(words(labels)), new Set([...words(labels), 'le'])];
    for (const name of words(names)) {
      metrics.set(`${prefix}${name}_bucket`, bucket).set(`${prefix}${name}_count`, plain).set(`${prefix}${name}_sum`, plain);
    }
  }
  return { ...about, metrics };
}

/** A source whose labels are its author's. */
export function openSource(about: Pick<MetricSource, 'name' | 'version' | 'reference'>, names: readonly string[]): MetricSource {
  return { ...about, metrics: new Map(names.map((name) => [name, undefined])) };
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
