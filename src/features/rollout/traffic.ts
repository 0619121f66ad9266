import type { Problems } from '../../kernel/problems';

/** What constructs of one strategy require of their agent; an environment chooses the strategy by what the agent is. */
export interface Traffic {
  /** Whether it takes messages. */
  readonly consumes: boolean;
  /** Where callers are named; `undefined`: nobody calls it. */
  readonly calledAt: string | undefined;
  /** Subjects that it takes. */
  readonly subjects: readonly string[];
  /** Whether it has metrics. */
  readonly metrics: boolean;
  readonly namespace: string | undefined;
}

/** Checks `rollout-queue`, `rollout-serves`, `rollout-metrics` and `rollout-namespace` of an agent that serves. */
export function checkServing(problems: Problems, { consumes, calledAt, metrics, namespace }: Traffic): void {
  // Rule `rollout-queue`: no router splits a queue, so pods of a new version take messages whatever the weight is.
  // https://argo-rollouts.readthedocs.io/en/stable/
  problems.that(
    !consumes,
    'consumes',
    'rollout-queue',
    'pods of the new version would take messages of the queue before it is promoted, whatever the weight',
    'use QueueCanary or QueueBlueGreen for queue workers; split an agent that serves as well',
  );
  // Rule `rollout-serves`: an agent that is not called has no requests to shift to a new version.
  // https://argo-rollouts.readthedocs.io/en/stable/features/canary/
  problems.that(
    calledAt !== undefined,
    'servesTo',
    'rollout-serves',
    'nobody calls it, so there are no requests to shift to the new version',
    'name who calls it, or use AgentDeployment',
  );
  // Rule `rollout-metrics`: a new version is judged by its metrics, and without any it cannot be judged.
  // https://argo-rollouts.readthedocs.io/en/stable/features/analysis/
  problems.that(
    metrics,
    'metrics',
    'rollout-metrics',
    'the new version is judged by its metrics, and there are none',
    'write metrics: {}, or use AgentDeployment',
  );
  checkNamespace(problems, namespace);
}

/** Checks `rollout-queue`, `rollout-metrics` and `rollout-namespace` of a queue worker. */
export function checkWorker(problems: Problems, { consumes, calledAt, subjects, metrics, namespace }: Traffic): void {
  problems.that(
    subjects.length > 0,
    consumes ? 'consumes.subjects' : 'consumes',
    'rollout-queue',
    'no subject is named, and messages are shared between versions by subject',
    'name the subjects it takes, or use CanaryRollout or BlueGreenRollout for an agent that serves',
  );
  problems.that(
    calledAt === undefined,
    calledAt ?? '',
    'rollout-queue',
    'it serves as well, and whoever calls it would reach one version only',
    'make two agents of it, or use AgentDeployment',
  );
  problems.that(metrics, 'metrics', 'rollout-metrics', 'there are none, so that nobody could compare the versions', 'write metrics: {}');
  checkNamespace(problems, namespace);
}

function checkNamespace(problems: Problems, namespace: string | undefined): void {
  // Rule `rollout-namespace`: series are selected by namespace, and without it would be mixed with those of other tenants (our choice).
  problems.that(
    namespace !== undefined,
    'namespace',
    'rollout-namespace',
    'its namespace is not known, by which its series are found',
    'give it here, or to the chart',
  );
}
