import type { ApiObjectMetadataDefinition } from 'cdk8s';
import type { ScalingTarget } from 'cdk8s-plus-28';
import { autoscalerIsFirst, countIsFree } from '../src/core/capacity/autoscaler-owner';
import { budgetLetsDrain } from '../src/core/capacity/disruption';
import { podShare, podShareHolds } from '../src/core/percent';
import type { Problems } from '../src/core/problems';
import type { CrossVersionObjectReference } from './kinds/autoscaling';

/** A workload whose replica count an autoscaler may own: our agents, cdk8s-plus Deployments and StatefulSets. */
export interface IScaleTarget {
  readonly metadata: ApiObjectMetadataDefinition;
  /** Whether somebody owns the count already. @default - not known: `markHasAutoscaler` is to refuse the second */
  readonly hasAutoscaler?: boolean;
  /** Pods that a drain must leave, `'2'` or `'50%'`. @default - not known, or no such budget */
  readonly minAvailable?: string | undefined;
  /** What to scale, and with which containers. */
  toScalingTarget(): ScalingTarget;
  /** Hands the count over, so that no `replicas` is rendered. */
  markHasAutoscaler(): void;
}

/** Name and namespace of an autoscaler: those of its target, so that each has at most one. */
export interface ScalerMetadata {
  readonly name: string;
  readonly namespace?: string;
}

/** Checks that nobody owns the count yet: rules `one-owner` and `one-autoscaler` (A20). */
export function targetProblems(target: IScaleTarget, problems: Problems): void {
  const { name, replicas } = target.toScalingTarget();
  problems.rule('target', countIsFree(name, replicas));
  problems.rule('target', autoscalerIsFirst(name, target.hasAutoscaler === true));
}

/** Checks the bounds of the count; a minimum of zero is for the caller to judge. Returns whether they can be worked with. */
export function boundsProblems(minReplicas: number, maxReplicas: number, problems: Problems): boolean {
  const minHolds = problems.integer('minReplicas', minReplicas, 0);
  const maxHolds = problems.integer('maxReplicas', maxReplicas, minHolds ? Math.max(1, minReplicas) : 1);
  return minHolds && maxHolds;
}

/** Rule `pdb-progress` (A12) between bounds that can be worked with: at every count from min to max, a drain may take a pod. */
export function drainProblems({ minAvailable }: IScaleTarget, min: number, max: number, problems: Problems): void {
  const share = podShare(minAvailable);
  if (share !== undefined && podShareHolds(share) === undefined)
    problems.rule('target', budgetLetsDrain({ minAvailable: share }, { min, max }));
}

/** How an autoscaler names its target. */
export function scaleTargetRef(target: IScaleTarget): CrossVersionObjectReference {
  const { apiVersion, kind, name } = target.toScalingTarget();
  return { apiVersion, kind, name };
}

/** Name and namespace of the target, for the autoscaler beside it. */
export function scalerMetadata(target: IScaleTarget): ScalerMetadata {
  const { namespace } = target.metadata;
  return { name: target.toScalingTarget().name, ...(namespace !== undefined && { namespace }) };
}
