import {
  checkExternalCapacity,
  checkSharedCredentials,
  externalFor,
  type ExternalServiceInput,
  type ExternalServicePlan,
  fileSettings,
  planExternal,
} from '../../../src/features/external/plan';
import type { ExternalForm } from '../../../src/features/services/service';
import { Problems } from '../../../src/kernel/problems';

const FORM: ExternalForm = { port: 5432, addresses: (address) => ({ address }), tls: (tls) => ({ tls }) };
const ROW = { need: 'database', external: FORM };
const GOOD: ExternalServiceInput = { name: 'db.example.com', cidrs: ['198.51.100.0/28'] };

function planned(input: ExternalServiceInput): { readonly plan: ExternalServicePlan; readonly found: string[] } {
  const problems = Problems.of('external');
  const plan = planExternal(problems, input, ROW);
  return { plan, found: problems.list.map(({ place, rule }) => `${place}: ${rule}`) };
}

const found = (input: ExternalServiceInput): string[] => planned(input).found;

describe('a service that others run', () => {
  test('is dialled by its name at its usual port, by TLS, and nothing else of it is reached', () => {
    const { plan } = planned(GOOD);
    expect(plan.settings).toEqual({ address: 'db.example.com:5432', tls: true });
    expect(plan.host).toEqual({ name: 'db.example.com', cidrs: ['198.51.100.0/28'], port: 5432 });
    expect(plan.files).toEqual([]);
  });

  test.each([
    ['10.20.0.5', '10.20.0.5:5432', '10.20.0.5/32'],
    ['2001:db8::5', '[2001:db8::5]:5432', '2001:db8::5/128'],
  ])('at %s is dialled at %s, and %s is all that is reached', (address, dialled, range) => {
    const { plan, found: problems } = planned({ address });
    expect(problems).toEqual([]);
    expect([plan.settings['address'], plan.host.cidrs]).toEqual([dialled, [range]]);
  });

  test('at an address may stand in a wider range', () => {
    expect(planned({ address: '10.20.0.5', cidrs: ['10.20.0.0/24'] }).plan.host.cidrs).toEqual(['10.20.0.0/24']);
  });

  test.each<[string, ExternalServiceInput, string[]]>([
    ['nothing that is dialled', { cidrs: ['198.51.100.0/28'] }, [': external-place']],
    ['a name and an address', { ...GOOD, address: '10.20.0.5' }, [': external-place']],
    ['an address that is a name', { address: 'db.example.com' }, ['address: external-address']],
    ['an address with leading zeros', { address: '10.020.0.5' }, ['address: external-address']],
    ['instance metadata', { address: '169.254.169.254' }, ['cidrs[0]: cidr']],
    ['a name without ranges', { name: 'db.example.com' }, ['name: egress-by-name']],
    ['a name that is none', { ...GOOD, name: 'db example' }, ['name: host-name']],
    ['every address there is', { ...GOOD, cidrs: ['0.0.0.0/0'] }, ['cidrs[0]: cidr']],
    ['port 0', { ...GOOD, port: 0 }, ['port: whole-number']],
    ['port 65536', { ...GOOD, port: 65_536 }, ['port: whole-number']],
    ['a credential that is no name', { ...GOOD, credentials: { 'pass word': { key: 'a/b' } } }, ['credentials.pass word: credential-name']],
    [
      'a credential with the name of the authority',
      { ...GOOD, credentials: { authority: { key: 'a/b' } } },
      ['credentials.authority: credential-name'],
    ],
    ['a key that no store takes', { ...GOOD, credentials: { password: { key: 'a//b' } } }, ['credentials.password.key: secret-key']],
    [
      'a placeholder that there is not',
      { ...GOOD, credentials: { password: { key: 'a/{pod}' } } },
      ['credentials.password.key: secret-key'],
    ],
    [
      'an empty property',
      { ...GOOD, credentials: { password: { key: 'a/b', property: '' } } },
      ['credentials.password.property: secret-property'],
    ],
    ['an authority that no store takes', { ...GOOD, authority: { key: '/a' } }, ['authority.key: secret-key']],
    ['a setting that is told anyway', { ...GOOD, settings: { address: 'elsewhere:1' } }, ['settings.address: config-key']],
    [
      'a setting that names a file',
      { ...GOOD, credentials: { password: { key: 'a' } }, settings: { passwordFile: '/a' } },
      ['settings.passwordFile: config-key'],
    ],
    ['a password as a setting', { ...GOOD, settings: { password: 'hunter2' } }, ['settings.password: literal-secret']],
    [
      'no connection',
      { ...GOOD, connectionsPerPod: 0, maxConnections: 0 },
      ['connectionsPerPod: whole-number', 'maxConnections: whole-number'],
    ],
    ['a monitoring address with a scheme', { ...GOOD, monitoring: 'http://nats:8222' }, ['monitoring: host-port']],
  ])('fails %s', (_, input, expected) => {
    expect(found(input)).toEqual(expected);
  });

  test.each([1, 65_535])('may listen on port %i', (port) => {
    expect(found({ ...GOOD, port })).toEqual([]);
  });

  test('is proved to by files that are named after the service and the credential', () => {
    const { plan } = planned({
      ...GOOD,
      credentials: { password: { key: 'rds/{tenant}' }, apiKey: { key: 'keys/{namespace}/{agent}', property: 'value' } },
      authority: { key: 'rds/ca' },
    });
    const own = externalFor(plan, { tenant: 'acme', namespace: 'tenant-acme', agent: 'chat', members: undefined }, FORM);
    expect(own.files.map(({ file, key, property }) => [file, key, property])).toEqual([
      ['database-api-key', 'keys/tenant-acme/chat', 'value'],
      ['database-ca.crt', 'rds/ca', 'certificate'],
      ['database-password', 'rds/acme', 'password'],
    ]);
    expect(fileSettings(own, '/files')).toEqual({
      apiKeyFile: '/files/database-api-key',
      authorityFile: '/files/database-ca.crt',
      passwordFile: '/files/database-password',
    });
  });

  test('tells an agent what is written before what is ours to tell', () => {
    const told: ExternalForm = { ...FORM, told: ({ tenant }) => ({ prefix: tenant, kept: true }) };
    const { plan } = planned({ ...GOOD, settings: { prefix: 'of-choice' } });
    const { settings } = externalFor(plan, { tenant: 'acme', namespace: 'tenant-acme', agent: 'chat', members: undefined }, told);
    expect(settings).toMatchObject({ prefix: 'of-choice', kept: true });
  });
});

