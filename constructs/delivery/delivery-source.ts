import type { RevisionInput, SourceKind } from '../../src/features/delivery/source';
import { written } from '../kinds/door';

/** Which commits of a git repository are delivered; exactly one. */
export interface GitRevision {
  /** @default - none */
  readonly branch?: string;
  /** @default - none */
  readonly tag?: string;
  /** Newest tag in a range, e.g. `1.x`. @default - none */
  readonly semver?: string;
}

/** Which artifact of an OCI repository is delivered; exactly one. */
export interface OciRevision {
  /** @default - none */
  readonly tag?: string;
  /** Newest tag in a range, e.g. `1.x`. @default - none */
  readonly semver?: string;
  /** `sha256:…`: exactly this one. @default - none */
  readonly digest?: string;
}

/** Where the rendered files are read from: a git repository, or an OCI repository that CI pushes them to. */
export class DeliverySource {
  /** A git repository, `https://…` or `ssh://…`. Credentials are in a Secret that an administrator makes. */
  public static git(url: string, revision: GitRevision, secretName?: string): DeliverySource {
    return new DeliverySource('git', url, written('DeliverySource.git', 'GitRevision', revision, 'revision'), secretName);
  }

  /** An OCI repository, `oci://…`. Flux only. */
  public static oci(url: string, revision: OciRevision, secretName?: string): DeliverySource {
    return new DeliverySource('oci', url, written('DeliverySource.oci', 'OciRevision', revision, 'revision'), secretName);
  }

  private constructor(
    /** `git` or `oci`. */
    public readonly kind: SourceKind,
    public readonly url: string,
    /** As it was given. */
    public readonly revision: RevisionInput,
    /** Secret with the credentials, in the engine's namespace. */
    public readonly secretName: string | undefined,
  ) {}
}
