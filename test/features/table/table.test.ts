import {
  asksWho,
  DEPENDENCIES,
  DIRECTORY,
  exporterOf,
  operatedKind,
  OPERATED_KINDS,
  placesOf,
  SERVICE_FIELDS,
  SERVICE_KEYS,
  SERVICE_KINDS,
  servicesOf,
} from '../../../src/features/table/table';

test('there are five services, each with its word and its key below `services`', () => {
  expect(DEPENDENCIES).toEqual(['bus', 'memory', 'database', 'llm-gateway', 'tools']);
  expect(SERVICE_KEYS).toEqual({
    bus: 'nats',
    memory: 'redis',
    database: 'postgres',
    'llm-gateway': 'llmGateway',
    tools: 'toolGateway',
  });
  expect(Object.keys(SERVICE_FIELDS)).toEqual(['nats', 'redis', 'postgres', 'llmGateway', 'toolGateway']);
});

test('what is needed is found in the order of the table; tools are reached over the bus', () => {
  expect(servicesOf(['tools', 'bus', 'unknown']).map(({ need }) => need)).toEqual(['bus', 'tools']);
  const reached = (needs: readonly string[], owner?: string): string[] =>
    placesOf(needs, owner).map(({ namespace, service, port }) => `${namespace}/${service ?? ''}:${port}`);
  expect(reached(['tools'])).toEqual([]);
  expect(reached(['memory', 'bus'])).toHaveLength(3);
  expect(reached(['bus'])).toEqual(['platform/nats:4222']);
});

test('configuration files tell of all but tools, and all but the gateways ask who calls', () => {
  expect([DIRECTORY.needs, DIRECTORY.keys]).toEqual([
    ['bus', 'memory', 'database', 'llm-gateway', 'tools'],
    ['bus', 'memory', 'database', 'llmGateway'],
  ]);
  expect([...DEPENDENCIES, 'unknown'].filter(asksWho)).toEqual(['bus', 'memory', 'database']);
});

test('kinds of operators are those of NACK, CloudNativePG and the gateways, and only what has data is kept', () => {
  expect(SERVICE_KINDS.filter(({ holdsData }) => holdsData).map(({ kind }) => kind)).toEqual([
    'Stream',
    'Cluster',
    'Database',
    'DatabaseRole',
  ]);
  expect([...new Set(SERVICE_KINDS.map(({ group }) => group))]).toEqual([
    'jetstream.nats.io',
    'postgresql.cnpg.io',
    'agentgateway.dev',
    'aigateway.envoyproxy.io',
    'gateway.envoyproxy.io',
  ]);
});

test.each([
  ['postgresql.cnpg.io/v1', 'Cluster', true],
  ['postgresql.cnpg.io/v1', 'Pooler', true],
  ['postgresql.cnpg.io/v1', 'Database', false],
  ['cluster.x-k8s.io/v1', 'Cluster', false],
  ['v1', 'Cluster', false],
  [undefined, 'Cluster', false],
])('an operator makes pods of %s %s: %s', (apiVersion, kind, made) => {
  const object = { ...(apiVersion !== undefined && { apiVersion }), kind, metadata: { name: 'x' } };
  expect(operatedKind(object) !== undefined).toBe(made);
  expect(OPERATED_KINDS.length).toBeGreaterThan(1);
});

test.each<[string, readonly string[], boolean]>([
  ['docker.io/natsio/prometheus-nats-exporter:0.17', ['-jsz=all', 'http://localhost:8222'], true],
  ['any:1', ['--varz'], true],
  ['any:1', ['-jsz'], true],
  ['any:1', ['-jszx', 'a-varz'], false],
  ['oliver006/redis_exporter:1', [], true],
  ['redis-exporter@sha256:0', [], true],
  ['r.io/my-redis_exporter:1', [], false],
  ['r.io/redis_exporter_x:1', [], false],
  ['redis:8', [], false],
])('the container %s with %j is an exporter: %s', (image, args, is) => {
  expect(exporterOf({ image, args }) !== undefined).toBe(is);
});
