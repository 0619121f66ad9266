import { Construct } from 'constructs';
import { SUPPORTED, checkVersion, TARGET_CONTEXT } from '../../src/kernel/versions';
import { Problems } from '../../src/kernel/problems';
import { written } from './door';

/** Releases of the cluster that constructs are rendered for. */
export interface TargetProps {
  /** Kubernetes minor, e.g. `1.33`. */
  readonly kubernetes: string;
  /** KEDA minor, e.g. `2.20`. @default - not known; the engine `keda` assumes the newest that is known */
  readonly keda?: string;
  /** NATS server minor, e.g. `2.14`. @default - not known */
  readonly nats?: string;
  /** Argo Rollouts minor, e.g. `1.9`. @default - not installed */
  readonly argoRollouts?: string;
}

/**
 * What the cluster can do, set once per tree and read by every construct below.
 *
 * @example
 * const app = new App();
 * Target.set(app, { kubernetes: '1.33' });
 * const chart = new Chart(app, 'cluster');
 * new TenantGuard(chart, 'TenantGuard');
 */
export class Target {
  /**
   * Sets the target of a scope and everything below it. Call it before adding constructs.
   *
   * @throws InvalidInputError if a release is not between the oldest supported and the newest known.
   */
  public static set(scope: Construct, target: TargetProps): void {
    const root = scope.node.path === '' ? 'Target' : scope.node.path;
    const problems = Problems.of(root).at('target');
    target = written(root, 'TargetProps', target, 'target');
    problems.rule('kubernetes', checkVersion('kubernetes', target.kubernetes));
    if (target.keda !== undefined) problems.rule('keda', checkVersion('keda', target.keda));
    if (target.nats !== undefined) problems.rule('nats', checkVersion('nats', target.nats));
    if (target.argoRollouts !== undefined) problems.rule('argoRollouts', checkVersion('argoRollouts', target.argoRollouts));
    problems.throwIfAny();
    scope.node.setContext(TARGET_CONTEXT, target);
  }

  /** The target of a scope; where none was set, the oldest supported Kubernetes and the newest KEDA that is known. */
  public static of(scope: Construct): TargetProps {
    const target = scope.node.tryGetContext(TARGET_CONTEXT) as TargetProps | undefined;
    return { keda: SUPPORTED.keda.newest, kubernetes: SUPPORTED.kubernetes.oldest, ...target };
  }

  private constructor() {}
}
