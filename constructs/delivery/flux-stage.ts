import { secondsOf } from '../kinds/seconds';
import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { ENGINE_NAMESPACE, engineDuration } from '../../src/features/delivery/source';
import { type FluxStagePlan, planFluxStage } from '../../src/features/delivery/stage-plan';
import { APP_LABEL, MANAGED_BY } from '../../src/kernel/labels';
import { Problems } from '../../src/kernel/problems';
import { planned, planOf } from '../kinds/planned';
import { DeliveryIdentity } from './delivery-identity';
import { type DeliveryStage, stageInput } from './delivery-stage';
import { FLUX_KUSTOMIZE_API, type FluxKustomizationSpec } from './flux-kinds';
import { written } from '../kinds/door';

/** Properties for `FluxStage`. */
export interface FluxStageProps {
  /** What its name begins with, e.g. the system. */
  readonly prefix: string;
  readonly stage: DeliveryStage;
  /** `GitRepository` or `OCIRepository`. */
  readonly sourceKind: 'GitRepository' | 'OCIRepository';
  /** Name of the source, in the same namespace. */
  readonly sourceName: string;
  /** @default 'flux-system' */
  readonly namespace?: string;
  /** How often drift is corrected. @default Duration.minutes(10) */
  readonly interval?: Duration;
}

/** How soon a stage is tried again that has failed or waits for another. */
const RETRY_S = 60;

/**
 * One stage as Flux applies it: a Kustomization that always acts as an identity of its own, waits for what it has applied, and substitutes
 * nothing. Its folder holds a `kustomization.yaml` that names the files. Deleting the Kustomization leaves everything running.
 *
 * @throws InvalidInputError with every problem found.
 * @example
 * const source = new FluxSource(chart, 'Source', {
 *   name: 'shop',
 *   source: DeliverySource.git('https://git.example.com/shop/platform', { branch: 'main' }),
 * });
 * new FluxStage(chart, 'Stage', {
 *   prefix: 'shop',
 *   sourceKind: source.kind,
 *   sourceName: source.name,
 *   stage: { name: 'tenant-acme', path: 'dist/tenant-acme', namespaces: ['tenant-acme'], objects: DeliveredObjects.below(search) },
 * });
 */
export class FluxStage extends Construct {
  /** The Kustomization. */
  public readonly apiObject: ApiObject;
  public readonly name: string;
  public readonly identity: DeliveryIdentity;

  constructor(scope: Construct, id: string, props: FluxStageProps) {
    super(scope, id);
    props = written(this, 'FluxStageProps', props);
    const plan = planOf<FluxStagePlan>(props) ?? planProps(this, props);
    const { identity, dependsOn, health, ignored, intervalS, path, prune, source, timeoutS } = plan;
    const { name, namespace } = identity;
    this.name = name;
    this.identity = new DeliveryIdentity(this, 'Identity', planned(identity));
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: FLUX_KUSTOMIZE_API,
      kind: 'Kustomization',
      metadata: { name, namespace, labels: { [APP_LABEL.managedBy]: MANAGED_BY, [APP_LABEL.component]: 'delivery' } },
      spec: {
        deletionPolicy: 'Orphan',
        ...(dependsOn.length > 0 && { dependsOn: dependsOn.map((other) => ({ name: other })) }),
        force: false,
        ...(health.length > 0 && { healthCheckExprs: health }),
        ...(ignored.length > 0 && {
          ignore: ignored.map(({ group, kind, name: object, namespace: where, paths }) => ({
            paths: [...paths],
            target: { ...(group !== '' && { group }), kind, name: object, namespace: where },
          })),
        }),
        interval: engineDuration(intervalS),
        path: `./${path}`,
        prune,
        retryInterval: engineDuration(RETRY_S),
        serviceAccountName: this.identity.name,
        sourceRef: source,
        timeout: engineDuration(timeoutS),
        wait: true,
      } satisfies FluxKustomizationSpec,
    });
  }
}

function planProps(scope: Construct, props: FluxStageProps): FluxStagePlan {
  const { prefix, stage, sourceKind, sourceName, namespace = ENGINE_NAMESPACE.flux, interval = Duration.minutes(10) } = props;
  const problems = Problems.of(scope.node.path);
  const source = { kind: sourceKind, name: sourceName };
  const intervalS = secondsOf(interval);
  const plan = planFluxStage(problems, { prefix, namespace, stage: stageInput(stage), source, intervalS });
  problems.throwIfAny();
  return plan;
}
