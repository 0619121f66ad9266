/** Version of the kind below. */
export const EXTERNAL_SECRETS_API = 'external-secrets.io/v1';

/** The slice of ExternalSecret we emit. https://external-secrets.io/latest/api/externalsecret/ */
export interface ExternalSecretSpec {
  readonly data: readonly ExternalSecretData[];
  readonly refreshInterval: string;
  readonly secretStoreRef: { readonly kind: 'ClusterSecretStore'; readonly name: string };
  readonly target: {
    readonly name: string;
    readonly creationPolicy: 'Owner';
    /** A value that is removed from the secret store stays in the cluster; removing a user removes its line. */
    readonly deletionPolicy: 'Retain';
    /** Without it the Secret holds what the store holds, under the same keys. */
    readonly template?: {
      readonly engineVersion: 'v2';
      readonly mergePolicy: 'Replace';
      readonly type: 'Opaque';
      readonly data: Readonly<Record<string, string>>;
    };
  };
}

/** One value of the store, under the name that templates know it by. */
export interface ExternalSecretData {
  readonly secretKey: string;
  readonly remoteRef: { readonly key: string; readonly property: string };
}
