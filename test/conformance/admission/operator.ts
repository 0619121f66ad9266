import type { KubeClient, KubeObject } from '../harness/kube-client';
import { ofKind, titleOf } from './committed';

/** Somebody whom RBAC lets do everything in the tenants' namespaces, so that a refusal comes from admission. */
export const OPERATOR = { user: 'tenant-operator', groups: ['system:authenticated'] } as const;

const RBAC = 'rbac.authorization.k8s.io/v1';
const NAMESPACE_ROLE = 'conformance-namespaces';
const SUBJECT = { kind: 'User', name: OPERATOR.user, apiGroup: 'rbac.authorization.k8s.io' };

/** Full rights in the namespaces, and every change of every namespace through each of its subresources. */
export async function grant(client: KubeClient, namespaces: readonly string[]): Promise<void> {
  const roleRef = (name: string): object => ({ kind: 'ClusterRole', name, apiGroup: 'rbac.authorization.k8s.io' });
  const granted: KubeObject[] = [
    {
      apiVersion: RBAC,
      kind: 'ClusterRole',
      metadata: { name: NAMESPACE_ROLE },
      rules: [
        { apiGroups: [''], resources: ['namespaces', 'namespaces/status', 'namespaces/finalize'], verbs: ['get', 'update', 'patch'] },
      ],
    },
    {
      apiVersion: RBAC,
      kind: 'ClusterRoleBinding',
      metadata: { name: NAMESPACE_ROLE },
      roleRef: roleRef(NAMESPACE_ROLE),
      subjects: [SUBJECT],
    },
    ...namespaces.map((namespace) => ({
      apiVersion: RBAC,
      kind: 'RoleBinding',
      metadata: { name: 'conformance-operator', namespace },
      roleRef: roleRef('cluster-admin'),
      subjects: [SUBJECT],
    })),
  ];
  for (const object of granted) {
    const { status, body } = await client.create(object);
    if (status !== 201) throw new Error(`${titleOf(object)}: ${status} ${body.message ?? ''}`);
  }
}

type Amounts = Readonly<Record<string, string>>;

/** What a quota allows. */
export function hardOf(quota: KubeObject): Amounts {
  return (quota['spec'] as { readonly hard: Amounts }).hard;
}

/** Writes the status that the quota controller would, who does not run here: nothing is counted without it. */
export async function fillQuota(client: KubeClient, quota: KubeObject, objects: readonly KubeObject[], used: Amounts = {}): Promise<void> {
  const count = (kind: string): string =>
    String(ofKind(objects, kind).filter(({ metadata }) => metadata.namespace === quota.metadata.namespace).length);
  const counted: Amounts = {
    configmaps: count('ConfigMap'),
    secrets: count('ExternalSecret'),
    services: count('Service'),
    'count/cronjobs.batch': count('CronJob'),
    'count/deployments.apps': count('Deployment'),
    'count/rollouts.argoproj.io': count('Rollout'),
  };
  const hard = hardOf(quota);
  const status = { hard, used: Object.fromEntries(Object.keys(hard).map((name) => [name, used[name] ?? counted[name] ?? '0'])) };
  const path = `${await client.pathOf(quota)}/status`;
  const { status: code, body } = await client.request('PATCH', path, { status }, { contentType: 'application/merge-patch+json' });
  if (code !== 200) throw new Error(`${titleOf(quota)}: ${code} ${body.message ?? ''}`);
}

/** A pod as the controllers would make it of a workload. */
export function podOf(workload: KubeObject, name = 'attempt'): Pod {
  const { template } = workload['spec'] as { readonly template: Pick<Pod, 'metadata' | 'spec'> };
  const { namespace = '' } = workload.metadata;
  return { apiVersion: 'v1', kind: 'Pod', metadata: { ...template.metadata, name, namespace }, spec: template.spec };
}

/** The parts of a pod that attempts change. */
export interface Pod extends KubeObject {
  readonly spec: PodSpec;
}

interface PodSpec {
  readonly containers: readonly Container[];
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly volumes: readonly unknown[];
  readonly priorityClassName: string;
  readonly [key: string]: unknown;
}

interface Container {
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly resources: { readonly requests: Amounts; readonly limits: Amounts };
  readonly [key: string]: unknown;
}
