import type { Problems, Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';

/** How two versions run beside each other. */
export type SecondVersion = 'canary' | 'blue-green';

/** What a second version can get a part of. */
export type Shifted = 'requests' | 'messages';

/** What an agent gets, as far as versions share it. */
export interface Traffic {
  readonly serves: boolean;
  readonly consumes: boolean;
}

/** The same of an agent in a chart, and what else its rollout needs to know of it. */
export interface ChartTraffic extends Omit<Traffic, 'serves'> {
  /** Where callers are named; `undefined`: it has no callers. */
  readonly calledAt: string | undefined;
  /** Subjects that it takes; `undefined`: none is named. */
  readonly subjects: readonly string[] | undefined;
  /** Whether it has metrics. */
  readonly metrics: boolean;
  readonly namespace: string | undefined;
}

/** What a second version of the agent gets a part of; `undefined` if a problem was recorded. */
export function shiftedTraffic(problems: Problems, place: string, kind: SecondVersion, traffic: Traffic): Shifted | undefined {
  if (!problems.rule(place, checkTraffic(kind, traffic))) return undefined;
  return traffic.serves ? 'requests' : 'messages';
}

/**
 * Rule `rollout-traffic`: a new version can get a share only of requests or only of messages, not of both and not of nothing (our choice).
 *
 * @param chosen what a construct shifts by its class. @default - whatever the agent gets
 */
function checkTraffic(kind: SecondVersion, { serves, consumes }: Traffic, chosen?: Shifted): Violation | undefined {
  if (serves && consumes)
    return {
      rule: 'rollout-traffic',
      problem: `${shown(kind)} of an agent that serves and consumes: pods of the new version would take messages before it is promoted`,
      fix: `make two agents of it, or use 'rolling'`,
    };
  if (!serves && !consumes)
    return {
      rule: 'rollout-traffic',
      problem: `${shown(kind)} of an agent that neither serves nor consumes: there is nothing to send to the new version`,
      fix: `name who calls it or what it consumes, or use 'rolling'`,
    };
  if (chosen === 'requests' && !serves)
    return {
      rule: 'rollout-traffic',
      problem: `${shown(kind)} of requests, but the agent gets messages only, and its pods take them whatever the weight`,
      fix: 'use QueueCanary or QueueBlueGreen',
    };
  if (chosen === 'messages' && !consumes)
    return {
      rule: 'rollout-traffic',
      problem: `${shown(kind)} of messages, but the agent gets requests only`,
      fix: 'use CanaryRollout or BlueGreenRollout',
    };
  return undefined;
}

/** Checks `rollout-traffic`, `rollout-metrics` and `rollout-namespace` of a construct, which shifts requests or messages by its class. */
export function checkSecondVersion(problems: Problems, kind: SecondVersion, chosen: Shifted, traffic: ChartTraffic): void {
  const { consumes, calledAt, subjects, metrics, namespace } = traffic;
  problems.rule(placeOf(chosen, traffic), checkTraffic(kind, { serves: calledAt !== undefined, consumes }, chosen));
  if (chosen === 'messages' && consumes)
    problems.that(
      subjects !== undefined,
      'consumes.subjects',
      'rollout-traffic',
      'no subject is named, and messages are shared between versions by subject',
      'name the subjects it takes',
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
  // Rule `rollout-namespace`: series are selected by namespace, and without it would be mixed with those of other tenants (our choice).
  problems.that(
    namespace !== undefined,
    'namespace',
    'rollout-namespace',
    'its namespace is not known, by which its series are found',
    'give it here, or to the chart',
  );
}

/** Where the traffic is said that is in the way, or where the traffic is missing that is to be shifted. */
function placeOf(chosen: Shifted, { consumes, calledAt }: ChartTraffic): string {
  switch (chosen) {
    case 'requests':
      return consumes ? 'consumes' : 'servesTo';
    case 'messages':
      return calledAt ?? 'consumes';
  }
}
