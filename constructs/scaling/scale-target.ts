import { ApiObject, type ApiObjectMetadataDefinition } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { checkFirstAutoscaler, checkCountIsFree } from '../../src/features/scaling/owner';
import { type RenderedScaler, scalerBounds } from '../../src/features/scaling/rendered';
import { checkDrainAllowed } from '../../src/features/availability/disruption';
import { podShare, checkPodShare } from '../../src/kernel/percent';
import type { Problems } from '../../src/kernel/problems';
import type { ReplicaBounds } from '../../src/features/rollout/share';
import type { ScaledWorkload } from '../kinds/roles';
import type { CrossVersionObjectReference } from './autoscaling-kinds';

/** A workload whose replica count an autoscaler may own: our agents, Deployments and StatefulSets of any cdk8s-plus. */
export interface IScaleTarget {
  readonly metadata: ApiObjectMetadataDefinition;
  /**
   * Whether an autoscaler owns the count already. Not in other languages, where a class cannot promise what may be absent here.
   *
   * @default - not known: `markHasAutoscaler` is to refuse the second
   * @jsii ignore
   */
  readonly hasAutoscaler?: boolean;
  /** Pods that a drain must leave, `'2'` or `'50%'`. @default - not known, or no such disruption budget */
  readonly minAvailable?: string | undefined;
  /** What to scale, and with which containers. */
  toScalingTarget(): ScaledWorkload;
  /** Hands the count over, so that no `replicas` is rendered. */
  markHasAutoscaler(): void;
}

/** Name and namespace of an autoscaler: those of its target, so that each has at most one. */
export interface ScalerMetadata {
  readonly name: string;
  readonly namespace?: string;
}

/** Checks that the count has no owner yet: rules `one-owner` and `one-autoscaler`. */
export function targetProblems(target: IScaleTarget, problems: Problems): void {
  const { name, replicas } = target.toScalingTarget();
  problems.rule('target', checkCountIsFree(name, replicas));
  problems.rule('target', checkFirstAutoscaler(name, target.hasAutoscaler === true));
}

/** Checks `pdb-progress`: at every count from min to max, a drain may take a pod. Bounds of which a problem was found say nothing. */
export function drainProblems({ minAvailable }: IScaleTarget, min: number, max: number, problems: Problems): void {
  const share = podShare(minAvailable);
  const bounded = problems.list.every(({ place }) => place !== 'minReplicas' && place !== 'maxReplicas');
  if (bounded && share !== undefined && checkPodShare(share) === undefined)
    problems.rule('target', checkDrainAllowed({ minAvailable: share }, { min, max }));
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

/** Kinds that own a count. */
const AUTOSCALERS: readonly string[] = ['HorizontalPodAutoscaler', 'ScaledObject'];

/** Any count there may be, where the autoscaler is not known. */
const ANY_COUNT: ReplicaBounds = { min: 1, max: Number.MAX_SAFE_INTEGER };

/** The bounds of the autoscaler of a workload, as the tree will be rendered; any count if the tree has no autoscaler for it. */
export function boundsInTree(workload: IScaleTarget & IConstruct): ReplicaBounds {
  const { kind, name } = workload.toScalingTarget();
  const found = workload.node.root.node
    .findAll()
    .filter((construct): construct is ApiObject => ApiObject.isApiObject(construct))
    .filter((object) => object.metadata.namespace === workload.metadata.namespace && AUTOSCALERS.includes(object.kind))
    .flatMap((object) => scalerBounds(object.toJson() as RenderedScaler) ?? [])
    .find(({ target }) => target === `${kind}/${name}`);
  return found?.bounds ?? ANY_COUNT;
}
