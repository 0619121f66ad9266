import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Problems } from '../../src/kernel/problems';
import { checkFeature } from '../../src/kernel/versions';
import type { HorizontalPodAutoscalerSpec } from './autoscaling-kinds';
import { checkMetricRequests } from '../../src/features/scaling/owner';
import { boundsProblems, drainProblems, type IScaleTarget, scalerMetadata, scaleTargetRef, targetProblems } from './scale-target';
import { behaviorProblems, behaviorSpec, type ScalingBehavior } from './scaling-behavior';
import { metricProblems, type ScalingMetric } from './scaling-metric';
import { Target } from '../kinds/target';
import { warn } from '../kinds/warnings';

/** Rule `memory-metric`: few runtimes give memory back, so replicas that were added for memory are rarely removed again (our choice). */
const MEMORY_WARNING =
  'memory-metric: few runtimes give memory back, so replicas added for memory are rarely removed; scale on a queue, requests or CPU, and size memory for the peak';

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
    this.minReplicas = props.minReplicas ?? 1;
    this.maxReplicas = props.maxReplicas;

    const problems = Problems.of(this.node.path);
    targetProblems(props.target, problems);
    if (boundsProblems(this.minReplicas, this.maxReplicas, problems))
      drainProblems(props.target, this.minReplicas, this.maxReplicas, problems);
    metricsProblems(props, problems);
    if (this.minReplicas === 0) this.zeroProblems(props.metrics, problems);
    if (props.behavior !== undefined) behaviorProblems(props.behavior, Target.of(this), problems.at('behavior'));
    problems.throwIfAny();
    props.target.markHasAutoscaler();

    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: scalerMetadata(props.target),
      spec: {
        scaleTargetRef: scaleTargetRef(props.target),
        minReplicas: this.minReplicas,
        maxReplicas: this.maxReplicas,
        ...(props.behavior !== undefined && { behavior: behaviorSpec(props.behavior) }),
        metrics: props.metrics.map(({ spec }) => spec),
      } satisfies HorizontalPodAutoscalerSpec,
    });
    this.warnings = props.metrics.some(({ kind }) => kind === 'memory') ? [MEMORY_WARNING] : [];
    this.warnings.forEach((text) => {
      warn(this, text);
    });
  }

  private zeroProblems(metrics: readonly ScalingMetric[], problems: Problems): void {
    const ofPods = metrics.filter(({ kind }) => kind !== 'Object').map(({ key }) => key);
    const ok = problems.that(
      ofPods.length === 0,
      'minReplicas',
      'scale-to-zero',
      `${ofPods.join(', ')} is measured on pods: without any the workload never comes back`,
      'keep 1 replica or more, or scale on metrics of objects only',
    );
    if (ok) problems.rule('minReplicas', checkFeature(Target.of(this), 'hpa-scale-to-zero'));
  }
}

function metricsProblems({ metrics, target }: WorkloadHpaProps, problems: Problems): void {
  // Rule `metrics`: a HorizontalPodAutoscaler without a metric follows the processor at 80 %, which was not asked for.
  // https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/
  problems.that(
    metrics.length > 0,
    'metrics',
    'metrics',
    'names no metric; Kubernetes would fall back to 80 % CPU',
    'name at least one, such as ScalingMetric.cpu(70)',
  );
  metrics.forEach((metric, index) => {
    const at = problems.at(`metrics[${index}]`);
    metricProblems(metric, at);
    const first = metrics.findIndex(({ key }) => key === metric.key);
    // Rule `unique-metric`: two targets for one metric contradict each other (our choice).
    at.that(first === index, '', 'unique-metric', `'${metric.key}' is metrics[${first}] already`, 'keep the stricter of the two');
    const { kind } = metric;
    if (kind !== 'cpu' && kind !== 'memory') return;
    const containers = target.toScalingTarget().containers.map(({ name, resources }) => ({
      name,
      // whether there is one is all that is asked
      requests: resources?.[kind]?.request === undefined ? {} : { [kind]: 'some' },
    }));
    at.rule('', checkMetricRequests(kind, containers));
  });
}
