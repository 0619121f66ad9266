import type { EnvironmentSpec } from '../../../src/resolve/spec';
import { resolve } from '../../../src/resolve/resolve';
import type { OwnMemorySpec } from '../../../src/features/store/spec';
import { ABSENT, changed, CHAT, found, problemsOf } from '../../resolve/fixture';
import { withServices } from '../../resolve/services-fixture';

const OWN: OwnMemorySpec = { disk: '8Gi', state: { size: 'large' }, cache: {} };
const MEMORY = 'tenants.0.memory';
const own = (changes: Readonly<Record<string, unknown>> = {}): EnvironmentSpec =>
  changed({ [MEMORY]: structuredClone(OWN), ...changes }, withServices());

describe('a memory of a tenant’s own', () => {
  test('takes the tenant and its pods out of the shared one', () => {
    const shared = resolve(withServices());
    expect(shared.tenants.map(({ memory }) => memory)).toEqual([undefined, undefined, undefined]);
    // chat: 2 + 25 % surge, rounded up
    expect([shared.services?.redis.users.map(({ name }) => name), shared.services?.redis.pods]).toEqual([['acme'], 3]);
    const { services, tenants } = resolve(own());
    expect([services?.redis.users, services?.redis.pods]).toEqual([[], 0]);
    const { memory } = tenants.find(({ id }) => id === 'acme') ?? {};
    expect(memory).toMatchObject({ disk: '8Gi', storageClass: undefined, pods: 3 });
    expect(memory?.users).toEqual([{ name: 'acme', prefixes: ['tenant:acme:'], scripting: false, covers: [] }]);
    expect([memory?.state.memoryPerTenant, memory?.cache.memoryPerTenant]).toEqual([undefined, undefined]);
    // the class that is written, else medium
    expect([memory?.state.resources.memory, memory?.cache.resources.memory]).toEqual(['1Gi', '512Mi']);
  });

  test('of a pool is that of its members too', () => {
    const { tenants } = resolve(
      changed({ 'pools.0.memory': { ...OWN, storageClass: 'gp3' }, 'pools.0.agents.chat.needs': ['memory'] }, withServices()),
    );
    const { memory } = tenants.find(({ id }) => id === 'shared') ?? {};
    expect(memory?.users.map(({ name }) => name)).toEqual(['shared', 'cedar', 'dune']);
    expect(memory?.storageClass).toBe('gp3');
  });

  test.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['no agent needs it', { [`${CHAT}.needs`]: [] }, ['tenants.acme.memory: own-memory']],
    ['one agent’s needs cannot be read', { [`${CHAT}.needs`]: ['memry'] }, ['tenants.acme.agents.chat.needs[0]: unknown-value']],
    ['the environment has no services', { services: ABSENT }, ['tenants.acme.memory: own-memory']],
    ['neither', { services: ABSENT, [`${CHAT}.needs`]: [] }, ['tenants.acme.memory: own-memory', 'tenants.acme.memory: own-memory']],
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
      ['a Redis that nobody uses: no agent needs memory', `let one need 'memory', or leave it out`],
    ]);
  });
});
