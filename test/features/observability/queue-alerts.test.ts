import { type AlertedConsumer, oldestAllowedS, queueAlerts } from '../../../src/features/observability/queue-alerts';
import { said } from './said';

const SEARCH: AlertedConsumer = {
  namespace: 'tenant-acme',
  agent: 'search',
  account: 'acme',
  stream: 'TASKS',
  consumer: 'search-v2',
  oldestS: 420,
  // at 0, 30, 90 and 210 s, and given up at 450 s
  secondDeliveryS: 30,
  lastDeliveryS: 210,
  redeliveryS: 450,
  prefix: 'jetstream',
};

/** A series of the consumer from its leader alone: what a follower says is stale. */
const led = (name: string, prefix = 'jetstream'): string =>
  `${prefix}_consumer_${name}{account="acme", stream_name="TASKS", consumer_name="search-v2", is_consumer_leader="true"}`;

test('a backlog is old if less was delivered in the time allowed than waited before it, or nothing new at all; for a minute, as one scrape may be late', () => {
  const [old] = queueAlerts(SEARCH);
  expect(old && said(old)).toEqual({
    name: 'AgentBacklogOld',
    expr: [
      `max(${led('num_pending')}) > 0`,
      'and (',
      `  max(${led('num_pending')} offset 420s) > max(${led('delivered_consumer_seq')}) - max(${led('delivered_consumer_seq')} offset 420s)`,
      '  or',
      `  max(${led('num_pending')} offset 420s) > 0 and max(${led('delivered_stream_seq')}) == max(${led('delivered_stream_seq')} offset 420s)`,
      ')',
    ],
    forS: 60,
    severity: 'warning',
    agent: 'search',
  });
});

test('a task is stuck on its last delivery, and where one was given up: it stays among the redelivered for longer than all deliveries take', () => {
  const [, stuck] = queueAlerts(SEARCH);
  expect(stuck && said(stuck)).toEqual({
    name: 'AgentTaskStuck',
    expr: [
      `max(${led('num_ack_pending')}) > 0 and max(${led('ack_floor_stream_seq')}) < max(${led('delivered_stream_seq')} offset 210s)`,
      'or',
      // 450 s less the 30 s before it is delivered again; for a day, as nothing else says that a person has seen to it
      `min_over_time(max(${led('num_redelivered')})[420s:30s]) > min_over_time(max(${led('num_redelivered')})[1d:5m])`,
    ],
    // less than the 240 s that the last delivery has
    forS: 60,
    severity: 'warning',
    agent: 'search',
  });
});

test('a message that is delivered once is stuck if its agent keeps it longer than that, and nobody counts what is given up', () => {
  const [, stuck] = queueAlerts({ ...SEARCH, secondDeliveryS: 30, lastDeliveryS: 0, redeliveryS: 30 });
  expect(stuck?.expr).toBe(
    `max(${led('num_ack_pending')}) > 0 and max(${led('ack_floor_stream_seq')}) < max(${led('delivered_stream_seq')} offset 30s)`,
  );
});

test('nobody in the lead, or nobody who says so, is critical after five minutes: an election takes seconds, a restart two minutes at the most', () => {
  const [, , leaderless] = queueAlerts(SEARCH);
  expect(leaderless && said(leaderless)).toEqual({
    name: 'AgentConsumerWithoutLeader',
    expr: [`(count(${led('num_pending')}) or vector(0)) < 1`],
    forS: 300,
    severity: 'critical',
    agent: 'search',
  });
});

test('there are these three, and all ask for the series of the exporter’s prefix', () => {
  const alerts = queueAlerts({ ...SEARCH, prefix: 'nats' });
  expect(alerts).toHaveLength(3);
  for (const { expr } of alerts) {
    expect(expr).toMatch(/\bnats_consumer_/);
    expect(expr).not.toContain('jetstream_');
  }
});

test.each([
  [1, 300],
  [29.9, 300],
  [30, 300],
  [30.01, 301],
  [31, 310],
  [3600, 36_000],
])('with an ack wait of %d s a message may wait %d s: ten of them, five minutes at the least', (ackWaitS, wanted) => {
  expect(oldestAllowedS(ackWaitS)).toBe(wanted);
});
