import { secondsOf } from '../kinds/seconds';
import { ApiObject, type Duration } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { IgnoredFields } from '../../src/features/delivery/ignored';
import { byIdentity, type ObjectIdentity } from '../../src/features/delivery/object';
import type { StageInput } from '../../src/features/delivery/stage-plan';

/** One object that a stage applies: rights are derived from these. */
export interface DeliveredObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** @default - none: the object is cluster-scoped */
  readonly namespace?: string;
}

/** A folder of rendered files that one identity applies. */
export interface DeliveryStage {
  /** Short name, e.g. `platform`; of a tenant, that of its namespace. */
  readonly name: string;
  /** Folder from the root of the repository. */
  readonly path: string;
  /** Glob of the files below it that are applied; Argo CD only, Flux has a `kustomization.yaml` in the folder. @default - all */
  readonly include?: string;
  /** Glob of the files below it that are not; Argo CD only. @default - none */
  readonly exclude?: string;
  /** Everything in it. */
  readonly objects: DeliveredObject[];
  /** Namespaces that its objects are in. @default - none */
  readonly namespaces?: string[];
  /** It has objects that the cluster has once; rights to those are by their names. @default false */
  readonly clusterScoped?: boolean;
  /** Rights to the objects of these names only, not to their kinds; a new object then needs new rights. @default false */
  readonly byName?: boolean;
  /** Stages that must be ready before. @default - none */
  readonly after?: string[];
  /** Whether objects that are no longer rendered are deleted, unless they hold data. @default true */
  readonly prune?: boolean;
  /** Longest that one of its rollouts may take. @default - none */
  readonly longestRollout?: Duration;
  /** How long Flux waits for it to become ready. @default - the longest rollout and a minute, at least five minutes */
  readonly timeout?: Duration;
  /** Fields of its objects that controllers write and the engine must not change. @default - none */
  readonly ignored?: IgnoredFields[];
}

/** What the stage of a chart applies. */
export class DeliveredObjects {
  /** Identities of all objects below a scope, sorted. Call it after the last one has been added. */
  public static below(scope: IConstruct): DeliveredObject[] {
    return scope.node
      .findAll()
      .filter((construct): construct is ApiObject => ApiObject.isApiObject(construct))
      .map(({ apiVersion, kind, metadata, name }): ObjectIdentity => {
        const { namespace } = metadata;
        return { apiVersion, kind, name, ...(namespace !== undefined && { namespace }) };
      })
      .sort(byIdentity);
  }

  private constructor() {}
}

/** What props say of a stage, in seconds. */
export function stageInput({ longestRollout, timeout, ...stage }: DeliveryStage): StageInput {
  return {
    ...stage,
    longestS: secondsOf(longestRollout),
    timeoutS: secondsOf(timeout),
  };
}
