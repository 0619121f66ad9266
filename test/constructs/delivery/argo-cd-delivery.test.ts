import { ArgoCdDelivery, ArgoCdRoot } from '../../../constructs/delivery/argo-cd-delivery';
import { DeliverySource } from '../../../constructs/delivery/delivery-source';
import { GIT, keeper, only, problemsOf, rendered, type Rendered, stageOf } from './delivery-fixture';

const SERVER = 'https://kubernetes.default.svc';

const delivery = (stages = [keeper(), stageOf({ after: ['namespaces'], exclude: '00-namespace.yaml' })]): Rendered[] =>
  rendered((chart) => new ArgoCdDelivery(chart, 'Delivery', { prefix: 'shop-prod', source: GIT, stages }));

test('a project has exactly its repository, its namespace, its kinds and its identity', () => {
  expect(only(delivery(), 'AppProject', 'shop-prod-acme').spec).toEqual({
    clusterResourceWhitelist: [],
    description: 'stage acme: what is rendered in dist/acme',
    destinationServiceAccounts: [{ defaultServiceAccount: 'argocd:shop-prod-acme', namespace: 'acme', server: SERVER }],
    destinations: [{ namespace: 'acme', server: SERVER }],
    namespaceResourceWhitelist: [
      { group: 'apps', kind: 'Deployment' },
      { group: 'argoproj.io', kind: 'Rollout' },
      { group: 'networking.k8s.io', kind: 'NetworkPolicy' },
      { group: 'postgresql.cnpg.io', kind: 'Pooler' },
    ],
    sourceRepos: ['https://git.example.com/shop/platform'],
  });
});

test('what the cluster has once is allowed by name', () => {
  expect(only(delivery(), 'AppProject', 'shop-prod-namespaces').spec).toMatchObject({
    clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: 'acme' }],
    namespaceResourceWhitelist: [
      { group: '', kind: 'ResourceQuota' },
      { group: 'networking.k8s.io', kind: 'NetworkPolicy' },
    ],
  });
});

test('a stage of the cluster alone is allowed nothing in a namespace', () => {
  const objects = [{ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', name: 'a' }];
  const spec = only(delivery([stageOf({ name: 'cluster', namespaces: [], clusterScoped: true, objects })]), 'AppProject').spec ?? {};
  expect(spec['namespaceResourceWhitelist']).toBeUndefined();
  expect(spec['namespaceResourceBlacklist']).toEqual([{ group: '*', kind: '*' }]);
});

test('no project allows everything of anything', () => {
  for (const { spec } of delivery().filter(({ kind }) => kind === 'AppProject')) expect(JSON.stringify(spec)).not.toContain('*');
});

test('an Application applies server-side, corrects drift, makes no namespace, and waits for its wave', () => {
  const application = only(delivery(), 'Application', 'shop-prod-acme');
  expect(application.metadata.annotations).toEqual({ 'argocd.argoproj.io/sync-wave': '1' });
  expect(application.spec).toEqual({
    destination: { namespace: 'acme', server: SERVER },
    project: 'shop-prod-acme',
    source: {
      directory: { exclude: '00-namespace.yaml', recurse: false },
      path: 'dist/acme',
      repoURL: 'https://git.example.com/shop/platform',
      targetRevision: 'main',
    },
    syncPolicy: {
      automated: { allowEmpty: false, prune: true, selfHeal: true },
      retry: { limit: 10, backoff: { duration: '15s', factor: 2, maxDuration: '5m' } },
      syncOptions: [
        'ApplyOutOfSyncOnly=true',
        'CreateNamespace=false',
        'FailOnSharedResource=true',
        'PruneLast=true',
        'ServerSideApply=true',
      ],
    },
  });
  expect(only(delivery(), 'Application', 'shop-prod-namespaces').metadata.annotations).toEqual({ 'argocd.argoproj.io/sync-wave': '0' });
});

test('what controllers write is neither shown as drift nor overwritten', () => {
  const ignored = [{ group: '', kind: 'Service', namespace: 'acme', name: 'chat', paths: ['/spec/selector'] }];
  const { spec } = only(delivery([stageOf({ ignored })]), 'Application');
  expect(spec?.['ignoreDifferences']).toEqual([
    { group: '', kind: 'Service', namespace: 'acme', name: 'chat', jsonPointers: ['/spec/selector'] },
  ]);
  expect(JSON.stringify(spec?.['syncPolicy'])).toContain('"RespectIgnoreDifferences=true"');
});

test('Argo CD is told to act as the identities, and when an Application and kinds unknown to it are healthy', () => {
  const data = only(delivery(), 'ConfigMap', 'argocd-cm')['data'] as Readonly<Record<string, string>>;
  expect(Object.keys(data).sort()).toEqual([
    'application.sync.impersonation.enabled',
    'resource.customizations.health.argoproj.io_Application',
    'resource.customizations.health.postgresql.cnpg.io_Pooler',
  ]);
  expect(data['application.sync.impersonation.enabled']).toBe('true');
});

test('the root may make Applications and nothing else', () => {
  const objects = rendered((chart) => new ArgoCdRoot(chart, 'Root', { prefix: 'shop-prod', source: GIT, path: 'dist/applications' }));
  expect(only(objects, 'Role')['rules']).toEqual([
    { apiGroups: ['argoproj.io'], resources: ['applications'], verbs: ['create', 'delete', 'get', 'patch'] },
  ]);
  expect(only(objects, 'AppProject').spec).toMatchObject({
    clusterResourceWhitelist: [],
    destinations: [{ namespace: 'argocd', server: SERVER }],
    namespaceResourceWhitelist: [{ group: 'argoproj.io', kind: 'Application' }],
  });
});

test.each([
  ['a name that no object may have', { prefix: 'Shop_prod' }, ['prefix: delivery-name']],
  ['a namespace that is no DNS label', { namespace: 'argo.cd' }, ['namespace: dns-label']],
  ['a path outside the repository', { path: '../dist' }, ['path: delivery-path']],
  [
    'a bad repository and revision',
    { source: DeliverySource.git('http://git.example.com/a/b', { branch: 'a..b' }) },
    ['source.url: delivery-url', 'source.revision: delivery-revision'],
  ],
])('a root fails from %s', (_, changed, problems) => {
  const props = { prefix: 'shop-prod', source: GIT, path: 'dist/applications', ...changed };
  expect(problemsOf((chart) => new ArgoCdRoot(chart, 'Root', props))).toEqual(problems);
});

test.each([
  ['an OCI repository', DeliverySource.oci('oci://registry.example.com/a/b', { tag: '1' }), ['source: delivery-source']],
  [
    'a bad repository and revision',
    DeliverySource.git('http://git.example.com/a/b', { branch: 'a..b' }),
    ['source.url: delivery-url', 'source.revision: delivery-revision'],
  ],
])('a delivery fails from %s', (_, source, problems) => {
  expect(problemsOf((chart) => new ArgoCdDelivery(chart, 'Delivery', { prefix: 'shop', source, stages: [stageOf()] }))).toEqual(problems);
});
