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

/** External metric served by prometheus-adapter: messages waiting plus delivered and not yet acknowledged. */
export const UNFINISHED_METRIC = 'jetstream_consumer_unfinished';

/** Labels by which one consumer is told from all others; leave one out and tenants' queues are added up. */
export const CONSUMER_LABELS = { account: 'account', stream: 'stream_name', consumer: 'consumer_name' } as const;

/** Counter of tasks and requests that an agent finished, failed ones included. */
export const AGENT_TASKS = 'agent_tasks_total';

/** Counter of those that failed; its series may be absent until the first. */
export const AGENT_TASKS_FAILED = 'agent_tasks_failed_total';
