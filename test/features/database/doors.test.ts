import { App, Chart, Testing } from 'cdk8s';
import { PostgresCluster } from '../../../constructs/database/postgres-cluster';
import { PostgresPooler, type PostgresPoolerProps } from '../../../constructs/database/postgres-pooler';
import { PostgresTenant } from '../../../constructs/database/postgres-tenant';
import { planned } from '../../../constructs/kinds/planned';
import { ExternalHost } from '../../../constructs/network/external-host';
import { AgentResources } from '../../../constructs/resources/agent-resources';
import { InvalidInputError, type Problem } from '../../../src/kernel/problems';
import type { EnvironmentSpec } from '../../../src/resolve/spec';
import { resolve } from '../../../src/resolve/resolve';
import { ABSENT, CHAT, changed, problemsOf } from '../../resolve/fixture';
import { image, withServices } from '../../resolve/services-fixture';

/** The database in the words of neither door; one tenant uses it, with 3 pods at its rollout peak. */
interface Database {
  readonly image: string;
  readonly issuer: string;
  readonly secretStore: string;
  readonly cpu: string;
  readonly memory: string;
  readonly disk: string;
  readonly storageClass: string;
  readonly instances: number;
  readonly maxConnections: number;
  readonly perPod: number;
  readonly objectStore: string;
  readonly schedule: string;
  readonly acceptsOutage?: boolean;
  readonly zones?: number;
  readonly pooler?: { readonly instances?: number; readonly poolSize?: number; readonly maxClients?: number };
}

const DATABASE: Database = {
  image: image('postgresql').replace('1.0.0', '16.3'),
  issuer: 'issuer-of-choice',
  secretStore: 'store-of-choice',
  cpu: '3',
  memory: '6Gi',
  disk: '12345Mi',
  storageClass: 'class-of-choice',
  instances: 3,
  maxConnections: 123,
  perPod: 7,
  objectStore: 'backups-of-choice',
  schedule: '30 4 * * *',
};
const [API_SERVER, BACKUPS] = ['10.1.0.0/16', '203.0.113.0/24'];

function asSpec(database: Database): EnvironmentSpec {
  const { issuer, secretStore, cpu, memory, perPod, objectStore, schedule, ...rest } = database;
  const postgres = {
    ...rest,
    connectionsPerPod: perPod,
    resources: { cpu, memory, ephemeralStorage: '1Gi' },
    apiServer: { cidrs: [API_SERVER], port: 6443 },
    backup: { objectStore, schedule, hosts: [{ cidrs: [BACKUPS] }] },
  };
  return changed(
    {
      'services.postgres': postgres,
      'services.secretStore': secretStore,
      'services.certificateIssuer': issuer,
      [`${CHAT}.needs`]: ['memory', 'database'],
      labelDomain: 'agents.example.com',
    },
    withServices(),
  );
}

function chartOf(): Chart {
  return new Chart(new App(), 'postgres', { labels: { owner: 'team-platform' } });
}

function build(chart: Chart, database: Database): void {
  const { secretStore, cpu, memory, perPod, objectStore, schedule, pooler: pods, ...rest } = database;
  const labelDomain = 'agents.example.com';
  const cluster = new PostgresCluster(chart, 'Cluster', {
    ...rest,
    resources: AgentResources.of({ cpu, memory, ephemeralStorage: '1Gi' }),
    apiServer: ExternalHost.ranges([API_SERVER], 6443),
    backup: { objectStore, schedule },
    hosts: [ExternalHost.ranges([BACKUPS])],
    labelDomain,
  });
  const pooler = new PostgresPooler(chart, 'Pooler', { ...pods, cluster, tenants: 1, clients: 3 * perPod, labelDomain });
  const remoteKey = 'shop/prod/tenant-acme/database';
  new PostgresTenant(chart, 'Tenant', { pooler, tenant: 'acme', secretStore, remoteKey, labelDomain });
}

const textOf = ({ rule, problem, fix }: Problem): string => `${rule}: ${problem}; ${fix}`;

function problemsOfProps(database: Database): string[] {
  try {
    build(chartOf(), database);
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems.map(textOf);
    throw error;
  }
}

