import { ApiObject } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import {
  type EnvironmentSpec,
  type Extension,
  InvalidInputError,
  type Problem,
  renderManifests,
  resolve,
} from '../../../environments/index';
import { agent, environment, nightly, tenant } from '../../corpus/builders';
import { widgetCrd } from '../../judges/fixtures';
import { FLUX } from './keys-bases';

type Doc = Record<string, unknown> & { kind: string; metadata: { name: string; namespace?: string; labels?: Record<string, string> } };

const ROUTE = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'chat' },
  spec: { parentRefs: [{ name: 'public', namespace: 'gateway' }], rules: [{ backendRefs: [{ name: 'chat', port: 8080 }] }] },
};
const container = {
  name: 'c',
  image: 'registry.example.com/other/c:1',
  resources: { limits: { cpu: '3', memory: '3Gi' }, requests: { cpu: '3', memory: '3Gi' } },
};
const WORKER = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'own-worker' },
  spec: {
    replicas: 4,
    strategy: { type: 'Recreate' },
    selector: { matchLabels: { app: 'own' } },
    template: { metadata: { labels: { app: 'own' } }, spec: { containers: [container] } },
  },
};

const spec = (changes: Partial<EnvironmentSpec> = {}, ofTenant: object = {}, ofAgent: object = {}): EnvironmentSpec =>
  environment('dev', [tenant('acme', { chat: agent({ servesTo: ['gateway'], ...ofAgent }) }, ofTenant)], changes);

const files = (written: EnvironmentSpec, extension?: Extension): Map<string, string> =>
  new Map([...renderManifests(resolve(written), extension)].flatMap((some) => [...some]));

const documents = (written: EnvironmentSpec, file: string, extension?: Extension): Doc[] =>
  parseAllDocuments(files(written, extension).get(file) ?? '').map((one) => one.toJS() as Doc);

const problemsOf = (written: EnvironmentSpec, extension?: Extension): string[] => {
  try {
    files(written, extension);
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems.map(({ place, rule }) => `${place}: ${rule}`);
    throw error;
  }
};

const TENANT = 'manifests/tenants/tenant-acme';
const quotaOf = (written: EnvironmentSpec): Record<string, string> =>
  (
    documents(written, `${TENANT}/00-namespace.yaml`).find(
      ({ kind, metadata }) => kind === 'ResourceQuota' && metadata.name === 'tenant',
    )?.['spec'] as {
      hard: Record<string, string>;
    }
  ).hard;

describe('fields', () => {
  const patch = (value: object) => ({
    patches: [{ kind: 'Deployment', name: 'chat', patch: [{ op: 'add' as const, path: '/spec/template/spec/more', value }] }],
  });

  test('that a patch or an object of one’s own writes and no API server knows are refused, with object and place', () => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'more' }, spec: { selectors: { app: 'a' } } };
    expect(problemsOf(spec({}, { objects: [service] }, patch({})))).toEqual([
      'Deployment tenant-acme/chat spec.template.spec.more: unknown-field',
      'Service tenant-acme/more spec.selectors: unknown-field',
    ]);
  });

  test('of kinds that we do not know are warned of once, and checked once their definition is there', () => {
    const widget = (name: string) => ({ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name }, spec: { size: 'huge' } });
    const warned: Problem[] = [];
    const rendered = (crds: readonly unknown[]): Problem[] => {
      warned.length = 0;
      const found = renderManifests(
        resolve(spec({}, { objects: [widget('a'), widget('b')] }, { objects: [ROUTE] })),
        {},
        {
          crds,
          warn: (warning) => void warned.push(warning),
        },
      );
      try {
        for (const files of found) files.size satisfies number;
        return [];
      } catch (error) {
        if (error instanceof InvalidInputError) return [...error.problems];
        throw error;
      }
    };
    expect(rendered([])).toEqual([]);
    expect(warned).toEqual([
      {
        place: 'objects',
        rule: 'unchecked-kind',
        problem: `no schema for 'example.com/v1 Widget', so the fields of 2 objects were not checked`,
        fix: 'put its CustomResourceDefinition into the folder crds/',
      },
    ]);
    expect(rendered([widgetCrd()]).map(({ place }) => place.split(' ')[0])).toContain('Widget');
  });
});

