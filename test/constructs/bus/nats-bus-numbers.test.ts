import { App, Chart, Duration, Testing } from 'cdk8s';
import { NatsBus, type NatsBusProps } from '../../../constructs/bus/nats-bus';
import { AgentResources } from '../../../constructs/resources/agent-resources';
import { platform } from '../../features/bus/fixture';
import { type Manifest, problemsOf } from '../agent/agent-fixture';

const image = (name: string): string => `registry.example.com/platform/${name}:1.0.0@sha256:${'b'.repeat(64)}`;

function rendered(overrides: Partial<NatsBusProps> = {}): Manifest[] {
  const chart = new Chart(new App(), 'platform');
  new NatsBus(chart, 'Bus', {
    image: image('nats'),
    reloaderImage: image('reloader'),
    exporterImage: image('exporter'),
    accounts: [platform()],
    issuer: 'bus',
    disk: '10Gi',
    ...overrides,
  });
  return Testing.synth(chart) as Manifest[];
}
const the = (kind: string, overrides?: Partial<NatsBusProps>, name = 'nats'): Manifest['spec'] | undefined =>
  rendered(overrides).find((object) => object.kind === kind && object.metadata.name === name)?.spec;
const fileOf = (overrides?: Partial<NatsBusProps>): string | undefined =>
  rendered(overrides).find(({ kind }) => kind === 'ConfigMap')?.data['nats.conf'];

const MI = 2 ** 20;
const seconds = (count: number): Duration => Duration.millis(count * 1000);
const MEMORY = { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' };

test('three servers of which no number is written', () => {
  // 0.9 × 10240 Mi; 0.75 × 1024 Mi − 128 Mi − 1000 × 64 Ki = 577.5 Mi
  expect(fileOf()).toBe(`# A server of the bus. Accounts are in their own file: a reload takes them over, nobody is disconnected.
server_name: $POD_NAME
pid_file: "/var/run/nats/nats.pid"

# clients, by TLS and nkey only
listen: "0.0.0.0:4222"
tls {
  cert_file: "/etc/nats-tls/tls.crt"
  key_file: "/etc/nats-tls/tls.key"
  min_version: "1.2"
  timeout: 5
}
max_connections: 1000
max_payload: 1048576

# nobody has to log in here: the network policy admits KEDA alone, the exporter is in the same pod
http: "0.0.0.0:8222"

# a server that stops hands its clients over first
lame_duck_grace_period: "10s"
lame_duck_duration: "30s"

jetstream {
  store_dir: "/data/jetstream"
  max_memory_store: ${577 * MI}
  max_file_store: ${9216 * MI}
}

cluster {
  name: "nats"
  listen: "0.0.0.0:6222"
  # clients find servers by the Service; addresses of pods are nobody’s business
  no_advertise: true
  tls {
    cert_file: "/etc/nats-tls/tls.crt"
    key_file: "/etc/nats-tls/tls.key"
    ca_file: "/etc/nats-tls/ca.crt"
    verify_cert_and_check_known_urls: true
    timeout: 5
  }
  routes: [
    "nats://nats-0.nats-headless.platform.svc.cluster.local:6222"
    "nats://nats-1.nats-headless.platform.svc.cluster.local:6222"
    "nats://nats-2.nats-headless.platform.svc.cluster.local:6222"
  ]
}

include "accounts.conf"
`);
  const pod = the('StatefulSet')?.['template'] as { spec: { terminationGracePeriodSeconds: number } };
  expect(pod.spec.terminationGracePeriodSeconds).toBe(10 + 30 + 20);
});

test('one server has no cluster', () => {
  expect(fileOf({ servers: 1 })).not.toContain('cluster {');
});

test('a set starts all of its servers at once and keeps their volumes', () => {
  const { template: _template, ...spec } = the('StatefulSet', { storageClass: 'gp3' }) ?? {};
  expect(spec).toEqual({
    minReadySeconds: 10,
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    podManagementPolicy: 'Parallel',
    replicas: 3,
    revisionHistoryLimit: 3,
    selector: { matchLabels: { 'app.kubernetes.io/name': 'nats' } },
    serviceName: 'nats-headless',
    updateStrategy: { type: 'RollingUpdate' },
    volumeClaimTemplates: [
      {
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } }, storageClassName: 'gp3' },
      },
    ],
  });
});

