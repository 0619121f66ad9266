import type { Duration } from 'cdk8s';
import type { Problems } from '../../src/kernel/problems';
import { checkPolicyPeriod, checkStabilizationWindow, checkTolerance } from '../../src/features/scaling/behavior';
import { checkFeature } from '../../src/kernel/versions';
import type { HorizontalPodAutoscalerBehavior, HpaScalingPolicy, HpaScalingRules } from './autoscaling-kinds';
import type { TargetProps } from '../kinds/target';

/** How much the count may change within a period. */
export class ScalingPolicy {
  /** At most `value` pods per period: `value` ≥ 1, period 1 s to 30 min in whole seconds. */
  public static pods(value: number, period: Duration): ScalingPolicy {
    return new ScalingPolicy('Pods', value, period);
  }

  /** At most `value` percent of the count per period: `value` ≥ 1, 100 doubles; period 1 s to 30 min in whole seconds. */
  public static percent(value: number, period: Duration): ScalingPolicy {
    return new ScalingPolicy('Percent', value, period);
  }

  private constructor(
    public readonly type: 'Pods' | 'Percent',
    public readonly value: number,
    public readonly period: Duration,
  ) {}
}

/** How fast, and how hesitantly, the count moves in one direction. At least one of these is stated. */
export interface ScalingRules {
  /**
   * How long a recommendation must hold; 0 s to 1 h in whole seconds.
   *
   * @default - up: none; down: 5 minutes
   */
  readonly stabilizationWindow?: Duration;
  /** At least one, if stated. @default - up: the larger of 4 pods and 100 % per 15 s; down: 100 % per 15 s */
  readonly policies?: ScalingPolicy[];
  /** Which policy wins: the one that changes most, least, or none at all (`'Disabled'` freezes this direction). @default 'Max' */
  readonly selectPolicy?: 'Max' | 'Min' | 'Disabled';
  /**
   * Share of the target within which nothing changes, in thousandths: `0.05` is 5 %. Needs Kubernetes 1.35.
   *
   * "Up at 70 %, down at 30 %" is a target of 70 with 0.571 here, in scaleDown.
   *
   * @default 0.1
   */
  readonly tolerance?: number;
}

/**
 * How the count moves. What is not stated is not rendered.
 *
 * Stating one direction changes the other: without any behavior the count at most doubles at each sync, 2→4→8→16→20 in 45 s; with one,
 * the rules above apply to the direction left out, 2→6→12→20 in 30 s.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#configurable-scaling-behavior
 */
export interface ScalingBehavior {
  /** @default - see above */
  readonly scaleUp?: ScalingRules;
  /** @default - see above */
  readonly scaleDown?: ScalingRules;
}

/** Checks what is stated. */
export function behaviorProblems(behavior: ScalingBehavior, target: TargetProps, problems: Problems): void {
  const { scaleUp, scaleDown } = behavior;
  if (!statesSomething(behavior, '', problems)) return;
  if (scaleUp !== undefined) rulesProblems(scaleUp, target, problems.at('scaleUp'));
  if (scaleDown !== undefined) rulesProblems(scaleDown, target, problems.at('scaleDown'));
}

/** As `autoscaling/v2` has it. */
export function behaviorSpec({ scaleUp, scaleDown }: ScalingBehavior): HorizontalPodAutoscalerBehavior {
  return {
    ...(scaleUp !== undefined && { scaleUp: rulesSpec(scaleUp) }),
    ...(scaleDown !== undefined && { scaleDown: rulesSpec(scaleDown) }),
  };
}

/**
 * Rule `scaling-policies`: the API server refuses a direction with an empty list of policies.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#configurable-scaling-behavior
 */
function rulesProblems(rules: ScalingRules, target: TargetProps, problems: Problems): void {
  const { stabilizationWindow, policies, tolerance } = rules;
  if (!statesSomething(rules, '', problems)) return;
  if (stabilizationWindow !== undefined) problems.rule('stabilizationWindow', checkStabilizationWindow(secondsOf(stabilizationWindow)));
  if (policies !== undefined) {
    problems.that(
      policies.length > 0,
      'policies',
      'scaling-policies',
      'states no policy',
      `leave policies out, or use selectPolicy 'Disabled' to freeze this direction`,
    );
    policies.forEach(({ value, period }, index) => {
      const at = problems.at(`policies[${index}]`);
      at.integer('value', value, 1);
      at.rule('period', checkPolicyPeriod(secondsOf(period)));
    });
  }
  if (tolerance !== undefined && problems.rule('tolerance', checkTolerance(tolerance)))
    problems.rule('tolerance', checkFeature(target, 'hpa-tolerance'));
}

/** An empty behavior is not an absent one: it changes the ramp without a word. */
function statesSomething(rules: ScalingBehavior | ScalingRules, place: string, problems: Problems): boolean {
  // Rule `empty-behavior`: a behavior without any rule still replaces the defaults of Kubernetes, so the count moves at another speed.
  // https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#configurable-scaling-behavior
  return problems.that(
    Object.values(rules).some((value) => value !== undefined),
    place,
    'empty-behavior',
    'states nothing, yet changes how fast the count moves',
    'leave it out, or state a window or a policy',
  );
}

function rulesSpec({ stabilizationWindow, policies, selectPolicy, tolerance }: ScalingRules): HpaScalingRules {
  return {
    ...(stabilizationWindow !== undefined && { stabilizationWindowSeconds: secondsOf(stabilizationWindow) }),
    ...(selectPolicy !== undefined && { selectPolicy }),
    ...(policies !== undefined && { policies: policies.map(policySpec) }),
    ...(tolerance !== undefined && { tolerance: String(tolerance) }),
  };
}

function policySpec({ type, value, period }: ScalingPolicy): HpaScalingPolicy {
  return { type, value, periodSeconds: secondsOf(period) };
}

function secondsOf(duration: Duration): number {
  return duration.toSeconds({ integral: false });
}
