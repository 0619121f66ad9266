import type { SourceKind } from './source';

/** How an environment is delivered, complete. */
export interface DeliveryPlan {
  readonly engine: 'flux' | 'argo-cd';
  readonly repository: {
    readonly kind: SourceKind;
    readonly url: string;
    readonly branch: string | undefined;
    readonly tag: string | undefined;
    readonly semver: string | undefined;
    readonly digest: string | undefined;
    readonly secret: string | undefined;
  };
  /** Folder of the output, from the root of the repository. */
  readonly path: string;
  readonly namespace: string;
  /** What the name of every stage begins with. */
  readonly prefix: string;
  readonly intervalS: number;
  /** `undefined`: derived for each stage. */
  readonly timeoutS: number | undefined;
  readonly prune: boolean;
}
