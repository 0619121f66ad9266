/** Version of the sources below. https://fluxcd.io/flux/components/source/ */
export const FLUX_SOURCE_API = 'source.toolkit.fluxcd.io/v1';

/** Version of the Kustomization. https://fluxcd.io/flux/components/kustomize/kustomizations/ */
export const FLUX_KUSTOMIZE_API = 'kustomize.toolkit.fluxcd.io/v1';

export interface GitRepositorySpec {
  readonly interval: string;
  readonly ref: { readonly branch?: string; readonly tag?: string; readonly semver?: string };
  readonly secretRef?: { readonly name: string };
  /** Folders; all of them otherwise. */
  readonly sparseCheckout?: readonly string[];
  readonly timeout: string;
  readonly url: string;
}

export interface OciRepositorySpec {
  readonly interval: string;
  readonly ref: { readonly tag?: string; readonly semver?: string; readonly digest?: string };
  readonly secretRef?: { readonly name: string };
  readonly timeout: string;
  readonly url: string;
}

/** Without `postBuild`, `targetNamespace` and `force`: what is in the repository is what is applied, or nothing is. */
export interface FluxKustomizationSpec {
  readonly deletionPolicy: 'Orphan';
  readonly dependsOn?: readonly { readonly name: string }[];
  readonly force: false;
  readonly healthCheckExprs?: readonly HealthCheckExpr[];
  /** What controllers write while they run. */
  readonly ignore?: readonly { readonly paths: readonly string[]; readonly target: IgnoreTarget }[];
  readonly interval: string;
  readonly path: string;
  readonly prune: boolean;
  readonly retryInterval: string;
  /** Required here; without it the controller's own rights apply. */
  readonly serviceAccountName: string;
  readonly sourceRef: { readonly kind: 'GitRepository' | 'OCIRepository'; readonly name: string };
  readonly timeout: string;
  readonly wait: true;
}

export interface HealthCheckExpr {
  readonly apiVersion: string;
  readonly kind: string;
  readonly current: string;
  readonly failed?: string;
}

/** Regular expressions; we write names, in which nothing is special but a dot that matches itself. */
export interface IgnoreTarget {
  readonly group?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}
