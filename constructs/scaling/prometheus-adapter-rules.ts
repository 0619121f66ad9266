import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { DEFAULT_METRIC_PREFIX, CONSUMER_LABELS, type NatsMetricPrefix, UNFINISHED_METRIC } from '../../src/features/bus/metrics';
import { checkDnsLabel } from '../../src/kernel/names';
import { byText } from '../../src/kernel/order';
import { Problems } from '../../src/kernel/problems';
import { claimMetricsServer, checkOneMetricsServer } from './external-metrics';
import { written } from '../kinds/door';

/** Properties for `PrometheusAdapterRules`. */
export interface PrometheusAdapterRulesProps {
  /** Name of the ConfigMap, a DNS label; name it to prometheus-adapter. @default 'prometheus-adapter-external' */
  readonly name?: string;
  /** Namespace of prometheus-adapter. @default 'monitoring' */
  readonly namespace?: string;
  /**
   * Prefix of the exporter's series: `jetstream`, unless the official NATS chart starts it, which sets `nats`.
   *
   * @default 'jetstream'
   */
  readonly natsMetricPrefix?: NatsMetricPrefix;
}

/**
 * The rule by which prometheus-adapter serves what `QueueDepthHpa` asks for with the engine `prometheus-adapter`.
 *
 * Waiting and unacknowledged messages are added up for each consumer, as KEDA does it, from the leader of the consumer only: followers'
 * numbers are stale. NATS' series carry NATS' namespace, so the namespace of the autoscaler is not put into the query.
 *
 * @throws InvalidInputError with every problem found, among them an engine `keda` in the same tree.
 * @see https://github.com/kubernetes-sigs/prometheus-adapter/blob/master/docs/externalmetrics.md
 * @example
 * new PrometheusAdapterRules(chart, 'Rules', { natsMetricPrefix: 'nats' });
 */
export class PrometheusAdapterRules extends Construct {
  /** The ConfigMap. */
  public readonly apiObject: ApiObject;

  constructor(scope: Construct, id: string, props: PrometheusAdapterRulesProps = {}) {
    super(scope, id);
    props = written(this, 'PrometheusAdapterRulesProps', props);
    const { name = 'prometheus-adapter-external', namespace = 'monitoring', natsMetricPrefix = DEFAULT_METRIC_PREFIX } = props;
    const problems = Problems.of(this.node.path);
    problems.rule('name', checkDnsLabel(name));
    problems.rule('namespace', checkDnsLabel(namespace));
    problems.rule('engine', checkOneMetricsServer(this, 'prometheus-adapter'));
    problems.throwIfAny();
    claimMetricsServer(this, 'prometheus-adapter');

    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace },
      data: { 'config.yaml': unfinishedRule(natsMetricPrefix) },
    });
  }
}

/** YAML by hand, for the engineer who reads it; `<<` and `>>` are the adapter's delimiters of Go templates. */
function unfinishedRule(prefix: NatsMetricPrefix): string {
  const consumer = Object.values(CONSUMER_LABELS).sort(byText).join(', ');
  const leader = 'is_consumer_leader="true"';
  // the adapter's matchers come last: without any, a trailing comma is still PromQL
  const latest = (series: string) => `max by (${consumer}) (${series}{${leader},<<.LabelMatchers>>})`;
  return `externalRules:
  # messages waiting plus messages delivered and not yet acknowledged, for each consumer
  - seriesQuery: '${prefix}_consumer_num_pending{${leader}}'
    resources:
      namespaced: false
    name:
      as: ${UNFINISHED_METRIC}
    metricsQuery: >-
      ${latest('<<.Series>>')}
      + ${latest(`${prefix}_consumer_num_ack_pending`)}
`;
}
