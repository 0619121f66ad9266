import { tokenBudgetAlerts } from '../../../src/features/llm/alerts';
import type { Alert, SyntheticSeries } from '../../../src/features/observability/alert';
import { jobAlerts } from '../../../src/features/observability/job-alerts';
import { queueAlerts } from '../../../src/features/observability/queue-alerts';
import { quotaNearlyFull } from '../../../src/features/observability/quota-alert';
import { autoscalerBlind, prescaleMissed, rolloutStuck, unavailable } from '../../../src/features/observability/workload-alerts';

const POD = { namespace: 'tenant-acme', agent: 'search', workload: 'Deployment' } as const;
const ROLLOUT = { ...POD, workload: 'Rollout' } as const;
const QUEUE = { ...POD, account: 'acme', stream: 'TASKS', consumer: 'search', prefix: 'nats' } as const;
const WINDOW = { name: 'evening', replicas: 7, trigger: 1 };
const BUDGETED = { name: 'acme', namespace: 'tenant-acme', agents: [] };

const ALERTS: readonly Alert[] = [
  ...jobAlerts({ ...POD, deadlineS: 3601, startingS: 601 }),
  ...queueAlerts({ ...QUEUE, oldestS: 301, secondDeliveryS: 30, lastDeliveryS: 450, redeliveryS: 690 }),
  unavailable(POD),
  rolloutStuck(POD, 600),
  rolloutStuck(ROLLOUT, 601),
  prescaleMissed(POD, WINDOW),
  prescaleMissed(ROLLOUT, WINDOW),
  autoscalerBlind(POD, 'keda'),
  autoscalerBlind(POD, 'prometheus-adapter'),
  quotaNearlyFull('tenant-acme', 'tenant', 85),
  ...tokenBudgetAlerts([{ ...BUDGETED, budget: { perDay: 1000 } }]),
];

/** Samples of a series a minute apart, as promtool reads them; a gap is `undefined`. */
function samples({ values }: SyntheticSeries): (number | undefined)[] {
  return values.split(' ').flatMap((part) => {
    const [, first, step = '0', times = '0'] = /^(_|\d+)(?:([+-]\d+))?(?:x(\d+))?$/.exec(part) ?? [];
    const count = Number(times) + (first === '_' && times !== '0' ? 0 : 1);
    return Array.from({ length: count }, (_, index) => (first === '_' ? undefined : Number(first) + index * Number(step)));
  });
}

const nameOf = ({ series }: SyntheticSeries): string => series.slice(0, series.indexOf('{'));
const written = (series: readonly SyntheticSeries[]): string[] => series.map((one) => `${nameOf(one)} ${one.values}`);

/** `promtool test rules` replays them all; these are what it must not be able to pass by. */
describe.each(ALERTS.map((alert, index) => [`${index} ${alert.name}`, alert] as const))('the proof of %s', (_, alert) => {
  const { fires, silent, afterMin } = alert.proof;

  test('looks at it when its series have lasted that long, and later than the condition must hold', () => {
    const lasts = (series: readonly SyntheticSeries[]): number => Math.max(...series.map((one) => samples(one).length - 1));
    expect(lasts(fires)).toBeGreaterThanOrEqual(afterMin);
    expect(lasts(silent)).toBeGreaterThanOrEqual(afterMin);
    expect(afterMin * 60).toBeGreaterThan(alert.forS);
  });

  test('tells a failing tenant from a healthy one by series that the alert reads', () => {
    expect(fires).not.toEqual(silent);
    for (const one of [...fires, ...silent]) expect(alert.expr).toContain(nameOf(one));
  });
});

