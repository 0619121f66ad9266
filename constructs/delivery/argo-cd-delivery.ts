import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { checkStages, revisionOf } from '../../src/features/delivery/stage-plan';
import { checkDeliveryName, waves } from '../../src/features/delivery/stages';
import { ENGINE_NAMESPACE, checkDeliveryPath, checkRevision, checkSourceUrl } from '../../src/features/delivery/source';
import { APP_LABEL, MANAGED_BY } from '../../src/kernel/labels';
import { checkDnsLabel } from '../../src/kernel/names';
import { Problems } from '../../src/kernel/problems';
import { ArgoCdSettings } from './argo-cd-settings';
import { ArgoCdApplication, ArgoCdProject, THIS_CLUSTER } from './argo-cd-stage';
import type { DeliverySource } from './delivery-source';
import { type DeliveryStage, stageInput } from './delivery-stage';
import { guardStages } from './delivery-stages';
import { type ApplicationSpec, type AppProjectSpec, ARGO_CD_API } from './argo-cd-kinds';
import { RBAC_API, type PolicyRule, type RoleRef, type Subject } from '../kinds/rbac';
import { written } from '../kinds/door';

/** Properties for `ArgoCdRoot`. */
export interface ArgoCdRootProps {
  /** What its name begins with. */
  readonly prefix: string;
  /** A git repository. */
  readonly source: DeliverySource;
  /** Folder of the Applications, from the root of the repository. */
  readonly path: string;
  /** @default 'argocd' */
  readonly namespace?: string;
}

/**
 * The Application that applies the stages' Applications, wave by wave, and may do nothing else.
 *
 * Write access to its folder allows an Application to name any project: the projects bound the stages, and `default` must be closed
 * (https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#the-default-project).
 *
 * @throws InvalidInputError with every problem found.
 * @example
 * new ArgoCdRoot(chart, 'Root', {
 *   prefix: 'shop-prod',
 *   source: DeliverySource.git('https://git.example.com/shop/platform', { branch: 'main' }),
 *   path: 'dist/applications',
 * });
 */
export class ArgoCdRoot extends Construct {
  /** The Application. */
  public readonly apiObject: ApiObject;
  public readonly name: string;

  constructor(scope: Construct, id: string, props: ArgoCdRootProps) {
    super(scope, id);
    props = written(this, 'ArgoCdRootProps', props);
    const { prefix, source, path, namespace = ENGINE_NAMESPACE['argo-cd'] } = props;
    this.name = `${prefix}-delivery`;
    const problems = Problems.of(this.node.path);
    problems.rule('prefix', checkDeliveryName(this.name));
    problems.rule('namespace', checkDnsLabel(namespace));
    problems.rule('path', checkDeliveryPath(path));
    problems.rule('source.url', checkSourceUrl('git', source.url));
    problems.rule('source.revision', checkRevision('git', source.revision));
    problems.throwIfAny();

    const metadata = {
      name: this.name,
      namespace,
      labels: { [APP_LABEL.managedBy]: MANAGED_BY, [APP_LABEL.component]: 'delivery' },
    };
    new ApiObject(this, 'ServiceAccount', { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false });
    new ApiObject(this, 'Role', {
      apiVersion: RBAC_API,
      kind: 'Role',
      metadata,
      rules: [
        { apiGroups: ['argoproj.io'], resources: ['applications'], verbs: ['create', 'delete', 'get', 'patch'] } satisfies PolicyRule,
      ],
    });
    new ApiObject(this, 'Binding', {
      apiVersion: RBAC_API,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: this.name } satisfies RoleRef,
      subjects: [{ kind: 'ServiceAccount', name: this.name, namespace } satisfies Subject],
    });
    new ApiObject(this, 'Project', {
      apiVersion: ARGO_CD_API,
      kind: 'AppProject',
      metadata,
      spec: {
        clusterResourceWhitelist: [],
        description: `the Applications of ${path}`,
        destinationServiceAccounts: [{ defaultServiceAccount: `${namespace}:${this.name}`, namespace, server: THIS_CLUSTER }],
        destinations: [{ namespace, server: THIS_CLUSTER }],
        namespaceResourceWhitelist: [{ group: 'argoproj.io', kind: 'Application' }],
        sourceRepos: [source.url],
      } satisfies AppProjectSpec,
    });
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: ARGO_CD_API,
      kind: 'Application',
      metadata,
      spec: {
        destination: { namespace, server: THIS_CLUSTER },
        project: this.name,
        source: { directory: { recurse: false }, path, repoURL: source.url, targetRevision: revisionOf(source.revision) },
        syncPolicy: {
          automated: { allowEmpty: false, prune: true, selfHeal: true },
          retry: { limit: 10, backoff: { duration: '15s', factor: 2, maxDuration: '5m' } },
          syncOptions: ['CreateNamespace=false', 'ServerSideApply=true'],
        },
      } satisfies ApplicationSpec,
    });
  }
}

/** Properties for `ArgoCdDelivery`. */
export interface ArgoCdDeliveryProps {
  /** What every name begins with, e.g. system and environment. */
  readonly prefix: string;
  /** A git repository. */
  readonly source: DeliverySource;
  /** One project, identity and Application each. */
  readonly stages: DeliveryStage[];
  /** Stage that bounds the namespaces; what it holds is kept from the others. @default 'namespaces' */
  readonly keeper?: string;
  /** @default 'argocd' */
  readonly namespace?: string;
}

/**
 * Everything that Argo CD needs to deliver rendered files: settings, and for each stage a project, an identity and an Application.
 *
 * Applications applied together do not wait for each other: for waves, render `ArgoCdApplication`s into a folder of their own and let
 * `ArgoCdRoot` apply them.
 *
 * @throws InvalidInputError with every problem found.
 * @example
 * new ArgoCdDelivery(chart, 'Delivery', {
 *   prefix: 'shop-prod',
 *   source: DeliverySource.git('https://git.example.com/shop/platform', { branch: 'main' }),
 *   stages: [{ name: 'tenant-acme', path: 'dist/tenant-acme', namespaces: ['tenant-acme'], objects: DeliveredObjects.below(search) }],
 * });
 */
export class ArgoCdDelivery extends Construct {
  /** In the order in which they were given. */
  public readonly applications: ArgoCdApplication[];

  constructor(scope: Construct, id: string, props: ArgoCdDeliveryProps) {
    super(scope, id);
    props = written(this, 'ArgoCdDeliveryProps', props);
    const { prefix, source, stages, keeper, namespace = ENGINE_NAMESPACE['argo-cd'] } = props;
    const problems = Problems.of(this.node.path);
    checkStages(problems, stages.map(stageInput));
    problems.throwIfAny();

    new ArgoCdSettings(this, 'Settings', { objects: stages.flatMap(({ objects }) => objects), namespace });
    guardStages(this, { prefix, namespace, keeper, stages });
    const order = waves(stages.map(({ name, after = [] }) => ({ name, after })));
    this.applications = stages.map((stage) => {
      new ArgoCdProject(this, `Project-${stage.name}`, { prefix, stage, source, namespace });
      const wave = order?.get(stage.name) ?? 0;
      return new ArgoCdApplication(this, `Application-${stage.name}`, { prefix, stage, source, namespace, wave });
    });
  }
}
