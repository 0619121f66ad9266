import { ExternalHost } from '../../../constructs/network/external-host';
import { AgentResources } from '../../../constructs/resources/agent-resources';
import type { PostgresClusterProps } from '../../../constructs/database/postgres-cluster';
import type { PostgresPoolerProps } from '../../../constructs/database/postgres-pooler';
import { checkDatabaseZones } from '../../../src/features/database/connections';
import { checkAdmitted, planDatabase, planPostgresPooler } from '../../../src/features/database/plan';
import { Problems } from '../../../src/kernel/problems';
import { only, rulesOf } from '../scaling/scaling-fixture';
import { database, pooled, POSTGRES_IMAGE } from './postgres-fixture';

const sized = (part: Partial<{ cpu: string; memory: string; ephemeralStorage: string }>): Partial<PostgresClusterProps> => ({
  resources: AgentResources.of({ cpu: '2', memory: '8Gi', ephemeralStorage: '2Gi', ...part }),
});
const image = (tag: string): string => POSTGRES_IMAGE.replace('17.6', tag);

describe('one wrong prop of the servers is one problem, at its own place', () => {
  test.each<[string, Partial<PostgresClusterProps>, string[]]>([
    ['an image by tag alone', { image: 'registry.example.com/postgresql:17.6' }, ['image: image-pinned']],
    ['an image without a release', { image: image('v17') }, ['image: database-image']],
    ['an image of the oldest release', { image: image('14') }, []],
    ['one before it', { image: image('13') }, ['image: database-image']],
    ['processors', sized({ cpu: 'two' }), ['resources.cpu: quantity']],
    ['memory', sized({ memory: '8GB' }), ['resources.memory: quantity']],
    ['storage of a pod', sized({ ephemeralStorage: '2GB' }), ['resources.ephemeralStorage: quantity']],
    ['a disk', { disk: '50GB' }, ['disk: quantity']],
    ['a class of disks', { storageClass: 'GP 3' }, ['storageClass: name']],
    ['the issuer', { issuer: 'a.b' }, ['issuer: dns-label']],
    ['no instance', { instances: 0 }, ['instances: whole-number']],
    ['ten instances', { instances: 10, zones: 9 }, ['instances: whole-number']],
    ['four instances in three zones', { instances: 4 }, ['instances: database-zones']],
    ['two instances in one zone', { instances: 2, zones: 1 }, ['instances: database-instances', 'instances: database-zones']],
    ['no zone', { zones: 0 }, ['zones: whole-number']],
    ['ten zones', { zones: 10 }, ['zones: whole-number']],
    ['nine instances in nine zones', { instances: 9, zones: 9 }, []],
    ['one instance, its outage accepted', { instances: 1, acceptsOutage: true, zones: 1 }, []],
    ['one instance, its outage not accepted', { instances: 1, acceptsOutage: false }, ['instances: database-instances']],
    ['19 connections', { maxConnections: 19 }, ['maxConnections: whole-number']],
    ['20 connections', { maxConnections: 20 }, []],
    // 2048 + 398 × 14 + 192 = 7812, 424 × 14 = 5936 and 8176, 426 × 14 = 5964 and 8204
    ['the most connections that the memory holds', { maxConnections: 425 }, []],
    ['one more', { maxConnections: 426 }, ['maxConnections: database-memory']],
    ['memory of a sort', { workMem: '4MB' }, ['workMem: quantity']],
    ['memory of a sort, and too many connections', { workMem: '4MB', maxConnections: 10_000 }, ['workMem: quantity']],
    ['memory of maintenance', { maintenanceWorkMem: '64' }, ['maintenanceWorkMem: quantity']],
    [
      'memory of maintenance, and too many connections',
      { maintenanceWorkMem: '64', maxConnections: 10_000 },
      ['maintenanceWorkMem: quantity'],
    ],
    [
      'memory that is no quantity, and too many connections',
      { ...sized({ memory: '1' }), maxConnections: 10_000 },
      ['resources.memory: quantity'],
    ],
    ['a sort of 100 Mi', { workMem: '100Mi' }, ['maxConnections: database-memory']],
    ['maintenance of 2 Gi', { maintenanceWorkMem: '2Gi' }, ['maxConnections: database-memory']],
    ['a setting of ours', { parameters: { work_mem: '1GB' } }, ['parameters.work_mem: database-parameter']],
    ['a setting that is none', { parameters: { log_level: '' } }, ['parameters.log_level: database-parameter']],
    ['the object store of backups', { backup: { objectStore: 'A' } }, ['backup.objectStore: dns-label']],
    ['their schedule', { backup: { objectStore: 'a', schedule: 'daily' } }, ['backup.schedule: cron']],
    ['the pool of nodes', { nodePool: 'B' }, ['nodePool: dns-label']],
    ['the domain of labels', { labelDomain: 'A B' }, ['labelDomain: label-domain']],
    ['an API server by name', { apiServer: ExternalHost.named('a.example.com') }, ['apiServer[0].name: egress-by-name']],
    ['a host without ranges', { hosts: [ExternalHost.ranges([])] }, ['hosts[0]: egress-host']],
  ])('%s', (_, props, expected) => {
    expect(rulesOf(() => database(props))).toEqual(expected);
  });
});

