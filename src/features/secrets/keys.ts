import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';

/** Words with slashes between them, none of which climbs or hides. */
const KEY = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*(\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$/;

/**
 * Entry of the secret store: `<system>/<environment>/<namespace>/<what>`. The rendered ExternalSecrets state all of them for the team that
 * fills the store.
 */
export function secretKey(system: string, environment: string, namespace: string, what: string): string {
  return [system, environment, namespace, what].join('/');
}

/**
 * Rule `secret-key`: every kind of secret store takes words with slashes between them, and not all take more. The number of words is the
 * choice of whoever fills the store.
 *
 * @see https://external-secrets.io/latest/api/externalsecret/
 */
export function checkSecretKey(key: string): Violation | undefined {
  return KEY.test(key)
    ? undefined
    : {
        rule: 'secret-key',
        problem: `must be words of letters, digits, '.', '_' and '-' with '/' between them, got ${shown(key)}`,
        fix: `write '<system>/<environment>/<namespace>/<what>', such as '${secretKey('shop', 'prod', 'platform', 'ca')}'`,
      };
}
