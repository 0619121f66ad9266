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

/**
 * Rule `limit-range`: the API server refuses a pod whose requests or limits contradict the LimitRange, so no pod starts. Checked: min ≤
 * request ≤ limit ≤ max.
 *
 * @see https://kubernetes.io/docs/concepts/policy/limit-range/
 */
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
