import { secondsOf } from '../kinds/seconds';
import { ApiObject, type Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { checkJetStreamName, checkAccount } from '../../src/features/bus/subjects';
import { checkScaledObjectName, replicasHolding } from '../../src/features/scaling/behavior';
import type { QueueScalePlan, ScalerEngine } from '../../src/features/scaling/plan';
import { planQueueScale } from '../../src/features/scaling/queue';
import { checkWindow } from '../../src/features/scaling/prescale';
import { checkDnsLabel, isLabelValue, MAX_LABEL } from '../../src/kernel/names';
import { Problems } from '../../src/kernel/problems';
import { shown } from '../../src/kernel/shown';
import { checkFeature } from '../../src/kernel/versions';
import type { JetStreamConsumer } from '../bus/jet-stream-consumer';
import { planOf } from '../kinds/planned';
import { Target } from '../kinds/target';
import { warn } from '../kinds/warnings';
import type { HorizontalPodAutoscalerSpec } from './autoscaling-kinds';
import { checkOneMetricsServer, claimMetricsServer } from './external-metrics';
import type { ScaledObjectSpec } from './keda-kinds';
import type { Prescale } from './prescale';
import type { QueueBacklog } from './queue-backlog';
import { externalHpaSpec, scaledObjectSpec } from './queue-scaler-spec';
import { drainProblems, type IScaleTarget, scalerMetadata, scaleTargetRef, targetProblems } from './scale-target';
import { behaviorInput, type ScalingBehavior } from './scaling-behavior';
import { written } from '../kinds/door';

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
    props = written(this, 'QueueDepthHpaProps', props);
    const warnings = Problems.of(this.node.path);
    const plan = planOf<QueueScaler>(props) ?? planProps(this, props, warnings);
    const { scale, target } = plan;
    this.minReplicas = scale.min;
    this.maxReplicas = scale.max;
    this.backlogPerReplica = scale.backlogPerReplica;
    this.engine = scale.engine;
    target.markHasAutoscaler();
    claimMetricsServer(this, scale.engine);

    this.apiObject = new ApiObject(this, 'Resource', { metadata: scalerMetadata(target), ...scalerObject(plan) });
    this.warnings = warnings.list.map(({ rule, problem, fix }) => `${rule}: ${problem}; ${fix}`);
    this.warnings.forEach((text) => {
      warn(this, text);
    });
  }

  /** Replicas asked for at `backlog` unfinished messages, the autoscaler's 10 % tolerance, its rate limits and pre-scaling aside. */
  public replicasFor(backlog: number): number {
    return replicasHolding(backlog, this.backlogPerReplica, this.minReplicas, this.maxReplicas);
  }
}

/** What a planned scaler is made of. */
export interface QueueScaler {
  readonly target: IScaleTarget;
  readonly queue: JetStreamConsumer;
  readonly scale: QueueScalePlan;
}

function scalerObject({ target, queue, scale }: QueueScaler): {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: object;
} {
  const targetRef = scaleTargetRef(target);
  switch (scale.engine) {
    case 'keda': {
      const spec: ScaledObjectSpec = scaledObjectSpec(targetRef, queue, scale);
      return { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', spec };
    }
    case 'prometheus-adapter': {
      const spec: HorizontalPodAutoscalerSpec = externalHpaSpec(targetRef, queue, scale);
      return { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', spec };
    }
  }
}

function planProps(scope: Construct, props: QueueDepthHpaProps, warnings: Problems): QueueScaler {
  const { target, queue, engine = 'keda' } = props;
  const problems = Problems.of(scope.node.path);
  targetProblems(target, problems);
  queueProblems(queue, engine, problems.at('queue'));
  const scale = planQueueProps(scope, props, { problems, warnings }, target.toScalingTarget().kind);
  drainProblems(target, scale.min, scale.max, problems);
  problems.rule('engine', checkOneMetricsServer(scope, engine));
  if (engine === 'keda') problems.rule('target', checkScaledObjectName(target.toScalingTarget().name));
  problems.throwIfAny();
  return { target, queue, scale };
}

/** The scale that props describe, of a workload of some kind. */
export function planQueueProps(
  scope: Construct,
  props: QueueScale,
  findings: { readonly problems: Problems; readonly warnings: Problems },
  kind = 'Deployment',
): QueueScalePlan {
  const { problems } = findings;
  const { backlog, behavior, prescale = [], engine = 'keda' } = props;
  const target = Target.of(scope);
  const windows = problems.at('prescale');
  if (engine === 'keda') {
    findings.warnings.rule('engine', checkFeature(target, 'keda-missing-consumer'));
    prescale.forEach((window, index) => {
      windows.at(`[${index}]`).rule('name', checkDnsLabel(window.name));
      checkWindow(windows.at(`[${index}]`), window);
    });
  }
  return planQueueScale(
    { ...findings, prescale: windows },
    {
      min: props.minReplicas,
      max: props.maxReplicas,
      backlog: backlog._input,
      interactive: props.interactive,
      engine,
      kind,
      behavior: behavior && behaviorInput(behavior),
      prescale,
      monitoringEndpoint: props.monitoringEndpoint,
      fallbackReplicas: props.fallbackReplicas,
      cooldownS: secondsOf(props.cooldownPeriod),
      maxAckPending: props.maxAckPending,
      concurrency: props.concurrency,
    },
    target,
    { min: 'minReplicas', max: 'maxReplicas', backlog: 'backlog', prescaleName: 'name' },
  );
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
