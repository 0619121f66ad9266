import { objectOf, objectsOf, type Rendered } from '../../environments/rendered';
import type { KubeClient, KubeObject } from '../harness/kube-client';
import { until } from '../harness/poll';
import type { DeclaredConsumer } from '../servers/jet-stream';
import { applyAll, statusOf } from './objects';

const ENVIRONMENT = 'prod';

/** The namespace, the agent and its objects, as rendered. */
export const TENANT_NAMESPACE = 'tenant-acme';
export const AGENT = 'product-search';

const WORKLOAD = 'acme-product-search';

/** The one place where the test's world differs from the rendered one. */
const ENDPOINT = 'natsServerMonitoringEndpoint';

/** The consumer that the agent's own configuration file declares. */
export function declaredConsumer(): DeclaredConsumer {
  const { data = {} } = objectOf(ENVIRONMENT, 'ConfigMap', TENANT_NAMESPACE, `${AGENT}-config`);
  return (JSON.parse(data['agent.json'] ?? '{}') as { readonly bus: DeclaredConsumer }).bus;
}

/** The rendered ScaledObject, which reads from another monitoring endpoint; everything else is as rendered. */
export function scaledObject(monitoringEndpoint: string): KubeObject {
  const object = objectOf(ENVIRONMENT, 'ScaledObject', TENANT_NAMESPACE, AGENT);
  const triggers = (object.spec.triggers ?? []).map((trigger) =>
    ENDPOINT in trigger.metadata ? { ...trigger, metadata: { ...trigger.metadata, [ENDPOINT]: monitoringEndpoint } } : trigger,
  );
  return { ...object, spec: { ...object.spec, triggers } };
}

/** Applies what is rendered for the whole cluster, for the tenant's namespace and for the agent, all but its ScaledObject. */
export async function installProductSearch(client: KubeClient): Promise<void> {
  for (const object of objectsOf(ENVIRONMENT).filter(isMeant)) {
    await applyAll(client, [object]);
    if (object.kind === 'ResourceQuota') await untilCounted(client, object);
  }
}

function isMeant({ kind, metadata: { namespace, labels } }: Rendered): boolean {
  const isHere = namespace === undefined || namespace === TENANT_NAMESPACE;
  return isHere && kind !== 'ScaledObject' && (labels['cdk8s-agents/workload'] ?? WORKLOAD) === WORKLOAD;
}

/** Until a controller has counted, admission refuses whatever the quota speaks of. */
async function untilCounted(client: KubeClient, quota: KubeObject): Promise<void> {
  await until(`quota ${quota.metadata.name} to be counted`, async () => ('hard' in (await statusOf(client, quota)) ? true : undefined));
}
