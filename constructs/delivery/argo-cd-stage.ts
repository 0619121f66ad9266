import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { ENGINE_NAMESPACE } from '../../src/features/delivery/source';
import { type ArgoCdStagePlan, planArgoCdStage } from '../../src/features/delivery/stage-plan';
import { APP_LABEL, MANAGED_BY } from '../../src/kernel/labels';
import { Problems } from '../../src/kernel/problems';
import { planned, planOf } from '../kinds/planned';
import { DeliveryIdentity } from './delivery-identity';
import type { DeliverySource } from './delivery-source';
import { type DeliveryStage, stageInput } from './delivery-stage';
import { type ApplicationSpec, type AppProjectSpec, ARGO_CD_API } from './argo-cd-kinds';
import { written } from '../kinds/door';

/** The cluster that Argo CD runs in; an environment is one cluster with an Argo CD of its own. */
export const THIS_CLUSTER = 'https://kubernetes.default.svc';

/** The target namespace of an Application without namespaced objects; its project and its identity allow nothing there. */
const NO_NAMESPACE = 'default';

/** Properties for `ArgoCdProject`. */
export interface ArgoCdProjectProps {
  /** What its name begins with, e.g. system and environment. */
  readonly prefix: string;
  readonly stage: DeliveryStage;
  /** A git repository. */
  readonly source: DeliverySource;
  /** @default 'argocd' */
  readonly namespace?: string;
}

/**
 * What bounds one stage in Argo CD: a project with exactly its repository, namespaces and kinds, and the identity that its syncs act as.
 *
 * An administrator applies it. Impersonation must be switched on (`ArgoCdSettings`); without it the project alone bounds the stage.
 *
 * @throws InvalidInputError with every problem found.
 * @example
 * new ArgoCdProject(chart, 'Project', {
 *   prefix: 'shop-prod',
 *   source: DeliverySource.git('https://git.example.com/shop/platform', { branch: 'main' }),
 *   stage: { name: 'tenant-acme', path: 'dist/tenant-acme', namespaces: ['tenant-acme'], objects: DeliveredObjects.below(search) },
 * });
 */
export class ArgoCdProject extends Construct {
  /** The AppProject. */
  public readonly apiObject: ApiObject;
  public readonly name: string;
  public readonly identity: DeliveryIdentity;

  constructor(scope: Construct, id: string, props: ArgoCdProjectProps) {
    super(scope, id);
    props = written(this, 'ArgoCdProjectProps', props);
    const plan = planOf<ArgoCdStagePlan>(props) ?? planProps(this, props);
    const { identity, kinds, clusterKinds, path, source, stage } = plan;
    const { name, namespace } = identity;
    this.name = name;
    this.identity = new DeliveryIdentity(this, 'Identity', planned(identity));
    const namespaces = destinationsOf(plan);
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: ARGO_CD_API,
      kind: 'AppProject',
      metadata: { name, namespace, labels: LABELS },
      spec: {
        clusterResourceWhitelist: clusterKinds,
        description: `stage ${stage}: what is rendered in ${path}`,
        destinationServiceAccounts: namespaces.map((where) => ({
          defaultServiceAccount: `${namespace}:${this.identity.name}`,
          namespace: where,
          server: THIS_CLUSTER,
        })),
        destinations: namespaces.map((where) => ({ namespace: where, server: THIS_CLUSTER })),
        ...(kinds.length > 0 ? { namespaceResourceWhitelist: kinds } : { namespaceResourceBlacklist: [{ group: '*', kind: '*' }] }),
        sourceRepos: [source.url],
      } satisfies AppProjectSpec,
    });
  }
}

/** Waves are numbers of 32 bits, one of which is kept: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/ */
const MAX_WAVE = 2 ** 31 - 1;

/** Properties for `ArgoCdApplication`. */
export interface ArgoCdApplicationProps extends ArgoCdProjectProps {
  /** Sync wave within the parent Application; lower ones must be healthy first; whole, of 32 bits. @default 0 */
  readonly wave?: number;
}

/**
 * One stage as Argo CD applies it: server-side, pruning and correcting drift, in namespaces that others make. Deleting the Application
 * leaves everything running.
 *
 * @throws InvalidInputError with every problem found.
 * @example
 * const props = {
 *   prefix: 'shop-prod',
 *   source: DeliverySource.git('https://git.example.com/shop/platform', { branch: 'main' }),
 *   stage: { name: 'tenant-acme', path: 'dist/tenant-acme', namespaces: ['tenant-acme'], objects: DeliveredObjects.below(search) },
 * };
 * new ArgoCdProject(chart, 'Project', props);
 * new ArgoCdApplication(chart, 'Application', props);
 */
export class ArgoCdApplication extends Construct {
  /** The Application. */
  public readonly apiObject: ApiObject;
  public readonly name: string;

  constructor(scope: Construct, id: string, props: ArgoCdApplicationProps) {
    super(scope, id);
    props = written(this, 'ArgoCdApplicationProps', props);
    const plan = planOf<ArgoCdStagePlan>(props) ?? planProps(this, props);
    const { identity, exclude, ignored, include, path, prune, source } = plan;
    const { name, namespace } = identity;
    const { wave = 0 } = props;
    const problems = Problems.of(this.node.path);
    problems.integer('wave', wave, -MAX_WAVE, MAX_WAVE);
    problems.throwIfAny();
    this.name = name;
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: ARGO_CD_API,
      kind: 'Application',
      metadata: { name, namespace, labels: LABELS, annotations: { 'argocd.argoproj.io/sync-wave': String(wave) } },
      spec: {
        destination: { namespace: destinationsOf(plan)[0] ?? NO_NAMESPACE, server: THIS_CLUSTER },
        ...(ignored.length > 0 && {
          ignoreDifferences: ignored.map(({ group, kind, name: object, namespace: where, paths }) => ({
            group,
            kind,
            name: object,
            namespace: where,
            jsonPointers: [...paths],
          })),
        }),
        project: this.name,
        source: {
          directory: {
            ...(exclude !== undefined && { exclude }),
            ...(include !== undefined && { include }),
            recurse: include !== undefined,
          },
          path,
          repoURL: source.url,
          targetRevision: source.revision,
        },
        syncPolicy: {
          automated: { allowEmpty: false, prune, selfHeal: true },
          retry: { limit: 10, backoff: { duration: '15s', factor: 2, maxDuration: '5m' } },
          syncOptions: [
            'ApplyOutOfSyncOnly=true',
            'CreateNamespace=false',
            'FailOnSharedResource=true',
            'PruneLast=true',
            ...(ignored.length > 0 ? ['RespectIgnoreDifferences=true'] : []),
            'ServerSideApply=true',
          ],
        },
      } satisfies ApplicationSpec,
    });
  }
}

const LABELS = { [APP_LABEL.managedBy]: MANAGED_BY, [APP_LABEL.component]: 'delivery' };

function planProps(
  scope: Construct,
  { prefix, stage, source, namespace = ENGINE_NAMESPACE['argo-cd'] }: ArgoCdProjectProps,
): ArgoCdStagePlan {
  const problems = Problems.of(scope.node.path);
  const plan = planArgoCdStage(problems, { prefix, namespace, stage: stageInput(stage), source });
  problems.throwIfAny();
  return plan;
}

function destinationsOf({ namespaces }: ArgoCdStagePlan): readonly string[] {
  return namespaces.length === 0 ? [NO_NAMESPACE] : namespaces;
}
