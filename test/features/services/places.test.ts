import { podsOf, tcp, tenantNamespaces, TO_DNS, toRanges } from '../../../constructs/network/policy-rules';
import { ExternalHost } from '../../../constructs/network/external-host';
import { agentsOf, checkKnownNeeds, directoryOf, podsThatNeed } from '../../../src/features/services/clients';
import { delivered, equal, groupOf, KSTATUS, NO_STATUS, parents, ready, same } from '../../../src/features/services/delivered';
import { imagesOf } from '../../../src/features/services/images';
import { metricSource, openSource } from '../../../src/features/services/metric-source';
import { address, CALLERS, checkHostPort, CLUSTER_DNS, PLATFORM_NAMESPACE, platformPlace } from '../../../src/features/services/places';
import type { SharedService } from '../../../src/features/services/service';
import { serviceNames, tlsPaths } from '../../../src/features/services/tls';
import { Problems } from '../../../src/kernel/problems';

/** https://keda.sh/docs/latest/scalers/nats-jetstream/ */
test('a host and a port have no scheme, and a port is one of TCP', () => {
  const good = ['nats:8222', 'a:1', 'nats.example.com:65535', '10.0.0.1:80', `${'a'.repeat(253)}:1`];
  const bad = ['', 'nats', 'nats:', ':8222', 'nats:0', 'nats:08', 'nats:65536', 'nats:123456', 'http://nats:8222', 'nats:8222/', 'Nats:1'];
  const worse = ['-a:1', 'a-:1', '.a:1', 'a.:1', 'a b:1', 'a:1\n', 'a:b', `${'a'.repeat(254)}:1`];
  expect([...good, ...bad, ...worse].filter((text) => checkHostPort(text) === undefined)).toEqual(good);
  expect(checkHostPort('')?.rule).toBe('host-port');
});

test('places are named by the labels of their pods', () => {
  expect(platformPlace('nats', 4222)).toEqual({
    namespace: 'platform',
    podLabels: { 'app.kubernetes.io/name': 'nats' },
    port: 4222,
    service: 'nats',
  });
  expect(PLATFORM_NAMESPACE).toBe('platform');
  expect(CALLERS).toEqual({
    gateway: { namespace: 'gateway', podLabels: { 'app.kubernetes.io/name': 'gateway' } },
    monitoring: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } },
    keda: { namespace: 'keda', podLabels: { 'app.kubernetes.io/name': 'keda-operator' } },
    databaseOperator: { namespace: 'cnpg-system', podLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' } },
  });
  expect(CLUSTER_DNS).toEqual({ namespace: 'kube-system', podLabels: { 'k8s-app': 'kube-dns' }, port: 53 });
});

test('a Service is dialled by its whole name, and known by every shorter one', () => {
  expect(address(platformPlace('nats', 4222))).toBe('nats.platform.svc.cluster.local:4222');
  expect(address({ namespace: 'a', podLabels: {}, port: 1 })).toBe('.a.svc.cluster.local:1');
  expect(serviceNames({ service: 'nats', namespace: 'platform' })).toEqual([
    ...['nats', 'nats.platform', 'nats.platform.svc', 'nats.platform.svc.cluster.local'],
  ]);
  expect(tlsPaths('/tls')).toEqual({ certificate: '/tls/tls.crt', key: '/tls/tls.key', authority: '/tls/ca.crt' });
});

describe('in a policy', () => {
  test('pods are those of a namespace, by both selectors in one item', () => {
    expect(podsOf({ namespace: 'keda', podLabels: { app: 'x' } })).toEqual({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'keda' } },
      podSelector: { matchLabels: { app: 'x' } },
    });
    expect(tenantNamespaces('example.com/tenant')).toEqual({
      namespaceSelector: { matchExpressions: [{ key: 'example.com/tenant', operator: 'Exists' }] },
    });
  });

  test('ports are of TCP, and DNS is asked over both protocols', () => {
    expect(tcp(80, 443)).toEqual([
      { port: 80, protocol: 'TCP' },
      { port: 443, protocol: 'TCP' },
    ]);
    expect(TO_DNS).toEqual({
      to: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
          podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
        },
      ],
      ports: [
        { port: 53, protocol: 'UDP' },
        { port: 53, protocol: 'TCP' },
      ],
    });
    expect(toRanges([{ port: 443, cidrs: ['10.0.0.0/8', '203.0.113.0/24'] }])).toEqual([
      {
        to: [{ ipBlock: { cidr: '10.0.0.0/8' } }, { ipBlock: { cidr: '203.0.113.0/24' } }],
        ports: [{ port: 443, protocol: 'TCP' }],
      },
    ]);
  });

  test('a host outside has the port of HTTPS unless another is said', () => {
    expect([
      ExternalHost.ranges(['10.0.0.0/8']),
      ExternalHost.ranges([], 1),
      ExternalHost.named('a.b'),
      ExternalHost.named('a.b', 2),
    ]).toEqual([
      { name: undefined, cidrs: ['10.0.0.0/8'], port: 443 },
      { name: undefined, cidrs: [], port: 1 },
      { name: 'a.b', cidrs: [], port: 443 },
      { name: 'a.b', cidrs: [], port: 2 },
    ]);
  });
});

