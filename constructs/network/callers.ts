import type { Construct } from 'constructs';
import { planCallers } from '../../src/features/network/callers';
import { CALLERS, type CallersPlan } from '../../src/features/services/places';
import { Problems } from '../../src/kernel/problems';

const CONTEXT = 'cdk8s-agents/callers';

/** Pods of others. */
export interface CallerLocation {
  /** Namespace that they run in. */
  readonly namespace: string;
  /** Labels that they carry, at least one. */
  readonly labels: { readonly [key: string]: string };
}

/** Who calls what is rendered. */
export interface CallersProps {
  /** Whoever calls agents for the outside. @default - pods `app.kubernetes.io/name: gateway` of the namespace `gateway` */
  readonly gateway?: CallerLocation;
  /** Prometheus. @default - pods `app.kubernetes.io/name: prometheus` of the namespace `monitoring` */
  readonly monitoring?: CallerLocation;
  /** The operator of KEDA. @default - pods `app.kubernetes.io/name: keda-operator` of the namespace `keda` */
  readonly keda?: CallerLocation;
  /** CloudNativePG. @default - pods `app.kubernetes.io/name: cloudnative-pg` of the namespace `cnpg-system` */
  readonly databaseOperator?: CallerLocation;
}

/**
 * Who calls what is rendered, set once per tree: policies of every construct below let them in, and nobody else.
 *
 * @example
 * const app = new App();
 * Callers.set(app, { monitoring: { namespace: 'observability', labels: { app: 'prometheus' } } });
 * const chart = new Chart(app, 'platform');
 * new PlatformNamespace(chart, 'Namespace');
 */
export class Callers {
  /**
   * Sets the callers of a scope and everything below it. Call it before adding constructs.
   *
   * @throws InvalidInputError if a namespace or a label is none
   */
  public static set(scope: Construct, callers: CallersProps): void {
    const problems = Problems.of(scope.node.path === '' ? 'Callers' : scope.node.path).at('callers');
    const plan = planCallers(problems, callers);
    problems.throwIfAny();
    scope.node.setContext(CONTEXT, plan);
  }

  private constructor() {}
}

/** The callers of a scope; where none were set, those of the charts that everybody uses. */
export function callersOf(scope: Construct): CallersPlan {
  return (scope.node.tryGetContext(CONTEXT) as CallersPlan | undefined) ?? CALLERS;
}

/** Those of an environment, which were checked where they are written. */
export function setCallers(scope: Construct, plan: CallersPlan): void {
  scope.node.setContext(CONTEXT, plan);
}
