import { App, Chart, Duration, Testing } from 'cdk8s';
import { AgentResources } from '../../../constructs/resources/agent-resources';
import { NatsBus, type NatsBusProps } from '../../../constructs/bus/nats-bus';
import type { BusAccount } from '../../../src/features/bus/account';
import { platformAccount } from '../../../src/features/bus/platform-account';
import { InvalidInputError } from '../../../src/kernel/problems';
import { acme, KEYS, platform, pool } from '../../features/bus/fixture';
import { warningsOf } from '../warnings';
import { type Manifest, problemsOf } from '../agent/agent-fixture';

const image = (name: string): string => `registry.example.com/platform/${name}:1.0.0@sha256:${'b'.repeat(64)}`;
const GI = 2 ** 30;

const VALID: NatsBusProps = {
  image: image('nats'),
  reloaderImage: image('reloader'),
  exporterImage: image('exporter'),
  accounts: [acme(), pool(), platform()],
  issuer: 'bus',
  disk: '10Gi',
};

function define(overrides: Partial<NatsBusProps> = {}): { chart: Chart; bus: NatsBus } {
  const chart = new Chart(new App(), 'platform', { namespace: 'platform', labels: { owner: 'team-platform' } });
  return { chart, bus: new NatsBus(chart, 'Bus', { ...VALID, ...overrides }) };
}

const rendered = (overrides: Partial<NatsBusProps> = {}): Manifest[] => Testing.synth(define(overrides).chart) as Manifest[];

test('stands in the namespace of its own, else in that of its chart', () => {
  const namespaces = (overrides: Partial<NatsBusProps>) => [...new Set(rendered(overrides).map(({ metadata }) => metadata.namespace))];
  expect([namespaces({ namespace: 'buses' }), namespaces({})]).toEqual([['buses'], ['platform']]);
  expect(JSON.stringify(only('ConfigMap', { namespace: 'buses' }))).toContain('.buses.svc');
});

function only(kind: string, overrides: Partial<NatsBusProps> = {}, name = 'nats'): Manifest {
  const [found, ...rest] = rendered(overrides).filter((object) => object.kind === kind && object.metadata.name.startsWith(name));
  if (found === undefined || rest.length > 0) throw new Error(`not exactly one ${kind} ${name}`);
  return found;
}

/** The one problem. */
function problemOf(overrides: Partial<NatsBusProps>): string {
  try {
    define(overrides);
  } catch (error) {
    if (error instanceof InvalidInputError)
      return error.problems.map(({ place, rule, problem }) => `${place} ${rule}: ${problem}`).join('\n');
    throw error;
  }
  return 'none';
}

