import type { ExternalSecretData, ExternalSecretSpec } from './external-secrets-kinds';

/** An ExternalSecret's specification without a template: how often it is read, from where, and that a Secret of that name is kept. */
export function externalSecretSpec(name: string, secretStore: string, data: readonly ExternalSecretData[]): ExternalSecretSpec {
  return {
    data,
    refreshInterval: '1h0m0s',
    secretStoreRef: { kind: 'ClusterSecretStore', name: secretStore },
    target: { name, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
  };
}
