/**
 * When an object is ready, for kinds whose controller reports it in its own way.
 *
 * Flux reads it as CEL (`healthCheckExprs`), Argo CD as Lua (`resource.customizations.health`). Without them both would take an object for
 * ready before its controller has seen it.
 */
export type Health =
  | { readonly kind: 'kstatus' }
  | { readonly kind: 'no-status' }
  | { readonly kind: 'condition'; readonly type: string; readonly argoCdKnows: boolean }
  | {
      readonly kind: 'equal';
      readonly field: string;
      readonly value: string | boolean;
      readonly failed: string | undefined;
      readonly argoCdKnows: boolean;
    }
  | { readonly kind: 'same'; readonly field: string }
  | { readonly kind: 'parents'; readonly field: string; readonly type: string; readonly argoCdKnows: boolean };

/** Kinds of Kubernetes itself: both engines know them. https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md */
export const KSTATUS: Health = { kind: 'kstatus' };

/** Nothing to wait for: it is in force when it is stored, or its controller says nothing. */
export const NO_STATUS: Health = { kind: 'no-status' };

/** A condition that is true. */
export const ready = (argoCdKnows: boolean, type = 'Ready'): Health => ({ kind: 'condition', type, argoCdKnows });

/** A field of the status with that value; with the value `failed` the object has failed. */
export const equal = (field: string, value: string | boolean, failed?: string, argoCdKnows = false): Health => ({
  kind: 'equal',
  field,
  value,
  failed,
  argoCdKnows,
});

/** A field of the status as it is in the specification. */
export const same = (field: string): Health => ({ kind: 'same', field });

/** A condition that every parent or ancestor has set to true. */
export const parents = (field: string, type: string, argoCdKnows: boolean): Health => ({ kind: 'parents', field, type, argoCdKnows });

/** What an engine and its identity must know of a kind: only what stands in the API and cannot be read off a manifest. */
export interface DeliveredKind {
  /** API group; `''` for the core. */
  readonly group: string;
  readonly kind: string;
  /** Plural by which RBAC knows it. */
  readonly resource: string;
  readonly namespaced: boolean;
  /** When it has become what was written. */
  readonly health: Health;
  /** Whether deleting it deletes data: then no engine may delete it, only a person. */
  readonly holdsData: boolean;
  /** Objects made of it, which an engine reads to tell whether it is ready. */
  readonly read: readonly ReadResource[];
}

/** Something that is listed, never written. */
export interface ReadResource {
  readonly group: string;
  readonly resource: string;
}

/** Pods, and what stands between them and a Deployment. */
export const PODS: ReadResource = { group: '', resource: 'pods' };
export const REPLICA_SETS: ReadResource = { group: 'apps', resource: 'replicasets' };

type Options = Partial<Pick<DeliveredKind, 'namespaced' | 'holdsData' | 'read'>>;

/** A row of the table of kinds; in a namespace and without data unless said. */
export const delivered = (group: string, kind: string, resource: string, health: Health, options: Options = {}): DeliveredKind => ({
  group,
  kind,
  resource,
  health,
  namespaced: options.namespaced ?? true,
  holdsData: options.holdsData ?? false,
  read: options.read ?? [],
});

/** Group of an `apiVersion`. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}
