import { ArgoCdDelivery, ArgoCdRoot } from '../../../constructs/delivery/argo-cd-delivery';
import { ArgoCdSettings } from '../../../constructs/delivery/argo-cd-settings';
import { ArgoCdApplication, ArgoCdProject } from '../../../constructs/delivery/argo-cd-stage';
import { DeliveryGuard } from '../../../constructs/delivery/delivery-guard';
import { DeliveryIdentity } from '../../../constructs/delivery/delivery-identity';
import { FluxDelivery } from '../../../constructs/delivery/flux-delivery';
import { GIT, keeper, only, problemsOf, rendered, stageOf } from './delivery-fixture';

const RBAC = 'rbac.authorization.k8s.io';
const LABELS = { 'app.kubernetes.io/managed-by': 'cdk8s-agents', 'app.kubernetes.io/component': 'delivery' };
const SERVER = 'https://kubernetes.default.svc';

test('a root is an identity that makes Applications, its project, and the Application that makes them', () => {
  const metadata = { name: 'shop-delivery', namespace: 'gitops', labels: LABELS };
  const props = { prefix: 'shop', source: GIT, path: 'dist/applications', namespace: 'gitops' };
  expect(rendered((chart) => new ArgoCdRoot(chart, 'Root', props))).toEqual([
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'Role',
      metadata,
      rules: [{ apiGroups: ['argoproj.io'], resources: ['applications'], verbs: ['create', 'delete', 'get', 'patch'] }],
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: RBAC, kind: 'Role', name: 'shop-delivery' },
      subjects: [{ kind: 'ServiceAccount', name: 'shop-delivery', namespace: 'gitops' }],
    },
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata,
      spec: {
        clusterResourceWhitelist: [],
        description: 'the Applications of dist/applications',
        destinationServiceAccounts: [{ defaultServiceAccount: 'gitops:shop-delivery', namespace: 'gitops', server: SERVER }],
        destinations: [{ namespace: 'gitops', server: SERVER }],
        namespaceResourceWhitelist: [{ group: 'argoproj.io', kind: 'Application' }],
        sourceRepos: ['https://git.example.com/shop/platform'],
      },
    },
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata,
      spec: {
        destination: { namespace: 'gitops', server: SERVER },
        project: 'shop-delivery',
        source: {
          directory: { recurse: false },
          path: 'dist/applications',
          repoURL: 'https://git.example.com/shop/platform',
          targetRevision: 'main',
        },
        syncPolicy: {
          automated: { allowEmpty: false, prune: true, selfHeal: true },
          retry: { limit: 10, backoff: { duration: '15s', factor: 2, maxDuration: '5m' } },
          syncOptions: ['CreateNamespace=false', 'ServerSideApply=true'],
        },
      },
    },
  ]);
});

test('an identity is an account without a token, its rights in each namespace, and those to the cluster by name', () => {
  const objects = rendered(
    (chart) => new DeliveryIdentity(chart, 'Identity', { name: 'shop-namespaces', namespace: 'gitops', stage: keeper() }),
  );
  const account = { kind: 'ServiceAccount', name: 'shop-namespaces', namespace: 'gitops' };
  const verbs = ['create', 'get', 'patch'];
  const named = { name: 'shop-namespaces', labels: LABELS };
  expect(objects.slice(0, 3)).toEqual([
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { ...named, namespace: 'gitops' },
      automountServiceAccountToken: false,
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRole',
      metadata: named,
      rules: [{ apiGroups: [''], resources: ['namespaces'], resourceNames: ['acme'], verbs }],
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: named,
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'shop-namespaces' },
      subjects: [account],
    },
  ]);
  expect(objects.slice(3).map(({ kind, metadata }) => [kind, metadata])).toEqual(
    ['Role', 'RoleBinding'].map((kind) => [kind, { ...named, namespace: 'acme' }]),
  );
  expect(objects[4]).toMatchObject({ roleRef: { apiGroup: RBAC, kind: 'Role', name: 'shop-namespaces' }, subjects: [account] });
});

describe('a guard', () => {
  const POLICY = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: 'default-deny', namespace: 'acme' };
  const QUOTA = { apiVersion: 'v1', kind: 'ResourceQuota', name: 'tenant', namespace: 'acme' };
  const LIMITS = { apiVersion: 'v1', kind: 'LimitRange', name: 'defaults', namespace: 'acme' };
  const props = { prefix: 'shop', namespace: 'gitops', objects: [QUOTA, POLICY, LIMITS, { ...QUOTA, namespace: 'globex' }] };

  test('forbids its objects by kind and name to every other identity of the prefix', () => {
    const objects = rendered((chart) => new DeliveryGuard(chart, 'Guard', props));
    const rule = { apiVersions: ['*'], operations: ['CREATE', 'UPDATE', 'DELETE'], scope: '*' };
    const { metadata, spec } = only(objects, 'ValidatingAdmissionPolicy');
    expect(metadata).toMatchObject({ name: 'shop-delivery-guard', labels: { 'app.kubernetes.io/component': 'delivery' } });
    expect(spec).toMatchObject({
      matchConstraints: {
        resourceRules: [
          { apiGroups: [''], resources: ['limitranges', 'resourcequotas'], ...rule },
          { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], ...rule },
        ],
      },
      matchConditions: [
        { name: 'deployers', expression: `request.userInfo.username.startsWith('system:serviceaccount:gitops:shop-')` },
        { name: 'not-the-keeper', expression: `request.userInfo.username != 'system:serviceaccount:gitops:shop-namespaces'` },
      ],
      validations: [
        {
          expression: `!(request.kind.kind + '/' + (object != null ? object.metadata.name : oldObject.metadata.name) in ['LimitRange/defaults', 'NetworkPolicy/default-deny', 'ResourceQuota/tenant'])`,
          message: `LimitRange/defaults and NetworkPolicy/default-deny and ResourceQuota/tenant bound the namespace: only the stage 'namespaces' applies them`,
          reason: 'Forbidden',
        },
      ],
    });
  });

  test.each([
    ['nothing to guard', { objects: [] }, ['objects: delivery-empty']],
    ['a prefix too long', { prefix: 'a'.repeat(49) }, ['prefix: delivery-name']],
    ['the longest prefix', { prefix: 'a'.repeat(48) }, []],
    ['a namespace that is none', { namespace: 'A' }, ['namespace: dns-label']],
    ['a keeper that is none', { keeper: 'A' }, ['keeper: dns-label']],
    ['a kind that is not known', { objects: [POLICY, { ...QUOTA, kind: 'Pod' }] }, ['objects[1]: delivery-kind']],
    ['a name that would end the expression', { objects: [{ ...QUOTA, name: `a'` }] }, ['objects[0].name: dns-label']],
  ])('with %s', (_, changed, problems) => {
    expect(problemsOf((chart) => new DeliveryGuard(chart, 'Guard', { ...props, ...changed }))).toEqual(problems);
  });
});

