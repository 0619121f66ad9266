import { CONSUMER_LABELS, UNFINISHED_METRIC } from '../../src/features/bus/metrics';
import type { JetStreamConsumer } from '../bus/jet-stream-consumer';
import type { QueueScalePlan } from '../../src/features/scaling/plan';
import type { PrescalePlan } from '../../src/features/scaling/prescale';
import type { CrossVersionObjectReference, HorizontalPodAutoscalerSpec } from './autoscaling-kinds';
import type { CronTrigger, ScaledObjectSpec } from './keda-kinds';
import { behaviorSpec } from './scaling-behavior';

/** Failed reads of the metric after which KEDA falls back; about half a minute to a minute. */
const FALLBACK_AFTER = 3;

/** KEDA reads the consumer itself: waiting plus delivered and not yet acknowledged. */
export function scaledObjectSpec(
  scaleTargetRef: CrossVersionObjectReference,
  queue: JetStreamConsumer,
  scale: QueueScalePlan,
): ScaledObjectSpec {
  const { behavior, cooldownS, metricType } = scale;
  return {
    scaleTargetRef,
    minReplicaCount: scale.min,
    maxReplicaCount: scale.max,
    ...(cooldownS !== undefined && { cooldownPeriod: cooldownS }),
    // without the metric the count must neither fall to zero nor rise to the maximum
    fallback: { failureThreshold: FALLBACK_AFTER, replicas: scale.fallbackReplicas, behavior: 'currentReplicasIfHigher' },
    ...(behavior !== undefined && { advanced: { horizontalPodAutoscalerConfig: { behavior: behaviorSpec(behavior) } } }),
    triggers: [
      {
        type: 'nats-jetstream',
        ...(metricType !== undefined && { metricType }),
        // text throughout: the API server refuses numbers in trigger metadata
        metadata: {
          account: queue.account,
          consumer: queue.consumer,
          lagThreshold: String(scale.backlogPerReplica),
          natsServerMonitoringEndpoint: scale.monitoringEndpoint,
          stream: queue.stream,
        },
      },
      ...scale.prescale.map(cronTrigger),
    ],
  };
}

/** The same sum, as `PrometheusAdapterRules` serves it. */
export function externalHpaSpec(
  scaleTargetRef: CrossVersionObjectReference,
  queue: JetStreamConsumer,
  { min, max, backlogPerReplica, behavior }: QueueScalePlan,
): HorizontalPodAutoscalerSpec {
  return {
    scaleTargetRef,
    minReplicas: min,
    maxReplicas: max,
    ...(behavior !== undefined && { behavior: behaviorSpec(behavior) }),
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

/** One trigger for each window. https://keda.sh/docs/latest/scalers/cron/ */
function cronTrigger({ name, start, end, timeZone, replicas }: PrescalePlan): CronTrigger {
  return { type: 'cron', name, metadata: { desiredReplicas: String(replicas), end, start, timezone: timeZone } };
}
