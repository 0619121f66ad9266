/** Version of the kind below. */
export const CERT_MANAGER_API = 'cert-manager.io/v1';

/** The slice of `cert-manager.io/v1` Certificate we emit. https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.CertificateSpec */
export interface CertificateSpec {
  readonly dnsNames: readonly string[];
  readonly duration: string;
  readonly issuerRef: { readonly group: 'cert-manager.io'; readonly kind: 'ClusterIssuer'; readonly name: string };
  readonly privateKey: { readonly algorithm: 'ECDSA'; readonly rotationPolicy: 'Always'; readonly size: 256 };
  readonly renewBefore: string;
  readonly secretName: string;
  readonly secretTemplate?: { readonly labels: Readonly<Record<string, string>> };
  readonly usages: readonly ('digital signature' | 'server auth' | 'client auth')[];
}
