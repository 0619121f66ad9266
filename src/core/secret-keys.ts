/** Entry of the secret store: `<system>/<environment>/<namespace>/<what>`. Whoever fills the store reads it off the rendered ExternalSecrets. */
export function secretKey(system: string, environment: string, namespace: string, what: string): string {
  return [system, environment, namespace, what].join('/');
}