describe('what is unknown of it', () => {
  test('is said, and only while it is unknown and somebody connects', () => {
    const { plan } = planned(GOOD);
    expect(checkExternalCapacity(plan, 3)?.problem).toBe('3 pods connect at their peak, and whether it holds their connections is unknown');
    expect(checkExternalCapacity(plan, 0)).toBeUndefined();
    expect(checkExternalCapacity({ ...plan, connectionsPerPod: 2 }, 3)?.rule).toBe('external-capacity');
    expect(checkExternalCapacity({ ...plan, connectionsPerPod: 2, maxConnections: 6 }, 3)).toBeUndefined();
  });

  test('credentials of several tenants are told apart by their keys, or warned of; those of one need not', () => {
    const one = planned({ ...GOOD, credentials: { password: { key: 'rds/all' } }, authority: { key: 'ca' } }).plan;
    expect(checkSharedCredentials(one, 2)?.problem).toBe("2 tenants prove themselves with 'rds/all', and have each other's rights");
    expect(checkSharedCredentials(one, 1)).toBeUndefined();
    const own = planned({ ...GOOD, credentials: { password: { key: 'rds/{tenant}' } }, authority: { key: 'ca' } }).plan;
    expect(checkSharedCredentials(own, 2)).toBeUndefined();
  });
});
