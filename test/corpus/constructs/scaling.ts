import { type Chart, Duration } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import {
  ObjectTarget,
  PrometheusAdapterRules,
  QueueBacklog,
  QueueDepthHpa,
  type ScalingBehavior,
  ScalingMetric,
  ScalingPolicy,
  WorkloadHpa,
} from '../../../constructs/index';
import { type ConstructCase, CURRENT } from './chart';

const target = (chart: Chart): plus.Deployment =>
  new plus.Deployment(chart, 'Worker', {
    metadata: { name: 'search' },
    containers: [{ image: 'worker', resources: { cpu: { request: plus.Cpu.millis(500) }, memory: {} } }],
  });
const QUEUE = { account: 'acme', stream: 'TASKS', consumer: 'search' };
const ROUTE = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', name: 'search' };
const BEHAVIOR: ScalingBehavior = {
  scaleUp: {
    stabilizationWindow: Duration.seconds(15),
    policies: [ScalingPolicy.pods(4, Duration.seconds(30)), ScalingPolicy.percent(50, Duration.minutes(1))],
    selectPolicy: 'Min',
    tolerance: 0.05,
  },
  scaleDown: { stabilizationWindow: Duration.minutes(10), policies: [ScalingPolicy.percent(10, Duration.minutes(1))], tolerance: 0.2 },
};
const told = ({ minReplicas, maxReplicas, warnings }: QueueDepthHpa | WorkloadHpa) => ({ minReplicas, maxReplicas, warnings });

/** Autoscalers of any workload, and what serves queues to them. */
export const SCALING: readonly ConstructCase[] = [
  {
    name: 'queue-depth-hpa-least',
    build: (chart) =>
      told(
        new QueueDepthHpa(chart, 'Scale', { target: target(chart), queue: QUEUE, backlog: QueueBacklog.perReplica(8), maxReplicas: 20 }),
      ),
  },
  {
    name: 'queue-depth-hpa-full',
    target: CURRENT,
    build: (chart) => {
      const hpa = new QueueDepthHpa(chart, 'Scale', {
        target: target(chart),
        queue: QUEUE,
        backlog: QueueBacklog.drainedWithin({ messagesPerSecond: 2, within: Duration.seconds(30), concurrency: 10 }),
        minReplicas: 0,
        maxReplicas: 20,
        interactive: false,
        prescale: [
          { name: 'sale', start: '45 7 27 11 *', end: '30 8 27 11 *', timeZone: 'America/New_York', replicas: 18 },
          { name: 'holiday', start: '0 0 27 11 *', end: '0 0 1 1 *', timeZone: 'UTC', replicas: 10 },
        ],
        behavior: BEHAVIOR,
        engine: 'keda',
        monitoringEndpoint: 'nats.elsewhere.svc.cluster.local:8222',
        fallbackReplicas: 5,
        cooldownPeriod: Duration.minutes(2),
        maxAckPending: 500,
        concurrency: 10,
      });
      return { ...told(hpa), backlog: hpa.backlogPerReplica, at100: hpa.replicasFor(100), engine: hpa.engine };
    },
  },
  {
    name: 'queue-depth-hpa-adapter',
    target: CURRENT,
    build: (chart) =>
      told(
        new QueueDepthHpa(chart, 'Scale', {
          target: target(chart),
          queue: QUEUE,
          backlog: QueueBacklog.drainedWithin({ messagesPerSecond: 4 }),
          minReplicas: 1,
          maxReplicas: 20,
          engine: 'prometheus-adapter',
          behavior: { scaleDown: { selectPolicy: 'Disabled' } },
          concurrency: 4,
        }),
      ),
  },
  {
    name: 'workload-hpa-least',
    build: (chart) => told(new WorkloadHpa(chart, 'Scale', { target: target(chart), metrics: [ScalingMetric.cpu(70)], maxReplicas: 10 })),
  },
  {
    name: 'workload-hpa-full',
    target: CURRENT,
    build: (chart) =>
      told(
        new WorkloadHpa(chart, 'Scale', {
          target: new plus.StatefulSet(chart, 'Worker', {
            metadata: { name: 'search' },
            service: new plus.Service(chart, 'Service', { metadata: { name: 'search' }, ports: [{ port: 80 }] }),
            containers: [
              {
                image: 'worker',
                resources: { cpu: { request: plus.Cpu.millis(500) } },
                securityContext: { user: 1000 },
              },
            ],
          }),
          metrics: [
            ScalingMetric.cpu(70),
            ScalingMetric.pods('http_requests', '500m', { verb: 'GET', code: '200' }),
            ScalingMetric.object(ROUTE, 'requests_per_second', ObjectTarget.averageValue('100')),
            ScalingMetric.object(ROUTE, 'latency_seconds', ObjectTarget.value('2')),
          ],
          minReplicas: 2,
          maxReplicas: 10,
          behavior: BEHAVIOR,
        }),
      ),
  },
  {
    name: 'workload-hpa-memory',
    build: (chart) =>
      told(
        new WorkloadHpa(chart, 'Scale', {
          target: new plus.Deployment(chart, 'Worker', { metadata: { name: 'search' }, containers: [{ image: 'worker' }] }),
          metrics: [ScalingMetric.memory(80)],
          maxReplicas: 4,
        }),
      ),
  },
  { name: 'prometheus-adapter-rules-least', build: (chart) => new PrometheusAdapterRules(chart, 'Rules') },
  {
    name: 'prometheus-adapter-rules-full',
    build: (chart) => new PrometheusAdapterRules(chart, 'Rules', { name: 'external-rules', namespace: 'watch', natsMetricPrefix: 'nats' }),
  },
];
