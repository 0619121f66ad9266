import { durationS } from '../../kernel/duration';
import type { Violation } from '../../kernel/problems';
import { type Json, jsonOf, listOf } from './json';
import { engineDuration } from './source';

/** What Kubernetes gives a Deployment to make progress: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#progress-deadline-seconds */
const PROGRESS_DEADLINE_S = 600;

/** What Kubernetes gives a pod to end: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination */
const GRACE_S = 30;

/** Added to the longest rollout, for applying and for reading the result. */
export const ROLLOUT_MARGIN_S = 60;

/** An engine waits no shorter than this, whatever is rolled out. */
export const MIN_TIMEOUT_S = 300;

/** An engine waits no longer than this: no person watches a rollout for half a day. */
export const MAX_TIMEOUT_S = 12 * 3600;

/**
 * Longest that a manifest takes to be rolled out, in seconds; 0 for what is in force when it is stored.
 *
 * A Deployment has its progress deadline. A StatefulSet goes one pod after another, each with its grace period and its time to start. A
 * Rollout has its deadline besides its timed pauses; a pause without an end waits for a person, so it has no longest time.
 */
export function rolloutS(manifest: unknown): number {
  const document = jsonOf(manifest);
  const spec = jsonOf(document['spec']);
  const deadline = numberOf(spec['progressDeadlineSeconds'], PROGRESS_DEADLINE_S);
  switch (document['kind']) {
    case 'Deployment':
      return deadline;
    case 'StatefulSet': {
      const pod = jsonOf(jsonOf(spec['template'])['spec']);
      const startup = Math.max(0, ...listOf(pod['containers']).map(startupS));
      return numberOf(spec['replicas'], 1) * (numberOf(pod['terminationGracePeriodSeconds'], GRACE_S) + startup);
    }
    case 'Rollout': {
      const steps = listOf(jsonOf(jsonOf(spec['strategy'])['canary'])['steps']);
      return deadline + steps.reduce((sum, step) => sum + pauseS(jsonOf(step['pause'])['duration']), 0);
    }
    default:
      return 0;
  }
}

/** What a stage waits for by default: its longest rollout and a margin, in whole minutes. */
export function timeoutOf(longestS: number): number {
  return Math.max(MIN_TIMEOUT_S, Math.ceil((longestS + ROLLOUT_MARGIN_S) / 60) * 60);
}

/**
 * Rule `delivery-timeout`: an engine that stops waiting before a rollout may have ended reports a good release as failed.
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#timeout
 */
export function checkTimeout(timeoutS: number, longestS: number, stage: string): Violation | undefined {
  const least = longestS + ROLLOUT_MARGIN_S;
  if (timeoutS > MAX_TIMEOUT_S || !Number.isInteger(timeoutS)) {
    const most = engineDuration(MAX_TIMEOUT_S);
    return { rule: 'delivery-timeout', problem: `must be whole seconds, at most ${most}, got ${timeoutS} s`, fix: 'leave it out' };
  }
  return timeoutS >= least
    ? undefined
    : {
        rule: 'delivery-timeout',
        problem: `waits ${engineDuration(timeoutS)}, but the longest rollout of the stage '${stage}' may take ${engineDuration(longestS)}, and ${ROLLOUT_MARGIN_S} s are needed besides`,
        fix: `leave it out (${engineDuration(timeoutOf(longestS))} is derived) or write at least '${engineDuration(least)}'`,
      };
}

function startupS(container: Json): number {
  const probe = container['startupProbe'];
  if (probe === undefined) return 0;
  const { initialDelaySeconds, periodSeconds, failureThreshold } = jsonOf(probe);
  return numberOf(initialDelaySeconds, 0) + numberOf(periodSeconds, 10) * numberOf(failureThreshold, 3);
}

function pauseS(duration: unknown): number {
  if (typeof duration === 'number') return duration;
  if (typeof duration !== 'string') return 0;
  return /^\d+$/.test(duration) ? Number(duration) : (durationS(duration) ?? 0);
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}