test('renders servers, what they read, who reaches them, and nothing secret', () => {
  expect(rendered().map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`)).toEqual([
    'ServiceAccount platform/nats',
    'ConfigMap platform/nats-config',
    'Certificate platform/nats',
    'NetworkPolicy platform/nats',
    'PodDisruptionBudget platform/nats',
    'Service platform/nats',
    'Service platform/nats-headless',
    'StatefulSet platform/nats',
    'PodMonitor platform/nats',
  ]);
  expect(JSON.stringify(rendered())).not.toMatch(/\bS[UAON][A-Z2-7]{56}\b|password/);
});

test('fails an issuer that is no name, where it is given', () => {
  expect(problemOf({ issuer: 'The issuer' })).toMatch(/^issuer dns-label: must be a DNS label/);
});

test('a new tenant changes the accounts and no pod: servers reload, nobody is disconnected', () => {
  const [before, after] = [rendered({ accounts: [acme(), platform()] }), rendered()];
  const changed = before.filter((object, index) => JSON.stringify(object) !== JSON.stringify(after[index]));
  expect(changed.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(['ConfigMap nats-config']);
  const files = (objects: Manifest[]) => objects.find(({ kind }) => kind === 'ConfigMap')?.data;
  expect(files(before)?.['nats.conf']).toBe(files(after)?.['nats.conf']);
  expect(files(before)?.['accounts.conf']).not.toBe(files(after)?.['accounts.conf']);
});

test('tenants reach clients’ port, KEDA alone the port without a login, servers each other; nothing else opens', () => {
  const pods = (namespace: string, name: string) => ({
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    podSelector: { matchLabels: { 'app.kubernetes.io/name': name } },
  });
  const tcp = (port: number) => [{ port, protocol: 'TCP' }];
  expect(only('NetworkPolicy').spec).toMatchObject({
    podSelector: { matchLabels: { 'app.kubernetes.io/name': 'nats' } },
    ingress: [
      {
        from: [
          { namespaceSelector: { matchExpressions: [{ key: 'cdk8s-agents/tenant', operator: 'Exists' }] } },
          pods('platform', 'tool-gateway'),
          pods('platform', 'nack'),
        ],
        ports: tcp(4222),
      },
      { from: [pods('platform', 'nats')], ports: tcp(6222) },
      { from: [pods('keda', 'keda-operator')], ports: tcp(8222) },
      { from: [pods('monitoring', 'prometheus')], ports: tcp(7777) },
    ],
    egress: [
      {
        ports: [
          { port: 53, protocol: 'UDP' },
          { port: 53, protocol: 'TCP' },
        ],
      },
      { to: [pods('platform', 'nats')], ports: tcp(6222) },
    ],
  });
});

test('whoever says which budgets are spent reaches clients’ port where there is such a user, and there alone', () => {
  const clients = (accounts: BusAccount[]): unknown[] => {
    const { ingress } = only('NetworkPolicy', { accounts }).spec as { ingress: { from: unknown[] }[] };
    return ingress[0]?.from ?? [];
  };
  const saying = platformAccount({ toolGatewayNkey: KEYS[8], toolGatewayConnections: 2, budgetPublisherNkey: KEYS[9] });
  const without = clients([acme(), platform()]);
  expect(clients([acme(), saying])).toEqual([
    ...without,
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'platform' } },
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'budget-publisher' } },
    },
  ]);
  expect(without).toHaveLength(3);
});

test('the certificate has the names that clients dial and routes are made to', () => {
  expect(only('Certificate').spec).toMatchObject({
    dnsNames: [
      'nats',
      'nats.platform',
      'nats.platform.svc',
      'nats.platform.svc.cluster.local',
      '*.nats-headless.platform.svc.cluster.local',
    ],
    issuerRef: { kind: 'ClusterIssuer', name: 'bus' },
    secretName: 'nats-tls',
  });
  expect(only('ConfigMap').data['nats.conf']).toContain('"nats://nats-2.nats-headless.platform.svc.cluster.local:6222"');
});

test('two reloaders signal each change: what a new account imports works from the second reload on', () => {
  const { spec } = only('StatefulSet').spec['template'] as { spec: { containers: { name: string; args: string[] }[] } };
  expect(spec.containers.map(({ name, args }) => [name, args.includes('-force-poll'), args.includes('/etc/nats/accounts.conf')])).toEqual([
    ['nats', false, false],
    ['reloader', false, true],
    ['second-reloader', true, true],
    ['exporter', false, false],
  ]);
});

test('servers lie one in a zone, and a drain takes one at a time', () => {
  const { spec } = only('StatefulSet').spec['template'] as { spec: { topologySpreadConstraints: unknown; shareProcessNamespace: boolean } };
  expect(spec.topologySpreadConstraints).toMatchObject([
    { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule' },
  ]);
  expect(spec.shareProcessNamespace).toBe(true);
  expect(only('StatefulSet').spec).toMatchObject({ replicas: 3, podManagementPolicy: 'Parallel', serviceName: 'nats-headless' });
  expect(only('PodDisruptionBudget').spec).toMatchObject({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' });
});

test('limits of the server follow from its disk and memory', () => {
  const conf = only('ConfigMap', { disk: '10Gi', resources: AgentResources.of({ cpu: '1', memory: '2Gi' }), maxConnections: 1000 }).data[
    'nats.conf'
  ];
  expect(conf).toContain(`max_file_store: ${9 * GI}`);
  // 0.75 × 2048 Mi - 128 Mi - 1000 × 64 Ki = 1345.5 Mi
  expect(conf).toContain(`max_memory_store: ${1345 * 2 ** 20}`);
  expect(conf).toContain('lame_duck_duration: "30s"');
});

test.each([
  ['jetstream', false],
  ['nats', true],
] as const)('the exporter’s series are called %s', (natsMetricPrefix, named) => {
  expect(JSON.stringify(only('StatefulSet', { natsMetricPrefix })).includes('-prefix=nats')).toBe(named);
});

describe('fails', () => {
  test.each<[string, Partial<NatsBusProps>, string[]]>([
    ['images without a digest', { image: 'nats:2' }, ['platform/Bus.image image-pinned']],
    ['a volume that is no quantity', { disk: '10GB' }, ['disk quantity']],
    ['two servers, which survive no more than one', { servers: 2, accounts: [platform()] }, ['servers quorum']],
    [
      'three servers in two zones',
      { zones: 2 },
      [
        'servers quorum-zones',
        'accounts.acme.TASKS.replicas stream-zones',
        'accounts.shared.TASKS.replicas stream-zones',
        'accounts.shared.RESULTS.replicas stream-zones',
      ],
    ],
    [
      'streams of three copies on one server',
      { servers: 1, accounts: [acme(), platform()] },
      ['accounts.acme.TASKS.replicas stream-replicas'],
    ],
    ['tools without who offers them', { accounts: [acme()] }, ['accounts.acme.tools tools-account']],
    [
      'one account twice',
      { accounts: [platform(), platform()] },
      ['accounts.PLATFORM duplicate', 'accounts.PLATFORM.tool-gateway.nkey nkey-reuse'],
    ],
  ])('%s', (_title, overrides, expected) => {
    expect(problemsOf(() => define(overrides)).map((line) => line.replace(/^platform\/Bus\./, ''))).toEqual(
      expected.map((line) => line.replace(/^platform\/Bus\./, '')),
    );
  });

  const sized = (maxBytes: number): BusAccount[] => [acme({ tasks: { maxBytes, maxAgeS: 3600, duplicateWindowS: 120 } }), platform()];

  test('streams that are larger than the disk: exactly it passes, one byte more does not', () => {
    expect(problemOf({ accounts: sized(9 * GI) })).toBe('none');
    expect(problemOf({ accounts: sized(9 * GI + 1) })).toContain("a copy of 'TASKS' takes 9663676417 of file, but one server has 9Gi");
  });

  test('more connections than a server takes: 25 of acme and 2 of the platform pass 27 and not 26', () => {
    const accounts = [acme(), platform()];
    expect(problemOf({ accounts, maxConnections: 27 })).toBe('none');
    expect(problemOf({ accounts, maxConnections: 26 })).toBe(
      'accounts bus-connections: accounts may open 27 connections, but a server takes 26',
    );
  });

  test('members’ connections count as well', () => {
    expect(problemOf({ maxConnections: 25 + 25 + 8 + 2 })).toBe('none');
    expect(problemOf({ maxConnections: 25 + 25 + 8 + 1 })).toContain('accounts may open 60 connections, but a server takes 59');
  });

  test('a grace period that ends with the lame duck: one second above passes', () => {
    expect(problemOf({ terminationGracePeriod: Duration.seconds(41) })).toBe('none');
    expect(problemOf({ terminationGracePeriod: Duration.seconds(40) })).toBe(
      'terminationGracePeriod lame-duck: lame_duck_grace_period 10 s + lame_duck_duration 30 s = 40 s, but terminationGracePeriod is 40 s',
    );
    expect(problemOf({ lameDuckDuration: Duration.seconds(29) })).toContain(
      'lame_duck_duration is 29 s, but the server takes 30 s or more',
    );
  });

  test('fails parts of seconds, each at its place', () => {
    expect(
      problemsOf(() => define({ lameDuckDuration: Duration.millis(30_500), terminationGracePeriod: Duration.millis(61_500) })),
    ).toEqual(['lameDuckDuration whole-seconds', 'terminationGracePeriod whole-seconds']);
  });

  test('fails resources that Kubernetes cannot read, each at its place', () => {
    const resources = AgentResources.of({ cpu: 'many', memory: '1GB', ephemeralStorage: 'some' });
    expect(problemsOf(() => define({ resources }))).toEqual([
      'resources.cpu quantity',
      'resources.memory quantity',
      'resources.ephemeralStorage quantity',
    ]);
  });

  test('memory that the server alone does not fit in', () => {
    expect(problemOf({ resources: AgentResources.of({ cpu: '1', memory: '256Mi' }), accounts: [platform()], maxConnections: 1024 })).toBe(
      'none',
    );
    expect(
      problemOf({ resources: AgentResources.of({ cpu: '1', memory: '255Mi' }), accounts: [platform()], maxConnections: 1024 }),
    ).toContain('bus-memory');
  });

  test('accounts whose configuration no ConfigMap holds', () => {
    const [coordinator] = acme().users;
    if (coordinator === undefined) throw new Error('no user');
    const talkative = {
      ...acme(),
      users: [{ ...coordinator, publish: Array.from({ length: 40_000 }, (_, index) => `tasks.search.subject-${index}`) }],
    };
    expect(problemsOf(() => define({ accounts: [talkative, platform()] }))).toEqual(['accounts config-size']);
  });
});

test('warns of a single server, and of subjects that nobody keeps', () => {
  expect(warningsOf(define({ servers: 1, accounts: [platform()] }).bus).map(({ text }) => text.split(':').slice(0, 2).join(':'))).toEqual([
    'servers: single-server',
  ]);
});
