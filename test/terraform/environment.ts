import { CALLERS } from '../../src/features/services/places';
import { labelKeys } from '../../src/kernel/labels';
import type { EnvironmentPlan } from '../../src/resolve/plan';
import type { NodePoolPlan } from '../../src/features/nodes/plan';

/** A pool as resolved, with one thing changed. */
export function poolWith(change: Partial<NodePoolPlan> = {}): NodePoolPlan {
  return {
    name: 'agents',
    instanceTypes: ['m7i.2xlarge'],
    size: undefined,
    architecture: 'x86_64',
    accelerator: undefined,
    min: 3,
    max: 14,
    capacity: 'on-demand',
    tainted: true,
    ami: 'al2023',
    diskGiB: 100,
    ...change,
  };
}

/** An environment as resolved, with one thing changed. */
export function environmentWith(change: Partial<EnvironmentPlan> = {}): EnvironmentPlan {
  return {
    system: 'swarm',
    name: 'prod',
    target: { kubernetes: '1.33', keda: '2.20', nats: '2.14', cni: 'vpc-cni', cniStrictMode: false },
    labels: labelKeys(),
    labelDomain: 'cdk8s-agents',
    scaler: 'keda',
    natsMetricPrefix: 'jetstream',
    prometheus: 'http://prometheus-operated.monitoring.svc.cluster.local:9090',
    callers: CALLERS,
    tenants: [],
    services: undefined,
    delivery: undefined,
    observability: { given: [], furtherMetrics: [], ruleLabels: {}, quotaPercent: 90, watchesQueues: true },
    hatches: { objects: [], patches: [] },
    overcommit: 1,
    nodePools: [
      poolWith(),
      poolWith({ name: 'batch', instanceTypes: ['m7i.2xlarge', 'm6i.2xlarge', 'm7a.2xlarge'], min: 0, max: 4, capacity: 'spot' }),
      poolWith({ name: 'platform', instanceTypes: ['m7i.xlarge'], min: 3, max: 6, tainted: false }),
    ],
    regions: ['us-west-2'],
    terraformState: { bucket: 'swarm-terraform-state', region: undefined },
    warnings: [],
    ...change,
  };
}
