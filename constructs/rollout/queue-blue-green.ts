import { Construct } from 'constructs';
import type { BusMapping } from '../../src/features/bus/account';
import type { QueueBlueGreenSwitch } from '../../src/features/bus/queue-versions';
import { blueGreenSwitch } from '../../src/features/rollout/strategies';
import type { AgentDeployment } from '../agent/agent-deployment';
import type { QueueBlueGreenProps } from './queue-next-props';
import { addQueueVersions, plannedSwitch } from './queue-versions';
import { written } from '../kinds/door';

/**
 * A queue worker and its next version in full beside it; all new messages go to one of them.
 *
 * A Service has nothing to do with a queue: pods of a new version that pull would take messages at once. So the next version has a consumer
 * of its own, and a mapping of the account sends it all new messages, or none. A version finishes the messages that it has, also after the
 * switch, so both work for a moment. `exclusive` prevents that, but then a person must resume the paused consumer.
 *
 * The bus needs `mappings` and the second consumer: give the agent of `BusAccounts.tenant` a `next` with this `switch`.
 *
 * @see https://docs.nats.io/nats-concepts/subject_mapping
 * @throws InvalidInputError with every rule that does not hold, among them `exclusive` for NATS before 2.11.
 * @example
 * const versions = new QueueBlueGreen(chart, 'ProductSearch', {
 *   image: `registry.example.com/agents/product-search:2.4.1@sha256:${'0'.repeat(64)}`,
 *   nextImage: `registry.example.com/agents/product-search:2.5.0@sha256:${'1'.repeat(64)}`,
 *   active: 'green',
 *   namespace: 'tenant-acme',
 *   tenant: 'acme',
 *   task: { p99: Duration.seconds(5), concurrency: 10 },
 *   consumes: { stream: 'TASKS', subjects: ['tasks.product-search.>'] },
 *   replicas: 4,
 *   needs: ['bus'],
 *   metrics: {},
 * });
 * chart.node.addMetadata('mappings', versions.mappings);
 */
export class QueueBlueGreen extends Construct {
  /** Blue, the version before. */
  public readonly stable: AgentDeployment;
  /** Green, the second version, `<name>-next`. */
  public readonly next: AgentDeployment;
  /** The mappings that send green all new messages; they belong in the account of the bus. Empty while blue is active. */
  public readonly mappings: BusMapping[];
  /** Which version gets new messages, as the bus takes it. */
  public readonly switch: QueueBlueGreenSwitch;

  public constructor(scope: Construct, id: string, props: QueueBlueGreenProps) {
    super(scope, id);
    props = written(this, 'QueueBlueGreenProps', props);
    this.switch = plannedSwitch(props, 'blue-green') ?? blueGreenSwitch(props.active, props.exclusive);
    const { stable, next, mappings } = addQueueVersions(this, id, props, this.switch);
    this.stable = stable;
    this.next = next;
    this.mappings = mappings;
  }
}
