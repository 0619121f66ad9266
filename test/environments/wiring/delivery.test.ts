import { parseManifests } from '../../../src/judges/inventory/parse';
import { InvalidInputError } from '../../../src/kernel/problems';
import type { DeliveryPlan } from '../../../src/features/delivery/plan';
import type { Files } from '../../../src/render/files';
import { committed, delivered, deliveryOf, type Engine } from '../delivered';
import { type Rendered, textOf } from '../rendered';

const objectsIn = (files: Files): Rendered[] =>
  [...files]
    .filter(([path]) => !path.endsWith('kustomization.yaml'))
    .flatMap(([path, text]) => parseManifests(text, path).map(({ document }) => document as Rendered));
const named = (objects: readonly Rendered[], kind: string): Map<string, Rendered> =>
  new Map(
    objects
      .filter((object) => object.kind === kind)
      .map((object) => [`${object.metadata.namespace ?? ''}/${object.metadata.name}`, object]),
  );
const STAGES = ['cluster', 'namespaces', 'platform', 'shared-tenants', 'tenant-acme'];

/** `<place>: <rule>` of everything that is wrong. */
function wrong(manifests: Files, changed: Partial<DeliveryPlan> = {}): string[] {
  try {
    delivered(deliveryOf('flux', changed), manifests);
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems.map(({ place, rule }) => `${place}: ${rule}`);
    throw error;
  }
}

const withFile = (path: string, text: string): Files => new Map([...committed(), [path, text]]);
const configMap = (namespace: string, text = 'x'): string =>
  `---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: added\n  namespace: ${namespace}\ndata:\n  a: "${text}"\n`;

describe('row 000-27: Flux', () => {
  const files = delivered(deliveryOf('flux'));
  const objects = objectsIn(files);

  test('has a file a stage for the administrator, and a list of files a stage for Flux', () => {
    expect([...files.keys()].sort()).toEqual([
      'delivery/bootstrap/00-guard.yaml',
      'delivery/bootstrap/00-source.yaml',
      ...STAGES.map((stage) => `delivery/bootstrap/${stage}.yaml`),
      ...STAGES.map((stage) => `delivery/stages/${stage}/kustomization.yaml`),
    ]);
  });

  test('goes from the cluster over its namespaces and the platform to the tenants', () => {
    const kustomizations = named(objects, 'Kustomization');
    expect([...kustomizations].map(([name, { spec }]) => [name, spec['dependsOn'], spec['prune']])).toEqual([
      ['flux-system/swarm-cluster', undefined, false],
      ['flux-system/swarm-namespaces', [{ name: 'swarm-cluster' }], false],
      ['flux-system/swarm-platform', [{ name: 'swarm-namespaces' }], true],
      ['flux-system/swarm-shared-tenants', [{ name: 'swarm-platform' }], true],
      ['flux-system/swarm-tenant-acme', [{ name: 'swarm-platform' }], true],
    ]);
  });

  test('F68: never acts with its own rights', () => {
    const accounts = named(objects, 'ServiceAccount');
    const kustomizations = [...named(objects, 'Kustomization').values()];
    expect(kustomizations).toHaveLength(STAGES.length);
    for (const { metadata, spec } of kustomizations) {
      expect(accounts.has(`${metadata.namespace ?? ''}/${String(spec['serviceAccountName'])}`)).toBe(true);
      expect(spec['serviceAccountName']).toBe(metadata.name);
    }
  });

  test('applies every committed file once', () => {
    const lists = [...files].filter(([path]) => path.endsWith('kustomization.yaml'));
    const listed = lists.flatMap(([path, text]) =>
      parseManifests(text, path).flatMap(({ document }) => (document as { resources: string[] }).resources),
    );
    expect(listed.map((file) => file.replace('../../../', '')).sort()).toEqual([...committed().keys()].sort());
  });

  test('F30: waits where a kind has a way of its own to be ready, and as long as the slowest rollout', () => {
    const spec = named(objects, 'Kustomization').get('flux-system/swarm-platform')?.spec ?? {};
    const kinds = (spec['healthCheckExprs'] as { kind: string }[]).map(({ kind }) => kind);
    expect(kinds).toEqual([
      ...['AIGatewayRoute', 'AIServiceBackend', 'BackendSecurityPolicy', 'GatewayConfig', 'Certificate', 'ExternalSecret'],
      ...['Backend', 'BackendTrafficPolicy', 'ClientTrafficPolicy', 'SecurityPolicy', 'Gateway'],
      ...['Consumer', 'Stream', 'Cluster', 'Database', 'DatabaseRole', 'Pooler'],
    ]);
    // three servers of the bus: each 60 s to end and 900 s to start, and a minute
    expect([spec['timeout'], spec['wait']]).toEqual(['49m', true]);
  });

  test('F79: what holds a variable is marked as text, and nothing else', () => {
    const holding = delivered(
      deliveryOf('flux'),
      withFile('manifests/platform/dashboard.yaml', configMap('platform', 'up{tenant=~\\"${tenant}\\"}')),
    );
    const list = holding.get('delivery/stages/platform/kustomization.yaml') ?? '';
    expect(parseManifests(list, 'list').map(({ document }) => (document as { patches?: unknown }).patches)).toEqual([
      [
        {
          patch: `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  annotations:\n    kustomize.toolkit.fluxcd.io/substitute: disabled\n  name: added\n`,
          target: { version: 'v1', kind: 'ConfigMap', name: 'added', namespace: 'platform' },
        },
      ],
    ]);
    expect(files.get('delivery/stages/platform/kustomization.yaml')).not.toContain('patches');
  });

  test('reads an OCI artifact as well', () => {
    const repository = {
      ...deliveryOf('flux').repository,
      kind: 'oci',
      url: 'oci://registry.example.com/swarm/platform',
      branch: undefined,
      tag: '1',
    } as const;
    const [source] = [...named(objectsIn(delivered(deliveryOf('flux', { repository }))), 'OCIRepository').values()];
    expect(source?.spec).toMatchObject({ url: 'oci://registry.example.com/swarm/platform', ref: { tag: '1' } });
  });
});

