import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { celOf } from '../../src/features/delivery/health';
import { deliveredKind } from '../../src/features/delivery/kinds';
import { byIdentity } from '../../src/features/delivery/object';
import { checkTimeout, timeoutOf } from '../../src/features/delivery/rollout-time';
import { ENGINE_NAMESPACE, engineDuration, checkInterval } from '../../src/features/delivery/source';
import { checkDeliveryName } from '../../src/features/delivery/stages';
import { APP_LABEL, MANAGED_BY } from '../../src/kernel/labels';
import { byText } from '../../src/kernel/order';
import { Problems } from '../../src/kernel/problems';
import { DeliveryIdentity } from './delivery-identity';
import type { DeliveredObject, DeliveryStage } from './delivery-stage';
import { durationOf } from './flux-source';
import { FLUX_KUSTOMIZE_API, type FluxKustomizationSpec, type HealthCheckExpr } from './flux-kinds';

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
    const { prefix, stage, sourceKind, sourceName, namespace = ENGINE_NAMESPACE.flux, interval = Duration.minutes(10) } = props;
    const { after = [], prune = true, ignored = [] } = stage;
    const named = (name: string): string => `${prefix}-${name}`;
    const longestS = stage.longestRollout?.toSeconds() ?? 0;
    const timeoutS = stage.timeout === undefined ? timeoutOf(longestS) : stage.timeout.toMilliseconds() / 1000;
    const problems = Problems.of(this.node.path);
    problems.rule('sourceName', checkDeliveryName(sourceName));
    problems.rule('interval', checkInterval(durationOf(interval)));
    problems.rule('stage.timeout', checkTimeout(timeoutS, longestS, stage.name));
    after.forEach((other, index) => problems.rule(`stage.after[${index}]`, checkDeliveryName(named(other))));
    problems.throwIfAny();

    this.name = named(stage.name);
    this.identity = new DeliveryIdentity(this, 'Identity', { name: this.name, namespace, stage });
    const healthCheckExprs = healthOf(stage.objects);
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: FLUX_KUSTOMIZE_API,
      kind: 'Kustomization',
      metadata: { name: this.name, namespace, labels: { [APP_LABEL.managedBy]: MANAGED_BY, [APP_LABEL.component]: 'delivery' } },
      spec: {
        deletionPolicy: 'Orphan',
        ...(after.length > 0 && { dependsOn: [...after].sort(byText).map((other) => ({ name: named(other) })) }),
        force: false,
        ...(healthCheckExprs.length > 0 && { healthCheckExprs }),
        ...(ignored.length > 0 && {
          ignore: ignored.map(({ group, kind, name, namespace: where, paths }) => ({
            paths: [...paths],
            target: { ...(group !== '' && { group }), kind, name, namespace: where },
          })),
        }),
        interval: durationOf(interval),
        path: `./${stage.path}`,
        prune,
        retryInterval: engineDuration(RETRY_S),
        serviceAccountName: this.identity.name,
        sourceRef: { kind: sourceKind, name: sourceName },
        timeout: engineDuration(timeoutS),
        wait: true,
      } satisfies FluxKustomizationSpec,
    });
  }
}

/** An expression for each kind whose controller reports readiness in its own way. */
function healthOf(objects: readonly DeliveredObject[]): HealthCheckExpr[] {
  const found = new Map<string, HealthCheckExpr>();
  for (const { apiVersion, kind } of [...objects].sort(byIdentity)) {
    const health = deliveredKind(apiVersion, kind)?.health;
    const expressions = health === undefined ? undefined : celOf(health);
    if (expressions !== undefined) found.set(`${apiVersion} ${kind}`, { apiVersion, kind, ...expressions });
  }
  return [...found.values()];
}
