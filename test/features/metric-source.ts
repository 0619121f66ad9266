import type { MetricSource } from '../../src/features/services/metric-source';

/** Labels of each series of a table, in the order of the alphabet. */
export function labelsBySeries({ metrics }: MetricSource): Record<string, string> {
  return Object.fromEntries([...metrics].map(([name, labels]) => [name, [...(labels ?? [])].sort().join(' ')]));
}

/** The exporter and its release, which messages name. */
export function aboutSource({ name, version }: MetricSource): string {
  return `${name} ${version}`;
}
