import type { KubeObject } from '../harness/kube-client';
import { ofKind } from './committed';
import type { Attempt } from './forbidden';
import { hardOf } from './operator';

/** What a volume of a tenant would be claimed with. */
export const CLAIM = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
/** A Job as small as one can be. */
const JOB = {
  template: { spec: { restartPolicy: 'Never', containers: [{ name: 'job', image: 'registry.example.com/job:1' }] } },
};
const LABELS = { 'app.kubernetes.io/name': 'attempt' };

/** Kinds that a tenant's quota holds at none: resource of the quota, apiVersion, kind, the rest of the object. */
const KINDS: readonly (readonly [resource: string, apiVersion: string, kind: string, rest: Readonly<Record<string, unknown>>])[] = [
  ['secrets', 'v1', 'Secret', { stringData: { key: 'value' } }],
  ['persistentvolumeclaims', 'v1', 'PersistentVolumeClaim', { spec: CLAIM }],
  ['count/jobs.batch', 'batch/v1', 'Job', { spec: JOB }],
  ['count/cronjobs.batch', 'batch/v1', 'CronJob', { spec: { schedule: '0 0 * * *', jobTemplate: { spec: JOB } } }],
  [
    'count/statefulsets.apps',
    'apps/v1',
    'StatefulSet',
    {
      spec: {
        serviceName: 'attempt',
        selector: { matchLabels: LABELS },
        template: { metadata: { labels: LABELS }, spec: { containers: [{ name: 'set', image: 'registry.example.com/set:1' }] } },
      },
    },
  ],
];

/** Services that open the nodes, and kinds of which a tenant has none; nothing in a namespace without a quota. */
export function objectAttempts(objects: readonly KubeObject[], namespace: string): Attempt[] {
  const quota = ofKind(objects, 'ResourceQuota').find(({ metadata }) => metadata.namespace === namespace && metadata.name === 'tenant');
  if (quota === undefined) return [];
  const closed = KINDS.filter(([resource]) => hardOf(quota)[resource] === '0');
  return [
    ...['NodePort', 'LoadBalancer'].map((type) => ({
      title: `a Service of type ${type} in ${namespace}`,
      forbidden: service(namespace, type),
      reason:
        type === 'NodePort' ? /exceeded quota: tenant, .*services\.nodeports=1/ : /exceeded quota: tenant, .*services\.loadbalancers=1/,
      allowed: service(namespace, 'ClusterIP'),
    })),
    ...closed.map(([resource, apiVersion, kind, rest]) => ({
      title: `a ${kind} in ${namespace}`,
      forbidden: { apiVersion, kind, metadata: { name: 'attempt', namespace }, ...rest },
      reason: new RegExp(`exceeded quota: tenant, requested: ${resource.replaceAll('.', '\\.')}=1`),
      // the same where no quota is
      allowed: { apiVersion, kind, metadata: { name: 'attempt', namespace: 'default' }, ...rest },
    })),
  ];
}

function service(namespace: string, type: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'attempt', namespace },
    spec: { type, selector: LABELS, ports: [{ port: 8080 }] },
  };
}
