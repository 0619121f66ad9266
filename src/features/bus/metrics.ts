/**
 * Where prometheus-nats-exporter's consumer series are found.
 *
 * The exporter's own prefix is `jetstream`; the official NATS chart starts it with `-prefix=nats`, which replaces it.
 */
export const NATS_METRIC_PREFIXES = ['jetstream', 'nats'] as const;

/** One of `NATS_METRIC_PREFIXES`. */
export type NatsMetricPrefix = (typeof NATS_METRIC_PREFIXES)[number];

/** Prefix of an exporter that is told none. */
export const DEFAULT_METRIC_PREFIX = 'jetstream';

/** What the exporter of a bus is told to read, and how to name it. https://github.com/nats-io/prometheus-nats-exporter#usage */
export function exporterFlags(prefix: NatsMetricPrefix): string[] {
  return ['-varz', '-jsz=all', ...(prefix === DEFAULT_METRIC_PREFIX ? [] : [`-prefix=${prefix}`])];
}

/** External metric served by prometheus-adapter: messages waiting plus delivered and not yet acknowledged. */
export const UNFINISHED_METRIC = 'jetstream_consumer_unfinished';

/** Kind of the trigger by which KEDA reads a consumer itself: messages waiting plus delivered and not yet acknowledged. */
export const BUS_TRIGGER = 'nats-jetstream';

/** Key of that trigger's address. */
export const TRIGGER_ENDPOINT = 'natsServerMonitoringEndpoint';

/** https://keda.sh/docs/latest/scalers/nats-jetstream/ ; unknown keys are ignored by KEDA, so they are typed here. */
export interface BusTrigger {
  readonly type: typeof BUS_TRIGGER;
  readonly metadata: { readonly [key in 'account' | 'consumer' | 'lagThreshold' | 'stream' | typeof TRIGGER_ENDPOINT]: string };
}

/** Labels by which one consumer is told from all others; leave one out and tenants' queues are added up. */
export const CONSUMER_LABELS = { account: 'account', stream: 'stream_name', consumer: 'consumer_name' } as const;

/** Counter of tasks and requests that an agent finished, failed ones included. */
export const AGENT_TASKS = 'agent_tasks_total';

/** Counter of those that failed; its series may be absent until the first. */
export const AGENT_TASKS_FAILED = 'agent_tasks_failed_total';
