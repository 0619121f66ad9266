import type { Violation } from '../../kernel/problems';
import { bytes, cpuMillis } from '../../kernel/quantity';

/** Quantities by resource: `cpu`, `memory`, `ephemeral-storage`. */
export type Quantities = Readonly<Record<string, string>>;

/** What a container writes. */
export interface ContainerResources {
  readonly name: string;
  readonly requests?: Quantities;
  readonly limits?: Quantities;
}

/** The entry of a LimitRange for containers. https://kubernetes.io/docs/concepts/policy/limit-range/ */
export interface ContainerRange {
  readonly min?: Quantities;
  readonly max?: Quantities;
  /** Limit of a container that writes none. */
  readonly default?: Quantities;
  /** Request of a container that writes none. */
  readonly defaultRequest?: Quantities;
}

/** What a quota counts that a container writes; `cpu` is the short form of `requests.cpu`. */
const COMPUTE_KEY = /^(?:(requests|limits)\.)?(cpu|memory|ephemeral-storage)$/;

/**
 * Rule `quota-keys` (A6): what a quota counts, every container states or is given; otherwise the API server refuses its pod.
 *
 * Injected sidecars and init containers count, so give them too.
 *
 * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/#compute-resource-quota
 */
export function checkQuotaKeysStated(
  quotaKeys: readonly string[],
  containers: readonly ContainerResources[],
  range: ContainerRange = {},
): Violation[] {
  const counted = quotaKeys.flatMap((key) => {
    const [, side = 'requests', resource] = COMPUTE_KEY.exec(key) ?? [];
    return resource === undefined ? [] : [{ key, side, resource }];
  });
  return containers.flatMap((container) => {
    const missing = counted.filter(({ side, resource }) => {
      const effective = admitted(container, range, resource);
      return (side === 'limits' ? effective.limit : effective.request) === undefined;
    });
    return missing.length === 0
      ? []
      : [
          {
            rule: 'quota-keys',
            problem: `the quota counts ${missing.map(({ key }) => key).join(', ')}, but container '${container.name}' states none and gets no default`,
            fix: 'state requests and limits, or give the LimitRange a default',
          },
        ];
  });
}

/** Rule `limit-range` (A7): min ≤ defaultRequest ≤ default ≤ max; otherwise no pod that relies on a default starts. */
export function checkLimitRange(range: ContainerRange): Violation[] {
  const order = [
    ['min', range.min],
    ['defaultRequest', range.defaultRequest],
    ['default', range.default],
    ['max', range.max],
  ] as const;
  const resources = new Set(order.flatMap(([, values]) => Object.keys(values ?? {})));
  return [...resources].sort().flatMap((resource) => {
    const stated = order.flatMap(([name, values]) => (values?.[resource] === undefined ? [] : [{ name, value: values[resource] }]));
    return stated.slice(1).flatMap((upper, index) => {
      const lower = stated[index];
      return lower === undefined || amount(resource, lower.value) <= amount(resource, upper.value)
        ? []
        : [
            {
              rule: 'limit-range',
              problem: `${resource}: ${lower.name} ${lower.value} is above ${upper.name} ${upper.value}`,
              fix: `keep min ≤ defaultRequest ≤ default ≤ max`,
            },
          ];
    });
  });
}

/** Rule `limit-range` (A7): min ≤ request ≤ limit ≤ max for every container; otherwise the API server refuses its pod. */
export function checkContainerInRange(container: ContainerResources, range: ContainerRange): Violation[] {
  const { name, requests, limits } = container;
  const resources = new Set([requests, limits, range.min, range.max].flatMap((values) => Object.keys(values ?? {})));
  return [...resources].sort().flatMap((resource) => {
    const { request, limit } = admitted(container, range, resource);
    const [min, max] = [range.min?.[resource], range.max?.[resource]];
    const above = (low: string | undefined, high: string | undefined): boolean =>
      low !== undefined && high !== undefined && !(amount(resource, low) <= amount(resource, high));
    const bad = (problem: string, fix: string): Violation[] => [
      { rule: 'limit-range', problem: `container '${name}': ${resource} ${problem}`, fix },
    ];
    return [
      ...(above(min, request) ? bad(`request is ${request ?? ''}, but the least is ${min ?? ''}`, `ask for ${min ?? ''} or more`) : []),
      ...(above(request, limit) ? bad(`request is ${request ?? ''}, above its limit of ${limit ?? ''}`, 'let requests equal limits') : []),
      ...(above(limit, max) ? bad(`limit is ${limit ?? ''}, but the most is ${max ?? ''}`, `lower it to ${max ?? ''}`) : []),
    ];
  });
}

/** What the API server sees after defaults: a request left out is the container's own limit, then the range's. */
function admitted({ requests, limits }: ContainerResources, range: ContainerRange, resource: string): { request?: string; limit?: string } {
  const limit = limits?.[resource] ?? range.default?.[resource];
  const request = requests?.[resource] ?? limits?.[resource] ?? range.defaultRequest?.[resource] ?? range.default?.[resource];
  return { ...(request !== undefined && { request }), ...(limit !== undefined && { limit }) };
}

function amount(resource: string, value: string): number {
  return (resource === 'cpu' ? cpuMillis(value) : bytes(value)) ?? NaN;
}
