import { resolve } from '../../../src/resolve/resolve';
import { changed, CHAT, found, ORDERS, problemsOf, SEARCH } from '../../resolve/fixture';

const at = (agent: string, change: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(change).map(([key, value]) => [`${agent}.${key}`, value]));

const warned = (changes: Readonly<Record<string, unknown>>): string[] =>
  resolve(changed(changes)).warnings.map(({ place, rule }) => `${place}: ${rule}`);

describe('pods that a drain must leave', () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    ['one of two', at(ORDERS, { minAvailable: 1 }), []],
    ['two of two', at(ORDERS, { minAvailable: 2 }), ['tenants.birch.agents.orders.minAvailable: pdb-progress']],
    ['half of two', at(ORDERS, { minAvailable: '50%' }), []],
    ['51 % of two, rounded up', at(ORDERS, { minAvailable: '51%' }), ['tenants.birch.agents.orders.minAvailable: pdb-progress']],
    ['one of a fleet of at least two', at(SEARCH, { minAvailable: 1 }), []],
    ['two of a fleet of at least two', at(SEARCH, { minAvailable: 2 }), ['tenants.acme.agents.search.minAvailable: pdb-progress']],
    [
      'two where the environment lowers the fleet to two',
      { ...at(SEARCH, { minAvailable: 2, 'scaling.min': 3 }), scale: { acme: { search: { min: 2, max: 30, onQueueDepth: 8 } } } },
      ['tenants.acme.agents.search.minAvailable: pdb-progress'],
    ],
    ['a share that is none', at(ORDERS, { minAvailable: '101%' }), ['tenants.birch.agents.orders.minAvailable: pod-share']],
    ['half a pod', at(ORDERS, { minAvailable: 0.5 }), ['tenants.birch.agents.orders.minAvailable: pod-share']],
    ['another type', at(ORDERS, { minAvailable: true }), ['tenants.birch.agents.orders.minAvailable: wrong-type']],
  ])('%s', (_name, changes, expected) => {
    expect(found(changed(changes))).toEqual(expected);
  });

  test('are resolved, and are nothing where nothing is written', () => {
    const agents = resolve(changed(at(CHAT, { minAvailable: '50%' }))).tenants.flatMap((tenant) => tenant.agents);
    expect(agents.map(({ name, minAvailable }) => [name, minAvailable])).toEqual([
      ['chat', undefined],
      ['chat', '50%'],
      ['search', undefined],
      ['orders', undefined],
    ]);
  });
});

describe('messages that a consumer delivers', () => {
  test('suffice for every replica: one less is refused', () => {
    const limit = (messages: number) => problemsOf(changed(at(SEARCH, { 'consumes.maxAckPending': messages })));
    expect(limit(300)).toEqual([]);
    expect(limit(299).map(({ place, rule, problem }) => `${place}: ${rule}: ${problem}`)).toEqual([
      'tenants.acme.agents.search.consumes.maxAckPending: max-ack-pending: the consumer delivers 299 messages at most, 30 replicas × concurrency 10 work on 300',
    ]);
    expect(limit(0).map(({ rule }) => rule)).toEqual(['whole-number']);
  });

  test('are those that are written, or a quarter more than the fleet works on', () => {
    const resolved = (changes: Record<string, unknown>) =>
      resolve(changed(changes)).tenants.flatMap(({ agents }) => agents.flatMap(({ consumes }) => consumes?.maxAckPending ?? []));
    expect(resolved({})).toEqual([375]);
    expect(resolved(at(SEARCH, { 'consumes.maxAckPending': 300 }))).toEqual([300]);
  });
});

test('replicas that wait at one consumer are as many as it lets wait: one more is refused', () => {
  const upTo = (max: number) => {
    const nodes = { 'nodePools.agents.max': 400 };
    return problemsOf(changed({ ...nodes, ...at(SEARCH, { 'scaling.max': max }) }));
  };
  expect(upTo(512)).toEqual([]);
  expect(upTo(513)).toEqual([
    {
      place: 'tenants.acme.agents.search.consumes',
      rule: 'max-waiting',
      problem: 'the consumer lets 512 pulls wait, and each of 513 replicas has one',
      fix: 'keep it within 512 replicas, or give some of the subjects to an agent of their own',
    },
  ]);
});

describe('warnings of absence', () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    ['two replicas with callers', at(CHAT, { replicas: 2 }), []],
    ['one replica with callers', at(CHAT, { replicas: 1 }), ['tenants.acme.agents.chat.replicas: single-replica']],
    ['one replica that nobody waits for', at(ORDERS, { replicas: 1 }), []],
    ['nothing missing while a person waits', at(CHAT, { rollout: { kind: 'rolling', maxUnavailable: 0 } }), []],
    [
      'one missing while a person waits',
      at(CHAT, { rollout: { kind: 'rolling', maxUnavailable: 1 } }),
      ['tenants.acme.agents.chat.rollout: zero-downtime'],
    ],
    ['one missing while nobody waits', at(ORDERS, { rollout: { kind: 'rolling', maxUnavailable: 1 } }), []],
    // one pod a node, and 5 s until the next counts: 900 s are what a node group waits
    ['a node that is left in time', at(ORDERS, { terminationGracePeriod: '895s' }), []],
    [
      'a node that is left a second too late',
      at(ORDERS, { terminationGracePeriod: '896s' }),
      ['tenants.birch.agents.orders.terminationGracePeriod: node-drain'],
    ],
    // 30 pods over 14 nodes are 3 on one of them: 3 × (295 + 5)
    ['a node with three pods, in time', at(SEARCH, { terminationGracePeriod: '295s' }), []],
    [
      'a node with three pods, too late',
      at(SEARCH, { terminationGracePeriod: '296s' }),
      ['tenants.acme.agents.search.terminationGracePeriod: node-drain'],
    ],
  ])('%s', (_name, changes, expected) => {
    expect(warned(changes)).toEqual(expected);
  });
});
