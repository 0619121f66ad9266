import type { KubeObject } from '../harness/kube-client';
import { ofKind, workloadsOf } from './committed';
import type { Attempt } from './forbidden';
import { type Pod, podOf } from './operator';

/**
 * Pods that leave Pod Security `restricted`, the LimitRange or the tenants' priorities.
 *
 * Each is a rendered pod with one thing changed, so the pod as it is rendered is the positive control.
 */
export function podAttempts(objects: readonly KubeObject[], namespace: string): Attempt[] {
  const own = workloadsOf(objects).find(({ metadata }) => metadata.namespace === namespace);
  const any = own ?? workloadsOf(objects)[0];
  if (any === undefined) return [];
  const rendered = podOf(any);
  // in a namespace without agents, with the account that every namespace has
  const allowed: Pod =
    own === undefined
      ? { ...rendered, metadata: { ...rendered.metadata, namespace }, spec: { ...rendered.spec, serviceAccountName: 'default' } }
      : rendered;
  const limited = ofKind(objects, 'LimitRange').some(({ metadata }) => metadata.namespace === namespace);
  const attempt = ([title, changed, reason]: Row): Attempt => ({
    title: `${title} in ${namespace}`,
    forbidden: changed(allowed),
    reason,
    allowed,
  });
  return [...SECURITY, ...MISSING_CLASS, ...(limited ? TENANT : [])].map(attempt);
}

type Row = readonly [title: string, changed: (pod: Pod) => Pod, reason: RegExp];

const withSpec =
  (spec: Readonly<Record<string, unknown>>) =>
  (pod: Pod): Pod => ({ ...pod, spec: { ...pod.spec, ...spec } });
const withSecurity =
  (context: Readonly<Record<string, unknown>>) =>
  (pod: Pod): Pod => ({ ...pod, spec: { ...pod.spec, securityContext: { ...pod.spec.securityContext, ...context } } });
const withContainer =
  (context: Readonly<Record<string, unknown>>) =>
  (pod: Pod): Pod => ({
    ...pod,
    spec: {
      ...pod.spec,
      containers: pod.spec.containers.map((container) => ({
        ...container,
        securityContext: { ...container.securityContext, ...context },
      })),
    },
  });
const withVolume =
  (volume: Readonly<Record<string, unknown>>) =>
  (pod: Pod): Pod => ({ ...pod, spec: { ...pod.spec, volumes: [...pod.spec.volumes, volume] } });
const withAmount =
  (resource: string, amount: string) =>
  (pod: Pod): Pod => ({
    ...pod,
    spec: {
      ...pod.spec,
      containers: pod.spec.containers.map((container) => ({
        ...container,
        resources: {
          requests: { ...container.resources.requests, [resource]: amount },
          limits: { ...container.resources.limits, [resource]: amount },
        },
      })),
    },
  });

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
const SECURITY: readonly Row[] = [
  [
    'a privileged pod',
    withContainer({ privileged: true, allowPrivilegeEscalation: true }),
    /violates PodSecurity "restricted:.*privileged \(container/,
  ],
  [
    'a pod with a hostPath',
    withVolume({ name: 'host', hostPath: { path: '/' } }),
    /violates PodSecurity .*restricted volume type "hostPath"/,
  ],
  ['a pod in the host network', withSpec({ hostNetwork: true }), /violates PodSecurity .*host namespaces \(hostNetwork=true\)/],
  ['a pod among the host processes', withSpec({ hostPID: true }), /violates PodSecurity .*host namespaces \(hostPID=true\)/],
  ['a pod of root', withSecurity({ runAsUser: 0 }), /violates PodSecurity .*runAsUser=0/],
  ['a pod that may be root', withSecurity({ runAsNonRoot: false }), /violates PodSecurity .*runAsNonRoot != true/],
  ['a pod that may gain privileges', withContainer({ allowPrivilegeEscalation: true }), /violates PodSecurity .*allowPrivilegeEscalation/],
  [
    'a pod with another capability',
    withContainer({ capabilities: { drop: ['ALL'], add: ['NET_RAW'] } }),
    /violates PodSecurity .*capabilities/,
  ],
  ['a pod that drops no capability', withContainer({ capabilities: {} }), /violates PodSecurity .*unrestricted capabilities/],
  ['a pod without seccomp', withSecurity({ seccompProfile: { type: 'Unconfined' } }), /violates PodSecurity .*seccompProfile/],
];

/** Ours exist, as the positive control shows. */
const MISSING_CLASS: readonly Row[] = [
  ['a pod of a priority that nobody made', withSpec({ priorityClassName: 'no-such' }), /no PriorityClass with name no-such was found/],
];

const TENANT: readonly Row[] = [
  ...['platform-critical', 'system-cluster-critical', 'system-node-critical'].map((name): Row => [
    `a pod of priority ${name}`,
    withSpec({ priorityClassName: name }),
    /exceeded quota: reserved-priority/,
  ]),
  ['a container above the largest CPU', withAmount('cpu', '64'), /maximum cpu usage per Container is/],
  ['a container above the largest memory', withAmount('memory', '512Gi'), /maximum memory usage per Container is/],
  ['a container above the largest disk', withAmount('ephemeral-storage', '512Gi'), /maximum ephemeral-storage usage per Container is/],
  ['a container below the smallest CPU', withAmount('cpu', '1m'), /minimum cpu usage per Container is/],
  ['a container below the smallest memory', withAmount('memory', '1Mi'), /minimum memory usage per Container is/],
];
