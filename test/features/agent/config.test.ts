import { sha256 } from '../../../src/kernel/checksum';
import { Problems } from '../../../src/kernel/problems';
import { configAnnotations, type ConfigInput, configFile, planConfig } from '../../../src/features/agent/config';
import {
  checkCredentials,
  type CredentialsInput,
  credentialsOf,
  planCredentials,
  proofSettings,
} from '../../../src/features/agent/credentials';

const lines = ({ list }: Problems): string[] => list.map(({ place, rule }) => `${place}: ${rule}`);

const INPUT: ConfigInput = {
  identity: 'search',
  tenant: undefined,
  concurrency: 4,
  needs: [],
  memoryOwner: undefined,
  consumes: undefined,
  publishes: [],
  budgetNotice: false,
  external: [],
  credentials: undefined,
  settings: {},
  parts: {},
};
const PROOF = { secret: 'mine', agent: 'search', tenant: 'acme', needs: ['bus'], memoryPrefixes: ['tenant:acme:'] } as const;

describe('the configuration file', () => {
  const file = (change: Partial<ConfigInput>): unknown => JSON.parse(configFile({ ...INPUT, ...change }));

  test.each<readonly [string, Partial<ConfigInput>, object]>([
    ['who it is and how much it does', {}, {}],
    ['its tenant', { tenant: 'acme' }, { tenant: 'acme' }],
    ['its settings and parts', { settings: { a: 1 }, parts: { job: { b: 2 } } }, { a: 1, job: { b: 2 } }],
    ['the bus', { needs: ['bus'] }, { bus: { address: 'nats.platform.svc.cluster.local:4222' } }],
    [
      'the bus as a tenant',
      { needs: ['bus'], tenant: 'acme', publishes: ['a'] },
      {
        tenant: 'acme',
        bus: { address: 'nats.platform.svc.cluster.local:4222', publishes: ['a'], inboxPrefix: '_INBOX_acme_agent-search' },
      },
    ],
    [
      'how it proves itself',
      { needs: ['bus'], credentials: PROOF },
      {
        bus: {
          address: 'nats.platform.svc.cluster.local:4222',
          user: 'agent-search',
          seedFile: '/var/run/secrets/agent/mine/bus-seed',
          tls: true,
          authorityFile: '/var/run/secrets/agent/mine/ca.crt',
        },
      },
    ],
    [
      'nothing of how it proves itself elsewhere',
      { needs: ['bus'], credentials: { ...PROOF, needs: ['memory'] } },
      { bus: { address: 'nats.platform.svc.cluster.local:4222' } },
    ],
    [
      'a bus that others run',
      { needs: ['bus'], external: [external('bus', { address: 'nats.example.com:4222', tls: true })] },
      { bus: { address: 'nats.example.com:4222', tls: true } },
    ],
    [
      'a bus that others run, and the files for it',
      { needs: ['bus'], credentials: PROOF, external: [external('bus', { address: 'nats.example.com:4222' })] },
      { bus: { address: 'nats.example.com:4222', seedFile: '/var/run/secrets/agent/mine/seed' } },
    ],
    [
      'a bus that others run, to one who does not prove itself there',
      {
        needs: ['bus'],
        credentials: { ...PROOF, needs: ['memory'] },
        external: [external('bus', { address: 'nats.example.com:4222' })],
      },
      { bus: { address: 'nats.example.com:4222' } },
    ],
  ])('says %s', (_, change, expected) => {
    expect(file(change)).toEqual({ agent: 'search', concurrency: 4, ...expected });
  });

  const plan = (key: string, change: Partial<ConfigInput>): [boolean, string[]] => {
    const problems = Problems.of('test');
    return [planConfig(problems, key, { ...INPUT, ...change }) === '', lines(problems)];
  };

  test.each<readonly [string, Partial<ConfigInput>, boolean, readonly string[]]>([
    ['nothing', {}, false, []],
    ...['agent', 'bus', 'calls', 'concurrency', 'tenant'].map((key): [string, Partial<ConfigInput>, boolean, readonly string[]] => [
      `the key ${key}, which is ours`,
      { settings: { [key]: 1 }, parts: { calls: {} } },
      false,
      [`settings.${key}: config-key`],
    ]),
    [
      'two keys of ours, in our order',
      { settings: { job: 1, agent: 2 }, parts: { job: {} } },
      false,
      ['settings.agent: config-key', 'settings.job: config-key'],
    ],
    ['a key that every object has', { settings: { toString: 1 } }, false, []],
    ['no JSON, so that no file can be made', { settings: { a: [NaN] } }, true, ['settings.a.0: json']],
    ['a credential', { settings: { a: 'nats://a:b@c' } }, true, ['settings.a: literal-secret']],
    ['a file that no ConfigMap holds', { settings: { a: 'x'.repeat(2 ** 20) } }, false, ['settings: config-size']],
    ['word of a budget without bus and gateway', { budgetNotice: true, needs: ['bus'] }, false, ['budgetNotice: budget-notice']],
    ['word of a budget', { budgetNotice: true, needs: ['bus', 'llm-gateway'] }, false, []],
  ])('of %s', (_, change, empty, said) => {
    expect(plan('settings', change)).toEqual([empty, said]);
    expect(plan('config', change)[1]).toEqual(said.map((line) => line.replace(/^settings/, 'config')));
  });

  test('changes the pods: it travels with them, or its checksum does, and that of files beside it', () => {
    const of = (carried: boolean, configMaps: readonly { readonly data: object }[] = [], labelDomain?: string): object =>
      configAnnotations({ labelDomain, configFile: 'file', configMaps }, carried);
    const maps = [{ data: { a: 'b' } }];
    const rest = '[\n  {\n    "data": {\n      "a": "b"\n    }\n  }\n]\n';
    expect(of(false)).toEqual({ 'cdk8s-agents/config-checksum': sha256('file') });
    expect(of(true)).toEqual({ 'cdk8s-agents/config': 'file' });
    expect(of(false, maps)).toEqual({ 'cdk8s-agents/config-checksum': sha256(`file${rest}`) });
    expect(of(true, maps, 'a.b')).toEqual({ 'a.b/config': 'file', 'a.b/config-checksum': sha256(rest) });
  });
});

