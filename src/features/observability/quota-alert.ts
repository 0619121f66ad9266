import { type Alert, matchers, steady } from './alert';

/** Seconds above it, longer than a rolling update's surge. */
const QUOTA_S = 10 * 60;

/**
 * What grows with load. Objects that are counted out exactly, such as Deployments, are always at their quota, and pods are stopped by
 * whichever of these comes first.
 */
const RESOURCES = ['limits.cpu', 'limits.memory', 'pods', 'requests.cpu', 'requests.ephemeral-storage', 'requests.memory'];

/** A quota of the tenant's namespace nearly used up: the next pod may not start. */
export function quotaNearlyFull(namespace: string, quota: string, percent: number): Alert {
  const series = (type: string, resource: string): string =>
    `kube_resourcequota${matchers({ namespace, resourcequota: quota, type, resource })}`;
  const all = (type: string): string =>
    `kube_resourcequota${matchers({ namespace, resourcequota: quota, type }).slice(0, -1)}, resource=~"${RESOURCES.join('|')}"}`;
  const part = (used: number) => [
    { series: series('used', 'requests.cpu'), values: steady(used, 20) },
    { series: series('hard', 'requests.cpu'), values: steady(100, 20) },
    // counted out exactly
    { series: series('used', 'count/deployments.apps'), values: steady(4, 20) },
    { series: series('hard', 'count/deployments.apps'), values: steady(4, 20) },
  ];
  return {
    name: 'TenantQuotaNearlyFull',
    expr: [
      'max by (resource) (',
      `  ${all('used')}`,
      '  / ignoring (type)',
      // a quota of zero is a prohibition
      `  (${all('hard')} > 0)`,
      `) > ${percent / 100}`,
    ].join('\n'),
    forS: QUOTA_S,
    severity: 'warning',
    summary: `the quota of ${namespace} for {{ $labels.resource }} is nearly used up`,
    description: `{{ $value | humanizePercentage }} of {{ $labels.resource }} in ${namespace} are taken; what is left is all that the next pods may take, and at 100 % none starts, neither by the autoscaler nor by a rollout (kubectl get events -n ${namespace} --field-selector reason=FailedCreate). First see which agent is at its maximum (kubectl get hpa -n ${namespace}); if that is meant, raise the tenant's quota, and the node group with it.`,
    proof: {
      afterMin: 15,
      fires: part(percent + 1),
      silent: part(percent),
      labels: { resource: 'requests.cpu' },
      value: `${percent + 1}%`,
    },
  };
}
