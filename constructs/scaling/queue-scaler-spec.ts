import { CONSUMER_LABELS, UNFINISHED_METRIC } from '../../src/features/bus/metrics';
import type { JetStreamConsumer } from '../bus/jet-stream-consumer';
import type { CrossVersionObjectReference, HorizontalPodAutoscalerBehavior, HorizontalPodAutoscalerSpec } from './autoscaling-kinds';
import type { CronTrigger, ScaledObjectSpec } from './keda-kinds';

/** Failed reads of the metric after which KEDA falls back; about half a minute to a minute. */
const FALLBACK_AFTER = 3;

/** What both engines are told. */
export interface QueueScaling {
  readonly scaleTargetRef: CrossVersionObjectReference;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly backlogPerReplica: number;
  readonly queue: JetStreamConsumer;
  readonly behavior: HorizontalPodAutoscalerBehavior | undefined;
}

/** What only KEDA is told. */
export interface KedaScaling extends QueueScaling {
  readonly monitoringEndpoint: string;
  readonly fallbackReplicas: number;
  readonly cooldownS: number | undefined;
  readonly prescale: readonly CronTrigger[];
}

/** KEDA reads the consumer itself: waiting plus delivered and not yet acknowledged. */
export function scaledObjectSpec(scaling: KedaScaling): ScaledObjectSpec {
  const { scaleTargetRef, minReplicas, maxReplicas, backlogPerReplica, queue, behavior, cooldownS } = scaling;
  return {
    scaleTargetRef,
    minReplicaCount: minReplicas,
    maxReplicaCount: maxReplicas,
    ...(cooldownS !== undefined && { cooldownPeriod: cooldownS }),
    // without the metric the count must neither fall to zero nor rise to the maximum
    fallback: { failureThreshold: FALLBACK_AFTER, replicas: scaling.fallbackReplicas, behavior: 'currentReplicasIfHigher' },
    ...(behavior !== undefined && { advanced: { horizontalPodAutoscalerConfig: { behavior } } }),
    triggers: [
      {
        type: 'nats-jetstream',
        // text throughout: the API server refuses numbers in trigger metadata
        metadata: {
          account: queue.account,
          consumer: queue.consumer,
          lagThreshold: String(backlogPerReplica),
          natsServerMonitoringEndpoint: scaling.monitoringEndpoint,
          stream: queue.stream,
        },
      },
      ...scaling.prescale,
    ],
  };
}

/** The same sum, as `PrometheusAdapterRules` serves it. */
export function externalHpaSpec(scaling: QueueScaling): HorizontalPodAutoscalerSpec {
  const { scaleTargetRef, minReplicas, maxReplicas, backlogPerReplica, queue, behavior } = scaling;
  return {
    scaleTargetRef,
    minReplicas,
    maxReplicas,
    ...(behavior !== undefined && { behavior }),
    metrics: [
      {
        type: 'External',
        external: {
          metric: {
            name: UNFINISHED_METRIC,
            selector: {
              matchLabels: {
                [CONSUMER_LABELS.account]: queue.account,
                [CONSUMER_LABELS.consumer]: queue.consumer,
                [CONSUMER_LABELS.stream]: queue.stream,
              },
            },
          },
          target: { type: 'AverageValue', averageValue: String(backlogPerReplica) },
        },
      },
    ],
  };
}
