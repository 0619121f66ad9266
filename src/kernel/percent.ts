import type { Violation } from './problems';
import { shown } from './shown';

/** A count of pods or a share of them, as Kubernetes takes it: `2` or `25%`. */
export type PodShare = number | string;

/** Whole percent of `25%`; `undefined` if it is none from 0 % to 100 %. */
export function percentOf(text: string): number | undefined {
  const match = /^(0|[1-9]\d{0,2})%$/.exec(text);
  const value = match === null ? undefined : Number(match[1]);
  return value !== undefined && value <= 100 ? value : undefined;
}

/** `'1'` is a count, `'25%'` a share: properties of constructs carry text, so that one type holds both. */
export function podShare(text: string | undefined): PodShare | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : text;
}

/**
 * Rule `pod-share`: the API server refuses a share that is neither a whole number nor a percentage.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/
 */
export function checkPodShare(value: PodShare): Violation | undefined {
  const ok = typeof value === 'number' ? Number.isInteger(value) && value >= 0 && !Object.is(value, -0) : percentOf(value) !== undefined;
  return ok
    ? undefined
    : { rule: 'pod-share', problem: `must be a whole number of pods or '0%' to '100%', got ${shown(value)}`, fix: `write 1 or '25%'` };
}

/**
 * Pods of a share; Kubernetes rounds surge up and unavailable down.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-surge
 */
export function podsOf(share: PodShare, replicas: number, round: 'up' | 'down'): number {
  if (typeof share === 'number') return share;
  const exact = (replicas * (percentOf(share) ?? NaN)) / 100;
  return round === 'up' ? Math.ceil(exact) : Math.floor(exact);
}
