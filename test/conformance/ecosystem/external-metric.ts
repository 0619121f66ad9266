import type { KubeClient } from '../harness/kube-client';

/** A metric of a ScaledObject, as the autoscaler is told it. @throws if it cannot be read */
export async function kedaMetric(client: KubeClient, namespace: string, scaledObject: string, metric: string): Promise<string> {
  const selector = encodeURIComponent(`scaledobject.keda.sh/name=${scaledObject}`);
  const path = `/apis/external.metrics.k8s.io/v1beta1/namespaces/${namespace}/${metric}?labelSelector=${selector}`;
  const { status, body } = await client.request('GET', path);
  if (status !== 200) throw new Error(`GET ${path}: HTTP ${status}: ${body.message ?? ''}`);
  const [item, ...others] = body['items'] as readonly { readonly value: string }[];
  if (item === undefined || others.length > 0) throw new Error(`not one value of ${metric}`);
  return item.value;
}
