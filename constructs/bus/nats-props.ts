import { secondsOf } from '../kinds/seconds';
import { Chart, type Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import type { BusAccount } from '../../src/features/bus/account';
import type { NatsMetricPrefix } from '../../src/features/bus/metrics';
import { type BusPlan, planBus } from '../../src/features/bus/plan';
import { checkDnsLabel } from '../../src/kernel/names';
import { Problems } from '../../src/kernel/problems';
import { AgentResources } from '../resources/agent-resources';
import { warn } from '../kinds/warnings';

/** Properties for `NatsBus`. */
export interface NatsBusProps {
  /** nats-server with its binary in the path (`nats:…-alpine`), by registry, tag and digest. */
  readonly image: string;
  /** nats-server-config-reloader, by registry, tag and digest. */
  readonly reloaderImage: string;
  /** prometheus-nats-exporter, by registry, tag and digest. */
  readonly exporterImage: string;
  /** What each tenant, each pool and the platform may do: `tenantAccount`, `poolAccount`, `platformAccount`. */
  readonly accounts: BusAccount[];
  /**
   * ClusterIssuer of cert-manager that signs the servers' certificate; store and database use the same. It must sign no other certificate
   * with the usage `client auth`, since servers of the bus trust each other by such certificates.
   */
  readonly issuer: string;
  /** Disk of one server, e.g. `50Gi`; streams may fill 0.9 of it. */
  readonly disk: string;
  /** @default - the cluster's default */
  readonly storageClass?: string;
  /** 1, 3 or 5. One is for clusters that may lose the bus for a while, and gives a warning. @default 3 */
  readonly servers?: number;
  /** Zones the servers are spread over; the scheduler obeys. @default 3 */
  readonly zones?: number;
  /** Of a server. @default AgentResources.large() */
  readonly resources?: AgentResources;
  /** Connections that one server accepts. Refused if all accounts together may open more. @default 1000 */
  readonly maxConnections?: number;
  /** Time in which a server that stops sends its clients away, at least 30 s. @default 30 s */
  readonly lameDuckDuration?: Duration;
  /** Above lame duck duration + 10 s. @default - lame duck duration + 30 s */
  readonly terminationGracePeriod?: Duration;
  /** Prefix of the exporter's series. @default 'jetstream' */
  readonly natsMetricPrefix?: NatsMetricPrefix;
  /** Domain of the tenant label. @default 'cdk8s-agents' */
  readonly labelDomain?: string;
  /** @default - the chart's, else `platform` */
  readonly namespace?: string;
  /** Added to every object. @default - none */
  readonly labels?: { readonly [key: string]: string };
  /** Added to every object. @default - none */
  readonly annotations?: { readonly [key: string]: string };
}

/**
 * The plan of a bus in a team's own chart; what should be known is attached to the construct.
 *
 * @throws InvalidInputError with every rule that does not hold.
 */
export function planNatsBus(bus: Construct, props: NatsBusProps): BusPlan {
  const { cpu, memory, ephemeralStorage } = props.resources ?? AgentResources.large();
  const problems = Problems.of(bus.node.path);
  const warnings = Problems.of(bus.node.path);
  const plan = planBus(
    { problems, warnings },
    {
      ...props,
      resources: { cpu, memory, ephemeralStorage },
      lameDuckS: secondsOf(props.lameDuckDuration),
      graceS: secondsOf(props.terminationGracePeriod),
      namespace: props.namespace ?? Chart.of(bus).namespace,
    },
  );
  problems.rule('issuer', checkDnsLabel(props.issuer));
  problems.throwIfAny();
  for (const { place, rule, problem, fix } of warnings.list) warn(bus, `${place}: ${rule}: ${problem}; ${fix}`);
  return plan;
}