describe('objects of one’s own', () => {
  test('stand in the file of their agent, of their tenant, of the platform and of the cluster, with namespace and labels of all there', () => {
    const written = spec(
      {
        objects: [
          { ...ROUTE, metadata: { name: 'shared', namespace: 'platform' } },
          { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'own' }, value: 7 },
        ],
      },
      { objects: [WORKER], batch: { report: nightly({ objects: [{ ...ROUTE, metadata: { name: 'report' } }] }) } },
      { objects: [ROUTE] },
    );
    const inFile = (file: string): string[] =>
      documents(written, file).map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
    expect(inFile(`${TENANT}/chat.yaml`)).toContain('HTTPRoute tenant-acme/chat');
    expect(inFile(`${TENANT}/report.yaml`)).toContain('HTTPRoute tenant-acme/report');
    expect(inFile(`${TENANT}/objects.yaml`)).toEqual(['Deployment tenant-acme/own-worker']);
    expect(inFile('manifests/platform/objects.yaml')).toEqual(['HTTPRoute platform/shared']);
    expect(inFile('manifests/cluster/objects.yaml')).toEqual(['PriorityClass /own']);
    const [worker] = documents(written, `${TENANT}/objects.yaml`);
    expect(worker).toMatchObject({ metadata: { labels: { 'cdk8s-agents/tenant': 'acme' } }, spec: WORKER.spec });
  });

  test('are counted in the quota: four pods of 3 CPU and 3 GiB, and a tenth', () => {
    const [before, after] = [quotaOf(spec()), quotaOf(spec({}, { objects: [WORKER] }))];
    const more = (key: string): number => Number.parseInt(after[key] ?? '', 10) - Number.parseInt(before[key] ?? '', 10);
    // 13.2, 13.2 and 4.4, each rounded up together with what was there
    for (const [key, asked] of [
      ['limits.cpu', 13.2],
      ['limits.memory', 13.2],
      ['pods', 4.4],
    ] as const)
      expect(Math.abs(more(key) - asked)).toBeLessThan(1);
  });

  test('are held against a quota that is written', () => {
    const quota = { cpu: '8', memory: '20Gi', ephemeralStorage: '20Gi', pods: 20 };
    expect(problemsOf(spec({}, { quota }))).toEqual([]);
    expect(problemsOf(spec({}, { quota, objects: [WORKER] }))).toEqual(['tenants.acme.quota: quota']);
  });

  test.each(['flux', 'argo-cd'] as const)('are delivered by %s, with the rights for their kinds', (engine) => {
    const { delivery } = FLUX;
    const written = spec(
      {
        delivery: {
          ...(delivery ?? { repository: { url: 'https://git.example.com/a/b', branch: 'main' } }),
          engine,
          repository: { url: 'https://git.example.com/a/b', branch: 'main' },
          interval: undefined,
          timeout: undefined,
        } as never,
      },
      {},
      { objects: [ROUTE] },
    );
    const texts = [...files(written)].filter(([file]) => file.startsWith('delivery/')).map(([, text]) => text);
    expect(texts.filter((text) => text.includes('httproutes')).length).toBeGreaterThan(0);
  });

  test('fail delivery for a kind that an engine has no rights for', () => {
    const delivery = { engine: 'flux', repository: { url: 'https://git.example.com/a/b', branch: 'main' } } as const;
    const object = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'own' }, rules: [] };
    expect(problemsOf(spec({ delivery }, { objects: [object] }))).toEqual([expect.stringContaining(': delivery-kind')]);
  });

  test('are judged like the others: a budget of no pods, and a second object of one name', () => {
    const budget = {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'none' },
      spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'nobody' } } },
    };
    expect(problemsOf(spec({}, { objects: [budget] }))).toEqual([expect.stringContaining('budget')]);
    expect(problemsOf(spec({}, {}, { objects: [{ ...WORKER, metadata: { name: 'chat' } }] }))).toEqual([
      expect.stringContaining('duplicate-object'),
    ]);
  });
});

