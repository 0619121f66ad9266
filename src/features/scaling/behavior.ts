import { MAX_LABEL } from '../../kernel/names';
import type { Problems, Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { checkFeature, type TargetVersions } from '../../kernel/versions';

/** Longest stabilization window the API server accepts, in seconds: https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/autoscaling/validation/validation.go */
const MAX_WINDOW_S = 3600;
/** Longest period of a scaling policy the API server accepts, in seconds; same source. */
const MAX_PERIOD_S = 1800;
/** KEDA names its HorizontalPodAutoscaler `keda-hpa-<ScaledObject>`, and its webhook refuses more than a label: https://keda.sh/docs/latest/reference/scaledobject-spec/ */
const MAX_SCALED_OBJECT_NAME = MAX_LABEL - 'keda-hpa-'.length;

/** How much the count may change within a period. */
export interface PolicyPlan {
  readonly type: 'Pods' | 'Percent';
  readonly value: number;
  readonly periodS: number;
}

/** How the count moves in one direction; what is `undefined` is left to the cluster. */
export interface DirectionPlan {
  /** How long a recommendation must hold, in seconds. */
  readonly windowS: number | undefined;
  readonly policies: readonly PolicyPlan[] | undefined;
  /** Which policy wins. */
  readonly selectPolicy: 'Max' | 'Min' | 'Disabled' | undefined;
  /** Share of the target within which nothing changes. */
  readonly tolerance: number | undefined;
}

/** How the count moves, complete; a direction that is `undefined` is left to the cluster. */
export interface BehaviorPlan {
  readonly scaleUp: DirectionPlan | undefined;
  readonly scaleDown: DirectionPlan | undefined;
}

/** One direction, as a door brings it. */
export type DirectionInput = Partial<DirectionPlan>;

/** How the count is to move, as a door brings it. */
export interface BehaviorInput {
  readonly scaleUp?: DirectionInput | undefined;
  readonly scaleDown?: DirectionInput | undefined;
}

/**
 * What is stated of how the count moves, checked.
 *
 * @param target `undefined` where it could not be read
 */
export function planBehavior(problems: Problems, { scaleUp, scaleDown }: BehaviorInput, target: TargetVersions | undefined): BehaviorPlan {
  statesSomething(problems, { scaleUp, scaleDown });
  return {
    scaleUp: scaleUp && planDirection(problems.at('scaleUp'), scaleUp, target),
    scaleDown: scaleDown && planDirection(problems.at('scaleDown'), scaleDown, target),
  };
}

/**
 * Rule `scaling-policies`: the API server refuses a direction with an empty list of policies.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#configurable-scaling-behavior
 */
function planDirection(
  problems: Problems,
  { windowS, policies, selectPolicy, tolerance }: DirectionInput,
  target: TargetVersions | undefined,
): DirectionPlan {
  statesSomething(problems, { windowS, policies, selectPolicy, tolerance });
  if (windowS !== undefined) problems.rule('stabilizationWindow', checkStabilizationWindow(windowS));
  if (policies !== undefined) {
    problems.that(
      policies.length > 0,
      'policies',
      'scaling-policies',
      'states no policy',
      `leave policies out, or use selectPolicy 'Disabled' to freeze this direction`,
    );
    policies.forEach(({ value, periodS }, index) => {
      const at = problems.at(`policies[${index}]`);
      at.integer('value', value, 1);
      at.rule('period', checkPolicyPeriod(periodS));
    });
  }
  if (tolerance !== undefined && problems.rule('tolerance', checkTolerance(tolerance)) && target !== undefined)
    problems.rule('tolerance', checkFeature(target, 'hpa-tolerance'));
  return { windowS, policies, selectPolicy, tolerance };
}

/** An empty behavior is not an absent one: it changes the ramp without a word. */
function statesSomething(problems: Problems, rules: object): void {
  // Rule `empty-behavior`: a behavior without any rule still replaces the defaults of Kubernetes, so the count moves at another speed.
  // https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#configurable-scaling-behavior
  problems.that(
    Object.values(rules).some((value) => value !== undefined),
    '',
    'empty-behavior',
    'states nothing, yet changes how fast the count moves',
    'leave it out, or state a window or a policy',
  );
}

/**
 * Rule `stabilization-window`: the API server refuses a window above one hour.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/
 */
export function checkStabilizationWindow(windowS: number): Violation | undefined {
  return Number.isInteger(windowS) && windowS >= 0 && windowS <= MAX_WINDOW_S
    ? undefined
    : {
        rule: 'stabilization-window',
        problem: `must be whole seconds from 0 to ${MAX_WINDOW_S}, got ${shown(windowS)} s`,
        fix: 'choose whole seconds, at most an hour',
      };
}

/**
 * Rule `policy-period`: the API server refuses a period outside 1 second to 30 minutes.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/
 */
function checkPolicyPeriod(periodS: number): Violation | undefined {
  return Number.isInteger(periodS) && periodS >= 1 && periodS <= MAX_PERIOD_S
    ? undefined
    : {
        rule: 'policy-period',
        problem: `must be whole seconds from 1 to ${MAX_PERIOD_S}, got ${shown(periodS)} s`,
        fix: 'choose whole seconds, at most half an hour',
      };
}

/**
 * Rule `tolerance`: the API server refuses a tolerance below zero. It is a share of the target, in whole thousandths.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#tolerance
 */
function checkTolerance(tolerance: number): Violation | undefined {
  const thousandths = tolerance * 1000;
  return Number.isFinite(tolerance) && tolerance >= 0 && !Object.is(tolerance, -0) && Math.abs(thousandths - Math.round(thousandths)) < 1e-6
    ? undefined
    : { rule: 'tolerance', problem: `must be 0 or more, in whole thousandths, got ${shown(tolerance)}`, fix: 'write 0.05 for 5 %' };
}

/**
 * Rule `scaled-object-name`: KEDA makes an autoscaler whose name has a prefix, and the API server refuses one that is too long.
 *
 * @see https://keda.sh/docs/latest/reference/scaledobject-spec/
 */
export function checkScaledObjectName(name: string): Violation | undefined {
  return name.length <= MAX_SCALED_OBJECT_NAME
    ? undefined
    : {
        rule: 'scaled-object-name',
        problem: `${shown(name)} has ${name.length} characters, a ScaledObject may have ${MAX_SCALED_OBJECT_NAME}`,
        fix: `shorten the name of the target to ${MAX_SCALED_OBJECT_NAME} characters`,
      };
}

/**
 * Rule `metric-name`: a name that Prometheus or the metrics API cannot hold never has a value.
 *
 * @see https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels
 */
export function checkMetricName(value: string): Violation | undefined {
  return /^[A-Za-z_][A-Za-z0-9_:.-]{0,252}$/.test(value)
    ? undefined
    : {
        rule: 'metric-name',
        problem: `must be letters, digits, '_', ':', '.' and '-', starting with a letter or '_', got ${shown(value)}`,
        fix: `write 'http_requests_per_second'`,
      };
}

/**
 * Rule `metric-quantity`: the API server refuses a target that is not a quantity above zero.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function checkMetricQuantity(value: string): Violation | undefined {
  const ok = /^\d{1,15}(\.\d{1,3})?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/.test(value) && /[1-9]/.test(value);
  return ok
    ? undefined
    : { rule: 'metric-quantity', problem: `must be a quantity above 0 as text, got ${shown(value)}`, fix: `write '100' or '500m'` };
}

/** Replicas asked for at a load: the fewest that hold it, between the bounds. */
export function replicasHolding(load: number, perReplica: number, minReplicas: number, maxReplicas: number): number {
  return Math.min(maxReplicas, Math.max(minReplicas, Math.ceil(load / perReplica)));
}