/** Per alert: after how many minutes, then what fails and what is well. */
test('what each proof replays', () => {
  expect(ALERTS.map(({ name, proof }) => [name, proof.afterMin, written(proof.fires), written(proof.silent)])).toEqual([
    // begun in minute 1, over and seen 3601 s + 120 s later, in minute 64, and two minutes to look
    [
      'AgentJobFailed',
      66,
      ['kube_cronjob_status_last_schedule_time 60+0x66'],
      ['kube_cronjob_status_last_schedule_time 60+0x66', 'kube_cronjob_status_last_successful_time 61+0x66'],
    ],
    // due in minute 1, left out 601 s later, told after five minutes: minute 17, and two to look; healthy is one that is due only then
    ['AgentJobMissed', 19, ['kube_cronjob_next_schedule_time 60+0x19'], ['kube_cronjob_next_schedule_time 1140+0x19']],
    ['AgentJobSuspended', 65, ['kube_cronjob_spec_suspend 1+0x65'], ['kube_cronjob_spec_suspend 0+0x65']],
    // one of 120 is delivered each minute, against all of them
    [
      'AgentBacklogOld',
      16,
      ['nats_consumer_num_pending 120+0x16', 'nats_consumer_delivered_consumer_seq 0+1x16', 'nats_consumer_delivered_stream_seq 0+1x16'],
      [
        'nats_consumer_num_pending 120+0x16',
        'nats_consumer_delivered_consumer_seq 0+120x16',
        'nats_consumer_delivered_stream_seq 0+120x16',
      ],
    ],
    // delivered in minute 1, given up 690 s later in minute 13 and looked at 14 minutes after that; healthy is one that its second
    // delivery finishes
    [
      'AgentTaskStuck',
      27,
      [
        'nats_consumer_num_ack_pending 0 1+0x11 0+0x14',
        'nats_consumer_ack_floor_stream_seq 0+0x12 390+30x14',
        'nats_consumer_delivered_stream_seq 0+30x27',
        'nats_consumer_num_redelivered 0+0x1 1+0x25',
      ],
      [
        'nats_consumer_num_ack_pending 0 1+0x26',
        'nats_consumer_ack_floor_stream_seq 0+0x2 90+30x24',
        'nats_consumer_delivered_stream_seq 0+30x27',
        'nats_consumer_num_redelivered 0+0x1 1 0+0x24',
      ],
    ],
    // the same series of a follower and of a leader
    ['AgentConsumerWithoutLeader', 10, ['nats_consumer_num_pending 5+0x10'], ['nats_consumer_num_pending 5+0x10']],
    // one of four; and two, of twenty that were asked for three minutes ago
    [
      'AgentUnavailable',
      20,
      ['kube_deployment_status_replicas_available 1+0x20', 'kube_deployment_spec_replicas 4+0x20'],
      ['kube_deployment_status_replicas_available 2+0x20', 'kube_deployment_spec_replicas 4+0x16 20+0x3'],
    ],
    ['AgentRolloutStuck', 5, ['kube_deployment_status_condition 1+0x5'], ['kube_deployment_status_condition 0+0x5']],
    ['AgentCanaryStuck', 21, ['rollout_info 1+0x4 _x21', 'rollout_info _x4 1+0x21'], ['rollout_info 1+0x21']],
    // one short of the seven in the open window, and the same while it is shut
    [
      'AgentPrescaleMissed',
      10,
      ['keda_scaler_metrics_value 7+0x10', 'kube_deployment_status_replicas_ready 6+0x10'],
      ['keda_scaler_metrics_value 0+0x10', 'kube_deployment_status_replicas_ready 6+0x10'],
    ],
    [
      'AgentPrescaleMissed',
      10,
      ['keda_scaler_metrics_value 7+0x10', 'rollout_info_replicas_available 6+0x10'],
      ['keda_scaler_metrics_value 0+0x10', 'rollout_info_replicas_available 6+0x10'],
    ],
    // errors that go on, against errors of the past
    [
      'AgentAutoscalerBlind',
      30,
      ['keda_scaler_metrics_value 5+0x30', 'keda_scaler_detail_errors_total 0+2x30'],
      ['keda_scaler_metrics_value 5+0x30', 'keda_scaler_detail_errors_total 7+0x30'],
    ],
    [
      'AgentAutoscalerBlind',
      30,
      ['kube_horizontalpodautoscaler_status_condition 1+0x30'],
      ['kube_horizontalpodautoscaler_status_condition 0+0x30'],
    ],
    // one percent above the limit, and at it; what is counted out exactly is full in both
    [
      'TenantQuotaNearlyFull',
      15,
      ['kube_resourcequota 86+0x20', 'kube_resourcequota 100+0x20', 'kube_resourcequota 4+0x20', 'kube_resourcequota 4+0x20'],
      ['kube_resourcequota 85+0x20', 'kube_resourcequota 100+0x20', 'kube_resourcequota 4+0x20', 'kube_resourcequota 4+0x20'],
    ],
    // exactly the tokens, in the first of fifteen minutes, which every step in which a window is measured divides; and one less
    ['LlmBudgetNearlySpent', 15, ['gen_ai_client_token_usage_sum 0 800+0x15'], ['gen_ai_client_token_usage_sum 0 799+0x15']],
    ['LlmBudgetSpent', 15, ['gen_ai_client_token_usage_sum 0 1000+0x15'], ['gen_ai_client_token_usage_sum 0 999+0x15']],
    // Envoy itself is scraped in both
    ['LlmBudgetNoData', 20, ['up 0x20', 'up 1x20'], ['up 1x20', 'up 1x20']],
    // without a caller, against one of somebody's
    ['LlmBudgetUnattributed', 30, ['gen_ai_client_token_usage_sum 0+1x30'], ['gen_ai_client_token_usage_sum 0+1x30']],
  ]);
});

