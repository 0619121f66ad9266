// Generated from schema.ts by `npm run generate`; not edited.

/** How an environment's rendered files get into its cluster. */
export interface DeliverySpec {
  /** One per cluster. */
  readonly engine: 'flux' | 'argo-cd';
  /** Where the rendered files are read from. */
  readonly repository: RepositorySpec;
  /** Folder of the repository that holds the output. @default 'dist' */
  readonly path?: string;
  /** Namespace of the engine. @default - 'flux-system' or 'argocd' */
  readonly namespace?: string;
  /** How often drift is corrected, from 30 s to 24 h; Flux only. @default '10m' */
  readonly interval?: string;
  /** How long Flux waits for a stage; refused if a rollout may take longer. @default - the longest rollout of the stage and a minute, at least five minutes */
  readonly timeout?: string;
  /** Tenants' and shared objects that are no longer rendered are deleted; never namespaces, and never what holds data. @default true */
  readonly prune?: boolean;
}

/** Where rendered files are read from, and exactly one revision. */
export interface RepositorySpec {
  /** `https://…` or `ssh://…` of a git repository, or `oci://…` of an artifact (Flux only). No credentials in it. */
  readonly url: string;
  /** Branch of a git repository. */
  readonly branch?: string;
  /** Tag. */
  readonly tag?: string;
  /** Newest tag in a range, e.g. `1.x`. */
  readonly semver?: string;
  /** `sha256:…` of an OCI artifact. */
  readonly digest?: string;
  /** Secret with the credentials, in the engine's namespace, which an administrator makes. @default - none: the repository is public, or the engine knows it */
  readonly secret?: string;
}
