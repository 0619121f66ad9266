import type { NamedPlace } from './places';

/** Files of a certificate's Secret, as cert-manager names them. */
export const TLS_FILES = { certificate: 'tls.crt', key: 'tls.key', authority: 'ca.crt' } as const;

/** Paths of a certificate, its key and the authority's, in a container. */
export type TlsPaths = Readonly<Record<keyof typeof TLS_FILES, string>>;

/** Those of a certificate's Secret mounted at `folder`. */
export function tlsPaths(folder: string): TlsPaths {
  return {
    certificate: `${folder}/${TLS_FILES.certificate}`,
    key: `${folder}/${TLS_FILES.key}`,
    authority: `${folder}/${TLS_FILES.authority}`,
  };
}

/** Every way in which a client in the cluster writes the name of a Service. */
export function serviceNames({ service, namespace }: Pick<NamedPlace, 'service' | 'namespace'>): string[] {
  return ['', `.${namespace}`, `.${namespace}.svc`, `.${namespace}.svc.cluster.local`].map((rest) => service + rest);
}
