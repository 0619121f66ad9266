import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { type BusClientPlan, planBusClient } from '../../src/features/bus/clients';
import { BUS_PLACE } from '../../src/features/bus/places';
import { APP_LABEL, MANAGED_BY } from '../../src/kernel/labels';
import { Problems } from '../../src/kernel/problems';
import { PLATFORM_NAMESPACE } from '../../src/features/services/places';
import { checkHosts, type ExternalHost, rangesByPort } from '../network/external-host';
import type { NetworkPolicySpec } from '../kinds/networking';
import { planOf } from '../kinds/planned';
import { podsOf, tcp, TO_DNS, toRanges } from '../network/policy-rules';
import { written } from '../kinds/door';
import { callersOf } from '../network/callers';

/** Where the Prometheus operator's Prometheus answers. https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusSpec */
const PROMETHEUS_PORT = 9090;

/** Properties for `BusClientPolicy`. */
export interface BusClientPolicyProps {
  /** Name of the policy, and value of `app.kubernetes.io/name` on the pods. */
  readonly name: string;
  /** Hosts that the pods reach besides, e.g. the API server. @default - none */
  readonly hosts?: ExternalHost[];
  /** Whether the pods query Prometheus. @default false */
  readonly asksPrometheus?: boolean;
}

/**
 * Lets other pods in the platform's namespace reach the bus. Traffic is denied unless a policy names it; the bus admits these pods by the
 * same label. No pod may call them.
 *
 * @example
 * new BusClientPolicy(chart, 'Nack', { name: 'nack', hosts: [ExternalHost.ranges(['10.0.0.0/16'])] });
 */
export class BusClientPolicy extends Construct {
  /** The NetworkPolicy, for patches. */
  public readonly apiObject: ApiObject;

  /** @throws InvalidInputError with every rule that does not hold. */
  constructor(scope: Construct, id: string, props: BusClientPolicyProps) {
    super(scope, id);
    props = written(this, 'BusClientPolicyProps', props);
    const { name, hosts, asksPrometheus } = planOf<BusClientPlan>(props) ?? planClient(this, props);
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: {
        name,
        namespace: PLATFORM_NAMESPACE,
        labels: { ...Chart.of(this).labels, [APP_LABEL.name]: name, [APP_LABEL.managedBy]: MANAGED_BY },
      },
      spec: {
        podSelector: { matchLabels: { [APP_LABEL.name]: name } },
        policyTypes: ['Ingress', 'Egress'],
        egress: [
          TO_DNS,
          { to: [podsOf(BUS_PLACE)], ports: tcp(BUS_PLACE.port) },
          ...(asksPrometheus ? [{ to: [podsOf(callersOf(this).monitoring)], ports: tcp(PROMETHEUS_PORT) }] : []),
          ...toRanges(rangesByPort(hosts)),
        ],
      } satisfies NetworkPolicySpec,
    });
  }
}

function planClient(policy: Construct, props: BusClientPolicyProps): BusClientPlan {
  const problems = Problems.of(policy.node.path);
  const plan = planBusClient(problems, props);
  checkHosts(problems.at('hosts'), props.hosts ?? []);
  problems.throwIfAny();
  return plan;
}
