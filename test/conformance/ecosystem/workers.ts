import { App, Chart } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import { QueueDepthHpa, type QueueDepthHpaProps } from '../../../constructs/scaling/queue-depth-hpa';
import { Target } from '../../../constructs/kinds/target';
import type { KubeObject } from '../harness/kube-client';

/** A small Deployment in a namespace with the scaler that our construct renders for it; both have its name. */
export function scaledWorker(namespace: string, name: string, props: Omit<QueueDepthHpaProps, 'target'>): KubeObject[] {
  const app = new App();
  Target.set(app, { kubernetes: '1.33', keda: '2.20' });
  // cdk8s-plus selects pods by the path of the Deployment, and two autoscalers may not find the same pods
  const chart = new Chart(app, name, { namespace });
  const target = new plus.Deployment(chart, 'Worker', { metadata: { name }, containers: [{ image: 'worker' }] });
  new QueueDepthHpa(chart, 'Scale', { ...props, target });
  return chart.toJson() as KubeObject[];
}