describe('what clients are told', () => {
  const service: SharedService = {
    need: 'memory',
    places: () => [],
    config: { key: 'store', addresses: (owner) => ({ at: owner ?? 'shared' }), settings: ({ identity }) => ({ as: identity }) },
  };
  const agent = { identity: 'chat', tenant: 'acme', publishes: [], budgetNotice: false, consumes: undefined };
  const silent: SharedService = { need: 'tools', places: () => [] };
  const directory = directoryOf([service, silent]);

  test('is where it is; to an agent who it is besides, and how it proves that', () => {
    expect([directory.needs, directory.keys]).toEqual([['memory', 'tools'], ['store']]);
    expect(directory.settings(['tools'], undefined)).toEqual({});
    expect(directory.settings(['memory', 'tools'], undefined)).toEqual({ store: { at: 'shared' } });
    expect(directory.settings(['memory'], 'acme', agent, () => ({ file: '/f' }))).toEqual({
      store: { at: 'acme', as: 'chat', file: '/f' },
    });
  });

  test('of one that others run is what they say, and what is ours to tell where that is known', () => {
    const others = () => ({ at: 'elsewhere' });
    const form = { port: 1, addresses: () => ({}), tls: () => ({}) };
    const told = (tellsAgent: boolean, asked: typeof agent | undefined) =>
      directoryOf([{ ...service, external: { ...form, tellsAgent } }]).settings(
        ['memory'],
        undefined,
        asked,
        () => ({ file: '/f' }),
        others,
      );
    expect([told(true, agent), told(false, agent), told(true, undefined)]).toEqual([
      { store: { as: 'chat', at: 'elsewhere' } },
      { store: { at: 'elsewhere' } },
      { store: { at: 'elsewhere' } },
    ]);
  });

  test('a need that nobody serves is refused, each by itself', () => {
    expect(checkKnownNeeds(['memory', 'memry', 'x'], ['memory', 'bus'])).toEqual([
      { rule: 'dependency', problem: `'memry' is no dependency`, fix: 'one of memory, bus' },
      { rule: 'dependency', problem: `'x' is no dependency`, fix: 'one of memory, bus' },
    ]);
  });

  test('pods are counted where they need it, those of batch agents too', () => {
    expect(agentsOf({ agents: ['a', 'b'], batch: ['c'] })).toEqual(['a', 'b', 'c']);
    const agents = [
      { needs: ['memory', 'bus'], peakPods: 3 },
      { needs: ['database'], peakPods: 5 },
      { needs: ['memory'], peakPods: 7 },
    ];
    expect([podsThatNeed('memory', agents), podsThatNeed('database', agents), podsThatNeed('memory', [])]).toEqual([10, 5, 0]);
  });
});

test('a kind is delivered in a namespace and without data unless it is said', () => {
  expect(delivered('g.io', 'Thing', 'things', KSTATUS)).toEqual({
    group: 'g.io',
    kind: 'Thing',
    resource: 'things',
    health: { kind: 'kstatus' },
    namespaced: true,
    holdsData: false,
    read: [],
  });
  const options = { namespaced: false, holdsData: true, read: [{ group: '', resource: 'pods' }] };
  expect(delivered('', 'Thing', 'things', NO_STATUS, options)).toMatchObject({ ...options, health: { kind: 'no-status' } });
  expect([ready(true), ready(false, 'Up')]).toEqual([
    { kind: 'condition', type: 'Ready', argoCdKnows: true },
    { kind: 'condition', type: 'Up', argoCdKnows: false },
  ]);
  expect([equal('phase', 'ok'), equal('up', true, 'bad', true)]).toEqual([
    { kind: 'equal', field: 'phase', value: 'ok', failed: undefined, argoCdKnows: false },
    { kind: 'equal', field: 'up', value: true, failed: 'bad', argoCdKnows: true },
  ]);
  expect([same('observed'), parents('parents', 'Accepted', true)]).toEqual([
    { kind: 'same', field: 'observed' },
    { kind: 'parents', field: 'parents', type: 'Accepted', argoCdKnows: true },
  ]);
  expect(['v1', 'apps/v1', 'a.b/v1'].map(groupOf)).toEqual(['', 'apps', 'a.b']);
});

test('images are refused once: what has no digest before where it comes from', () => {
  const digest = `@sha256:${'a'.repeat(64)}`;
  const said = (one: string, registries: readonly string[] | undefined): string[] => {
    const problems = Problems.of('root');
    const images = imagesOf({ one, two: `r.io/two:1${digest}` }, ['one', 'two'], { registries }, { problems, warnings: problems });
    expect(images).toEqual({ one, two: `r.io/two:1${digest}` });
    return problems.list.map(({ place, rule }) => `${place} ${rule}`);
  };
  expect(said('one', ['r.io'])).toEqual(['one image-pinned']);
  expect(said(`q.io/one:1${digest}`, ['r.io'])).toEqual(['one image-registry']);
  expect(said(`q.io/one:1${digest}`, undefined)).toEqual([]);
  expect(said(`r.io/one:1${digest}`, ['r.io'])).toEqual([]);
});

/** https://prometheus.io/docs/concepts/metric_types/#histogram */
test('an exporter serves what its rows say, and three series of each histogram', () => {
  const about = { name: 'x', version: '1', reference: 'https://example.com' };
  const source = metricSource(
    about,
    [
      ['a_', ' one  two ', 'b c'],
      ['d', '', '_e'],
    ],
    [['h_', 'one', 'f']],
  );
  expect(source).toEqual({
    ...about,
    metrics: new Map([
      ['a_b', new Set(['one', 'two'])],
      ['a_c', new Set(['one', 'two'])],
      ['d_e', new Set()],
      ['h_f_bucket', new Set(['one', 'le'])],
      ['h_f_count', new Set(['one'])],
      ['h_f_sum', new Set(['one'])],
    ]),
  });
  expect(openSource(about, ['a', 'b'])).toEqual({
    ...about,
    metrics: new Map([
      ['a', undefined],
      ['b', undefined],
    ]),
  });
});
