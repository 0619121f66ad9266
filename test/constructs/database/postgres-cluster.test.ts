import { Testing } from 'cdk8s';
import { ExternalHost } from '../../../constructs/network/external-host';
import { AgentResources } from '../../../constructs/resources/agent-resources';
import { SERVER_ACCESS, TEMPLATE_STATEMENTS } from '../../../src/features/database/access';
import { database, objects, POSTGRES_IMAGE } from './postgres-fixture';
import { type Manifest, only, problemsOf } from '../scaling/scaling-fixture';

const DATABASE_PODS = { 'cnpg.io/cluster': 'postgres', 'app.kubernetes.io/component': 'database' };
const namespace = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });

test('renders a cluster with its policy, its scraping and its backups, and leaves disruption budgets to the operator', () => {
  const rendered = Testing.synth(database().chart) as Manifest[];
  expect(rendered.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`)).toEqual([
    'Certificate platform/postgres',
    'NetworkPolicy platform/postgres',
    'Cluster platform/postgres',
    'PodMonitor platform/postgres',
    'ScheduledBackup platform/postgres',
  ]);
});

test('renders three instances in zones of their own, a synchronous standby, and access by name over TLS', () => {
  expect(only(database({ storageClass: 'gp3', parameters: { log_min_duration_statement: '500ms' } }).chart, 'Cluster').spec).toEqual({
    affinity: { enablePodAntiAffinity: true, podAntiAffinityType: 'required', topologyKey: 'topology.kubernetes.io/zone' },
    bootstrap: { initdb: { dataChecksums: true, encoding: 'UTF8', postInitTemplateSQL: TEMPLATE_STATEMENTS } },
    certificates: { serverCASecret: 'postgres-tls', serverTLSSecret: 'postgres-tls' },
    enablePDB: true,
    enableSuperuserAccess: false,
    imageName: POSTGRES_IMAGE,
    imagePullPolicy: 'Always',
    inheritedMetadata: { labels: { owner: 'team-platform' } },
    instances: 3,
    plugins: [{ name: 'barman-cloud.cloudnative-pg.io', isWALArchiver: true, parameters: { barmanObjectName: 'postgres-backups' } }],
    postgresql: {
      parameters: {
        effective_cache_size: '4096MB',
        log_min_duration_statement: '500ms',
        maintenance_work_mem: '64MB',
        max_connections: '200',
        password_encryption: 'scram-sha-256',
        shared_buffers: '2048MB',
        work_mem: '4MB',
      },
      pg_hba: SERVER_ACCESS,
      synchronous: { method: 'any', number: 1, failoverQuorum: true },
    },
    primaryUpdateMethod: 'switchover',
    primaryUpdateStrategy: 'unsupervised',
    priorityClassName: 'platform-critical',
    resources: {
      limits: { cpu: '2', memory: '8Gi', 'ephemeral-storage': '2Gi' },
      requests: { cpu: '2', memory: '8Gi', 'ephemeral-storage': '2Gi' },
    },
    seccompProfile: { type: 'RuntimeDefault' },
    smartShutdownTimeout: 60,
    stopDelay: 600,
    storage: { size: '50Gi', storageClass: 'gp3' },
  });
});

test('has a certificate of cert-manager for the pooler, which shows it, and for every Service of the operator', () => {
  const { dnsNames, ...spec } = only(database().chart, 'Certificate').spec as { dnsNames: string[] };
  const services = ['postgres-pooler', 'postgres-rw', 'postgres-ro', 'postgres-r'];
  expect(dnsNames).toEqual(
    services.flatMap((name) => [name, `${name}.platform`, `${name}.platform.svc`, `${name}.platform.svc.cluster.local`]),
  );
  expect(spec).toEqual({
    duration: '2160h',
    issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'platform' },
    privateKey: { algorithm: 'ECDSA', rotationPolicy: 'Always', size: 256 },
    renewBefore: '720h',
    secretName: 'postgres-tls',
    // without it, the operator would not notice a renewed one
    secretTemplate: { labels: { 'cnpg.io/reload': 'true' } },
    usages: ['digital signature', 'server auth'],
  });
});

test('renders a single instance only where an outage is accepted, and then no budget that would block every drain', () => {
  expect(only(database({ instances: 1, acceptsOutage: true }).chart, 'Cluster').spec).toMatchObject({
    enablePDB: false,
    instances: 1,
    primaryUpdateMethod: 'restart',
  });
  expect(only(database({ instances: 1, acceptsOutage: true }).chart, 'Cluster').spec['postgresql']).not.toHaveProperty('synchronous');
});

test('lets in the operator, other instances, the pooler and Prometheus, and out to what it needs', () => {
  const { chart } = database({ hosts: [ExternalHost.ranges(['203.0.113.0/24']), ExternalHost.ranges(['198.51.100.0/24'], 8443)] });
  const itself = { namespaceSelector: namespace('platform'), podSelector: { matchLabels: DATABASE_PODS } };
  expect(only(chart, 'NetworkPolicy').spec).toEqual({
    podSelector: { matchLabels: DATABASE_PODS },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      {
        from: [
          { namespaceSelector: namespace('cnpg-system'), podSelector: { matchLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' } } },
          itself,
        ],
        ports: [
          { port: 5432, protocol: 'TCP' },
          { port: 8000, protocol: 'TCP' },
        ],
      },
      {
        from: [{ namespaceSelector: namespace('platform'), podSelector: { matchLabels: { 'cnpg.io/poolerName': 'postgres-pooler' } } }],
        ports: [{ port: 5432, protocol: 'TCP' }],
      },
      {
        from: [{ namespaceSelector: namespace('monitoring'), podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } } }],
        ports: [{ port: 9187, protocol: 'TCP' }],
      },
    ],
    egress: [
      {
        to: [{ namespaceSelector: namespace('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
        ports: [
          { port: 53, protocol: 'UDP' },
          { port: 53, protocol: 'TCP' },
        ],
      },
      {
        to: [itself],
        ports: [
          { port: 5432, protocol: 'TCP' },
          { port: 8000, protocol: 'TCP' },
        ],
      },
      {
        to: [{ ipBlock: { cidr: '10.0.0.0/16' } }, { ipBlock: { cidr: '203.0.113.0/24' } }],
        ports: [{ port: 443, protocol: 'TCP' }],
      },
      { to: [{ ipBlock: { cidr: '198.51.100.0/24' } }], ports: [{ port: 8443, protocol: 'TCP' }] },
    ],
  });
});

test('scrapes instances and not the pooler’s pods, which carry the cluster’s label as well', () => {
  expect(only(database().chart, 'PodMonitor').spec).toEqual({
    podMetricsEndpoints: [{ port: 'metrics', path: '/metrics' }],
    selector: { matchLabels: DATABASE_PODS },
  });
});

test('backs up by the plugin every night, seconds first, and at once when it is new', () => {
  expect(only(database({ backup: { objectStore: 'store', schedule: '30 1 * * 0' } }).chart, 'ScheduledBackup').spec).toEqual({
    backupOwnerReference: 'cluster',
    cluster: { name: 'postgres' },
    immediate: true,
    method: 'plugin',
    pluginConfiguration: { name: 'barman-cloud.cloudnative-pg.io' },
    schedule: '0 30 1 * * 0',
    target: 'prefer-standby',
  });
  expect(only(database().chart, 'ScheduledBackup').spec['schedule']).toBe('0 0 3 * * *');
});

test('warns where nothing is backed up, and renders no backup', () => {
  expect(database().warnings).toEqual([]);
  const { chart, warnings } = database({}, 'backup');
  expect(warnings).toEqual(['no backup is given: what every tenant keeps in the database is lost with its disks']);
  expect(objects(chart, 'ScheduledBackup')).toEqual({});
  expect(only(chart, 'Cluster').spec).not.toHaveProperty('plugins');
});

test('runs in a pool of nodes', () => {
  expect(only(database({ nodePool: 'data', labelDomain: 'agents.example.com' }).chart, 'Cluster').spec['affinity']).toMatchObject({
    nodeSelector: { 'agents.example.com/pool': 'data' },
    tolerations: [{ key: 'agents.example.com/pool', operator: 'Equal', value: 'data', effect: 'NoSchedule' }],
  });
});

describe('memory (A26, F74)', () => {
  // 256 MB + 50 × (4 + 10) MB + 3 × 64 MB = 1148 MB
  const sized = (memory: string, maxConnections: number) => () =>
    database({ resources: AgentResources.of({ cpu: '1', memory }), maxConnections });

  test.each([
    ['1536Mi', 68],
    ['1536Mi', 67],
  ])('holds %s for %i connections', (memory, maxConnections) => {
    expect(problemsOf(sized(memory, maxConnections))).toEqual([]);
  });

  test('fails one connection too many, with both sums', () => {
    // 384 + 69 × 14 + 192 = 1542 MB
    expect(problemsOf(sized('1536Mi', 69))).toEqual([
      'maxConnections: database-memory: shared_buffers 384Mi + 69 connections × (work_mem 4Mi + 10Mi) + 3 autovacuum workers × 64Mi = 1542Mi, but the limit is 1536Mi',
    ]);
  });

  test('fails a thousand connections in 8Gi', () => {
    expect(problemsOf(sized('8Gi', 1000))).toHaveLength(1);
  });
});

test.each([
  [3, 3, []],
  [2, 3, ['instances: database-instances: 2 instances, but 3 are needed to lose one and keep a standby']],
  [1, 3, ['instances: database-instances: 1 instances, but 3 are needed to lose one and keep a standby']],
  [3, 2, ['instances: database-zones: 3 instances, each in a zone of its own, but there are 2 zones: the others never start']],
  [5, 5, []],
  [0, 3, ['instances: whole-number: must be a whole number from 1 to 9, got 0']],
])('judges %i instances over %i zones', (instances, zones, problems) => {
  expect(problemsOf(() => database({ instances, zones }))).toEqual(problems);
});

test('fails with all problems at once', () => {
  expect(
    problemsOf(() =>
      database({
        image: 'postgres:17',
        disk: '50GB',
        storageClass: 'GP 3',
        maxConnections: 0,
        workMem: '4',
        parameters: { max_connections: '500', 'Log Level': 'a' },
        backup: { objectStore: 'A', schedule: '0 0 3 * * *' },
        apiServer: ExternalHost.named('kubernetes.default.svc'),
        hosts: [ExternalHost.ranges([])],
        nodePool: 'B',
      }),
    ).map((text) => text.split(': ').slice(0, 2).join(': ')),
  ).toEqual([
    'image: image-pinned',
    'disk: quantity',
    'storageClass: name',
    'maxConnections: whole-number',
    'workMem: quantity',
    'parameters.Log Level: database-parameter',
    'parameters.max_connections: database-parameter',
    'backup.objectStore: dns-label',
    'backup.schedule: cron',
    'nodePool: dns-label',
    'apiServer[0].name: egress-by-name',
    'hosts[0]: egress-host',
  ]);
});
