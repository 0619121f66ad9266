import type { KubeObject } from '../harness/kube-client';

/** What is changed of an analysis, as nobody waits for a quarter of an hour here: its condition and its query stay as they are rendered. */
const QUICK = { initialDelay: '1s', interval: '1s', failureLimit: 0 } as const;

/** Checks where nobody wants more. */
const CHECKS = 3;

interface Metric {
  readonly provider: { readonly prometheus: { readonly query: string } };
}

/** An AnalysisTemplate that makes so many checks, a second apart, and asks at an address of the test; everything else as it is. */
export function quickened(object: KubeObject, address: string, checks = CHECKS): KubeObject {
  if (object.kind !== 'AnalysisTemplate') return object;
  const spec = object['spec'] as { readonly metrics: readonly Metric[] };
  const metrics = spec.metrics.map((metric) => ({
    ...metric,
    ...QUICK,
    count: checks,
    provider: { prometheus: { ...metric.provider.prometheus, address } },
  }));
  return { ...object, spec: { ...spec, metrics } };
}
