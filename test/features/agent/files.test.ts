import { parseAllDocuments } from 'yaml';
import type { AgentSpec, EnvironmentSpec } from '../../../environments/index';
import { planConfigMaps, planStoredFiles } from '../../../src/features/agent/files';
import { Problems } from '../../../src/kernel/problems';
import { agent, environment, nightly, tenant, withServices, worker } from '../../corpus/builders';
import { renderAll } from '../../environments/wiring/render-all';

function found(act: (problems: Problems) => unknown): string[] {
  const problems = Problems.of('agent');
  act(problems);
  return problems.list.map(({ place, rule }) => `${place} ${rule}`);
}

const OWNER = {
  agent: 'api',
  system: 'docs',
  environment: 'prod',
  namespace: 'tenant-acme',
  secretStore: 'store',
  labels: {},
  annotations: undefined,
};

describe('values of the store as files', () => {
  const stored = (key: string, property = 'token', file = 'stripe') =>
    found((problems) => planStoredFiles(problems, OWNER, { [file]: { key, property } }));

  test.each(['docs/prod/stripe', 'docs/prod/tenant-acme/stripe', 'shared/stripe', 'docs/dev/tenant-birch/memory', 'stripe'])(
    '%s may be read',
    (key) => {
      expect(stored(key)).toEqual([]);
    },
  );

  test.each(['docs/prod/tenant-birch/memory', 'docs/prod/platform/ca'])('fails with %s, which is of another namespace', (key) => {
    expect(stored(key)).toEqual(['stripe.key secret-of-others']);
  });

  test.each<[string, readonly string[], readonly string[]]>([
    ['a key that climbs', ['../stripe'], ['stripe.key secret-key']],
    ['no property', ['a', ''], ['stripe.property secret-property']],
    ['a file in a folder', ['a', 'b', 'c/d'], [`['c/d'] file-name`]],
    ['a file that hides', ['a', 'b', '..data'], [`['..data'] file-name`]],
  ])('fails with %s', (_, [key = '', property, file], expected) => {
    expect(stored(key, property, file)).toEqual(expected);
  });

  test('fails where there is no store', () => {
    const act = (problems: Problems) =>
      planStoredFiles(problems, { ...OWNER, secretStore: undefined }, { stripe: { key: 'a', property: 'b' } });
    expect(found(act)).toEqual([' secret-store']);
  });
});

describe('files that are rendered', () => {
  test.each<[string, Readonly<Record<string, Readonly<Record<string, string>>>>, readonly string[]]>([
    ['a folder in a folder', { 'a/b': { c: 'd' } }, [`['a/b'] file-name`]],
    ['a file in a folder', { a: { 'b/c': 'd' } }, [`a['b/c'] file-name`]],
    ['a credential', { a: { b: 'nats://a:b@c' } }, ['a.b literal-secret']],
    ['more than a ConfigMap holds', { a: { b: 'x'.repeat(2 ** 20) } }, ['a config-size']],
  ])('fail with %s', (_, files, expected) => {
    expect(found((problems) => planConfigMaps(problems, 'api', files))).toEqual(expected);
  });

  test('may be as large as a ConfigMap', () => {
    expect(found((problems) => planConfigMaps(problems, 'api', { a: { b: 'x'.repeat(2 ** 20 - 1) } }))).toEqual([]);
  });
});

const FILES = {
  secrets: { stripe: { key: 'shared/stripe', property: 'token' } },
  configMaps: { prompts: { system: 'Be kind.' } },
  writable: { '/var/cache': '100Mi', '/tmp': '300Mi', '/a-b': '10Mi' },
} satisfies Partial<AgentSpec>;

interface Pod {
  readonly volumes: readonly { readonly name: string; readonly [source: string]: unknown }[];
  readonly containers: readonly { readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[] }[];
}

/** Objects of a file, by kind and name. */
function objectsOf(spec: EnvironmentSpec, name: string): ReadonlyMap<string, Record<string, never>> {
  const text = renderAll(spec).get(`manifests/tenants/tenant-acme/${name}.yaml`) ?? '';
  return new Map(
    parseAllDocuments(text)
      .map((document) => document.toJS() as { kind: string; metadata: { name: string } } & Record<string, never>)
      .map((object) => [`${object.kind} ${object.metadata.name}`, object]),
  );
}

const spec = withServices(
  environment('files', [
    tenant(
      'acme',
      {
        api: agent(FILES),
        mapped: worker('mapped', {
          ...FILES,
          baseRate: 100,
          rollout: { kind: 'blue-green', active: 'green' },
          scaling: { min: 4, max: 12, onQueueDepth: 8 },
        }),
      },
      { batch: { report: nightly(FILES) } },
    ),
  ]),
);

test.each([
  ['Deployment api', 'api', ['template', 'spec']],
  ['CronJob report', 'report', ['jobTemplate', 'spec', 'template', 'spec']],
] as const)('%s has its files where they are documented', (title, name, path) => {
  const objects = objectsOf(spec, name);
  const pod = path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], objects.get(title)?.['spec']) as Pod;
  const mounted = new Map(pod.containers[0]?.volumeMounts.map(({ name: volume, mountPath }) => [volume, mountPath]));
  const volumes = Object.fromEntries(pod.volumes.map(({ name: volume, ...source }) => [mounted.get(volume) ?? volume, source]));
  expect(volumes).toMatchObject({
    [`/var/run/secrets/agent/${name}-secrets`]: { secret: { secretName: `${name}-secrets` } },
    '/etc/agent.d/prompts': { configMap: { name: `${name}-prompts` } },
    '/var/cache': { emptyDir: { sizeLimit: '100Mi' } },
    '/tmp': { emptyDir: { sizeLimit: '300Mi' } },
    '/a-b': { emptyDir: { sizeLimit: '10Mi' } },
  });
  expect(objects.get(`ExternalSecret ${name}-secrets`)?.['spec']).toMatchObject({
    data: [{ secretKey: 'stripe', remoteRef: { key: 'shared/stripe', property: 'token' } }],
  });
  expect(objects.get(`ConfigMap ${name}-prompts`)?.['data']).toEqual({ system: 'Be kind.' });
});

test('both versions of a queue worker have the files of the agent, which are there once', () => {
  const objects = objectsOf(spec, 'mapped');
  expect([...objects.keys()].filter((title) => /prompts|secrets/.test(title))).toEqual([
    'ExternalSecret mapped-secrets',
    'ConfigMap mapped-prompts',
  ]);
  for (const title of ['Deployment mapped', 'Deployment mapped-next'])
    expect(JSON.stringify(objects.get(title))).toContain('"configMap":{"name":"mapped-prompts"}');
});

test('a changed file changes the pods', () => {
  const changed = environment('files', [tenant('acme', { api: agent({ configMaps: { prompts: { system: 'Be brief.' } } }) })]);
  const before = environment('files', [tenant('acme', { api: agent({ configMaps: FILES.configMaps }) })]);
  const templates = [before, changed].map((one) => JSON.stringify(objectsOf(one, 'api').get('Deployment api')));
  expect(templates[0]).not.toBe(templates[1]);
});
