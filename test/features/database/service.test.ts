import { CLOUDNATIVE_PG_PODS } from '../../../src/features/database/operators';
import { DATABASE_SERVICE } from '../../../src/features/database/service';

test('the database is needed by its word, written below postgres, certified, and found at its pooler', () => {
  const { need, written, certified, operated, config } = DATABASE_SERVICE;
  expect([need, written.key, certified, operated]).toEqual(['database', 'postgres', true, CLOUDNATIVE_PG_PODS]);
  expect(DATABASE_SERVICE.places(undefined)).toEqual([
    { namespace: 'platform', podLabels: { 'cnpg.io/poolerName': 'postgres-pooler' }, port: 5432, service: 'postgres-pooler' },
  ]);
  expect([config?.key, config?.addresses(undefined)]).toEqual(['database', { address: 'postgres-pooler.platform.svc.cluster.local:5432' }]);
});

test('of a database that others run, clients are told where it is and how its certificate is checked', () => {
  const { external } = DATABASE_SERVICE;
  expect([external?.port, external?.keepsConnections, external?.tellsAgent]).toEqual([5432, true, undefined]);
  expect([external?.addresses('db.example.com:5432'), external?.tls(true), external?.tls(false)]).toEqual([
    { address: 'db.example.com:5432' },
    { sslmode: 'verify-full' },
    { sslmode: 'disable' },
  ]);
});

test('five kinds of its operator are delivered, of which three hold data', () => {
  const kind = { group: 'postgresql.cnpg.io', namespaced: true, holdsData: false, read: [] };
  const applied = { kind: 'equal', field: 'applied', value: true, failed: undefined, argoCdKnows: false };
  expect(DATABASE_SERVICE.kinds).toEqual([
    { ...kind, kind: 'Cluster', resource: 'clusters', health: { kind: 'condition', type: 'Ready', argoCdKnows: false }, holdsData: true },
    { ...kind, kind: 'Database', resource: 'databases', health: applied, holdsData: true },
    { ...kind, kind: 'DatabaseRole', resource: 'databaseroles', health: applied, holdsData: true },
    { ...kind, kind: 'Pooler', resource: 'poolers', health: { kind: 'same', field: 'instances' } },
    { ...kind, kind: 'ScheduledBackup', resource: 'scheduledbackups', health: { kind: 'no-status' } },
  ]);
});

test('an agent proves itself by the password of its tenant, into the tenant’s database, and checks the server’s name', () => {
  expect(DATABASE_SERVICE.proof?.entry('search')).toEqual({ file: 'database-password', what: 'database', property: 'password' });
  expect(DATABASE_SERVICE.proof?.settings({ agent: 'search', tenant: 'acme-eu', memoryPrefixes: [] }, '/creds')).toEqual({
    user: 'tenant_acme_eu',
    database: 'tenant_acme_eu',
    passwordFile: '/creds/database-password',
    sslmode: 'verify-full',
    authorityFile: '/creds/ca.crt',
  });
});
