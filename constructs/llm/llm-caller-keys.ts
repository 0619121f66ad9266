/**
 * Where the public keys are by which the cluster's API server signs the tokens of service accounts.
 *
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#service-account-issuer-discovery
 */
export class LlmCallerKeys {
  /**
   * Read from an address with a certificate of a public authority, and read again every five minutes: clusters whose keys change, e.g. EKS.
   *
   * @param issuer `--service-account-issuer` of the API server
   * @param uri `https://…` of the key set
   * @param ranges address ranges of that host
   */
  public static remote(issuer: string, uri: string, ranges: string[]): LlmCallerKeys {
    return new LlmCallerKeys(issuer, uri, undefined, [...ranges]);
  }

  /**
   * As `kubectl get --raw /openid/v1/jwks` prints them. Nothing is fetched at run time. When the cluster's keys change, all callers are
   * refused until this is updated.
   *
   * @param issuer `--service-account-issuer` of the API server
   * @param jwks the key set, JSON
   */
  public static inline(issuer: string, jwks: string): LlmCallerKeys {
    return new LlmCallerKeys(issuer, undefined, jwks, []);
  }

  private constructor(
    /** Issuer that tokens must have. */
    public readonly issuer: string,
    /** Address of the key set, if it is read. */
    public readonly uri: string | undefined,
    /** The key set, if it is known. */
    public readonly jwks: string | undefined,
    /** Address ranges of the host. */
    public readonly ranges: string[],
  ) {}
}