describe('row 000-27: Argo CD', () => {
  const files = delivered(deliveryOf('argo-cd'));
  const objects = objectsIn(files);

  test('has projects and identities for the administrator, and Applications for its root', () => {
    expect([...files.keys()].sort()).toEqual([
      ...STAGES.map((stage) => `delivery/applications/${stage}.yaml`),
      'delivery/bootstrap/00-guard.yaml',
      'delivery/bootstrap/00-root.yaml',
      'delivery/bootstrap/00-settings.yaml',
      ...STAGES.map((stage) => `delivery/bootstrap/${stage}.yaml`),
    ]);
  });

  test('gives a tenant a project of its own namespace and of exactly the kinds in its folder', () => {
    const spec = named(objects, 'AppProject').get('argocd/swarm-prod-tenant-acme')?.spec ?? {};
    const rendered = [...committed()]
      .filter(([path]) => path.startsWith('manifests/tenants/tenant-acme/') && !path.endsWith('00-namespace.yaml'))
      .flatMap(([, text]) => [...text.matchAll(/^kind: (\w+)$/gm)].map(([, kind]) => kind ?? ''));
    expect((spec['namespaceResourceWhitelist'] as { kind: string }[]).map(({ kind }) => kind).sort()).toEqual(
      [...new Set(rendered)].sort(),
    );
    expect(spec['clusterResourceWhitelist']).toEqual([]);
    expect(spec['destinations']).toEqual([{ namespace: 'tenant-acme', server: 'https://kubernetes.default.svc' }]);
  });

  test('goes in waves, and reads the folders that Flux reads', () => {
    const seen = [...named(objects, 'Application')].map(([name, { metadata, spec }]) => {
      const { path, directory } = spec['source'] as { path: string; directory: object };
      return [name, metadata.annotations?.['argocd.argoproj.io/sync-wave'], path, directory];
    });
    expect(seen).toEqual([
      ['argocd/swarm-prod-delivery', undefined, 'dist/swarm/prod/delivery/applications', { recurse: false }],
      ['argocd/swarm-prod-cluster', '0', 'dist/swarm/prod/manifests/cluster', { recurse: false }],
      [
        'argocd/swarm-prod-namespaces',
        '1',
        'dist/swarm/prod/manifests',
        { include: '{platform,tenants/*}/00-namespace.yaml', recurse: true },
      ],
      ['argocd/swarm-prod-platform', '2', 'dist/swarm/prod/manifests/platform', { exclude: '00-namespace.yaml', recurse: false }],
      [
        'argocd/swarm-prod-shared-tenants',
        '3',
        'dist/swarm/prod/manifests/tenants/shared-tenants',
        { exclude: '00-namespace.yaml', recurse: false },
      ],
      [
        'argocd/swarm-prod-tenant-acme',
        '3',
        'dist/swarm/prod/manifests/tenants/tenant-acme',
        { exclude: '00-namespace.yaml', recurse: false },
      ],
    ]);
  });
});

