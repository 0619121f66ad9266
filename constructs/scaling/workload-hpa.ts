import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { planWorkloadScale } from '../../src/features/scaling/metrics';
import { Problems } from '../../src/kernel/problems';
import { Target } from '../kinds/target';
import { warn } from '../kinds/warnings';
import type { HorizontalPodAutoscalerSpec } from './autoscaling-kinds';
import { drainProblems, type IScaleTarget, scalerMetadata, scaleTargetRef, targetProblems } from './scale-target';
import { behaviorInput, behaviorSpec, type ScalingBehavior } from './scaling-behavior';
import { metricSpec, type ScalingMetric } from './scaling-metric';
import { written } from '../kinds/door';

/** Properties for `WorkloadHpa`. */
export interface WorkloadHpaProps {
  /** Workload to scale. It states no `replicas` and has no other autoscaler. */
  readonly target: IScaleTarget;
  /** What it is scaled on, at least one and none twice; the one that asks for most replicas wins. */
  readonly metrics: ScalingMetric[];
  /** Replicas kept without load. `0` needs Kubernetes 1.37 and metrics of objects only: those of pods vanish with the pods. @default 1 */
  readonly minReplicas?: number;
  /** Replicas never exceeded, at least 1 and `minReplicas`. Size node group and tenant quota for this many and the surge. */
  readonly maxReplicas: number;
  /** How fast the count moves. @default - not rendered: at most doubled at each sync (15 s), down after 5 minutes in one step */
  readonly behavior?: ScalingBehavior;
}

/**
 * Scales a workload on CPU, memory, a metric of its pods or of another object. For queues there is `QueueDepthHpa`.
 *
 * @throws InvalidInputError with every problem found.
 * @example
 * new WorkloadHpa(chart, 'Scale', {
 *   target: search, minReplicas: 2, maxReplicas: 10, metrics: [ScalingMetric.cpu(70)],
 *   behavior: { scaleDown: { stabilizationWindow: Duration.minutes(10), policies: [ScalingPolicy.pods(1, Duration.minutes(1))] } },
 * });
 */
export class WorkloadHpa extends Construct {
  /** The HorizontalPodAutoscaler. */
  public readonly apiObject: ApiObject;
  public readonly minReplicas: number;
  public readonly maxReplicas: number;
  /** What is allowed but probably a mistake; also metadata `cdk8s-agents:warning` of this node. */
  public readonly warnings: string[];

  constructor(scope: Construct, id: string, props: WorkloadHpaProps) {
    super(scope, id);
    props = written(this, 'WorkloadHpaProps', props);
    const { target } = props;
    const [problems, warnings] = [Problems.of(this.node.path), Problems.of(this.node.path)];
    targetProblems(target, problems);
    const plan = planWorkloadScale(
      { problems, warnings },
      {
        min: props.minReplicas,
        max: props.maxReplicas,
        metrics: props.metrics.map(({ _plan }) => _plan),
        behavior: props.behavior && behaviorInput(props.behavior),
        containers: requestsOf(target),
      },
      Target.of(this),
    );
    const { min, max, behavior, metrics } = plan;
    drainProblems(target, min, max, problems);
    problems.throwIfAny();
    this.minReplicas = min;
    this.maxReplicas = max;
    target.markHasAutoscaler();

    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: scalerMetadata(target),
      spec: {
        scaleTargetRef: scaleTargetRef(target),
        minReplicas: min,
        maxReplicas: max,
        ...(behavior !== undefined && { behavior: behaviorSpec(behavior) }),
        metrics: metrics.map(metricSpec),
      } satisfies HorizontalPodAutoscalerSpec,
    });
    this.warnings = warnings.list.map(({ rule, problem, fix }) => `${rule}: ${problem}; ${fix}`);
    this.warnings.forEach((text) => {
      warn(this, text);
    });
  }
}

/** A container of cdk8s-plus, as far as a share of its requests needs it. */
interface SizedContainer {
  readonly name: string;
  readonly resources?: Readonly<Partial<Record<'cpu' | 'memory', { readonly request?: object }>>>;
}

/** Which containers request CPU and memory; how much is not asked. */
function requestsOf(target: IScaleTarget): { readonly name: string; readonly requests: Readonly<Record<string, unknown>> }[] {
  const containers = target.toScalingTarget().containers as readonly SizedContainer[];
  return containers.map(({ name, resources }) => ({
    name,
    requests: { cpu: resources?.cpu?.request, memory: resources?.memory?.request },
  }));
}
