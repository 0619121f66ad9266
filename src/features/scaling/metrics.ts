import type { Findings } from '../../kernel/findings';
import { isLabelKey, isLabelValue } from '../../kernel/names';
import { sortedEntries } from '../../kernel/order';
import type { Problems } from '../../kernel/problems';
import { checkApiVersion, checkKind, checkObjectName } from '../../kernel/object-kind';
import { shown } from '../../kernel/shown';
import { checkFeature, type TargetVersions } from '../../kernel/versions';
import { type BehaviorInput, type BehaviorPlan, checkMetricName, checkMetricQuantity, planBehavior } from './behavior';
import { checkMetricRequests } from './owner';
import { planBounds } from './plan';

/** What a count follows that follows no queue. Quantities are those of Kubernetes, as text. */
export type MetricPlan =
  | { readonly kind: 'resource'; readonly name: 'cpu' | 'memory'; readonly percent: number }
  | {
      readonly kind: 'pods';
      readonly name: string;
      readonly averageValue: string;
      readonly labels: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'object';
      readonly name: string;
      readonly describedObject: { readonly apiVersion: string; readonly kind: string; readonly name: string };
      /** Divided by the replicas, or as it is. */
      readonly target: { readonly type: 'AverageValue' | 'Value'; readonly quantity: string };
    };

/** A count between bounds that follows metrics; the one that asks for most replicas wins. */
export interface WorkloadScalePlan {
  readonly min: number;
  readonly max: number;
  readonly metrics: readonly MetricPlan[];
  readonly behavior: BehaviorPlan | undefined;
}

/** What is asked of such a count. */
export interface WorkloadScaleInput {
  /** @default 1 */
  readonly min?: number | undefined;
  readonly max: number;
  readonly metrics: readonly MetricPlan[];
  readonly behavior?: BehaviorInput | undefined;
  /** Containers of the workload, and what they request. */
  readonly containers: readonly { readonly name: string; readonly requests?: Readonly<Record<string, unknown>> }[];
}

/** Tells one metric from another. */
export function metricKey(metric: MetricPlan): string {
  switch (metric.kind) {
    case 'resource':
      return metric.name;
    case 'pods':
      return `Pods ${metric.name}${sortedEntries(metric.labels)
        .map(([key, value]) => ` ${key}=${value}`)
        .join('')}`;
    case 'object': {
      const { apiVersion, kind, name } = metric.describedObject;
      return `Object ${apiVersion} ${kind} ${name} ${metric.name}`;
    }
  }
}

/** A count that follows metrics, complete. */
export function planWorkloadScale({ problems, warnings }: Findings, input: WorkloadScaleInput, target: TargetVersions): WorkloadScalePlan {
  const { metrics } = input;
  const { min, max } = planBounds(problems, input, { min: 'minReplicas', max: 'maxReplicas' });
  checkMetrics(problems, input);
  if (min === 0) checkZero(problems, metrics, target);
  const behavior = input.behavior && planBehavior(problems.at('behavior'), input.behavior, target);
  // Rule `memory-metric`: few runtimes give memory back, so replicas that were added for memory are rarely removed again (our choice).
  const memory = metrics.every((metric) => metric.kind !== 'resource' || metric.name !== 'memory');
  warnings.that(
    memory,
    'metrics',
    'memory-metric',
    'few runtimes give memory back, so replicas added for memory are rarely removed',
    'scale on a queue, requests or CPU, and size memory for the peak',
  );
  return { min, max: max ?? 1, metrics, behavior };
}

/** Checks `scale-to-zero` and `target-version`: pods that are gone measure nothing. */
function checkZero(problems: Problems, metrics: readonly MetricPlan[], target: TargetVersions): void {
  const ofPods = metrics.filter(needsPods).map(metricKey);
  const ok = problems.that(
    ofPods.length === 0,
    'minReplicas',
    'scale-to-zero',
    `${ofPods.join(', ')} is measured on pods: without any the workload never comes back`,
    'keep 1 replica or more, or scale on metrics of objects only',
  );
  if (ok) problems.rule('minReplicas', checkFeature(target, 'hpa-scale-to-zero'));
}

function needsPods(metric: MetricPlan): boolean {
  switch (metric.kind) {
    case 'resource':
    case 'pods':
      return true;
    case 'object':
      return false;
  }
}

function checkMetrics(problems: Problems, { metrics, containers }: WorkloadScaleInput): void {
  // Rule `metrics`: a HorizontalPodAutoscaler without a metric follows the processor at 80 %, which was not asked for.
  // https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/
  problems.that(
    metrics.length > 0,
    'metrics',
    'metrics',
    'names no metric; Kubernetes would fall back to 80 % CPU',
    'name at least one, such as ScalingMetric.cpu(70)',
  );
  metrics.forEach((metric, index) => {
    const at = problems.at(`metrics[${index}]`);
    checkMetric(at, metric);
    const first = metrics.findIndex((other) => metricKey(other) === metricKey(metric));
    // Rule `unique-metric`: two targets for one metric contradict each other (our choice).
    at.that(first === index, '', 'unique-metric', `'${metricKey(metric)}' is metrics[${first}] already`, 'keep the stricter of the two');
    if (metric.kind === 'resource') at.rule('', checkMetricRequests(metric.name, containers));
  });
}

/** Checks one metric by itself. */
function checkMetric(problems: Problems, metric: MetricPlan): void {
  switch (metric.kind) {
    case 'resource':
      problems.integer('percent', metric.percent, 1);
      return;
    case 'pods':
      problems.rule('name', checkMetricName(metric.name));
      problems.rule('averageValue', checkMetricQuantity(metric.averageValue));
      for (const [key, value] of sortedEntries(metric.labels)) {
        problems.that(
          isLabelKey(key) && isLabelValue(value),
          `labels.${key}`,
          'label-value',
          `must be a label key and a label value, got ${shown(key)} and ${shown(value)}`,
          'use labels that Kubernetes takes',
        );
      }
      return;
    case 'object':
      checkDescribed(problems.at('describedObject'), metric.describedObject);
      problems.rule('name', checkMetricName(metric.name));
      problems.rule('target', checkMetricQuantity(metric.target.quantity));
  }
}

function checkDescribed(
  problems: Problems,
  { apiVersion, kind, name }: { readonly apiVersion: string; readonly kind: string; readonly name: string },
): void {
  problems.rule('apiVersion', checkApiVersion(apiVersion));
  problems.rule('kind', checkKind(kind));
  problems.rule('name', checkObjectName(name));
}
