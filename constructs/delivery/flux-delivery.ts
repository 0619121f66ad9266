import type { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { ENGINE_NAMESPACE } from '../../src/features/delivery/source';
import { checkStages } from '../../src/features/delivery/stage-plan';
import { Problems } from '../../src/kernel/problems';
import { guardStages } from './delivery-stages';
import type { DeliverySource } from './delivery-source';
import { type DeliveryStage, stageInput } from './delivery-stage';
import { FluxSource } from './flux-source';
import { FluxStage } from './flux-stage';
import { written } from '../kinds/door';

/** Properties for `FluxDelivery`. */
export interface FluxDeliveryProps {
  /** What every name begins with, e.g. the system. */
  readonly prefix: string;
  readonly source: DeliverySource;
  /** One identity and one Kustomization each. */
  readonly stages: DeliveryStage[];
  /** Stage that bounds the namespaces; what it holds is kept from the others. @default 'namespaces' */
  readonly keeper?: string;
  /** @default 'flux-system' */
  readonly namespace?: string;
  /** How often drift is corrected. @default Duration.minutes(10) */
  readonly interval?: Duration;
}

/**
 * Everything that Flux needs to deliver rendered files, stage by stage: the source, for each stage an identity with exactly its rights and
 * a Kustomization that acts as it, and a guard of what bounds the namespaces.
 *
 * @throws InvalidInputError with every problem found: `delivery-order`, `delivery-overlap`, and those of its parts.
 * @example
 * new FluxDelivery(chart, 'Delivery', {
 *   prefix: 'shop',
 *   source: DeliverySource.git('https://git.example.com/shop/platform', { branch: 'main' }),
 *   stages: [{ name: 'tenant-acme', path: 'dist/tenant-acme', namespaces: ['tenant-acme'], objects: DeliveredObjects.below(search) }],
 * });
 */
export class FluxDelivery extends Construct {
  /** In the order in which they were given. */
  public readonly stages: FluxStage[];

  constructor(scope: Construct, id: string, props: FluxDeliveryProps) {
    super(scope, id);
    props = written(this, 'FluxDeliveryProps', props);
    const { prefix, source, keeper, namespace = ENGINE_NAMESPACE.flux, interval } = props;
    const problems = Problems.of(this.node.path);
    checkStages(problems, props.stages.map(stageInput));
    problems.throwIfAny();

    const repository = new FluxSource(this, 'Source', { name: prefix, source, namespace });
    guardStages(this, { prefix, namespace, keeper, stages: props.stages });
    this.stages = props.stages.map(
      (stage) =>
        new FluxStage(this, `Stage-${stage.name}`, {
          prefix,
          stage,
          sourceKind: repository.kind,
          sourceName: repository.name,
          namespace,
          ...(interval !== undefined && { interval }),
        }),
    );
  }
}