test('settings are sorted, those that are derived among those that are given', () => {
  const { parameters } = only(database({ parameters: { wal_level: 'logical', 'auto_explain.log': 'on' }, workMem: '5Mi' }).chart, 'Cluster')
    .spec['postgresql'] as { parameters: Record<string, string> };
  expect(Object.entries(parameters)).toEqual([
    ['auto_explain.log', 'on'],
    ['effective_cache_size', '4096MB'],
    ['maintenance_work_mem', '64MB'],
    ['max_connections', '200'],
    ['password_encryption', 'scram-sha-256'],
    ['shared_buffers', '2048MB'],
    ['wal_level', 'logical'],
    ['work_mem', '5MB'],
  ]);
});

describe('one wrong prop of the pooler is one problem, at its own place', () => {
  const resources = (part: object) => ({ resources: AgentResources.of({ cpu: '1', memory: '1Gi', ...part }) });
  test.each<[string, Partial<PostgresPoolerProps>, string[]]>([
    ['an image by tag alone', { image: 'pgbouncer:1' }, ['image: image-pinned']],
    ['processors', resources({ cpu: 'two' }), ['resources.cpu: quantity']],
    ['the pool of nodes', { nodePool: 'B' }, ['nodePool: dns-label']],
    ['fewer tenants than none', { tenants: -1 }, ['tenants: whole-number']],
    ['no tenant', { tenants: 0 }, []],
    ['half a client', { clients: 0.5 }, ['clients: whole-number']],
    ['fewer clients than none', { clients: -1 }, ['clients: whole-number']],
    ['no client', { clients: 0 }, []],
    ['no pod', { instances: 0 }, ['instances: whole-number']],
    ['101 pods', { instances: 101 }, ['instances: whole-number']],
    ['no connection', { poolSize: 0 }, ['poolSize: whole-number']],
    ['10001 connections', { poolSize: 10_001 }, ['poolSize: whole-number']],
    ['no client in a pod', { maxClients: 0 }, ['maxClients: whole-number']],
    ['too many in a pod', { maxClients: 1_000_001 }, ['maxClients: whole-number']],
    // (3 + 1) × (2 + 1) × 16 + 8 = 200
    ['as many connections as the server has', { poolSize: 16 }, []],
    ['more', { poolSize: 17 }, ['poolSize: connections']],
    [
      'more than the server and more than a pod has',
      { poolSize: 17, clients: 1001 },
      ['poolSize: connections', 'maxClients: pooler-clients'],
    ],
    ['sums with one number that is none', { poolSize: 17, clients: 1001, tenants: -1 }, ['tenants: whole-number']],
  ])('%s', (_, props, expected) => {
    expect(rulesOf(() => pooled(props))).toEqual(expected);
  });

  test('nothing is said of connections of a server that are not known, and of clients all the same', () => {
    const found = (maxConnections: number | undefined): string[] => {
      const problems = Problems.of('x');
      const apiServer = { name: undefined, cidrs: ['10.0.0.0/16'], port: 443 };
      planPostgresPooler(problems, { tenants: 100, clients: 1001 }, { apiServer, maxConnections });
      return problems.list.map(({ place, rule }) => `${place}: ${rule}`);
    };
    expect([found(200), found(undefined)]).toEqual([
      ['poolSize: connections', 'maxClients: pooler-clients'],
      ['maxClients: pooler-clients'],
    ]);
  });
});

test('an environment whose clients are not known counts none, and says nothing of connections', () => {
  const apiServer = { name: undefined, cidrs: ['10.0.0.0/16'], port: 443 };
  const cluster = {
    ...{ image: POSTGRES_IMAGE, disk: '50Gi', apiServer, issuer: 'platform', labelDomain: 'example.com' },
    ...{ resources: { cpu: '2', memory: '8Gi', ephemeralStorage: '2Gi' }, maxConnections: 20 },
  };
  const tenants = [{ tenant: 'acme', secretStore: 'vault', remoteKey: 'a/b' }];
  const planned = (clients: number | undefined) => {
    const problems = Problems.of('x');
    const { pooler, tenants: databases } = planDatabase(problems, { cluster, pooler: { poolSize: 4 }, clients, tenants }, undefined);
    return { found: problems.list.map(({ place, rule }) => `${place}: ${rule}`), pooler, databases };
  };
  // (1 + 1) × (2 + 1) × 4 + 8 = 32
  expect(planned(7).found).toEqual(['pooler.poolSize: connections']);
  expect(planned(7).pooler.clients).toBe(7);
  const { found, pooler, databases } = planned(undefined);
  expect([found, pooler.clients, pooler.tenants]).toEqual([[], 0, 1]);
  expect(databases).toEqual([
    {
      tenant: 'acme',
      databaseName: 'tenant_acme',
      connectionLimit: 12,
      secretStore: 'vault',
      remoteKey: 'a/b',
      labelDomain: 'example.com',
    },
  ]);
});

test.each<[string, string[], number, string[]]>([
  ['a', [], 1, []],
  ['a', [], 0, ['database-tenants']],
  ['b', ['a'], 2, []],
  ['b', ['a'], 1, ['database-tenants']],
  ['a', ['a'], 2, ['duplicate']],
  ['a', ['a'], 1, ['duplicate', 'database-tenants']],
])('%s beside %j, where a pooler counts with %d', (tenant, admitted, tenants, expected) => {
  expect(checkAdmitted(tenant, admitted, tenants).map(({ rule }) => rule)).toEqual(expected);
});

test.each([
  [3, 3, undefined],
  [3, 4, undefined],
  [3, 2, 'database-zones'],
])('%d instances in %d zones: %s', (instances, zones, rule) => {
  expect(checkDatabaseZones(instances, zones)?.rule).toBe(rule);
});
