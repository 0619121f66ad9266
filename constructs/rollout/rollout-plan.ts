import { ApiObject } from 'cdk8s';
import type { Problems, Violation } from '../../src/kernel/problems';
import { checkFeature, type TargetVersions } from '../../src/kernel/versions';
import type { AgentPlan } from '../../src/features/agent/plan';
import type { AgentProps } from '../agent/agent-props';
import type { PodForm } from '../agent/agent-input';
import type { AgentWorkload } from '../agent/agent-workload';
import type { PodTemplate } from '../kinds/apps';
import type { RolloutSpec } from './kinds';
import { VERSION_LABEL } from './rollout-analysis';

/** The pods of a Rollout. */
export const ROLLOUT_PODS: PodForm = { hashLabel: VERSION_LABEL, carriesConfig: true };

/** API of Rollout and AnalysisTemplate. */
export const ROLLOUTS_API = 'argoproj.io/v1alpha1';

/**
 * What every Rollout requires of its agent: rules `target-version`, `rollout-queue`, `rollout-serves`, `rollout-metrics` and
 * `rollout-namespace`.
 */
export function checkRollout(
  problems: Problems,
  { callers = [] }: AgentProps,
  { consumes, servesTo, metrics }: AgentPlan,
  target: TargetVersions,
  namespace: string | undefined,
): void {
  problems.rule('', checkFeature(target, 'argo-rollouts'));
  // Rule `rollout-queue`: no router splits a queue, so pods of a new version take messages whatever the weight is.
  // https://argo-rollouts.readthedocs.io/en/stable/
  problems.that(
    consumes === undefined,
    'consumes',
    'rollout-queue',
    'pods of the new version would take messages of the queue before it is promoted, whatever the weight',
    'use QueueCanary or QueueBlueGreen for queue workers; split an agent that serves as well',
  );
  // Rule `rollout-serves`: an agent that is not called has no requests to shift to a new version.
  // https://argo-rollouts.readthedocs.io/en/stable/features/canary/
  problems.that(
    servesTo.length + callers.length > 0,
    'servesTo',
    'rollout-serves',
    'nobody calls it, so there are no requests to shift to the new version',
    'name who calls it, or use AgentDeployment',
  );
  // Rule `rollout-metrics`: a new version is judged by its metrics, and without any it cannot be judged.
  // https://argo-rollouts.readthedocs.io/en/stable/features/analysis/
  problems.that(
    metrics !== undefined,
    'metrics',
    'rollout-metrics',
    'the new version is judged by its metrics, and there are none',
    'write metrics: {}, or use AgentDeployment',
  );
  // Rule `rollout-namespace`: the analysis selects series by namespace, and without it would mix those of other tenants (our choice).
  problems.that(
    namespace !== undefined,
    'namespace',
    'rollout-namespace',
    'its namespace is not known, by which the analysis finds its series',
    'give it here, or to the chart',
  );
}

/** What the Rollouts of all strategies have in common. */
export interface RolloutParts {
  readonly replicas: number | undefined;
  readonly selectorLabels: Readonly<Record<string, string>>;
  readonly template: PodTemplate;
  readonly strategy: RolloutSpec['strategy'];
}

/** A Rollout that aborts if new pods do not become ready in ten minutes. */
export function rolloutSpec({ replicas, selectorLabels, template, strategy }: RolloutParts): RolloutSpec {
  return {
    minReadySeconds: 5,
    progressDeadlineAbort: true,
    progressDeadlineSeconds: 600,
    replicas,
    revisionHistoryLimit: 3,
    selector: { matchLabels: selectorLabels },
    strategy,
    template,
  };
}

/** What does not hold, and where. */
export interface Found {
  readonly place: string;
  readonly violation: Violation;
}

/** A rendered controller as far as it is read here. */
interface Controller {
  readonly spec?: {
    readonly selector?: { readonly matchLabels?: Labels };
    readonly template?: { readonly metadata?: { readonly labels?: Labels } };
  };
}

type Labels = Readonly<Record<string, string>>;

const CONTROLLERS = ['Deployment', 'StatefulSet', 'ReplicaSet', 'DaemonSet', 'Rollout'];

/**
 * Rule `one-controller`: two controllers that select the same pods delete and replace each other's pods. It is what comes of adding a
 * Rollout beside the Deployment it was to replace.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector
 */
export function soleController(workload: AgentWorkload): Found[] {
  const { apiObject, selectorLabels, podLabels, name } = workload;
  return workload.node.root.node
    .findAll()
    .filter((construct): construct is ApiObject => ApiObject.isApiObject(construct) && construct !== apiObject)
    .filter(({ kind, metadata }) => CONTROLLERS.includes(kind) && metadata.namespace === apiObject.metadata.namespace)
    .filter((object) => {
      const { spec } = object.toJson() as Controller;
      return selects(spec?.selector?.matchLabels, podLabels) || selects(selectorLabels, spec?.template?.metadata?.labels);
    })
    .map(({ kind, metadata }) => ({
      place: 'name',
      violation: {
        rule: 'one-controller',
        problem: `${kind} '${metadata.name ?? ''}' and Rollout '${name}' take each other's pods for their own`,
        fix: 'remove one of them, or give them different names',
      },
    }));
}

function selects(selector: Labels = {}, labels: Labels = {}): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

/** Violations that are found when rendering, as cdk8s prints them. */
export function validationText({ place, violation: { rule, problem, fix } }: Found): string {
  return `${place}: ${rule}: ${problem}; ${fix}`;
}
