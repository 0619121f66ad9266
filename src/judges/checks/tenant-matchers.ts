import type { Problem } from '../../kernel/problems';
import { type Inventory, objectPlace } from '../inventory/inventory';
import type { LabelMatcher, Query } from './promql';
import type { QueryUse } from './query-use';
import { hasVariable, withVariables } from './variables';

/** A tenant as labels of series name it. */
interface TenantNames {
  readonly id: string;
  readonly names: readonly string[];
}

/** Labels of series that tell tenants apart. */
const TENANT_LABELS: ReadonlySet<string> = new Set([
  'namespace',
  'exported_namespace',
  'kubernetes_namespace',
  'tenant',
  'tenant_id',
  'account',
  'account_id',
  'account_name',
]);

/** What tenants of the same stem might be called tomorrow. */
const NEIGHBOURS: readonly string[] = ['2', '-x'];

/** The tenants of the rendered namespaces: those with a label `…/tenant`. */
export function tenantsOf(inventory: Inventory): TenantNames[] {
  return inventory.objects('Namespace').flatMap(({ name, labels }) => {
    const id = tenantLabel(labels);
    return id === undefined ? [] : [{ id, names: [...new Set([id, name])] }];
  });
}

/**
 * Rule `regex-tenant`: a pattern for one tenant also takes tenants whose ids begin alike, so the query shows another tenant's series.
 * Queries without a tenant may take all tenants, unless a variable is to choose one.
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/basics/#instant-vector-selectors
 */
export function tenantsAreExact(use: QueryUse, { selectors }: Query, inventory: Inventory, tenants: readonly TenantNames[]): Problem[] {
  const { object, field } = use;
  const owned =
    tenantLabel(object.labels) !== undefined ||
    tenantLabel(inventory.object('Namespace', undefined, object.namespace ?? '')?.labels ?? {}) !== undefined;
  const judged = selectors
    .flatMap(({ matchers }) => matchers)
    .filter(({ label, operator, value }) => TENANT_LABELS.has(label) && operator.endsWith('~') && (owned || hasVariable(value)));
  return judged.flatMap((matcher): Problem[] => {
    const taken = takenBy(matcher, tenants);
    if (taken.length < 2) return [];
    const { label, operator, value } = matcher;
    return [
      {
        place: objectPlace(object, field),
        rule: 'regex-tenant',
        problem: `${label}${operator}"${value}" takes the series of more than one tenant: ${taken.join(', ')}`,
        fix: `match exactly: ${label}="…"`,
        source: object.source,
      },
    ];
  });
}

/** Names of more than one tenant that a pattern takes together, for the first choice of a variable that does so. */
function takenBy({ operator, value }: LabelMatcher, tenants: readonly TenantNames[]): string[] {
  const names = tenants.length > 0 ? tenants : [{ id: 'acme', names: ['acme', 'tenant-acme'] }];
  const choices = hasVariable(value) ? names.flatMap((tenant) => tenant.names) : [''];
  for (const choice of choices) {
    const pattern = patternOf(withVariables(value, () => choice));
    // an invalid pattern is left to Prometheus' own parser
    if (pattern === undefined) return [];
    const takes = (name: string): boolean => pattern.test(name) === (operator === '=~');
    const found = names.flatMap((tenant) => tenant.names.filter(takes).slice(0, 1));
    const neighbours = found.length === 1 ? names.flatMap((tenant) => tenant.names.filter(takes).flatMap(neighboursOf)).filter(takes) : [];
    const taken = [...found, ...neighbours.slice(0, 1).map((name) => `${name} if there is one`)];
    if (taken.length > 1) return taken;
  }
  return [];
}

function neighboursOf(name: string): string[] {
  return NEIGHBOURS.map((suffix) => name + suffix);
}

function patternOf(text: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${text})$`, 's');
  } catch {
    return undefined;
  }
}

function tenantLabel(labels: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(labels).find(([key]) => key.endsWith('/tenant'))?.[1];
}
