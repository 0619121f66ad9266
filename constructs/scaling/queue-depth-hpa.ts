import { ApiObject, type Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { checkAckPending, checkStableBacklog } from '../../src/features/bus/queue';
import { isLabelValue, MAX_LABEL } from '../../src/kernel/names';
import { Problems } from '../../src/kernel/problems';
import { checkAccount, checkHostPort, replicasHolding, checkScaledObjectName } from '../../src/features/scaling/behavior';
import { BUS_MONITORING_ENDPOINT } from '../../src/features/bus/places';
import { shown } from '../../src/kernel/shown';
import { checkJetStreamName } from '../../src/features/bus/subjects';
import { checkFeature } from '../../src/kernel/versions';
import { claimMetricsServer, checkOneMetricsServer, type ScalerEngine } from './external-metrics';
import type { JetStreamConsumer } from '../bus/jet-stream-consumer';
import type { HorizontalPodAutoscalerSpec } from './autoscaling-kinds';
import type { ScaledObjectSpec } from './keda-kinds';
import { type Prescale, prescaleProblems, prescaleTriggers } from './prescale';
import type { QueueBacklog } from './queue-backlog';
import { externalHpaSpec, type QueueScaling, scaledObjectSpec } from './queue-scaler-spec';
import { boundsProblems, drainProblems, type IScaleTarget, scalerMetadata, scaleTargetRef, targetProblems } from './scale-target';
import { behaviorProblems, behaviorSpec, type ScalingBehavior } from './scaling-behavior';
import { Target } from '../kinds/target';
import { warn } from '../kinds/warnings';

/** How the workers of a queue are scaled. */
export interface QueueScale {
  /** Unfinished work one replica may hold. */
  readonly backlog: QueueBacklog;
  /**
   * Replicas kept while the queue is empty. `0` needs KEDA or Kubernetes 1.37, and an agent for whose answer no person waits.
   *
   * @default 1
   */
  readonly minReplicas?: number;
  /** Replicas never exceeded, at least 1 and `minReplicas`. Size node group and tenant quota for this many and the surge. */
  readonly maxReplicas: number;
  /** A person waits for the answer: zero replicas are refused. @default false */
  readonly interactive?: boolean;
  /** Windows with more replicas, known beforehand; triggers of the same ScaledObject. KEDA only. @default - none */
  readonly prescale?: Prescale[];
  /** How fast the count moves. @default - not rendered: at most doubled at each sync (15 s), down after 5 minutes in one step */
  readonly behavior?: ScalingBehavior;
  /** Who serves the metric; one for the whole tree. @default 'keda' */
  readonly engine?: ScalerEngine;
  /** `host:port` where KEDA reads the consumer. KEDA only. @default 'nats-headless.platform.svc.cluster.local:8222' */
  readonly monitoringEndpoint?: string;
  /** Replicas, unless there are more, while the consumer cannot be read; 1 to `maxReplicas`. KEDA only. @default - `minReplicas`, at least 1 */
  readonly fallbackReplicas?: number;
  /** How long the queue must be empty before the last replica goes; whole seconds, only with `minReplicas` 0. KEDA only. @default - 5 minutes, KEDA's own */
  readonly cooldownPeriod?: Duration;
  /** `max_ack_pending` of the consumer, at least 1 (NATS' own default is 1000). Checked against `concurrency`. @default - not checked */
  readonly maxAckPending?: number;
  /** Tasks one replica works on at a time, at least 1. Checked, not rendered. @default - that of `backlog`, if it has one; else not checked */
  readonly concurrency?: number;
}

/** Properties for `QueueDepthHpa`. */
export interface QueueDepthHpaProps extends QueueScale {
  /** Workload to scale. It states no `replicas` and has no other autoscaler. */
  readonly target: IScaleTarget;
  /**
   * Consumer whose unfinished messages count: waiting **plus** delivered but not yet acknowledged.
   *
   * Counting waiting messages alone reads 0 while every replica is busy, and replicas are then removed mid-task.
   */
  readonly queue: JetStreamConsumer;
}

/**
 * Scales a workload on the unfinished messages of its queue.
 *
 * Renders one ScaledObject (KEDA), or one HorizontalPodAutoscaler on the metric of `PrometheusAdapterRules`; both mean the same.
 * An unstable backlog (above 0.8 × concurrency) is allowed and warned of: see `warnings`.
 *
 * @throws InvalidInputError with every problem found.
 * @example
 * new QueueDepthHpa(chart, 'Scale', {
 *   target: search, minReplicas: 2, maxReplicas: 20, backlog: QueueBacklog.perReplica(50),
 *   queue: { account: 'acme', stream: 'TASKS', consumer: 'product-search' },
 *   prescale: [{ name: 'flash-sale', start: '45 7 27 11 *', end: '30 8 27 11 *', timeZone: 'America/New_York', replicas: 20 }],
 * });
 */
export class QueueDepthHpa extends Construct {
  /** The ScaledObject or HorizontalPodAutoscaler. */
  public readonly apiObject: ApiObject;
  public readonly minReplicas: number;
  public readonly maxReplicas: number;
  /** Unfinished messages each replica may hold at the scaling target. */
  public readonly backlogPerReplica: number;
  public readonly engine: ScalerEngine;
  /** What is allowed but probably a mistake; also metadata `cdk8s-agents:warning` of this node. */
  public readonly warnings: string[];

  constructor(scope: Construct, id: string, props: QueueDepthHpaProps) {
    super(scope, id);
    this.minReplicas = props.minReplicas ?? 1;
    this.maxReplicas = props.maxReplicas;
    this.backlogPerReplica = props.backlog.messages;
    this.engine = props.engine ?? 'keda';
    const concurrency = props.concurrency ?? props.backlog.concurrency;

    const problems = Problems.of(this.node.path);
    targetProblems(props.target, problems);
    queueProblems(props.queue, this.engine, problems.at('queue'));
    if (problems.rule('backlog', props.backlog.violation)) problems.integer('backlog', this.backlogPerReplica, 1);
    const bounded = boundsProblems(this.minReplicas, this.maxReplicas, problems);
    if (bounded) drainProblems(props.target, this.minReplicas, this.maxReplicas, problems);
    if (this.minReplicas === 0) this.zeroProblems(props, problems);
    if (props.behavior !== undefined) behaviorProblems(props.behavior, Target.of(this), problems.at('behavior'));
    problems.rule('engine', checkOneMetricsServer(this, this.engine));
    if (this.engine === 'keda') this.kedaProblems(props, bounded, problems);
    else adapterProblems(props, problems);
    this.concurrencyProblems(props, concurrency, bounded, problems);
    problems.throwIfAny();
    props.target.markHasAutoscaler();
    claimMetricsServer(this, this.engine);

    this.apiObject = this.engine === 'keda' ? this.scaledObject(props) : this.horizontalPodAutoscaler(props);
    const unstable = concurrency === undefined ? undefined : checkStableBacklog(this.backlogPerReplica, concurrency);
    this.warnings = unstable === undefined ? [] : [`${unstable.rule}: ${unstable.problem}; ${unstable.fix}`];
    this.warnings.forEach((text) => {
      warn(this, text);
    });
  }

  /** Replicas asked for at `backlog` unfinished messages, the autoscaler's 10 % tolerance, its rate limits and pre-scaling aside. */
  public replicasFor(backlog: number): number {
    return replicasHolding(backlog, this.backlogPerReplica, this.minReplicas, this.maxReplicas);
  }

  private zeroProblems(props: QueueDepthHpaProps, problems: Problems): void {
    const { interactive = false } = props;
    // Rule `scale-to-zero`: with no pod a metric of pods has no value, so the workload never comes back; and a person would wait for a pod
    // to start. https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
    problems.that(
      !interactive,
      'minReplicas',
      'scale-to-zero',
      'a person waits for the answer, and the first one would wait for a pod to start as well',
      'keep 1 replica or more, or leave interactive out',
    );
    if (this.engine === 'prometheus-adapter') problems.rule('minReplicas', checkFeature(Target.of(this), 'hpa-scale-to-zero'));
  }

  private kedaProblems(props: QueueDepthHpaProps, bounded: boolean, problems: Problems): void {
    const { monitoringEndpoint, fallbackReplicas, cooldownPeriod, prescale = [] } = props;
    problems.rule('engine', checkFeature(Target.of(this), 'keda-missing-consumer'));
    problems.rule('target', checkScaledObjectName(props.target.toScalingTarget().name));
    prescaleProblems(prescale, bounded ? this.maxReplicas : undefined, problems);
    if (monitoringEndpoint !== undefined) problems.rule('monitoringEndpoint', checkHostPort(monitoringEndpoint));
    if (fallbackReplicas !== undefined) problems.integer('fallbackReplicas', fallbackReplicas, 1, bounded ? this.maxReplicas : undefined);
    if (cooldownPeriod === undefined) return;
    problems.integer('cooldownPeriod', cooldownPeriod.toSeconds({ integral: false }), 0);
    // Rule `cooldown-to-zero`: KEDA waits for the cooldown only before it goes to zero, so elsewhere the value would have no effect.
    // https://keda.sh/docs/latest/reference/scaledobject-spec/#cooldownperiod
    problems.that(
      this.minReplicas === 0,
      'cooldownPeriod',
      'cooldown-to-zero',
      `is only waited for before zero, and minReplicas is ${shown(this.minReplicas)}`,
      'state behavior.scaleDown.stabilizationWindow instead, or minReplicas 0',
    );
  }

  private concurrencyProblems(props: QueueDepthHpaProps, concurrency: number | undefined, bounded: boolean, problems: Problems): void {
    const { maxAckPending } = props;
    // what `backlog` brought was checked there
    const known =
      props.concurrency !== undefined ? problems.integer('concurrency', props.concurrency, 1) : props.backlog.violation === undefined;
    const given = maxAckPending !== undefined && problems.integer('maxAckPending', maxAckPending, 1);
    if (known && given && bounded && concurrency !== undefined) {
      problems.rule('maxAckPending', checkAckPending(maxAckPending, this.maxReplicas, concurrency));
    }
  }

  private scaledObject(props: QueueDepthHpaProps): ApiObject {
    return new ApiObject(this, 'Resource', {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata: scalerMetadata(props.target),
      spec: scaledObjectSpec({
        ...this.scaling(props),
        monitoringEndpoint: props.monitoringEndpoint ?? BUS_MONITORING_ENDPOINT,
        fallbackReplicas: props.fallbackReplicas ?? Math.max(1, this.minReplicas),
        cooldownS: props.cooldownPeriod?.toSeconds(),
        prescale: prescaleTriggers(props.prescale ?? []),
      }) satisfies ScaledObjectSpec,
    });
  }

  private horizontalPodAutoscaler(props: QueueDepthHpaProps): ApiObject {
    return new ApiObject(this, 'Resource', {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: scalerMetadata(props.target),
      spec: externalHpaSpec(this.scaling(props)) satisfies HorizontalPodAutoscalerSpec,
    });
  }

  private scaling({ target, queue, behavior }: QueueDepthHpaProps): QueueScaling {
    const { minReplicas, maxReplicas, backlogPerReplica } = this;
    return {
      scaleTargetRef: scaleTargetRef(target),
      minReplicas,
      maxReplicas,
      backlogPerReplica,
      queue,
      behavior: behavior === undefined ? undefined : behaviorSpec(behavior),
    };
  }
}

/**
 * Rule `label-value`: the API server refuses a metric selector whose values are not label values.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
function queueProblems({ account, stream, consumer }: JetStreamConsumer, engine: ScalerEngine, problems: Problems): void {
  const readable = {
    account: problems.rule('account', checkAccount(account)),
    stream: problems.rule('stream', checkJetStreamName(stream)),
    consumer: problems.rule('consumer', checkJetStreamName(consumer)),
  };
  if (engine === 'keda') return;
  // the selector of an external metric is a label selector, and the HPA controller refuses any other value
  for (const [place, value] of Object.entries({ account, stream, consumer })) {
    if (!readable[place as keyof typeof readable]) continue;
    problems.that(
      isLabelValue(value),
      place,
      'label-value',
      `${shown(value)} cannot stand in the selector of a metric`,
      `use at most ${MAX_LABEL} letters, digits, '-', '_' and '.', with a letter or digit at both ends, or the engine 'keda'`,
    );
  }
}

/** What a HorizontalPodAutoscaler has no field for is refused, not dropped. */
function adapterProblems({ prescale, monitoringEndpoint, fallbackReplicas, cooldownPeriod }: QueueDepthHpaProps, problems: Problems): void {
  const kedaOnly = (place: string, rule: string, value: unknown) =>
    problems.that(
      value === undefined,
      place,
      rule,
      `a HorizontalPodAutoscaler has nothing like it`,
      `use the engine 'keda', or leave it out`,
    );
  // Rule `prescale-engine`: only KEDA has a schedule, and a second autoscaler for it would work against the first.
  // https://keda.sh/docs/latest/scalers/cron/
  problems.that(
    prescale === undefined || prescale.length === 0,
    'prescale',
    'prescale-engine',
    'a HorizontalPodAutoscaler has no schedule, and a second scaler would fight the first',
    `use the engine 'keda'`,
  );
  // Rule `keda-only`: a HorizontalPodAutoscaler has no such field, so the value would be dropped silently.
  // https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/
  kedaOnly('monitoringEndpoint', 'keda-only', monitoringEndpoint);
  kedaOnly('fallbackReplicas', 'keda-only', fallbackReplicas);
  kedaOnly('cooldownPeriod', 'keda-only', cooldownPeriod);
}
