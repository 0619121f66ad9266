import type { CertificateSpec } from './cert-manager-kinds';

/** A server's certificate: valid for 90 days and renewed after 60, each time with a new key. */
export function certificateSpec(issuer: string, dnsNames: readonly string[], secretName: string): CertificateSpec {
  return {
    dnsNames,
    duration: '2160h',
    issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: issuer },
    privateKey: { algorithm: 'ECDSA', rotationPolicy: 'Always', size: 256 },
    renewBefore: '720h',
    secretName,
    usages: ['digital signature', 'server auth'],
  };
}
