import { ApiObject, Chart, Duration, Testing } from 'cdk8s';
import { DeliverySource } from '../../../constructs/delivery/delivery-source';
import { DeliveredObjects, type DeliveryStage } from '../../../constructs/delivery/delivery-stage';
import { FluxDelivery, type FluxDeliveryProps } from '../../../constructs/delivery/flux-delivery';
import { FluxSource } from '../../../constructs/delivery/flux-source';
import { GIT, keeper, only, problemsOf, rendered, type Rendered, stageOf } from './delivery-fixture';

const delivery = (changed: Partial<FluxDeliveryProps> = {}): Rendered[] =>
  rendered((chart) => new FluxDelivery(chart, 'Delivery', { prefix: 'shop', source: GIT, stages: [stageOf()], ...changed }));
const wrong = (changed: Partial<FluxDeliveryProps>): string[] =>
  problemsOf((chart) => new FluxDelivery(chart, 'Delivery', { prefix: 'shop', source: GIT, stages: [stageOf()], ...changed }));
const wrongStage = (changed: Partial<DeliveryStage>): string[] => wrong({ stages: [stageOf(changed)] });

test('a stage is a Kustomization that acts as an identity of its own, waits and substitutes nothing', () => {
  const objects = delivery();
  expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? '-'}/${metadata.name}`)).toEqual([
    'GitRepository flux-system/shop',
    'ServiceAccount flux-system/shop-acme',
    'Role acme/shop-acme',
    'RoleBinding acme/shop-acme',
    'Kustomization flux-system/shop-acme',
  ]);
  expect(only(objects, 'Kustomization').spec).toEqual({
    deletionPolicy: 'Orphan',
    force: false,
    healthCheckExprs: [
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Rollout',
        current: `has(status.phase) && status.phase == 'Healthy'`,
        failed: `has(status.phase) && status.phase == 'Degraded'`,
      },
      { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Pooler', current: 'has(status.instances) && status.instances == spec.instances' },
    ],
    interval: '10m',
    path: './dist/acme',
    prune: true,
    retryInterval: '1m',
    serviceAccountName: 'shop-acme',
    sourceRef: { kind: 'GitRepository', name: 'shop' },
    timeout: '5m',
    wait: true,
  });
});

test('no Kustomization is without a service account, a timeout or waiting, and none has a substitution', () => {
  const stages = [
    keeper(),
    stageOf({ after: ['namespaces'] }),
    stageOf({ name: 'globex', namespaces: ['acme'], objects: [{ apiVersion: 'v1', kind: 'Service', name: 'x', namespace: 'acme' }] }),
  ];
  const specs = delivery({ stages })
    .filter(({ kind }) => kind === 'Kustomization')
    .map(({ spec }) => spec ?? {});
  expect(specs.map(({ serviceAccountName }) => serviceAccountName)).toEqual(['shop-namespaces', 'shop-acme', 'shop-globex']);
  for (const spec of specs) {
    expect([spec['wait'], spec['timeout'], spec['postBuild'], spec['targetNamespace']]).toEqual([true, '5m', undefined, undefined]);
  }
  expect(specs.map(({ dependsOn }) => dependsOn)).toEqual([undefined, [{ name: 'shop-namespaces' }], undefined]);
});

test('a binding is to the one ServiceAccount, in its namespace', () => {
  const binding = only(delivery({ namespace: 'gitops' }), 'RoleBinding');
  expect(binding['subjects']).toEqual([{ kind: 'ServiceAccount', name: 'shop-acme', namespace: 'gitops' }]);
  expect(binding['roleRef']).toEqual({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'shop-acme' });
});

test('what the keeper holds is guarded where another stage has rights to the kind, and only there', () => {
  const policy = only(delivery({ stages: [keeper(), stageOf()] }), 'ValidatingAdmissionPolicy');
  const guard = policy.spec ?? {};
  expect(policy.metadata).toMatchObject({ labels: { 'app.kubernetes.io/component': 'delivery' } });
  expect(guard['matchConditions']).toEqual([
    { name: 'deployers', expression: `request.userInfo.username.startsWith('system:serviceaccount:flux-system:shop-')` },
    { name: 'not-the-keeper', expression: `request.userInfo.username != 'system:serviceaccount:flux-system:shop-namespaces'` },
  ]);
  expect(JSON.stringify(guard['validations'])).toContain(`in ['NetworkPolicy/default-deny']`);
  expect(JSON.stringify(guard)).not.toContain('quota');
  expect(delivery().filter(({ kind }) => kind === 'ValidatingAdmissionPolicy')).toEqual([]);
});

test('the timeout follows from the longest rollout', () => {
  const timeout = (changed: Partial<DeliveryStage>): unknown =>
    only(delivery({ stages: [stageOf(changed)] }), 'Kustomization').spec?.['timeout'];
  expect(timeout({ longestRollout: Duration.seconds(2880) })).toBe('49m');
  expect(timeout({ longestRollout: Duration.minutes(10), timeout: Duration.minutes(11) })).toBe('11m');
});

test('fields that controllers write are ignored, object by object', () => {
  const ignored = [{ group: '', kind: 'Service', namespace: 'acme', name: 'search', paths: ['/spec/selector'] }];
  expect(only(delivery({ stages: [stageOf({ ignored })] }), 'Kustomization').spec?.['ignore']).toEqual([
    { paths: ['/spec/selector'], target: { kind: 'Service', name: 'search', namespace: 'acme' } },
  ]);
});

test.each([
  [GIT, { interval: '5m', ref: { branch: 'main' }, timeout: '1m', url: 'https://git.example.com/shop/platform' }],
  [
    DeliverySource.git('ssh://git@git.example.com/shop/platform', { semver: '1.x' }, 'deploy-key'),
    {
      interval: '5m',
      ref: { semver: '1.x' },
      secretRef: { name: 'deploy-key' },
      timeout: '1m',
      url: 'ssh://git@git.example.com/shop/platform',
    },
  ],
  [
    DeliverySource.oci('oci://registry.example.com/shop/platform', { digest: `sha256:${'a'.repeat(64)}` }),
    { interval: '5m', ref: { digest: `sha256:${'a'.repeat(64)}` }, timeout: '1m', url: 'oci://registry.example.com/shop/platform' },
  ],
])('a source of %j', (source, spec) => {
  const [object] = rendered((chart) => new FluxSource(chart, 'Source', { name: 'shop', source }));
  expect([object?.kind, object?.spec]).toEqual([source.kind === 'git' ? 'GitRepository' : 'OCIRepository', spec]);
});

test('of a source only the folders that are named are fetched', () => {
  const [object] = rendered((chart) => new FluxSource(chart, 'Source', { name: 'shop', source: GIT, folders: ['dist'] }));
  expect(object?.spec?.['sparseCheckout']).toEqual(['dist']);
});

test('the objects of a chart are what its stage applies', () => {
  const chart = new Chart(Testing.app(), 'search', { namespace: 'acme' });
  new ApiObject(chart, 'B', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'search' } });
  new ApiObject(chart, 'A', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'search' } });
  expect(DeliveredObjects.below(chart)).toEqual([
    { apiVersion: 'v1', kind: 'ConfigMap', name: 'search', namespace: 'acme' },
    { apiVersion: 'v1', kind: 'Service', name: 'search', namespace: 'acme' },
  ]);
});

describe('a delivery fails', () => {
  test.each<[string, Partial<FluxDeliveryProps>, string[]]>([
    ['without a stage', { stages: [] }, ['stages: delivery-empty']],
    ['with two of a name', { stages: [stageOf(), stageOf()] }, ['stages: delivery-order', 'stages: delivery-overlap']],
    ['with one that waits for nobody', { stages: [stageOf({ after: ['x'] })] }, ['stages: delivery-order']],
    ['over plain HTTP', { source: DeliverySource.git('http://git.example.com/a/b', { branch: 'main' }) }, ['source.url: delivery-url']],
    ['without a revision', { source: DeliverySource.git('https://git.example.com/a/b', {}) }, ['source.revision: delivery-revision']],
    ['with too long a prefix', { prefix: 'a'.repeat(64) }, ['name: delivery-name']],
    ['with an interval that is too short', { interval: Duration.seconds(29) }, ['interval: delivery-interval']],
    ['with an interval of part of a second', { interval: Duration.millis(90_500) }, ['interval: delivery-interval']],
    ['in no namespace', { namespace: 'Flux' }, ['namespace: dns-label']],
  ])('%s', (_, changed, problems) => {
    expect(wrong(changed)).toEqual(problems);
  });

  test.each<[string, Partial<DeliveryStage>, string[]]>([
    ['without objects', { objects: [] }, ['stage.objects: delivery-empty']],
    [
      'with a kind that is not known',
      { objects: [{ apiVersion: 'v1', kind: 'Secret', name: 'a', namespace: 'acme' }] },
      ['stage.objects[0]: delivery-kind'],
    ],
    [
      'with an object of another namespace',
      { namespaces: ['globex'], objects: stageOf().objects.slice(0, 1) },
      ['stage.objects[0]: delivery-scope'],
    ],
    [
      'with what a cluster has once',
      { objects: [{ apiVersion: 'v1', kind: 'Namespace', name: 'acme' }] },
      ['stage.objects[0]: delivery-scope'],
    ],
    ['with a path that leaves the repository', { path: '../x' }, ['stage.path: delivery-path']],
    [
      'that gives up too early',
      { longestRollout: Duration.minutes(10), timeout: Duration.seconds(659) },
      ['stage.timeout: delivery-timeout'],
    ],
    ['with a name that is too long', { name: 'a'.repeat(59) }, ['name: delivery-name']],
  ])('by a stage %s', (_, changed, problems) => {
    expect(wrongStage(changed)).toEqual(problems);
  });

  test('with everything that is wrong at one stage at once', () => {
    expect(
      wrongStage({
        path: '',
        objects: [
          { apiVersion: 'v1', kind: 'Pod', name: 'a', namespace: 'acme' },
          { apiVersion: 'v1', kind: 'Service', name: 'a' },
        ],
      }),
    ).toEqual(['stage.path: delivery-path', 'stage.objects[0]: delivery-kind', 'stage.objects[1]: delivery-scope']);
  });
});
