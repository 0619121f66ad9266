import { renderAll } from '../../environments/wiring/render-all';
import { agent, environment, pool, tenant } from '../../corpus/builders';
import { changed, found } from '../../resolve/fixture';

describe('the namespace of a tenant', () => {
  test('has the name and the labels that are written, and so have its folder, its policies and its objects', () => {
    const spec = environment(
      'named',
      [tenant('acme', { api: agent() }, { namespace: 'shop-acme', namespaceLabels: { 'example.com/cost-center': '42' } })],
      {
        pools: [pool('shared', { api: agent() }, { namespace: 'shop-small' })],
      },
    );
    const files = renderAll(spec);
    const folders = [...files.keys()].flatMap((file) => /^manifests\/tenants\/([^/]+)/.exec(file)?.[1] ?? []);
    expect([...new Set(folders)].sort()).toEqual(['shop-acme', 'shop-small']);
    const text = files.get('manifests/tenants/shop-acme/00-namespace.yaml') ?? '';
    expect(text).toContain('example.com/cost-center: "42"');
    expect(text).toContain('name: shop-acme');
    expect([...files.values()].join('\n')).not.toMatch(/namespace: (tenant-acme|shared)\b/);
  });

  test.each<[string, object, string]>([
    ['a name with a dot', { 'tenants.0.namespace': 'a.b' }, 'tenants.acme.namespace: dns-label'],
    ['a name of 64 characters', { 'tenants.0.namespace': 'a'.repeat(64) }, 'tenants.acme.namespace: dns-label'],
    ['the namespace of shared services', { 'tenants.0.namespace': 'platform' }, 'tenants.acme.namespace: id-reserved'],
    ['the namespace of Kubernetes', { 'tenants.0.namespace': 'kube-system' }, 'tenants.acme.namespace: id-reserved'],
    ['the namespace of another tenant', { 'tenants.0.namespace': 'tenant-birch' }, 'tenants.birch.id: unique-namespace'],
    ['the name of a pool', { 'tenants.1.namespace': 'shared' }, 'pools.shared.id: unique-namespace'],
    ['a label that is none', { 'tenants.0.namespaceLabels': { team: 'a b' } }, 'tenants.acme.namespaceLabels.team: namespace-label'],
    [
      'another level of Pod Security',
      { 'tenants.0.namespaceLabels': { 'pod-security.kubernetes.io/enforce': 'privileged' } },
      'tenants.acme.namespaceLabels.pod-security.kubernetes.io/enforce: namespace-label',
    ],
    [
      'the label of another tenant',
      { 'tenants.0.namespaceLabels': { 'cdk8s-agents/tenant': 'birch' } },
      'tenants.acme.namespaceLabels.cdk8s-agents/tenant: namespace-label',
    ],
    ['another owner', { 'tenants.0.namespaceLabels': { owner: 'team-x' } }, 'tenants.acme.namespaceLabels.owner: namespace-label'],
  ])('fails for %s', (_, changes, expected) => {
    expect(found(changed({ ...changes }))).toEqual([expected]);
  });

  test('may have 63 characters', () => {
    expect(found(changed({ 'tenants.0.namespace': 'a'.repeat(63) }))).toEqual([]);
  });

  test.each(['envoy-gateway-system', 'argo-rollouts', 'cnpg-system', 'istio-system', 'kube-public', 'platform', 'monitoring'])(
    'fails a pool called %s',
    (id) => {
      expect(found(changed({ 'pools.0.id': id }))).toEqual([
        `pools.${id === 'shared' ? id : '[0]'}.id: id-reserved`.replace('pools.[0]', 'pools[0]'),
      ]);
    },
  );
});

describe('the namespace of whoever delivers', () => {
  const delivered = (namespace: string): string[] =>
    found(changed({ delivery: { engine: 'flux', repository: { url: 'https://git.example.com/x', branch: 'main' }, namespace } }));

  test.each(['platform', 'tenant-acme', 'shared', 'default', 'kube-system'])('fails where it is %s', (namespace) => {
    expect(delivered(namespace)).toEqual(['delivery.namespace: delivery-namespace']);
  });

  test('may be any other', () => {
    expect(delivered('flux-system')).toEqual([]);
    expect(delivered('gitops')).toEqual([]);
  });
});
