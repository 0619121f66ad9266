import { type OpenPool, checkPlatformFits, type PlatformPods } from '../../../src/features/nodes/platform-nodes';

const MI = 2 ** 20;

/** m7i.xlarge: 3920m and 15390Mi for pods and 58 of them; less a tenth 3528m, 13851Mi and 52. */
const pool = (max: number, change: Partial<OpenPool> = {}): OpenPool => ({
  name: 'platform',
  instanceTypes: ['m7i.xlarge'],
  max,
  promised: { cpuMillis: 0, memoryBytes: 0, pods: 0 },
  ...change,
});

const service = (name: string, peakPods: number, cpuMillis: number, memoryMi = 64, zoneBound = false): PlatformPods => ({
  name,
  peakPods,
  cpuMillis,
  memoryBytes: memoryMi * MI,
  zoneBound,
  hostBound: false,
});

const texts = (services: readonly PlatformPods[], ...pools: readonly OpenPool[]): string[] =>
  checkPlatformFits(services, pools).map(({ rule, problem, fix }) => `${rule}: ${problem}; ${fix}`);

const asks = 'platform-nodes: shared services at their rollout peak ask for';
const raise = (max: number): string => `raise max of 'platform' to ${max}, or lower sizes or counts of the services`;

test('one pod is bound to no zone, however few nodes a zone has', () => {
  // two nodes, and so none in one of three zones
  expect(texts([service('database', 1, 100, 64, true)], pool(2))).toEqual([]);
  expect(texts([service('database', 2, 100, 64, true)], pool(2))).toEqual([expect.stringContaining('rollout-zones: ')]);
});

describe('shared services against the nodes they run on (A8)', () => {
  test.each<[string, PlatformPods, string[]]>([
    ['CPU, just enough on two of three nodes', service('bus', 6, 1176), []],
    ['CPU, a millicore of each pod too much', service('bus', 6, 1177), [`${asks} 7062m of CPU, but 2 of 3 nodes give 7056m; ${raise(4)}`]],
    ['memory, just enough', service('memory', 2, 100, 13_851), []],
    [
      'memory, a Mi too much',
      service('memory', 2, 100, 13_852),
      [
        `${asks} 27704Mi of memory, but 2 of 3 nodes give 27702Mi; give 'platform' larger instance types, or lower the sizes of the services`,
      ],
    ],
    ['pods, just enough', service('many', 104, 1, 1), []],
    ['pods, one too many', service('many', 105, 1, 1), [`${asks} 105 pods, but 2 of 3 nodes give 104; ${raise(4)}`]],
  ])('%s', (_name, one, expected) => {
    expect(texts([one], pool(3))).toEqual(expected);
  });

  test('fail where the sum fits but a pod fits no node: what is left lies in pieces', () => {
    // 4 × 1770m are 7080m of 3 × 3528m, but a node holds one of them
    expect(texts([service('large', 4, 1770)], pool(4))).toEqual([
      `platform-nodes: a pod of 'large' asks for 1770m of CPU and 64Mi of memory and finds no room on 3 of 4 nodes, of which one gives 3528m of CPU and 13851Mi of memory to all its pods; ${raise(5)}`,
    ]);
    expect(texts([service('large', 4, 1764)], pool(4))).toEqual([]);
  });

  test('fail on a single node, whichever is asked for: it may be missing', () => {
    expect(texts([service('small', 1, 100)], pool(1))).toEqual([
      `${asks} 100m of CPU, but 0 of 1 nodes give 0; for 64Mi of memory, but 0 of 1 nodes give 0; for 1 pod, but 0 of 1 nodes give 0; ${raise(2)}`,
    ]);
  });

  test('have what tenants are promised of the same nodes taken off first', () => {
    const promised = (cpuMillis: number): OpenPool => pool(3, { promised: { cpuMillis, memoryBytes: 0, pods: 0 } });
    // 7056m − 2000m on two nodes: 2528m each
    expect(texts([service('bus', 2, 2528)], promised(2000))).toEqual([]);
    expect(texts([service('bus', 2, 2529)], promised(2000))).toEqual([`${asks} 5058m of CPU, but 2 of 3 nodes give 5056m; ${raise(4)}`]);
  });

  test('count every open pool, and lose the node that they need most', () => {
    const large = pool(1, { name: 'large', instanceTypes: ['m7i.2xlarge'] });
    // the larger node is the missing one: 2 × 3528m are left
    expect(texts([service('bus', 2, 3528)], pool(2), large)).toEqual([]);
    expect(texts([service('bus', 2, 3529)], pool(2), large)).toEqual([
      `${asks} 7058m of CPU, but 2 of 3 nodes give 7056m; raise max of one of these pools, or lower sizes or counts of the services`,
    ]);
  });

  test('are not judged where no pool is open: that is unknown, and said elsewhere', () => {
    expect(texts([service('bus', 100, 100_000)])).toEqual([]);
  });
});

describe('services that are bound to zones (A14)', () => {
  const bus = service('bus', 3, 1000, 64, true);

  test('find room in every zone', () => {
    expect(texts([bus], pool(3))).toEqual([]);
  });

  test('fail where a zone has no node', () => {
    expect(texts([service('bus', 3, 1000, 64, true)], pool(2))).toEqual([
      `rollout-zones: 'bus': 3 pods at the rollout peak over 3 zones are 1 in each, but one zone has room for 0; give every zone room for 1, or prefer the spread instead of requiring it`,
    ]);
    expect(texts([service('bus', 3, 1000)], pool(2))).toEqual([]);
  });

  test('fail where others that are bound to the zone fill its node', () => {
    const database = (cpuMillis: number): PlatformPods => service('database', 3, cpuMillis, 64, true);
    expect(texts([bus, database(2528)], pool(5))).toEqual([]);
    expect(texts([bus, database(2529)], pool(5)).map((text) => text.split(':')[0])).toEqual(['rollout-zones', 'rollout-zones']);
  });
});

test.each([
  [3, []],
  [4, []],
  [
    5,
    [
      `rollout-hosts: 'gateway': 5 pods at the rollout peak need a host each (required anti-affinity), but there are 4; raise the pool to 5 nodes, or prefer separate hosts instead of requiring them`,
    ],
  ],
])('%s pods of which no two share a node, on four nodes of two pools (A14)', (peakPods, expected) => {
  const gateway = { ...service('gateway', peakPods, 100), hostBound: true };
  expect(texts([gateway, service('many', 20, 100)], pool(3), pool(1, { name: 'other' }))).toEqual(expected);
});
