import type { EnvironmentSpec } from '../../../src/resolve/spec';
import { resolve } from '../../../src/resolve/resolve';
import type { StorePairPlan } from '../../../src/features/store/plan';
import type { OwnMemorySpec } from '../../../src/features/store/spec';
import { ABSENT, changed, CHAT, found, problemsOf, ELSEWHERE } from '../../resolve/fixture';
import { withServices } from '../../resolve/services-fixture';

const OWN: OwnMemorySpec = { disk: '8Gi', state: { size: 'large' }, cache: {} };
const MEMORY = 'tenants.0.memory';
const own = (changes: Readonly<Record<string, unknown>> = {}): EnvironmentSpec =>
  changed({ [MEMORY]: structuredClone(OWN), ...changes }, withServices());

/** Names of users, and connections at their peak. */
const users = (pair: StorePairPlan | undefined) => [pair?.state.acl.users.map(({ name }) => name), pair?.state.instance.connections];

describe('a memory of a tenant’s own', () => {
  test('takes the tenant and its pods out of the shared one', () => {
    const shared = resolve(withServices());
    expect(shared.services?.redis?.own).toEqual([]);
    // chat: 2 + 25 % surge, rounded up, of 4 connections each
    expect(users(shared.services?.redis?.shared)).toEqual([['acme'], 12]);
    const { services } = resolve(own());
    expect(users(services?.redis?.shared)).toEqual([[], 0]);
    const [memory, ...others] = services?.redis?.own ?? [];
    expect(others).toEqual([]);
    expect(users(memory)).toEqual([['acme'], 12]);
    expect(memory?.state.acl.users).toEqual([
      { name: 'acme', prefixes: ['tenant:acme:'], scripting: false, covers: [], remoteKey: 'shop/prod/tenant-acme/memory' },
    ]);
    expect(memory?.state.instance).toMatchObject({ owner: 'acme', disk: { size: '8Gi', storageClass: undefined } });
    // the class that is written, else medium
    expect([memory?.state.instance.resources.memory, memory?.cache.instance.resources.memory]).toEqual(['1Gi', '512Mi']);
  });

  test('is promised to nobody in parts; the shared one is, 64Mi each', () => {
    const promised = (pair: StorePairPlan | undefined) => [pair?.state.instance.promisedBytes, pair?.cache.instance.promisedBytes];
    expect(promised(resolve(withServices()).services?.redis?.shared)).toEqual([64 * 2 ** 20, 64 * 2 ** 20]);
    expect(promised(resolve(own()).services?.redis?.own[0])).toEqual([0, 0]);
  });

  test('of a pool is that of its members too', () => {
    const { services } = resolve(
      changed({ 'pools.0.memory': { ...OWN, storageClass: 'gp3' }, 'pools.0.agents.chat.needs': ['memory'] }, withServices()),
    );
    const [memory] = services?.redis?.own ?? [];
    expect(memory?.state.acl.users.map(({ name, remoteKey }) => [name, remoteKey])).toEqual([
      ['shared', 'shop/prod/shared/memory'],
      ['cedar', 'shop/prod/shared/memory-member-cedar'],
      ['dune', 'shop/prod/shared/memory-member-dune'],
    ]);
    expect(memory?.state.instance.disk?.storageClass).toBe('gp3');
  });

  test.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['no agent needs it', { [`${CHAT}.needs`]: [] }, ['tenants.acme.memory: own-memory']],
    ['one agent’s needs cannot be read', { [`${CHAT}.needs`]: ['memry'] }, ['tenants.acme.agents.chat.needs[0]: unknown-value']],
    ['the environment has no services', { services: ELSEWHERE }, ['tenants.acme.memory: own-memory']],
    ['neither', { services: ELSEWHERE, [`${CHAT}.needs`]: [] }, ['tenants.acme.memory: own-memory', 'tenants.acme.memory: own-memory']],
    ['the services cannot be read', { services: 'all' }, ['services: wrong-type']],
    ['a key is misspelt', { [`${MEMORY}.storage`]: '8Gi' }, ['tenants.acme.memory.storage: unknown-key']],
    [
      'it has a budget per tenant',
      { [`${MEMORY}.state.memoryPerTenant`]: '8Mi' },
      ['tenants.acme.memory.state.memoryPerTenant: unknown-key'],
    ],
    ['the disk is missing', { [`${MEMORY}.disk`]: ABSENT }, ['tenants.acme.memory.disk: missing-key']],
    ['the disk has no unit', { [`${MEMORY}.disk`]: '8' }, ['tenants.acme.memory.disk: quantity']],
    ['the class of the volume is no name', { [`${MEMORY}.storageClass`]: 'a/b' }, ['tenants.acme.memory.storageClass: name']],
    [
      'a class stands beside resources',
      { [`${MEMORY}.state.resources`]: { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' } },
      ['tenants.acme.memory.state.size: one-size'],
    ],
  ])('fails where %s', (_, changes, expected) => {
    expect(found(own(changes))).toEqual(expected);
  });

  test('says what to do about it', () => {
    expect(problemsOf(own({ [`${CHAT}.needs`]: [] })).map(({ problem, fix }) => [problem, fix])).toEqual([
      ['a Redis that is not used: no agent needs memory', `let one need 'memory', or leave it out`],
    ]);
  });
});
