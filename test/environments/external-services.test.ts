import type { EnvironmentSpec } from '../../environments/index';
import { EXTERNAL } from '../corpus/environments/external';
import { renderAll } from './wiring/render-all';

const named = (name: string): EnvironmentSpec => {
  const spec = EXTERNAL.find((one) => one.name === name);
  if (spec === undefined) throw new Error(`no ${name}`);
  return spec;
};

const FLUX = { engine: 'flux', repository: { url: 'https://git.example.com/x', branch: 'main' } } as const;
const ARGO_CD = { ...FLUX, engine: 'argo-cd' } as const;

test.each(['nothing-shared', 'external-database', 'external-services'])('nothing stands in the platform’s namespace of %s', (name) => {
  const files = [...renderAll(named(name))];
  expect(files.map(([file]) => file).filter((file) => file.includes('/platform/'))).toEqual([]);
  const manifests = files.filter(([file]) => file.startsWith('manifests/')).map(([, text]) => text);
  expect(manifests.filter((text) => /namespace: platform\b/.test(text))).toEqual([]);
  expect(manifests.filter((text) => /kubernetes\.io\/metadata\.name: platform\b/.test(text))).toEqual([]);
});

test.each([
  ['Flux', FLUX],
  ['Argo CD', ARGO_CD],
])('%s delivers an environment without a platform: nothing waits for it', (_, delivery) => {
  const files = renderAll({ ...named('external-database'), delivery });
  expect([...files.keys()].filter((file) => file.startsWith('delivery/') && file.includes('platform'))).toEqual([]);
  const text = [...files]
    .filter(([file]) => file.startsWith('delivery/'))
    .map(([, content]) => content)
    .join('\n');
  expect(text).toContain('tenant-acme');
  expect(text).not.toMatch(/corpus-platform|namespace: platform\b/);
});

test('alerts and panels of queues are rendered where the series of a bus of others are given, and left out where not', () => {
  const spec = named('external-services');
  const queues = (one: EnvironmentSpec): string[] =>
    [...(renderAll(one).get('manifests/tenants/tenant-acme/observability.yaml') ?? '').matchAll(/jetstream_consumer_\w+/g)].map(
      ([name]) => name,
    );
  expect(queues(spec).length).toBeGreaterThan(5);
  const { observability: _, ...unwatched } = spec;
  expect(queues(unwatched)).toEqual([]);
});

test('a policy opens the ranges and the port of what an agent needs, and of nothing else', () => {
  const policy = (file: string): string[] =>
    [...(renderAll(named('external-services')).get(file) ?? '').matchAll(/cidr: "?([0-9./]+)"?|- port: (\d+)/g)].map(
      ([, cidr, port]) => cidr ?? port ?? '',
    );
  expect(policy('manifests/tenants/tenant-acme/report.yaml')).toEqual(['53', '53', '5432', '198.51.100.0/28', '198.51.100.64/28']);
  expect(policy('manifests/tenants/tenant-acme/job.yaml')).toEqual(['53', '53', '4223', '198.51.100.16/28']);
});

test('the members of a pool are told apart by the prefixes of their keys, in a store of others too', () => {
  const config = renderAll(named('external-services')).get('manifests/tenants/shared/api.yaml') ?? '';
  const [, memory = ''] = /"memory": (\{[^}]*\})/.exec(config) ?? [];
  expect(JSON.parse(memory)).toMatchObject({
    stateAddress: '10.20.0.5:6380',
    cacheAddress: '10.20.0.5:6380',
    keyPrefixes: ['tenant:shared:', 'tenant:birch:', 'tenant:cedar:'],
    passwordFile: '/var/run/secrets/agent/api-credentials/memory-password',
    authorityFile: '/var/run/secrets/agent/api-credentials/memory-ca.crt',
  });
});
