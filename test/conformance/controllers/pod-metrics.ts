import { isReady, type Pod } from './workloads';

/** What a server of metrics.k8s.io says of pods that share a load evenly. https://kubernetes.io/docs/reference/external-api/metrics.v1beta1/ */
export function podMetrics(found: readonly Pod[], loadMillis: number): unknown {
  const serving = found.filter(isReady);
  return {
    kind: 'PodMetricsList',
    apiVersion: 'metrics.k8s.io/v1beta1',
    items: serving.map(({ metadata: { name, namespace } }) => ({
      metadata: { name, namespace },
      timestamp: new Date().toISOString(),
      window: '1s',
      containers: [{ name: 'agent', usage: { cpu: `${Math.round(loadMillis / serving.length)}m`, memory: '64Mi' } }],
    })),
  };
}