/** A service that others run. */
function external(need: string, settings: object): ConfigInput['external'][number] {
  return {
    need,
    settings,
    host: { cidrs: ['203.0.113.0/24'], port: 4222 },
    files: [{ file: 'seed', key: 'shared/bus', property: 'seed', setting: 'seedFile' }],
  } as unknown as ConfigInput['external'][number];
}

describe('credentials', () => {
  const SAID: CredentialsInput = {
    agent: 'search',
    tenant: 'acme',
    needs: ['memory', 'bus', 'llm-gateway'],
    secretStore: 'store',
    system: 'shop',
    environment: 'prod',
    namespace: 'tenant-acme',
  };
  const authority = { file: 'ca.crt', key: 'shop/prod/platform/ca', property: 'certificate' };
  const bus = { file: 'bus-seed', key: 'shop/prod/tenant-acme/bus-agent-search', property: 'seed' };
  const memory = { file: 'memory-password', key: 'shop/prod/tenant-acme/memory', property: 'password' };
  const others = external('bus', {});
  const seed = { file: 'seed', key: 'shared/bus', property: 'seed' };

  test('are of the agent: its files by name after the authority', () => {
    expect(credentialsOf({ ...SAID, members: ['birch'], labels: { a: 'b' }, annotations: { c: 'd' } })).toEqual({
      secret: 'search-credentials',
      agent: 'search',
      tenant: 'acme',
      needs: ['memory', 'bus', 'llm-gateway'],
      memoryPrefixes: ['tenant:acme:', 'tenant:birch:'],
      secretStore: 'store',
      namespace: 'tenant-acme',
      labels: { a: 'b' },
      annotations: { c: 'd' },
      values: [authority, bus, memory],
    });
    expect(credentialsOf(SAID).memoryPrefixes).toEqual(['tenant:acme:']);
  });

  test.each<readonly [string, Partial<CredentialsInput>, readonly object[]]>([
    ['what we run alone', { needs: ['memory'] }, [authority, memory]],
    ['what others run alone, whose authority is not ours', { needs: ['bus'], external: [others] }, [seed]],
    ['both', { needs: ['bus', 'memory'], external: [others] }, [authority, memory, seed]],
    ['what asks nobody', { needs: ['llm-gateway'] }, [authority]],
    ['nothing', { needs: [] }, [authority]],
  ])('for %s', (_, change, values) => {
    expect(credentialsOf({ ...SAID, ...change }).values).toEqual(values);
  });

  test.each<readonly [string, Partial<CredentialsInput>, readonly string[]]>([
    ['nothing wrong', {}, []],
    [
      'names that are none',
      { agent: '', system: '', environment: '', namespace: '' },
      ['agent: dns-label', 'system: dns-label', 'environment: dns-label', 'namespace: dns-label'],
    ],
    ['a tenant that is none', { tenant: '' }, ['tenant: id']],
    ['members that are none', { members: ['a', '', 'B'] }, ['members.1: id', 'members.2: id']],
    ['nothing that asks who it is', { needs: ['llm-gateway'] }, ['needs: credentials']],
    ['something that others run', { needs: ['bus'], external: [others] }, []],
  ])('are refused with %s', (_, change, said) => {
    const problems = Problems.of('test');
    planCredentials(problems, { ...SAID, ...change });
    expect(lines(problems)).toEqual(said);
  });

  test('are said only of what they are for', () => {
    expect(proofSettings(PROOF, 'memory', '/f')).toEqual({});
    expect(proofSettings({ ...PROOF, needs: ['llm-gateway'] }, 'llm-gateway', '/f')).toEqual({});
    expect(proofSettings(PROOF, 'bus', '/f')).toEqual({
      user: 'agent-search',
      seedFile: '/f/bus-seed',
      tls: true,
      authorityFile: '/f/ca.crt',
    });
  });

  test.each<readonly [string, Partial<Parameters<typeof checkCredentials>[2]>, readonly string[]]>([
    ['its own', {}, []],
    ['its own, of fewer needs', { needs: ['bus', 'memory'] }, []],
    ['of another agent', { identity: 'other' }, ['credentials: credentials']],
    ['of another tenant', { tenant: 'birch' }, ['credentials: credentials']],
    ['of no tenant', { tenant: undefined }, ['credentials: credentials']],
    ['of more needs', { needs: ['memory'] }, ['credentials: credentials']],
    ['of another agent and more needs', { identity: 'other', needs: [] }, ['credentials: credentials', 'credentials: credentials']],
  ])('of an agent: %s', (_, change, said) => {
    const problems = Problems.of('test');
    checkCredentials(problems, PROOF, { tenant: 'acme', identity: 'search', needs: ['bus'], ...change });
    expect(lines(problems)).toEqual(said);
  });
});
