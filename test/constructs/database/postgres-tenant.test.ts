import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Testing } from 'cdk8s';
import { crdSchemas } from '../../../src/judges/schemas/crd-schema';
import { fieldTable } from '../../../src/judges/schemas/field-table';
import { parseManifests } from '../../../src/judges/inventory/parse';
import { validateStrict } from '../../../src/judges/schemas/strict';
import { objects, withTenants } from './postgres-fixture';
import { only, problemsOf } from '../scaling/scaling-fixture';

const CRD_FILES = [
  'cert-manager-v1.21.1.yaml',
  'cloudnative-pg-v1.30.0.yaml',
  'external-secrets-v2.9.0.yaml',
  'prometheus-operator-v0.93.0.yaml',
];
const CRDS = [process.env['CRDS_DIR'], resolve(__dirname, '..', '..', '..', '..', 'shared', 'crds')].find(
  (folder) => folder !== undefined && existsSync(folder),
);

test('renders a role and a database of one name, and the schema whose making closes the database', () => {
  const { chart } = withTenants(['acme-eu']);
  expect(only(chart, 'DatabaseRole')).toMatchObject({ metadata: { name: 'tenant-acme-eu', namespace: 'platform' } });
  expect(only(chart, 'DatabaseRole').spec).toEqual({
    cluster: { name: 'postgres' },
    comment: 'role of acme-eu',
    connectionLimit: 30,
    databaseRoleReclaimPolicy: 'retain',
    login: true,
    name: 'tenant_acme_eu',
    passwordSecret: { name: 'tenant-acme-eu-database' },
  });
  expect(only(chart, 'Database').spec).toEqual({
    cluster: { name: 'postgres' },
    databaseReclaimPolicy: 'retain',
    name: 'tenant_acme_eu',
    owner: 'tenant_acme_eu',
    schemas: [{ name: 'tenant_acme_eu', owner: 'tenant_acme_eu' }],
  });
});

test('renders the password’s Secret as the operator wants it: basic-auth, the role’s name, read again when it changes', () => {
  const labels = { 'app.kubernetes.io/managed-by': 'cdk8s-agents', 'cdk8s-agents/tenant': 'acme' };
  expect(only(withTenants(['acme']).chart, 'ExternalSecret').spec).toEqual({
    data: [{ secretKey: 'password', remoteRef: { key: 'swarm/prod/tenant-acme/database', property: 'password' } }],
    refreshInterval: '1h0m0s',
    secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
    target: {
      name: 'tenant-acme-database',
      creationPolicy: 'Owner',
      deletionPolicy: 'Retain',
      template: {
        engineVersion: 'v2',
        mergePolicy: 'Replace',
        type: 'kubernetes.io/basic-auth',
        metadata: { labels: { ...labels, 'cnpg.io/reload': 'true' } },
        data: { username: 'tenant_acme', password: '{{ .password }}' },
      },
    },
  });
});

test('limits each role to the pooler’s pods for it', () => {
  const { chart } = withTenants(['acme', 'globex'], {}, { instances: 3, poolSize: 5 });
  expect(Object.values(objects(chart, 'DatabaseRole')).map(({ spec }) => spec['connectionLimit'])).toEqual([20, 20]);
});

test('fails one tenant more than the pooler counts with, and a tenant twice', () => {
  expect(problemsOf(() => withTenants(['a', 'b', 'c']))).toEqual([]);
  expect(problemsOf(() => withTenants(['a', 'b', 'c', 'd']))).toEqual([
    'tenant: database-tenants: it is database 4, but the pooler counts with 3',
  ]);
  expect(problemsOf(() => withTenants(['a', 'a']))).toEqual([`tenant: duplicate: 'a' has a database already`]);
});

test('fails with all problems at once', () => {
  expect(problemsOf(() => withTenants(['Acme'], { secretStore: 'My Store', remoteKey: 'a/../b', labelDomain: 'A B' }))).toEqual([
    expect.stringContaining('tenant: id: must be 1 to 30 lower-case letters'),
    `secretStore: dns-label: must be a DNS label of at most 63 characters, got 'My Store'`,
    `remoteKey: secret-key: must be words of letters, digits, '.', '_' and '-' with '/' between them, got 'a/../b'`,
    `labelDomain: label-domain: must be a DNS name outside kubernetes.io and k8s.io, got 'A B'`,
  ]);
});

const withCrds = CRDS === undefined ? test.skip : test;
withCrds('renders nothing that Kubernetes 1.33 or the real definitions do not know', () => {
  expectKnown(CRDS ?? '');
});

function expectKnown(folder: string): void {
  const definitions = CRD_FILES.flatMap((file) => parseManifests(readFileSync(join(folder, file), 'utf8'), file));
  const schemas = { core: fieldTable('1.33'), custom: crdSchemas(definitions.map(({ document }) => document)) };
  const rendered = Testing.synth(withTenants(['acme', 'globex']).chart) as { kind: string }[];
  expect([...new Set(rendered.map(({ kind }) => kind))].sort()).toEqual([
    'Certificate',
    'Cluster',
    'Database',
    'DatabaseRole',
    'ExternalSecret',
    'NetworkPolicy',
    'PodDisruptionBudget',
    'PodMonitor',
    'Pooler',
    'ScheduledBackup',
  ]);
  expect(
    rendered.flatMap((object) => validateStrict(object, schemas).map(({ place, problem }) => `${object.kind} ${place}: ${problem}`)),
  ).toEqual([]);
}
