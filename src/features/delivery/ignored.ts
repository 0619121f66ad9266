import { byText } from '../../kernel/order';
import { jsonOf, listOf } from './json';

/** Fields of one object that its controller writes while it runs, and an engine must leave alone. */
export interface IgnoredFields {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** JSON pointers. */
  readonly paths: string[];
}

/** Plugin by which Rollouts moves weights of Gateway API routes. https://rollouts-plugin-trafficrouter-gatewayapi.readthedocs.io */
const GATEWAY_API_PLUGIN = 'argoproj-labs/gatewayAPI';

/** Where a canary or a blue-green release names the Services that it points at one version each. */
const SERVICES = ['activeService', 'canaryService', 'previewService', 'stableService'] as const;

/**
 * What Argo Rollouts changes in the objects of others: the selectors of its Services, which is one value for a server-side apply, and the
 * weights of its routes. An engine that put them back would point live traffic at both versions.
 */
export function ignoredFor(manifests: readonly unknown[]): IgnoredFields[] {
  const found = new Map<string, IgnoredFields>();
  const add = (group: string, kind: string, namespace: string, name: unknown, paths: string[]): void => {
    if (typeof name === 'string') found.set(`${kind} ${namespace} ${name}`, { group, kind, namespace, name, paths });
  };
  for (const manifest of manifests) {
    const { kind, metadata, spec } = jsonOf(manifest);
    if (kind !== 'Rollout') continue;
    const namespace = textOf(jsonOf(metadata)['namespace']);
    for (const strategy of Object.values(jsonOf(jsonOf(spec)['strategy'])).map(jsonOf)) {
      for (const service of SERVICES) add('', 'Service', namespace, strategy[service], ['/spec/selector']);
      const plugin = jsonOf(jsonOf(jsonOf(strategy['trafficRouting'])['plugins'])[GATEWAY_API_PLUGIN]);
      const routes = [plugin['httpRoute'], ...listOf(plugin['httpRoutes']).map(({ name }) => name)];
      for (const route of routes) add('gateway.networking.k8s.io', 'HTTPRoute', namespace, route, ['/spec/rules']);
    }
  }
  return [...found.entries()].sort(([a], [b]) => byText(a, b)).map(([, fields]) => fields);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
