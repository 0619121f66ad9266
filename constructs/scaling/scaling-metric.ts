import { metricKey, type MetricPlan } from '../../src/features/scaling/metrics';
import { sortedEntries } from '../../src/kernel/order';
import type { AverageValueTarget, MetricIdentifier, MetricSpec, ObjectMetric } from './autoscaling-kinds';

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
  /** Tells one metric from another. */
  public readonly key: string;

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
    return new ScalingMetric('Pods', { kind: 'pods', name, averageValue, labels });
  }

  /** A metric of one other object, e.g. the requests per second of an HTTPRoute. */
  public static object(describedObject: DescribedObject, name: string, target: ObjectTarget): ScalingMetric {
    const { apiVersion, kind, name: objectName } = describedObject;
    const { type, quantity } = target;
    return new ScalingMetric('Object', {
      kind: 'object',
      name,
      describedObject: { apiVersion, kind, name: objectName },
      target: { type, quantity },
    });
  }

  private static resource(name: 'cpu' | 'memory', percent: number): ScalingMetric {
    return new ScalingMetric(name, { kind: 'resource', name, percent });
  }

  private constructor(
    /** What is measured. */
    public readonly kind: 'cpu' | 'memory' | 'Pods' | 'Object',
    /** @internal As plans take it. */
    public readonly _plan: MetricPlan,
  ) {
    this.key = metricKey(_plan);
  }
}

/** As `autoscaling/v2` has it. */
export function metricSpec(metric: MetricPlan): MetricSpec {
  switch (metric.kind) {
    case 'resource': {
      const { name, percent } = metric;
      return { type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization: percent } } };
    }
    case 'pods':
      return { type: 'Pods', pods: { metric: identifier(metric.name, metric.labels), target: average(metric.averageValue) } };
    case 'object': {
      const { describedObject, name, target } = metric;
      return { type: 'Object', object: { describedObject, metric: { name }, target: objectTarget(target) } };
    }
  }
}

function objectTarget({ type, quantity }: Extract<MetricPlan, { kind: 'object' }>['target']): ObjectMetric['object']['target'] {
  switch (type) {
    case 'AverageValue':
      return average(quantity);
    case 'Value':
      return { type, value: quantity };
  }
}

function identifier(name: string, labels: Readonly<Record<string, string>>): MetricIdentifier {
  return Object.keys(labels).length === 0 ? { name } : { name, selector: { matchLabels: Object.fromEntries(sortedEntries(labels)) } };
}

function average(averageValue: string): AverageValueTarget {
  return { type: 'AverageValue', averageValue };
}