test('a budget of a minute is spent in each minute', () => {
  const [nearly, spent] = tokenBudgetAlerts([{ ...BUDGETED, budget: { perMinute: 100 } }]).map(({ proof }) => proof);
  expect([nearly?.fires, nearly?.silent, spent?.fires, spent?.silent].map((series) => written(series ?? []))).toEqual(
    [80, 79, 100, 99].map((tokens) => [`gen_ai_client_token_usage_sum 0+${tokens}x15`]),
  );
});

test('what a proof fills in for the value and for labels that the expression leaves', () => {
  const filled = ALERTS.flatMap(({ name, proof: { value, labels } }) =>
    value === undefined && labels === undefined ? [] : [[name, value, labels]],
  );
  expect(filled).toEqual([
    ['AgentBacklogOld', '120', undefined],
    ['AgentUnavailable', '1', undefined],
    ['AgentPrescaleMissed', '6', undefined],
    ['AgentPrescaleMissed', '6', undefined],
    ['TenantQuotaNearlyFull', '86%', { resource: 'requests.cpu' }],
    ['LlmBudgetNearlySpent', '800', undefined],
    ['LlmBudgetSpent', '1k', undefined],
  ]);
});

test('series that differ by their labels alone', () => {
  const of = (name: string): Alert['proof'] | undefined => ALERTS.find((alert) => alert.name === name)?.proof;
  const labels = (series: readonly SyntheticSeries[] = []): string[] => series.map((one) => one.series.slice(one.series.indexOf('{')));
  const leads = (leader: string): string => `{account="acme", stream_name="TASKS", consumer_name="search", is_consumer_leader="${leader}"}`;
  expect(labels(of('AgentConsumerWithoutLeader')?.fires)).toEqual([leads('false')]);
  expect(labels(of('AgentConsumerWithoutLeader')?.silent)).toEqual([leads('true')]);
  expect(labels(of('LlmBudgetUnattributed')?.fires)).toEqual(['{gen_ai_token_type="input"}']);
  expect(labels(of('LlmBudgetUnattributed')?.silent)).toEqual([
    '{llm_caller="system:serviceaccount:somewhere:an-agent", gen_ai_token_type="input"}',
  ]);
  expect(labels(of('LlmBudgetNoData')?.fires)).toEqual([
    '{job="platform/llm-gateway", endpoint="aigw-admin"}',
    '{job="platform/llm-gateway", endpoint="metrics"}',
  ]);
  expect(labels(of('AgentCanaryStuck')?.fires)).toEqual(
    ['Progressing', 'Paused'].map((phase) => `{namespace="tenant-acme", name="search", phase="${phase}"}`),
  );
  expect(labels(of('AgentCanaryStuck')?.silent)).toEqual(['{namespace="tenant-acme", name="search", phase="Completed"}']);
  expect(labels(of('TenantQuotaNearlyFull')?.fires)).toEqual(
    ['requests.cpu', 'count/deployments.apps'].flatMap((resource) =>
      ['used', 'hard'].map((type) => `{namespace="tenant-acme", resourcequota="tenant", type="${type}", resource="${resource}"}`),
    ),
  );
});

test('a stuck task is told of on its last delivery already, where that lasts long enough to be seen', () => {
  const first = (lastDeliveryS: number, redeliveryS: number): number | undefined =>
    queueAlerts({ ...QUEUE, oldestS: 300, secondDeliveryS: 5, lastDeliveryS, redeliveryS })[1]?.proof.firstMin;
  // in minute 9 after the first, for a minute
  expect([first(450, 690), first(75, 115), first(0, 30)]).toEqual([11, undefined, undefined]);
  // begun in minute 2, seen in minute 4, in which or after which it is given up
  expect([first(60, 180), first(60, 181)]).toEqual([undefined, 4]);
});

test.each([
  [30, 11],
  [60, 11],
  [61, 12],
])(
  'a message that is delivered once and kept for %i s is looked at after %i minutes: ten more than it may take',
  (redeliveryS, minutes) => {
    const { proof } = queueAlerts({ ...QUEUE, oldestS: 300, secondDeliveryS: 5, lastDeliveryS: 0, redeliveryS })[1] ?? {};
    expect(proof?.afterMin).toBe(minutes);
    expect(written(proof?.fires ?? [])).toEqual([
      `nats_consumer_num_ack_pending 3+0x${minutes}`,
      `nats_consumer_ack_floor_stream_seq 10+0x${minutes}`,
      `nats_consumer_delivered_stream_seq 20+5x${minutes}`,
    ]);
    expect(written(proof?.silent ?? [])).toEqual([
      `nats_consumer_num_ack_pending 3+0x${minutes}`,
      `nats_consumer_ack_floor_stream_seq 17+5x${minutes}`,
      `nats_consumer_delivered_stream_seq 20+5x${minutes}`,
    ]);
  },
);
