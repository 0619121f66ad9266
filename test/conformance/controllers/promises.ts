import { type PodShare, podsOf } from '../../../src/kernel/percent';
import { kindOf, type Rendered } from '../../environments/rendered';
import { POOL_LABEL, poolsWithoutTaint, ZONE_LABEL } from './nodes';
import { type PerWorkload, renderedWorkloads, titleOf } from './workloads';

/** What a rendered workload says of its pods, in numbers. */
export interface Promised {
  /** Values of the pool label that its pods must find on their node. */
  readonly pools: readonly string[];
  /** How much fuller than the emptiest zone the fullest may be. */
  readonly maxSkew: number;
  /** Pods that a new version may take out of service at once. */
  readonly rolling: PodShare;
  /** Pods that a drain may take out of service at once. */
  readonly drained: PodShare;
  /** Seconds after which a new pod counts as available. */
  readonly availableAfterS: number;
  /** Seconds that a pod at least takes to leave. */
  readonly goneAfterS: number;
}

/** The parts of a pod's specification that promises are read from. */
interface PodSpec {
  readonly containers: readonly { readonly lifecycle: { readonly preStop: { readonly sleep: { readonly seconds: number } } } }[];
  readonly affinity: {
    /** None: any node without a taint. */
    readonly nodeAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution: {
        readonly nodeSelectorTerms: readonly {
          readonly matchExpressions: readonly { readonly key: string; readonly values: readonly string[] }[];
        }[];
      };
    };
  };
  readonly topologySpreadConstraints: readonly { readonly topologyKey: string; readonly maxSkew: number }[];
}

/** Promises of every rendered workload. */
export function promisesOf(environment: string, region: string): Readonly<Record<string, Promised>> {
  const budgets = kindOf(environment, 'PodDisruptionBudget');
  const openPools = poolsWithoutTaint(environment, region);
  return Object.fromEntries(renderedWorkloads(environment).map((object) => [titleOf(object), promiseOf(object, budgets, openPools)]));
}

function promiseOf(object: Rendered, budgets: readonly Rendered[], openPools: readonly string[]): Promised {
  const { affinity, containers, topologySpreadConstraints } = object.spec.template?.spec as unknown as PodSpec;
  const budget = only(
    budgets.filter(
      ({ metadata: { namespace }, spec }) =>
        namespace === object.metadata.namespace && JSON.stringify(spec['selector']) === JSON.stringify(object.spec['selector']),
    ),
  );
  const terms = affinity.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
  return {
    pools:
      terms === undefined
        ? openPools
        : only(terms.flatMap(({ matchExpressions }) => matchExpressions).filter(({ key }) => key === POOL_LABEL)).values,
    maxSkew: only(topologySpreadConstraints.filter(({ topologyKey }) => topologyKey === ZONE_LABEL)).maxSkew,
    rolling: missingWhileRolling(object),
    drained: budget.spec['maxUnavailable'] as PodShare,
    availableAfterS: object.spec['minReadySeconds'] as number,
    goneAfterS: Math.max(...containers.map(({ lifecycle }) => lifecycle.preStop.sleep.seconds)),
  };
}

/** What a strategy lets be missing; blue and green are both complete while requests are switched. */
function missingWhileRolling({ metadata, spec }: Rendered): PodShare {
  const { rollingUpdate, canary, blueGreen } = spec.strategy as {
    readonly rollingUpdate?: { readonly maxUnavailable: PodShare };
    readonly canary?: { readonly maxUnavailable: PodShare };
    readonly blueGreen?: object;
  };
  const share = (rollingUpdate ?? canary)?.maxUnavailable ?? (blueGreen === undefined ? undefined : 0);
  if (share === undefined) throw new Error(`the strategy of ${titleOf({ metadata })} is not known`);
  return share;
}

/** Pods that stay ready while that share may be missing; a strategy rounds its share down, a budget up. */
export function remaining(share: PodShare, replicas: number, round: 'up' | 'down'): number {
  return replicas - podsOf(share, replicas, round);
}

/**
 * Pods that stay when one of the zones is lost.
 *
 * The fullest zone holds m pods and every other at least m − skew, so that m + (zones − 1) × (m − skew) ≤ replicas.
 */
export function leftWithoutZone(replicas: number, zones: number, maxSkew: number): number {
  return replicas - Math.min(replicas, Math.floor((replicas + (zones - 1) * maxSkew) / zones));
}

/** Workloads for which fewer were seen than were promised, or none at all. */
export function shortOf(promised: PerWorkload, seen: PerWorkload): string[] {
  return Object.entries(promised)
    .filter(([title, least]) => (seen[title] ?? -1) < least)
    .map(([title, least]) => `${title}: ${seen[title] ?? 'nothing'} of ${least}`);
}

function only<T>(found: readonly T[]): T {
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} found where there is one`);
  return first;
}
