import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { APP_LABEL, MANAGED_BY } from '../../src/kernel/labels';
import { Target } from '../kinds/target';

/** Modes of Pod Security Admission, each with its own label: https://kubernetes.io/docs/concepts/security/pod-security-admission/ */
const POD_SECURITY_MODES = ['enforce', 'audit', 'warn'] as const;

/** What every namespace of ours is called and marked with. */
export interface GuardedNamespaceOptions {
  readonly name: string;
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
}

/** Metadata of an object of the namespace, or of the namespace itself. */
interface Metadata {
  readonly name: string;
  readonly labels: Record<string, string>;
  readonly annotations?: Record<string, string>;
}

/** Metadata of an object inside the namespace. */
export function inNamespace(name: string, options: GuardedNamespaceOptions): Metadata & { readonly namespace: string } {
  return { ...marked(name, options), namespace: options.name };
}

function marked(name: string, { labels, annotations = {} }: GuardedNamespaceOptions): Metadata {
  return {
    name,
    labels: { ...labels, [APP_LABEL.managedBy]: MANAGED_BY },
    ...(Object.keys(annotations).length > 0 && { annotations: { ...annotations } }),
  };
}

/**
 * A namespace at Pod Security `restricted`, pinned to the target's minor so that an upgrade of the cluster changes nothing unseen,
 * whose `default` ServiceAccount has no token and whose traffic is denied both ways until a workload's own policy allows it.
 */
export function guardedNamespace(scope: Construct, options: GuardedNamespaceOptions): ApiObject {
  const version = `v${Target.of(scope).kubernetes}`;
  const metadata = marked(options.name, options);
  const podSecurity = POD_SECURITY_MODES.flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, 'restricted'],
    [`pod-security.kubernetes.io/${mode}-version`, version],
  ]);
  return new ApiObject(scope, 'Resource', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { ...metadata, labels: { ...metadata.labels, ...(Object.fromEntries(podSecurity) as Record<string, string>) } },
  });
}

/** What stands in a guarded namespace before anything else: see `guardedNamespace`. */
export function namespaceDefaults(scope: Construct, options: GuardedNamespaceOptions): void {
  new ApiObject(scope, 'DefaultServiceAccount', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: inNamespace('default', options),
    automountServiceAccountToken: false,
  });
  new ApiObject(scope, 'DefaultDeny', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: inNamespace('default-deny', options),
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  });
}
