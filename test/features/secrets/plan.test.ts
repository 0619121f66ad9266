import { App, Chart, Testing } from 'cdk8s';
import { certificateSpec } from '../../../constructs/secrets/server-certificate';
import { StoredSecret } from '../../../constructs/secrets/stored-secret';
import { CREDENTIAL_FILES, StoreEntries } from '../../../src/features/secrets/keys';
import { planStoredSecret, platformUserSecret, type StoredSecretInput } from '../../../src/features/secrets/plan';
import { Problems } from '../../../src/kernel/problems';

const VALUE = { file: 'bus-seed', key: 'shop/prod/platform/bus-x', property: 'seed' };
const SECRET: StoredSecretInput = { name: 'x-credentials', values: [VALUE], secretStore: 'store' };

function found(change: Partial<StoredSecretInput>): string[] {
  const problems = Problems.of('root');
  planStoredSecret(problems, { ...SECRET, ...change });
  return problems.list.map(({ place, rule }) => `${place} ${rule}`);
}

test.each<[string, Partial<StoredSecretInput>, string[]]>([
  ['all of it', {}, []],
  ['a name that is none', { name: 'X' }, ['name dns-label']],
  ['a store that is none', { secretStore: '' }, ['secretStore dns-label']],
  ['no values', { values: [] }, ['values stored-values']],
  ['a file in a folder', { values: [{ ...VALUE, file: 'a/b' }] }, ['values.0.file file-name']],
  ['a file without a name', { values: [{ ...VALUE, file: '' }] }, ['values.0.file file-name']],
  ['a file with every sign', { values: [{ ...VALUE, file: 'aZ0._-' }] }, []],
  ['a key that is none', { values: [{ ...VALUE, key: '/a' }] }, ['values.0.key secret-key']],
  ['an empty property', { values: [{ ...VALUE, property: '' }] }, ['values.0.property secret-property']],
  ['a file twice', { values: [VALUE, { ...VALUE, file: 'other' }, VALUE] }, ['values.2.file duplicate']],
])('a Secret with %s', (_, change, problems) => {
  expect(found(change)).toEqual(problems);
});

test('what is not said of a Secret is nothing, and its namespace that of whoever renders it', () => {
  expect(planStoredSecret(Problems.of('root'), SECRET)).toEqual({
    name: 'x-credentials',
    namespace: undefined,
    values: [VALUE],
    secretStore: 'store',
    labels: {},
    annotations: undefined,
  });
});

/** The contract with the team that fills the store: README of the feature. */
describe('entries of the store', () => {
  const entries = new StoreEntries({ system: 'shop', environment: 'prod' });

  test('name the file, the entry and its property', () => {
    expect(entries.authority()).toEqual({ file: 'ca.crt', key: 'shop/prod/platform/ca', property: 'certificate' });
    expect(entries.busUser('tenant-acme', 'agent-chat')).toEqual({
      file: 'bus-seed',
      key: 'shop/prod/tenant-acme/bus-agent-chat',
      property: 'seed',
    });
    expect(entries.memory('tenant-acme')).toEqual({ file: 'memory-password', key: 'shop/prod/tenant-acme/memory', property: 'password' });
    expect(entries.database('tenant-acme')).toEqual({
      file: 'database-password',
      key: 'shop/prod/tenant-acme/database',
      property: 'password',
    });
    expect(entries.own('tenant-acme', { file: 'token', what: 'thing', property: 'value' })).toEqual({
      file: 'token',
      key: 'shop/prod/tenant-acme/thing',
      property: 'value',
    });
    expect(entries.llmProvider()).toBe('shop/prod/platform/llm-provider');
    expect(CREDENTIAL_FILES).toEqual({
      authority: 'ca.crt',
      busSeed: 'bus-seed',
      memory: 'memory-password',
      database: 'database-password',
    });
  });

  test('of the platform stand in its namespace, whatever it is called', () => {
    const named = new StoreEntries({ system: 'shop', environment: 'prod', platformNamespace: 'base' });
    expect([named.authority().key, named.llmProvider(), named.platformBusUser('x').key]).toEqual([
      ...['shop/prod/base/ca', 'shop/prod/base/llm-provider', 'shop/prod/base/bus-x'],
    ]);
  });
});

test('a user of the platform has the authority and a seed', () => {
  const owner = { system: 'shop', environment: 'prod' };
  expect(platformUserSecret('tool-gateway', owner, 'store')).toEqual({
    name: 'tool-gateway-credentials',
    namespace: 'platform',
    values: [
      { file: 'ca.crt', key: 'shop/prod/platform/ca', property: 'certificate' },
      { file: 'bus-seed', key: 'shop/prod/platform/bus-tool-gateway', property: 'seed' },
    ],
    secretStore: 'store',
    labels: {},
    annotations: undefined,
  });
  expect(platformUserSecret('tool-gateway', { ...owner, platformNamespace: 'base' }, 'store')).toMatchObject({ namespace: 'base' });
});

/** https://external-secrets.io/latest/api/externalsecret/ */
describe('StoredSecret', () => {
  const rendered = (change: Partial<ConstructorParameters<typeof StoredSecret>[2]>, namespace?: string): unknown => {
    const chart = new Chart(new App(), 'chart', namespace === undefined ? {} : { namespace });
    new StoredSecret(chart, 'Secret', { name: 'x-credentials', secretStore: 'store', values: [VALUE], ...change });
    const [object] = Testing.synth(chart) as object[];
    return object;
  };
  const object = {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'x-credentials', labels: { 'app.kubernetes.io/managed-by': 'cdk8s-agents' } },
    spec: {
      data: [{ secretKey: 'bus-seed', remoteRef: { key: 'shop/prod/platform/bus-x', property: 'seed' } }],
      refreshInterval: '1h0m0s',
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'store' },
      target: { name: 'x-credentials', creationPolicy: 'Owner', deletionPolicy: 'Retain' },
    },
  };

  test('is an ExternalSecret that keeps a Secret of its name', () => {
    expect(rendered({})).toEqual(object);
  });

  test('stands in the namespace that is said, else in that of its chart, with labels and annotations of choice', () => {
    expect(rendered({}, 'home')).toEqual({ ...object, metadata: { ...object.metadata, namespace: 'home' } });
    expect(rendered({ namespace: 'base', labels: { a: 'b' }, annotations: { c: 'd' } }, 'home')).toEqual({
      ...object,
      metadata: {
        name: 'x-credentials',
        namespace: 'base',
        labels: { a: 'b', 'app.kubernetes.io/managed-by': 'cdk8s-agents' },
        annotations: { c: 'd' },
      },
    });
  });

  test('fails with what its plan refuses, at the place of the construct', () => {
    expect(() => rendered({ values: [] })).toThrow('stored-values');
  });
});

/** https://cert-manager.io/docs/usage/certificate/: 90 days, renewed 30 days before their end */
test('a certificate of a server is an ECDSA key that changes with each renewal', () => {
  expect(certificateSpec('issuer', ['a', 'b'], 'server-tls')).toEqual({
    dnsNames: ['a', 'b'],
    duration: `${90 * 24}h`,
    renewBefore: `${30 * 24}h`,
    issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'issuer' },
    privateKey: { algorithm: 'ECDSA', rotationPolicy: 'Always', size: 256 },
    secretName: 'server-tls',
    usages: ['digital signature', 'server auth'],
  });
});
