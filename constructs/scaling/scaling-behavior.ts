import { secondsOf } from '../kinds/seconds';
import type { Duration } from 'cdk8s';
import type { BehaviorInput, BehaviorPlan, DirectionInput, DirectionPlan } from '../../src/features/scaling/behavior';
import type { HorizontalPodAutoscalerBehavior, HpaScalingRules } from './autoscaling-kinds';

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

/** What is stated, in seconds. */
export function behaviorInput({ scaleUp, scaleDown }: ScalingBehavior): BehaviorInput {
  return { scaleUp: scaleUp && directionInput(scaleUp), scaleDown: scaleDown && directionInput(scaleDown) };
}

function directionInput({ stabilizationWindow, policies, selectPolicy, tolerance }: ScalingRules): DirectionInput {
  return {
    windowS: stabilizationWindow && secondsOf(stabilizationWindow),
    policies: policies?.map(({ type, value, period }) => ({ type, value, periodS: secondsOf(period) })),
    selectPolicy,
    tolerance,
  };
}

/** As `autoscaling/v2` has it. */
export function behaviorSpec({ scaleUp, scaleDown }: BehaviorPlan): HorizontalPodAutoscalerBehavior {
  return {
    ...(scaleUp !== undefined && { scaleUp: rulesSpec(scaleUp) }),
    ...(scaleDown !== undefined && { scaleDown: rulesSpec(scaleDown) }),
  };
}

function rulesSpec({ windowS, policies, selectPolicy, tolerance }: DirectionPlan): HpaScalingRules {
  return {
    ...(windowS !== undefined && { stabilizationWindowSeconds: windowS }),
    ...(selectPolicy !== undefined && { selectPolicy }),
    ...(policies !== undefined && {
      policies: policies.map(({ type, value, periodS }) => ({ type, value, periodSeconds: periodS })),
    }),
    ...(tolerance !== undefined && { tolerance: String(tolerance) }),
  };
}
