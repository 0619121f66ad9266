import { checkMetricName, checkMetricQuantity } from '../../src/features/scaling/behavior';
import { isDnsSubdomain, isLabelKey, isLabelValue } from '../../src/kernel/names';
import { sortedEntries } from '../../src/kernel/order';
import type { Problems } from '../../src/kernel/problems';
import { shown } from '../../src/kernel/shown';
import type { AverageValueTarget, CrossVersionObjectReference, MetricIdentifier, MetricSpec } from './autoscaling-kinds';

/** An object of the cluster that a metric describes, in the namespace of the target. */
export interface DescribedObject {
  /** E.g. `gateway.networking.k8s.io/v1`. */
  readonly apiVersion: string;
  /** E.g. `HTTPRoute`. */
  readonly kind: string;
  readonly name: string;
}

/** What a metric of an object is held to. */
export class ObjectTarget {
  /** The metric divided by the replicas; for sums such as requests per second. A quantity above 0, e.g. `'100'`. */
  public static averageValue(quantity: string): ObjectTarget {
    return new ObjectTarget('AverageValue', quantity);
  }

  /** The metric as it is; for what does not grow with the load, such as a latency. On a backlog it compounds at every sync: use `averageValue`. */
  public static value(quantity: string): ObjectTarget {
    return new ObjectTarget('Value', quantity);
  }

  private constructor(
    public readonly type: 'AverageValue' | 'Value',
    public readonly quantity: string,
  ) {}
}

/** What a workload is scaled on, besides its queue. Quantities are Kubernetes quantities as text. */
export class ScalingMetric {
  /** CPU used, in percent of the requests; a whole number, at least 1. Needs requests on every container. */
  public static cpu(percent: number): ScalingMetric {
    return ScalingMetric.resource('cpu', percent);
  }

  /** Memory used, in percent of the requests; a whole number, at least 1. Warned of: few runtimes give memory back, so the count rarely falls. */
  public static memory(percent: number): ScalingMetric {
    return ScalingMetric.resource('memory', percent);
  }

  /** A metric of the pods, averaged over them; `labels` select among series of one name. */
  public static pods(name: string, averageValue: string, labels: { readonly [key: string]: string } = {}): ScalingMetric {
    return new ScalingMetric('Pods', `Pods ${name}${labelText(labels)}`, {
      type: 'Pods',
      pods: { metric: identifier(name, labels), target: average(averageValue) },
    });
  }

  /** A metric of one other object, e.g. the requests per second of an HTTPRoute. */
  public static object(describedObject: DescribedObject, name: string, target: ObjectTarget): ScalingMetric {
    const { apiVersion, kind, name: objectName } = describedObject;
    return new ScalingMetric('Object', `Object ${apiVersion} ${kind} ${objectName} ${name}`, {
      type: 'Object',
      object: {
        describedObject: { apiVersion, kind, name: objectName },
        metric: { name },
        target: target.type === 'Value' ? { type: 'Value', value: target.quantity } : average(target.quantity),
      },
    });
  }

  private static resource(name: 'cpu' | 'memory', averageUtilization: number): ScalingMetric {
    return new ScalingMetric(name, name, { type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization } } });
  }

  private constructor(
    /** What is measured. */
    public readonly kind: 'cpu' | 'memory' | 'Pods' | 'Object',
    /** Tells one metric from another. */
    public readonly key: string,
    /** As `autoscaling/v2` has it. @internal */
    public readonly spec: MetricSpec,
  ) {}
}

/** Checks one metric by itself. */
export function metricProblems(metric: ScalingMetric, problems: Problems): void {
  // not in the signature: what is internal is not in the published types
  const { spec } = metric;
  switch (spec.type) {
    case 'Resource':
      problems.integer('percent', spec.resource.target.averageUtilization, 1);
      break;
    case 'Pods':
      problems.rule('name', checkMetricName(spec.pods.metric.name));
      problems.rule('averageValue', checkMetricQuantity(spec.pods.target.averageValue));
      labelProblems(spec.pods.metric.selector?.matchLabels ?? {}, problems.at('labels'));
      break;
    case 'Object': {
      const { describedObject, metric, target } = spec.object;
      describedProblems(describedObject, problems.at('describedObject'));
      problems.rule('name', checkMetricName(metric.name));
      problems.rule('target', checkMetricQuantity(target.type === 'Value' ? target.value : target.averageValue));
      break;
    }
    case 'External':
      break; // no factory makes one: queues have QueueDepthHpa
  }
}

function labelProblems(labels: Readonly<Record<string, string>>, problems: Problems): void {
  for (const [key, value] of sortedEntries(labels)) {
    const ok = isLabelKey(key) && isLabelValue(value);
    problems.that(
      ok,
      key,
      'label-value',
      `must be a label key and a label value, got ${shown(key)} and ${shown(value)}`,
      'use labels that Kubernetes takes',
    );
  }
}

function describedProblems({ apiVersion, kind, name }: CrossVersionObjectReference, problems: Problems): void {
  const apiVersionOk = /^([a-z0-9.-]+\/)?v\d+((alpha|beta)\d+)?$/.test(apiVersion);
  // Rule `api-version`: the autoscaler cannot find the object that its metric describes.
  // https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#scaling-on-custom-metrics
  problems.that(
    apiVersionOk,
    'apiVersion',
    'api-version',
    `must be a group and a version, got ${shown(apiVersion)}`,
    `write 'networking.k8s.io/v1'`,
  );
  // Rule `kind`: the autoscaler cannot find an object whose kind is malformed.
  // https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#scaling-on-custom-metrics
  problems.that(/^[A-Z][A-Za-z0-9]*$/.test(kind), 'kind', 'kind', `must be a kind, got ${shown(kind)}`, `write 'Ingress'`);
  // Rule `object-name`: the autoscaler cannot find an object whose name is malformed.
  // https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
  problems.that(
    isDnsSubdomain(name),
    'name',
    'object-name',
    `must be the name of an object, got ${shown(name)}`,
    'use lower-case letters, digits, hyphens and dots',
  );
}

function identifier(name: string, labels: Readonly<Record<string, string>>): MetricIdentifier {
  return Object.keys(labels).length === 0 ? { name } : { name, selector: { matchLabels: Object.fromEntries(sortedEntries(labels)) } };
}

function labelText(labels: Readonly<Record<string, string>>): string {
  return sortedEntries(labels)
    .map(([key, value]) => ` ${key}=${value}`)
    .join('');
}

function average(averageValue: string): AverageValueTarget {
  return { type: 'AverageValue', averageValue };
}