describe.each<Engine>(['flux', 'argo-cd'])('rights by %s', (engine) => {
  const objects = objectsIn(delivered(deliveryOf(engine)));
  const rulesOf = ({ rules }: Rendered): { apiGroups: string[]; resources: string[]; resourceNames?: string[]; verbs: string[] }[] =>
    rules as never;

  test('of the whole cluster are by name only', () => {
    const roles = [...named(objects, 'ClusterRole').values()];
    expect(roles).toHaveLength(2);
    for (const rule of roles.flatMap(rulesOf))
      expect([rule.resourceNames?.length !== 0, rule.resourceNames === undefined, rule.verbs.includes('delete')]).toEqual([
        true,
        false,
        false,
      ]);
  });

  test('of a tenant are in its namespace alone, and bound to its identity alone', () => {
    const prefix = deliveryOf(engine).prefix;
    const bindings = [...named(objects, 'RoleBinding').values()].filter(({ metadata }) => metadata.name === `${prefix}-tenant-acme`);
    expect(bindings.map(({ metadata }) => metadata.namespace)).toEqual(['tenant-acme']);
    expect([...named(objects, 'ClusterRoleBinding').values()].map(({ metadata }) => metadata.name).sort()).toEqual([
      `${prefix}-cluster`,
      `${prefix}-namespaces`,
    ]);
  });

  test('have no star, no secret, no RBAC, and what bounds a namespace belongs to one stage', () => {
    const roles = [...named(objects, 'Role').values(), ...named(objects, 'ClusterRole').values()];
    for (const { metadata, rules } of roles) {
      expect(JSON.stringify(rules)).not.toMatch(/\*|"secrets|rbac|escalate|"bind|impersonate|token|exec/);
      if (!metadata.name.endsWith('-namespaces')) expect(JSON.stringify(rules)).not.toMatch(/"namespaces"|resourcequotas|limitranges/);
    }
  });
});

test('the same files in another order give the same delivery', () => {
  const backwards = new Map([...committed()].reverse());
  for (const engine of ['flux', 'argo-cd'] as const)
    expect([...delivered(deliveryOf(engine), backwards)]).toEqual([...delivered(deliveryOf(engine))]);
});

describe('a delivery fails', () => {
  test.each<[string, Files, string[]]>([
    ['for a file that no stage applies', withFile('manifests/extra/a.yaml', configMap('x')), ['delivery: delivery-folder']],
    ['for a file too deep', withFile('manifests/tenants/tenant-acme/a/b.yaml', configMap('tenant-acme')), ['delivery: delivery-folder']],
    [
      "for a tenant's object in the platform",
      withFile('manifests/tenants/tenant-acme/z.yaml', configMap('platform')),
      ['delivery.stages.tenant-acme.stage.objects: delivery-scope'],
    ],
    [
      "for the platform's object in a tenant's namespace",
      withFile('manifests/platform/z.yaml', configMap('tenant-acme')),
      ['delivery.stages.platform.stage.objects: delivery-scope'],
    ],
    [
      'for an object of two stages',
      withFile(
        'manifests/tenants/tenant-acme/z.yaml',
        textOf('prod', 'manifests/tenants/tenant-acme/00-namespace.yaml').split('---\n')[2] ?? '',
      ),
      ['delivery.stages: delivery-overlap'],
    ],
    [
      'for a tenant called as a stage',
      withFile('manifests/tenants/platform/z.yaml', configMap('platform')),
      ['delivery.stages: delivery-order'],
    ],
  ])('%s', (_, manifests, problems) => {
    const found = wrong(manifests);
    expect(found.map((problem) => problem.replace(/\[\d+\]/, ''))).toEqual(problems);
  });

  test('if it does not wait for the slowest rollout', () => {
    expect(wrong(committed(), { timeoutS: 2939 })).toEqual(['delivery.stages.platform.stage.timeout: delivery-timeout']);
    expect(wrong(committed(), { timeoutS: 2940 })).toEqual([]);
  });
});