const BAD: readonly (readonly [string, Partial<Database>, string])[] = [
  ['an image by tag alone', { image: 'registry.example.com/shop/postgresql:17.6' }, 'image-pinned'],
  ['an image without a release', { image: image('postgresql') }, 'database-image'],
  ['an issuer with a dot', { issuer: 'a.b' }, 'dns-label'],
  ['a secret store that is no name', { secretStore: 'A' }, 'dns-label'],
  ['processors without a number', { cpu: 'two' }, 'quantity'],
  ['memory in thousandths', { memory: '128m' }, 'quantity'],
  ['a disk without a unit', { disk: '8' }, 'quantity'],
  ['a class that is no name', { storageClass: 'GP 3' }, 'name'],
  ['no instance', { instances: 0 }, 'whole-number'],
  ['more instances than there may be', { instances: 10 }, 'whole-number'],
  ['one instance', { instances: 1 }, 'database-instances'],
  ['more instances than zones', { instances: 4 }, 'database-zones'],
  ['19 connections', { maxConnections: 19 }, 'whole-number'],
  ['more connections than there may be', { maxConnections: 10_001 }, 'whole-number'],
  // (1 tenant + the pooler itself) × 3 pods × 10 + 8
  ['one connection too few', { maxConnections: 67 }, 'connections'],
  ['connections that the memory does not hold', { memory: '1Gi', maxConnections: 68 }, 'database-memory'],
  ['no pod of the pooler', { pooler: { instances: 0 } }, 'whole-number'],
  ['more pods of the pooler than there may be', { pooler: { instances: 101 } }, 'whole-number'],
  ['a pool without a connection', { pooler: { poolSize: 0 } }, 'whole-number'],
  ['no client', { pooler: { maxClients: 0 } }, 'whole-number'],
  ['one client too many for the pooler that is written', { perPod: 7, pooler: { maxClients: 20 } }, 'pooler-clients'],
  ['ten zones', { zones: 10 }, 'whole-number'],
  ['more clients than one pod of the pooler takes', { perPod: 334 }, 'pooler-clients'],
  ['an object store that is no name', { objectStore: 'A' }, 'dns-label'],
  ['a schedule with seconds', { schedule: '0 0 3 * * *' }, 'cron'],
];

test.each(BAD)('both doors refuse %s with the same rule, problem and fix', (_, change, rule) => {
  const database = { ...DATABASE, ...change };
  const ofSpec = problemsOf(asSpec(database)).map(textOf);
  expect(ofSpec).toEqual(problemsOfProps(database));
  expect(ofSpec.map((text) => text.split(':')[0])).toEqual([rule]);
});

test.each([
  ['one instance, its outage accepted', { instances: 1, acceptsOutage: true }],
  ['nine instances in nine zones', { instances: 9, zones: 9 }],
  ['a pooler of three pods', { pooler: { instances: 3, poolSize: 12, maxClients: 21 } }],
] as const)('both doors accept %s', (_, change) => {
  const database = { ...DATABASE, ...change };
  expect(problemsOfProps(database)).toEqual([]);
  expect(problemsOf(asSpec(database))).toEqual([]);
});

test('a database of which no size is written is accepted: what is not written fits together', () => {
  const { image: sql, issuer, disk, perPod, objectStore, schedule, secretStore } = DATABASE;
  const least = asSpec({ ...DATABASE, image: sql, issuer, disk, perPod, objectStore, schedule, secretStore });
  const bare = changed(
    {
      'services.postgres.resources': undefined,
      'services.postgres.instances': undefined,
      'services.postgres.maxConnections': undefined,
    },
    least,
  );
  expect(problemsOf(bare)).toEqual([]);
});

test('nothing is said of connections while something is wrong with a tenant, or with what is summed', () => {
  const tooMany = asSpec({ ...DATABASE, maxConnections: 67, perPod: 334 });
  expect(problemsOf(tooMany).map(({ place }) => place)).toEqual([
    'services.postgres.pooler.poolSize',
    'services.postgres.pooler.maxClients',
  ]);
  expect(problemsOf(changed({ 'tenants.1.owner': '' }, tooMany)).map(({ place }) => place)).toEqual(['tenants.birch.owner']);
  expect(problemsOf(changed({ 'services.postgres.connectionsPerPod': 'many' }, tooMany)).map(({ rule }) => rule)).toEqual(['wrong-type']);
  const unread = changed({ 'services.postgres.maxConnections': 'few' }, tooMany);
  expect(problemsOf(unread).map(({ rule }) => rule)).toEqual(['wrong-type', 'pooler-clients']);
});