test('settings are the map that Argo CD reads, wherever it runs', () => {
  const settings = (namespace?: string) =>
    only(
      rendered(
        (chart) => new ArgoCdSettings(chart, 'Settings', { objects: stageOf().objects, ...(namespace !== undefined && { namespace }) }),
      ),
      'ConfigMap',
    );
  expect(settings().metadata).toEqual({
    name: 'argocd-cm',
    namespace: 'argocd',
    labels: { 'app.kubernetes.io/name': 'argocd-cm', 'app.kubernetes.io/part-of': 'argocd' },
  });
  expect(settings('gitops').metadata.namespace).toBe('gitops');
  expect(problemsOf((chart) => new ArgoCdSettings(chart, 'Settings', { objects: [], namespace: 'A' }))).toEqual(['namespace: dns-label']);
});

describe('an Application', () => {
  const props = { prefix: 'shop', source: GIT, stage: stageOf() };
  const application = (changed: object = {}) =>
    only(
      rendered((chart) => new ArgoCdApplication(chart, 'Application', { ...props, ...changed })),
      'Application',
    );

  test('says by its labels whose it is, and is in wave 0 unless told', () => {
    expect(application().metadata).toEqual({
      name: 'shop-acme',
      namespace: 'argocd',
      labels: LABELS,
      annotations: { 'argocd.argoproj.io/sync-wave': '0' },
    });
    expect(application({ wave: 2, namespace: 'gitops' }).metadata).toMatchObject({
      namespace: 'gitops',
      annotations: { 'argocd.argoproj.io/sync-wave': '2' },
    });
  });

  test('looks below its folder only where it is told which files to take', () => {
    const directory = (stage: object): unknown =>
      (application({ stage: stageOf(stage) }).spec?.['source'] as { directory: unknown }).directory;
    expect([directory({}), directory({ include: '*/a.yaml' }), directory({ exclude: 'b.yaml' })]).toEqual([
      { recurse: false },
      { include: '*/a.yaml', recurse: true },
      { exclude: 'b.yaml', recurse: false },
    ]);
  });

  test('of the cluster alone goes to a namespace that every cluster has', () => {
    const objects = [{ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', name: 'a' }];
    const stage = stageOf({ namespaces: [], clusterScoped: true, objects });
    expect(application({ stage }).spec?.['destination']).toEqual({ namespace: 'default', server: SERVER });
    const project = only(
      rendered((chart) => new ArgoCdProject(chart, 'Project', { ...props, stage })),
      'AppProject',
    );
    expect(project.metadata).toEqual({ name: 'shop-acme', namespace: 'argocd', labels: LABELS });
    expect(project.spec).toMatchObject({
      clusterResourceWhitelist: [{ group: 'scheduling.k8s.io', kind: 'PriorityClass', name: 'a' }],
      destinationServiceAccounts: [{ defaultServiceAccount: 'argocd:shop-acme', namespace: 'default', server: SERVER }],
      destinations: [{ namespace: 'default', server: SERVER }],
    });
  });
});

test('both engines run in namespaces of their own names, or where they are told, and guard what their keeper holds', () => {
  const namespaces = (objects: ReturnType<typeof rendered>): unknown[] => [
    ...new Set(objects.filter(({ kind }) => kind === 'ServiceAccount').map(({ metadata }) => metadata.namespace)),
  ];
  const stages = [keeper(), stageOf()];
  for (const [Delivery, usual] of [
    [ArgoCdDelivery, 'argocd'],
    [FluxDelivery, 'flux-system'],
  ] as const) {
    const delivery = (more: object = {}) =>
      rendered((chart) => new Delivery(chart, 'Delivery', { prefix: 'shop', source: GIT, stages, ...more }));
    expect(namespaces(delivery())).toEqual([usual]);
    expect(namespaces(delivery({ namespace: 'gitops' }))).toEqual(['gitops']);
    expect(only(delivery(), 'ValidatingAdmissionPolicy').metadata.name).toBe('shop-delivery-guard');
    // the other stage keeps its NetworkPolicy from the first
    const other = only(delivery({ keeper: 'acme' }), 'ValidatingAdmissionPolicy');
    expect(JSON.stringify(other.spec)).toContain(`in ['NetworkPolicy/search']`);
  }
});
