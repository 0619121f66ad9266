import { checkDnsLabel, isDnsSubdomain } from './names';
import type { Violation } from './problems';
import { shown } from './shown';

/**
 * Rule `api-version`: an API server has no other than `v1` without a group, and of what it does not have no object can be found or applied.
 *
 * @see https://kubernetes.io/docs/reference/using-api/#api-versioning
 */
export function checkApiVersion(apiVersion: string): Violation | undefined {
  const [group = '', version = '', ...rest] = apiVersion.split('/');
  const named = [...group.split('.'), version].every((label) => checkDnsLabel(label) === undefined);
  if (apiVersion === 'v1' || (named && rest.length === 0)) return undefined;
  return {
    rule: 'api-version',
    problem: `must be v1, or a group and a version of it, got ${shown(apiVersion)}`,
    fix: `write it as in 'apps/v1'`,
  };
}

/**
 * Rule `kind`: of a kind that is malformed no object can be found or applied. It is letters and digits, a capital first, at most 63.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#standard-api-terminology
 */
export function checkKind(kind: string): Violation | undefined {
  return /^[A-Z][A-Za-z0-9]{0,62}$/.test(kind)
    ? undefined
    : { rule: 'kind', problem: `must be a kind, got ${shown(kind)}`, fix: `write it as in 'Deployment'` };
}

/**
 * Rule `object-name`: an object whose name is malformed can be neither found nor applied. It is a DNS subdomain of at most 253 characters.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 */
export function checkObjectName(name: string): Violation | undefined {
  return isDnsSubdomain(name)
    ? undefined
    : { rule: 'object-name', problem: `must be the name of an object, got ${shown(name)}`, fix: `write it as in 'search'` };
}