test('clients find servers by one Service, servers each other by another before they are ready', () => {
  const port = (name: string, number: number) => ({ name, port: number, protocol: 'TCP', targetPort: number });
  const selector = { 'app.kubernetes.io/name': 'nats' };
  expect(the('Service')).toEqual({ type: 'ClusterIP', selector, ports: [port('nats', 4222)] });
  expect(the('Service', {}, 'nats-headless')).toEqual({
    type: 'ClusterIP',
    clusterIP: 'None',
    publishNotReadyAddresses: true,
    selector,
    ports: [port('nats', 4222), port('cluster', 6222), port('monitor', 8222)],
  });
});

describe('a number at its edge, and one wrong number with nothing that would follow from it', () => {
  test.each<[string, Partial<NatsBusProps>, string[]]>([
    ['the connections of all accounts', { maxConnections: 2 }, []],
    ['one fewer', { maxConnections: 1 }, ['accounts bus-connections']],
    ['none', { maxConnections: 0 }, ['maxConnections whole-number', 'accounts bus-connections']],
    ['no zone', { zones: 0 }, ['zones whole-number']],
    ['one zone, for one server', { zones: 1, servers: 1 }, []],
    ['one zone, for three', { zones: 1 }, ['servers quorum-zones']],
    ['five servers over three zones', { servers: 5 }, []],
    ['the shortest lame duck', { lameDuckDuration: seconds(30) }, []],
    ['a shorter one', { lameDuckDuration: seconds(29) }, ['terminationGracePeriod lame-duck']],
    ['half a second', { lameDuckDuration: seconds(30.5) }, ['lameDuckDuration whole-seconds']],
    ['a day', { lameDuckDuration: seconds(86_400) }, []],
    ['more than a day', { lameDuckDuration: seconds(86_401) }, ['lameDuckDuration whole-seconds']],
    ['a second above lame duck and its grace', { terminationGracePeriod: seconds(41) }, []],
    ['both alone', { terminationGracePeriod: seconds(40) }, ['terminationGracePeriod lame-duck']],
    ['a day to end', { terminationGracePeriod: seconds(86_400) }, []],
    ['more than a day to end', { terminationGracePeriod: seconds(86_401) }, ['terminationGracePeriod whole-seconds']],
    ['processors without a number', { resources: AgentResources.of({ ...MEMORY, cpu: 'two' }) }, ['resources.cpu quantity']],
    ['memory without a unit', { resources: AgentResources.of({ ...MEMORY, memory: '1GB' }) }, ['resources.memory quantity']],
    [
      'storage without a unit',
      { resources: AgentResources.of({ ...MEMORY, ephemeralStorage: '1GB' }) },
      ['resources.ephemeralStorage quantity'],
    ],
    // 0.75 × 254 Mi is what 1000 connections and the server itself take
    ['memory for the server alone', { resources: AgentResources.of({ ...MEMORY, memory: '254Mi' }) }, []],
    ['less', { resources: AgentResources.of({ ...MEMORY, memory: '253Mi' }) }, ['resources.memory bus-memory']],
    ['a volume that is no quantity', { disk: '10GB' }, ['disk quantity']],
    ['a class of disks that is no name', { storageClass: 'A b' }, ['storageClass name']],
    ['an image without a digest', { exporterImage: 'exporter:1' }, ['exporterImage image-pinned']],
  ])('%s', (_, overrides, expected) => {
    expect(problemsOf(() => rendered(overrides))).toEqual(expected);
  });
});

test('fails accounts that one ConfigMap does not hold, at the byte', () => {
  const bytesOf = (accounts: NatsBusProps['accounts']): number => {
    const data = rendered({ accounts }).find(({ kind }) => kind === 'ConfigMap')?.data ?? {};
    return Object.values(data).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  };
  const withHeard = (...subjects: string[]): NatsBusProps['accounts'] => {
    const account = platform();
    return [{ ...account, users: account.users.map((user) => ({ ...user, subscribe: [...user.subscribe, ...subjects] })) }];
  };
  const long = Array.from({ length: 4000 }, (_, index) => `events.${String(index).padStart(4, '0')}.${'a'.repeat(230)}`);
  const left = 2 ** 20 - bytesOf(withHeard(...long, 'a')) + 1;
  const most = withHeard(...long, 'a'.repeat(left));
  expect(bytesOf(most)).toBe(2 ** 20);
  expect(problemsOf(() => rendered({ accounts: withHeard(...long, 'a'.repeat(left + 1)) }))).toEqual(['accounts config-size']);
});
