import { Construct } from 'constructs';
import type { BusMapping } from '../../src/features/bus/account';
import type { QueueCanarySwitch } from '../../src/features/bus/queue-versions';
import { canarySwitch } from '../../src/features/rollout/strategies';
import type { AgentDeployment } from '../agent/agent-deployment';
import type { QueueCanaryProps } from './queue-next-props';
import { addQueueVersions, plannedSwitch } from './queue-versions';
import { written } from '../kinds/door';

/**
 * A queue worker and its next version beside it, which gets a share of new messages.
 *
 * Pods that pull cannot be given a share by counting them, so messages are shared where they are published: a mapping of the account sends
 * `weight` percent of each subject to `next.<subject>`, which the second version's consumer `<consumer>-next` takes. Both are scaled by
 * their own queue, both are the same user of the bus. Alerts compare them, and a person acts by setting `weight`.
 *
 * The bus needs `mappings` and the second consumer: give the agent of `BusAccounts.tenant` a `next` with this `switch`.
 *
 * @see https://docs.nats.io/nats-concepts/subject_mapping
 * @throws InvalidInputError with every rule that does not hold.
 * @example
 * const canary = new QueueCanary(chart, 'ProductSearch', {
 *   image: `registry.example.com/agents/product-search:2.4.1@sha256:${'0'.repeat(64)}`,
 *   nextImage: `registry.example.com/agents/product-search:2.5.0@sha256:${'1'.repeat(64)}`,
 *   weight: 10,
 *   namespace: 'tenant-acme',
 *   tenant: 'acme',
 *   task: { p99: Duration.seconds(5), concurrency: 10 },
 *   consumes: { stream: 'TASKS', subjects: ['tasks.product-search.>'] },
 *   scale: { backlog: QueueBacklog.perReplica(8), minReplicas: 2, maxReplicas: 30 },
 *   needs: ['bus'],
 *   metrics: {},
 * });
 * chart.node.addMetadata('mappings', canary.mappings);
 */
export class QueueCanary extends Construct {
  /** The version before. */
  public readonly stable: AgentDeployment;
  /** The second version, `<name>-next`. */
  public readonly next: AgentDeployment;
  /** The mappings that send the second version its share; they belong in the account of the bus. Empty at weight 0. */
  public readonly mappings: BusMapping[];
  /** Which version gets new messages, as the bus takes it. */
  public readonly switch: QueueCanarySwitch;

  public constructor(scope: Construct, id: string, props: QueueCanaryProps) {
    super(scope, id);
    props = written(this, 'QueueCanaryProps', props);
    this.switch = plannedSwitch(props, 'canary') ?? canarySwitch(props.weight);
    const { stable, next, mappings } = addQueueVersions(this, id, props, this.switch);
    this.stable = stable;
    this.next = next;
    this.mappings = mappings;
  }
}
