import { STORE_SERVICE } from '../../../src/features/store/service';

test('the store is needed by its word, written below redis and certified', () => {
  const { need, written, certified } = STORE_SERVICE;
  expect([need, written.key, certified]).toEqual(['memory', 'redis', true]);
});

test.each([
  [undefined, 'redis-state', 'redis-cache'],
  ['acme', 'redis-state-acme', 'redis-cache-acme'],
])('of owner %s it is found at two places, of which the file tells', (owner, state, cache) => {
  const place = (service: string) => ({ namespace: 'platform', podLabels: { 'app.kubernetes.io/name': service }, port: 6379, service });
  expect(STORE_SERVICE.places(owner)).toEqual([place(state), place(cache)]);
  expect([STORE_SERVICE.config?.key, STORE_SERVICE.config?.addresses(owner)]).toEqual([
    'memory',
    { stateAddress: `${state}.platform.svc.cluster.local:6379`, cacheAddress: `${cache}.platform.svc.cluster.local:6379` },
  ]);
});

test('of a store that others run, clients are told one address for both, and where their keys begin', () => {
  const { external } = STORE_SERVICE;
  expect([external?.port, external?.keepsConnections, external?.tellsAgent]).toEqual([6379, true, undefined]);
  expect([external?.addresses('redis.example.com:6379'), external?.tls(true), external?.tls(false)]).toEqual([
    { stateAddress: 'redis.example.com:6379', cacheAddress: 'redis.example.com:6379' },
    { tls: true },
    { tls: false },
  ]);
  expect([
    external?.told?.({ tenant: 'acme', members: undefined }),
    external?.told?.({ tenant: 'shared', members: ['birch', 'cedar'] }),
  ]).toEqual([{ keyPrefixes: ['tenant:acme:'] }, { keyPrefixes: ['tenant:shared:', 'tenant:birch:', 'tenant:cedar:'] }]);
});

test.each([
  ['redis_exporter:v1', true],
  ['registry.example.com/oliver006/redis-exporter@sha256:0', true],
  ['registry.example.com/redis_exporter:1.74.0', true],
  ['registry.example.com/my-redis_exporter:1', false],
  ['registry.example.com/redis_exporter-fork:1', false],
  ['registry.example.com/redis_exporter', false],
  ['registry.example.com/redis:7.2', false],
])('a container of %s is the exporter: %s', (image, expected) => {
  expect(STORE_SERVICE.exporter?.({ image, args: [] })?.name).toBe(expected ? 'redis_exporter' : undefined);
});

test('an agent proves itself by the password of its tenant, and is told where its keys begin', () => {
  expect(STORE_SERVICE.proof?.entry('search')).toEqual({ file: 'memory-password', what: 'memory', property: 'password' });
  const client = { agent: 'search', tenant: 'acme', memoryPrefixes: ['tenant:acme:', 'tenant:birch:'] };
  expect(STORE_SERVICE.proof?.settings(client, '/creds')).toEqual({
    user: 'acme',
    passwordFile: '/creds/memory-password',
    keyPrefixes: ['tenant:acme:', 'tenant:birch:'],
    tls: true,
    authorityFile: '/creds/ca.crt',
  });
});
