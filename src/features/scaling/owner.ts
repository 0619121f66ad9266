import type { Violation } from '../../kernel/problems';

/** An autoscaler as it stands beside its target. */
export interface Autoscaler {
  /** `ScaledObject`, `HorizontalPodAutoscaler` or `VerticalPodAutoscaler`. */
  readonly kind: string;
  readonly name: string;
  /** Resources it decides by: of a HorizontalPodAutoscaler those of its Resource metrics, of a VerticalPodAutoscaler those it sets. @default - none */
  readonly resources?: readonly string[];
}

/**
 * Rule `one-owner`: a count that is written is applied again and again over the one that the autoscaler chose.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling
 */
export function checkCountIsFree(name: string, replicas: number | undefined): Violation | undefined {
  return replicas === undefined
    ? undefined
    : {
        rule: 'one-owner',
        problem: `'${name}' fixes replicas at ${replicas}: every apply resets what the autoscaler chose`,
        fix: 'leave replicas out of the target',
      };
}

/**
 * Rule `one-autoscaler`: two autoscalers of one count undo each other's work.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
 */
export function checkFirstAutoscaler(name: string, hasAutoscaler: boolean): Violation | undefined {
  return hasAutoscaler
    ? {
        rule: 'one-autoscaler',
        problem: `'${name}' has an autoscaler already: two owners of one count undo each other`,
        fix: 'keep one autoscaler for each workload, with several metrics or triggers if needed',
      }
    : undefined;
}

/**
 * Checks `one-autoscaler` for one workload: it has one autoscaler of its count, and none that resizes pods by a resource that the count follows.
 *
 * A ScaledObject owns a HorizontalPodAutoscaler of its own, which is not listed.
 *
 * @see https://github.com/kubernetes/autoscaler/blob/master/vertical-pod-autoscaler/docs/known-limitations.md
 */
export function checkOneAutoscaler(name: string, autoscalers: readonly Autoscaler[]): Violation[] {
  const vertical = autoscalers.filter(({ kind }) => kind === 'VerticalPodAutoscaler');
  const horizontal = autoscalers.filter(({ kind }) => kind !== 'VerticalPodAutoscaler');
  const followed = new Set(horizontal.flatMap(({ resources = [] }) => resources));
  const list = (all: readonly Autoscaler[]): string => all.map((one) => `${one.kind} '${one.name}'`).join(', ');
  return [
    ...(horizontal.length <= 1
      ? []
      : [
          {
            rule: 'one-autoscaler',
            problem: `'${name}' has ${horizontal.length} autoscalers (${list(horizontal)}), and 1 may own its count`,
            fix: 'keep one autoscaler for each workload, with several metrics or triggers if needed',
          },
        ]),
    ...vertical.flatMap((one) => {
      const shared = (one.resources ?? []).filter((resource) => followed.has(resource));
      return shared.length === 0
        ? []
        : [
            {
              rule: 'one-autoscaler',
              problem: `VerticalPodAutoscaler '${one.name}' sets ${shared.join(' and ')} of '${name}', which its count follows: each moves what the other measures`,
              fix: 'let the count follow another metric, or leave these resources to people',
            },
          ];
    }),
  ];
}

/**
 * Rule `metric-requests`: use in percent is a share of the request, and without a request the autoscaler never scales.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#how-does-a-horizontalpodautoscaler-work
 */
export function checkMetricRequests(
  resource: string,
  containers: readonly { readonly name: string; readonly requests?: Readonly<Record<string, unknown>> }[],
): Violation | undefined {
  const without = containers.filter(({ requests }) => requests?.[resource] === undefined).map(({ name }) => `'${name}'`);
  return without.length === 0
    ? undefined
    : {
        rule: 'metric-requests',
        problem: `${without.length} of ${containers.length} containers (${without.join(', ')}) request no ${resource}, and the metric is a share of it`,
        fix: `request ${resource} in every container`,
      };
}
