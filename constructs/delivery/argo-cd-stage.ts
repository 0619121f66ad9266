import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { deliveredKind } from '../../src/features/delivery/kinds';
import { ENGINE_NAMESPACE, checkRevision, checkSourceUrl } from '../../src/features/delivery/source';
import { checkDeliveryName } from '../../src/features/delivery/stages';
import { APP_LABEL, MANAGED_BY } from '../../src/kernel/labels';
import { byText } from '../../src/kernel/order';
import { checkDnsLabel } from '../../src/kernel/names';
import { Problems } from '../../src/kernel/problems';
import { DeliveryIdentity } from './delivery-identity';
import type { DeliverySource } from './delivery-source';
import { checkStage, type DeliveryStage } from './delivery-stage';
import { type ApplicationSpec, type AppProjectSpec, ARGO_CD_API } from './argo-cd-kinds';

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
    const { stage, source, namespace = ENGINE_NAMESPACE['argo-cd'] } = props;
    this.name = checked(this, props);
    this.identity = new DeliveryIdentity(this, 'Identity', { name: this.name, namespace, stage });
    const kinds = [true, false].map((namespaced) => kindsOf(stage, namespaced));
    const [inNamespaces = [], ofCluster = []] = kinds;
    const namespaces = namespacesOf(stage);
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: ARGO_CD_API,
      kind: 'AppProject',
      metadata: { name: this.name, namespace, labels: LABELS },
      spec: {
        clusterResourceWhitelist: ofCluster,
        description: `stage ${stage.name}: what is rendered in ${stage.path}`,
        destinationServiceAccounts: namespaces.map((where) => ({
          defaultServiceAccount: `${namespace}:${this.identity.name}`,
          namespace: where,
          server: THIS_CLUSTER,
        })),
        destinations: namespaces.map((where) => ({ namespace: where, server: THIS_CLUSTER })),
        ...(inNamespaces.length > 0
          ? { namespaceResourceWhitelist: inNamespaces.map(({ group, kind }) => ({ group, kind })) }
          : { namespaceResourceBlacklist: [{ group: '*', kind: '*' }] }),
        sourceRepos: [source.url],
      } satisfies AppProjectSpec,
    });
  }
}

/** Properties for `ArgoCdApplication`. */
export interface ArgoCdApplicationProps extends ArgoCdProjectProps {
  /** Sync wave within the parent Application; lower ones must be healthy first. @default 0 */
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
    const { stage, source, namespace = ENGINE_NAMESPACE['argo-cd'], wave = 0 } = props;
    const { ignored = [], prune = true } = stage;
    this.name = checked(this, props);
    const { branch, tag, semver } = source.revision;
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: ARGO_CD_API,
      kind: 'Application',
      metadata: { name: this.name, namespace, labels: LABELS, annotations: { 'argocd.argoproj.io/sync-wave': String(wave) } },
      spec: {
        destination: { namespace: namespacesOf(stage)[0] ?? NO_NAMESPACE, server: THIS_CLUSTER },
        ...(ignored.length > 0 && {
          ignoreDifferences: ignored.map(({ group, kind, name, namespace: where, paths }) => ({
            group,
            kind,
            name,
            namespace: where,
            jsonPointers: [...paths],
          })),
        }),
        project: this.name,
        source: {
          directory: {
            ...(stage.exclude !== undefined && { exclude: stage.exclude }),
            ...(stage.include !== undefined && { include: stage.include }),
            recurse: stage.include !== undefined,
          },
          path: stage.path,
          repoURL: source.url,
          targetRevision: branch ?? tag ?? semver ?? '',
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

/** Name of project, identity and Application. @throws InvalidInputError */
function checked(scope: Construct, { prefix, stage, source, namespace = ENGINE_NAMESPACE['argo-cd'] }: ArgoCdProjectProps): string {
  const name = `${prefix}-${stage.name}`;
  const problems = Problems.of(scope.node.path);
  problems.rule('name', checkDeliveryName(name));
  problems.rule('namespace', checkDnsLabel(namespace));
  // Rule `delivery-source`: Argo CD reads plain files from git, not from an OCI registry.
  // https://argo-cd.readthedocs.io/en/stable/user-guide/directory/
  const git = problems.that(
    source.kind === 'git',
    'source',
    'delivery-source',
    'Argo CD reads plain files from git only',
    'write a git repository, or choose Flux',
  );
  if (git) {
    problems.rule('source.url', checkSourceUrl('git', source.url));
    problems.rule('source.revision', checkRevision('git', source.revision));
  }
  checkStage(stage, problems.at('stage'));
  problems.throwIfAny();
  return name;
}

function namespacesOf({ namespaces = [] }: DeliveryStage): string[] {
  return namespaces.length === 0 ? [NO_NAMESPACE] : [...namespaces].sort(byText);
}

/** Kinds of a stage; those of the cluster with their names. */
function kindsOf({ objects }: DeliveryStage, namespaced: boolean): { group: string; kind: string; name?: string }[] {
  const found = new Map<string, { group: string; kind: string; name?: string }>();
  for (const { apiVersion, kind, name } of objects) {
    const known = deliveredKind(apiVersion, kind);
    if (known?.namespaced !== namespaced) continue;
    const entry = { group: known.group, kind, ...(!namespaced && { name }) };
    found.set(JSON.stringify(entry), entry);
  }
  return [...found.entries()].sort(([a], [b]) => byText(a, b)).map(([, entry]) => entry);
}
