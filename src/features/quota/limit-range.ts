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

/** What is said of two quantities that are not in order. */
type Said = Omit<Violation, 'rule'>;

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
    const inOrder = (low: string | undefined, high: string | undefined, say: (low: string, high: string) => Said): Violation[] => {
      // the same text is in order whatever it counts, devices for one
      if (low === undefined || high === undefined || low === high || amount(resource, low) <= amount(resource, high)) return [];
      const { problem, fix } = say(low, high);
      return [{ rule: 'limit-range', problem: `container '${name}': ${resource} ${problem}`, fix }];
    };
    return [
      ...inOrder(min, request, (low, high) => ({ problem: `request is ${high}, but the least is ${low}`, fix: `ask for ${low} or more` })),
      ...inOrder(request, limit, (low, high) => ({
        problem: `request is ${low}, above its limit of ${high}`,
        fix: 'let requests equal limits',
      })),
      ...inOrder(limit, max, (low, high) => ({ problem: `limit is ${low}, but the most is ${high}`, fix: `lower it to ${high}` })),
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