describe('changes of what is rendered', () => {
  const aliases = {
    kind: 'Deployment',
    patch: [{ op: 'add', path: '/spec/template/spec/hostAliases', value: [{ ip: '203.0.113.7', hostnames: ['a.example.com'] }] }],
  };
  const podOf = (written: EnvironmentSpec, file: string): Record<string, unknown> | undefined =>
    (
      documents(written, file).find(({ kind }) => kind === 'Deployment')?.['spec'] as
        { template: { spec: Record<string, unknown> } } | undefined
    )?.template.spec;

  test('reach the objects of the agent, of the tenant and of nobody else', () => {
    const written = environment('dev', [
      tenant('acme', { chat: agent({ patches: [aliases] }), other: agent() }),
      tenant('birch', { chat: agent() }, { patches: [aliases] }),
    ]);
    const has = (file: string): boolean => podOf(written, file)?.['hostAliases'] !== undefined;
    expect([`${TENANT}/chat.yaml`, `${TENANT}/other.yaml`, 'manifests/tenants/tenant-birch/chat.yaml'].map(has)).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('are made one after the other, those of the tenant last', () => {
    const step = (op: string, value: unknown) => ({ kind: 'Deployment', patch: [{ op, path: '/metadata/annotations', value }] });
    const written = spec(
      {},
      { patches: [{ kind: 'Deployment', patch: [{ op: 'add', path: '/metadata/annotations/b', value: '2' }] }] },
      { patches: [step('add', { a: '1' })] },
    );
    expect(documents(written, `${TENANT}/chat.yaml`).find(({ kind }) => kind === 'Deployment')?.metadata).toMatchObject({
      annotations: { a: '1', b: '2' },
    });
  });

  test('change objects of one’s own, too, and those of platform and cluster', () => {
    const patches = [
      { kind: 'PriorityClass', name: 'tenant-interactive', patch: [{ op: 'replace', path: '/description', value: 'ours' }] },
    ];
    const objects = [{ ...ROUTE, metadata: { name: 'shared', namespace: 'platform' } }];
    const written = spec({ objects, patches: [...patches, { kind: 'HTTPRoute', patch: [{ op: 'remove', path: '/spec/rules' }] }] });
    expect(
      documents(written, 'manifests/cluster/priority-classes.yaml').find(({ metadata }) => metadata.name === 'tenant-interactive'),
    ).toMatchObject({ description: 'ours' });
    expect(documents(written, 'manifests/platform/objects.yaml')[0]?.['spec']).toEqual({
      parentRefs: [{ name: 'public', namespace: 'gateway' }],
    });
  });

  test('are counted in the quota, and judged', () => {
    const big = {
      kind: 'Deployment',
      patch: [{ op: 'replace', path: '/spec/template/spec/containers/0/resources/limits/cpu', value: '100' }],
    };
    expect(problemsOf(spec({}, {}, { patches: [big] }))).toEqual([expect.stringContaining('construct-validation')]);
  });

  test('fail all at once where they change nothing, find nothing, or leave pods with an old file', () => {
    const none = { kind: 'Widget', patch: [{ op: 'remove', path: '/spec' }] };
    const nowhere = { kind: 'Deployment', patch: [{ op: 'replace', path: '/spec/template/spec/hostAliases', value: [] }] };
    const file = { kind: 'ConfigMap', name: 'chat-config', patch: [{ op: 'add', path: '/data/more', value: 'x' }] };
    expect(problemsOf(spec({ patches: [none] }, { patches: [none] }, { patches: [nowhere, file, none] })).sort()).toEqual([
      'patches[0]: patch-target',
      'tenants.acme.agents.chat.patches[0]: patch-path',
      'tenants.acme.agents.chat.patches[1]: patch-config',
      'tenants.acme.agents.chat.patches[2]: patch-target',
      'tenants.acme.patches[0]: patch-target',
    ]);
  });
});

describe('objects that code makes', () => {
  const object = (kind: string, name: string, more: object = {}) => ({ apiVersion: 'v1', kind, metadata: { name }, ...more });
  const extension: Extension = {
    cluster: (chart) => new ApiObject(chart('own-cluster'), 'One', { ...object('Namespace', 'further') }),
    platform: (chart) =>
      new ApiObject(chart('own-platform'), 'One', { ...object('ConfigMap', 'one'), metadata: { name: 'one', namespace: 'platform' } }),
    tenant: (chart, { id }) => new ApiObject(chart('own-tenant'), 'One', object('ConfigMap', `of-${id}`)),
    agent: (chart, { name }) => new ApiObject(chart, 'Further', object('ConfigMap', `of-${name}`)),
  };

  test('are files beside ours, in the namespace and with the labels of their folder', () => {
    const names = (file: string): string[] =>
      documents(spec(), file, extension).map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`);
    expect(names('manifests/cluster/own-cluster.yaml')).toEqual(['/further']);
    expect(names('manifests/platform/own-platform.yaml')).toEqual(['platform/one']);
    expect(names(`${TENANT}/own-tenant.yaml`)).toEqual(['tenant-acme/of-acme']);
    expect(names(`${TENANT}/chat.yaml`)).toContain('tenant-acme/of-chat');
  });

  test('are judged: a Secret that holds something is refused, an empty one is not', () => {
    const secret = (more: object): Extension => ({ agent: (chart) => new ApiObject(chart, 'Further', object('Secret', 'own', more)) });
    expect(problemsOf(spec(), secret({ stringData: { a: 'b' } }))).toEqual([`${TENANT}/chat.yaml: rendered-secret`]);
    expect(problemsOf(spec(), secret({ data: { a: 'Yg==' } }))).toEqual([`${TENANT}/chat.yaml: rendered-secret`]);
    expect(problemsOf(spec(), secret({ data: {} }))).toEqual([]);
  });
});
