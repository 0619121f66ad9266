/** Domain of our own label keys unless the environment names another. */
export const DEFAULT_LABEL_DOMAIN = 'cdk8s-agents';

/** Recommended labels: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/ */
export const APP_LABEL = {
  name: 'app.kubernetes.io/name',
  instance: 'app.kubernetes.io/instance',
  version: 'app.kubernetes.io/version',
  component: 'app.kubernetes.io/component',
  partOf: 'app.kubernetes.io/part-of',
  managedBy: 'app.kubernetes.io/managed-by',
} as const;

/** Set by the API server on every namespace and immutable, so the only namespace label that needs no protection. */
export const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name';

/** Value of `app.kubernetes.io/managed-by`. */
export const MANAGED_BY = 'cdk8s-agents';

/** Who an object belongs to, for people and cost reports. */
export const OWNER_LABEL = 'owner';

/** Our own keys under one domain. */
export interface LabelKeys {
  /** On namespaces and everything of a tenant; its value is the tenant's or the pool's id. */
  readonly tenant: string;
  /** On every pod of one workload and on nothing else; the only label that selectors use. */
  readonly workload: string;
  /** On nodes of a pool; also the key of its taint. */
  readonly pool: string;
  /** Annotation of a pod template: checksum of the configuration file, so that a changed file rolls the pods. */
  readonly configChecksum: string;
  /** Annotation of a pod template: the configuration file itself, where each version of the pods keeps its own. */
  readonly config: string;
}

/** The keys under `domain`. */
export function labelKeys(domain: string = DEFAULT_LABEL_DOMAIN): LabelKeys {
  return {
    tenant: `${domain}/tenant`,
    workload: `${domain}/workload`,
    pool: `${domain}/pool`,
    configChecksum: `${domain}/config-checksum`,
    config: `${domain}/config`,
  };
}

/** Labels of nodes by which pods are spread: https://kubernetes.io/docs/reference/labels-annotations-taints/ */
export const TOPOLOGY = { zone: 'topology.kubernetes.io/zone', host: 'kubernetes.io/hostname' } as const;
