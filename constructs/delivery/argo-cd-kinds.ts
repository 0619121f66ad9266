/** Version of the kinds below. https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/ */
export const ARGO_CD_API = 'argoproj.io/v1alpha1';

interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

export interface AppProjectSpec {
  readonly clusterResourceWhitelist: readonly (GroupKind & { readonly name?: string })[];
  readonly description: string;
  readonly destinationServiceAccounts: readonly {
    readonly defaultServiceAccount: string;
    readonly namespace: string;
    readonly server: string;
  }[];
  readonly destinations: readonly { readonly namespace: string; readonly server: string }[];
  /** Denies everything of a scope from which the stage has nothing: an empty list of allowed kinds would allow all. */
  readonly namespaceResourceBlacklist?: readonly GroupKind[];
  readonly namespaceResourceWhitelist?: readonly GroupKind[];
  readonly sourceRepos: readonly string[];
}

export interface ApplicationSpec {
  readonly destination: { readonly namespace: string; readonly server: string };
  readonly ignoreDifferences?: readonly {
    readonly group: string;
    readonly kind: string;
    readonly name: string;
    readonly namespace: string;
    readonly jsonPointers: readonly string[];
  }[];
  readonly project: string;
  readonly source: {
    readonly directory: { readonly exclude?: string; readonly include?: string; readonly recurse: boolean };
    readonly path: string;
    readonly repoURL: string;
    readonly targetRevision: string;
  };
  readonly syncPolicy: {
    readonly automated: { readonly allowEmpty: false; readonly prune: boolean; readonly selfHeal: boolean };
    readonly retry: {
      readonly limit: number;
      readonly backoff: { readonly duration: string; readonly factor: 2; readonly maxDuration: string };
    };
    readonly syncOptions: readonly string[];
  };
}
