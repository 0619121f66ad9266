import { Duration } from 'cdk8s';
import { QueueBacklog } from '../../../constructs/scaling/queue-backlog';
import { ScalingPolicy } from '../../../constructs/scaling/scaling-behavior';
import type { KubeObject } from '../harness/kube-client';
import type { DeclaredConsumer } from '../servers/jet-stream';
import { NAMESPACE } from './objects';
import { scaledWorker } from './workers';

export const STREAM = 'TASKS';

/** A worker that goes down as quickly as it goes up: the rendered one takes its five minutes. */
export const ELASTIC = { name: 'elastic', backlog: 10, most: 9, fallback: 5, limit: { pods: 4, percent: 0, periodS: 5 } } as const;

/** A worker whose window opens while the test runs. */
export const SALE = { name: 'sale', most: 8, replicas: 6 } as const;

const queueOf = (account: string, consumer: string) => ({ account, stream: STREAM, consumer });

export function elasticWorker(account: string, monitoringEndpoint: string): KubeObject[] {
  const policies = [ScalingPolicy.pods(ELASTIC.limit.pods, Duration.seconds(ELASTIC.limit.periodS))];
  return scaledWorker(NAMESPACE, ELASTIC.name, {
    queue: queueOf(account, ELASTIC.name),
    monitoringEndpoint,
    backlog: QueueBacklog.perReplica(ELASTIC.backlog),
    maxReplicas: ELASTIC.most,
    fallbackReplicas: ELASTIC.fallback,
    behavior: { scaleUp: { policies }, scaleDown: { stabilizationWindow: Duration.seconds(0), policies } },
  });
}

/** @param opens beginning of a minute */
export function saleWorker(account: string, monitoringEndpoint: string, opens: Date): KubeObject[] {
  const closes = new Date(opens.getTime() + 3_600_000);
  return scaledWorker(NAMESPACE, SALE.name, {
    queue: queueOf(account, SALE.name),
    monitoringEndpoint,
    backlog: QueueBacklog.perReplica(10),
    maxReplicas: SALE.most,
    prescale: [{ name: 'flash-sale', start: cron(opens), end: cron(closes), timeZone: 'UTC', replicas: SALE.replicas }],
  });
}

/** The first minute that begins at least `leadMs` from now. */
export function nextMinute(leadMs: number): Date {
  return new Date(Math.ceil((Date.now() + leadMs) / 60_000) * 60_000);
}

/** A durable consumer with a subject of its own, for a worker. */
export function consumerOf(consumer: string): DeclaredConsumer {
  return { stream: STREAM, consumer, subjects: [`tasks.${consumer}.>`], ackWaitSeconds: 30, maxAckPending: 1000 };
}

function cron(at: Date): string {
  return `${at.getUTCMinutes()} ${at.getUTCHours()} ${at.getUTCDate()} ${at.getUTCMonth() + 1} *`;
}