test('nothing is said of the memory while its size cannot be read, and only then', () => {
  const tooMany = asSpec({ ...DATABASE, maxConnections: 5000 });
  const found = (changes: object): string[] =>
    problemsOf(changed({ 'services.postgres.resources': ABSENT, ...changes }, tooMany)).map(({ place, rule }) => `${place} ${rule}`);
  const memory = 'services.postgres.maxConnections database-memory';
  expect(found({ 'services.postgres.size': 'small' })).toEqual([memory]);
  expect(found({ 'services.postgres.size': 'huge' })).toEqual(['services.postgres.size unknown-value']);
  expect(found({ 'services.postgres.size': 'small', 'services.postgres.instances': 'few' })).toEqual(
    expect.arrayContaining(['services.postgres.instances wrong-type', memory]),
  );
});

describe('both doors render the same', () => {
  const { postgres } = resolve(asSpec(DATABASE)).services ?? {};
  const ofSpec = chartOf();
  const cluster = new PostgresCluster(ofSpec, 'Cluster', planned(postgres?.cluster ?? {}));
  const pooler = new PostgresPooler(ofSpec, 'Pooler', planned<PostgresPoolerProps>(postgres?.pooler ?? {}, { cluster }));
  const [tenant, ...others] = (postgres?.tenants ?? []).map((one) => new PostgresTenant(ofSpec, 'Tenant', planned(one)));
  const ofProps = chartOf();
  build(ofProps, DATABASE);
  const objects = Testing.synth(ofSpec) as { kind: string; spec: unknown }[];
  const the = (kind: string): unknown => objects.find((object) => object.kind === kind)?.spec;

  test('objects', () => {
    expect(others).toEqual([]);
    expect(objects).toEqual(Testing.synth(ofProps));
  });

  test('and tell the same', () => {
    expect([cluster.maxConnections, cluster.apiServer.cidrs, cluster.apiServer.port]).toEqual([123, [API_SERVER], 6443]);
    expect([pooler.cluster, pooler.connectionsPerTenant, tenant?.databaseName]).toEqual([cluster, 30, 'tenant_acme']);
  });

  test('with every value that is written', () => {
    const sized = { cpu: DATABASE.cpu, memory: DATABASE.memory, 'ephemeral-storage': '1Gi' };
    expect(the('Cluster')).toMatchObject({
      imageName: DATABASE.image,
      instances: 3,
      resources: { limits: sized, requests: sized },
      storage: { size: DATABASE.disk, storageClass: DATABASE.storageClass },
      postgresql: { parameters: { max_connections: '123', shared_buffers: '1536MB' } },
      plugins: [{ parameters: { barmanObjectName: DATABASE.objectStore } }],
    });
    expect(the('ScheduledBackup')).toMatchObject({ schedule: `0 ${DATABASE.schedule}` });
    expect(the('Certificate')).toMatchObject({ issuerRef: { name: DATABASE.issuer } });
    expect(the('ExternalSecret')).toMatchObject({
      secretStoreRef: { name: DATABASE.secretStore },
      data: [{ remoteRef: { key: 'shop/prod/tenant-acme/database' } }],
    });
    const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy').map(({ spec }) => JSON.stringify(spec));
    expect(policies.map((text) => [text.includes(`"${API_SERVER}"`), text.includes('6443'), text.includes(`"${BACKUPS}"`)])).toEqual([
      [true, true, true],
      [true, true, false],
    ]);
    expect(policies[1]).toContain('"agents.example.com/tenant"');
    expect(postgres?.pooler).toMatchObject({ tenants: 1, clients: 21 });
  });
});

test('an environment whose database has no backup is warned, as a construct is, and one that has is not', () => {
  const warned = (spec: EnvironmentSpec) => resolve(spec).warnings.filter(({ rule }) => rule === 'no-backup');
  expect(warned(asSpec(DATABASE))).toEqual([]);
  expect(warned(changed({ 'services.postgres.backup': ABSENT }, asSpec(DATABASE)))).toEqual([
    {
      place: 'services.postgres',
      rule: 'no-backup',
      problem: 'no backup is given: what every tenant keeps in the database is lost with its disks',
      fix: 'write backup: its object store and the hosts that it is reached at',
    },
  ]);
});
