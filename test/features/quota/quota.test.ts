import * as fc from 'fast-check';
import { poolSupply, checkQuotasFit } from '../../../src/features/nodes/cluster-capacity';
import { addDemands, cronRuns, demandOf, quotaFor, checkQuota, withHeadroom } from '../../../src/features/quota/quota';
import { bytes, cpuMillis, GI } from '../../../src/kernel/quantity';

const workloads = fc.array(
  fc.record({
    peakPods: fc.integer({ min: 0, max: 500 }),
    millis: fc.integer({ min: 1, max: 8000 }),
    mi: fc.integer({ min: 1, max: 16_384 }),
  }),
  { maxLength: 8 },
);

test('a derived quota holds the pods one by one, with a tenth to spare and less than a core, a Gi and a pod more (A5)', () => {
  fc.assert(
    fc.property(workloads, (all) => {
      const demand = demandOf(
        all.map(({ peakPods, millis, mi }) => ({
          peakPods,
          resources: { cpu: `${millis}m`, memory: `${mi}Mi`, ephemeralStorage: `${mi}Mi` },
        })),
      );
      const pods = all.flatMap(({ peakPods, millis, mi }) => Array.from({ length: peakPods }, () => ({ millis, mi })));
      const [millis, mi] = [pods.reduce((sum, pod) => sum + pod.millis, 0), pods.reduce((sum, pod) => sum + pod.mi, 0)];
      expect(demand).toEqual({ cpuMillis: millis, memoryBytes: mi * 2 ** 20, ephemeralStorageBytes: mi * 2 ** 20, pods: pods.length });
      if (pods.length === 0) return;
      const quota = quotaFor(demand);
      expect(checkQuota(quota, demand)).toEqual([]);
      for (const [has, needs, step] of [
        [cpuMillis(quota.cpu) ?? NaN, millis, 1000],
        [(bytes(quota.memory) ?? NaN) / 2 ** 20, mi, 1024],
        [quota.pods, pods.length, 1],
      ] as const) {
        expect(has * 10).toBeGreaterThanOrEqual(needs * 11);
        expect((has - step) * 10).toBeLessThan(needs * 11);
      }
    }),
    { seed: 5 },
  );
});

test('a quota is compared key by key; of what is no quantity nothing is said here', () => {
  const demand = { cpuMillis: 1500, memoryBytes: 2 * 2 ** 30, ephemeralStorageBytes: 2 ** 30, pods: 3 };
  const problems = (change: object): string[] =>
    checkQuota({ cpu: '1500m', memory: '2Gi', ephemeralStorage: '1Gi', pods: 3, ...change }, demand).map(({ problem }) => problem);
  expect(problems({})).toEqual([]);
  expect(problems({ cpu: '1', memory: '2047Mi', ephemeralStorage: '1023Mi', pods: 2 })).toEqual([
    'cpu must hold every workload at its rollout peak, 1500m, but is 1',
    'memory must hold every workload at its rollout peak, 2Gi, but is 2047Mi',
    'ephemeralStorage must hold every workload at its rollout peak, 1Gi, but is 1023Mi',
    'pods must hold every workload at its rollout peak, 3, but is 2',
  ]);
  expect(problems({ cpu: 'one', memory: '2', ephemeralStorage: '' })).toEqual([]);
});

describe('promises fit the nodes (A8)', () => {
  // m7i.xlarge has 3920m; 10 nodes less a tenth have 35280m
  const pool = { instanceTypes: ['m7i.xlarge'], max: 10 };
  const promise = (millis: number) => ({ cpuMillis: millis, memoryBytes: 0, pods: 0 });

  test.each([
    [35_279, 1, undefined],
    [35_280, 1, undefined],
    [35_281, 1, 'quotas promise 35.281 cores of CPU, but 10 nodes give 35.28: 1 more is needed'],
    [70_560, 2, undefined],
    [52_921, 1.5, 'quotas promise 52.921 cores of CPU, but 10 nodes give 52.92: 1 more is needed'],
    [52_923, 1.50003, 'quotas promise 52.923 cores of CPU, but 10 nodes give 52.921: 1 more is needed'],
    [70_561, 2, 'quotas promise 70.561 cores of CPU, but 10 nodes give 70.56: 1 more is needed'],
  ])('%s millicores at an overcommit of %s', (millis, overcommit, expected) => {
    expect(checkQuotasFit(promise(millis), pool, overcommit)?.problem).toBe(expected);
  });

  // ten nodes of m7i.xlarge have 3920m, 15391Mi and 58 pods each, and nine tenths of it are promised
  test.each([
    [{ cpuMillis: 38_808, memoryBytes: 0, pods: 0 }, '38.808 cores of CPU, but 10 nodes give 35.28: 1 more is needed', 'raise max to 11'],
    [{ cpuMillis: 38_809, memoryBytes: 0, pods: 0 }, '38.809 cores of CPU, but 10 nodes give 35.28: 2 more are needed', 'raise max to 12'],
    [{ cpuMillis: 0, memoryBytes: 140 * GI, pods: 0 }, '140Gi of memory, but 10 nodes give 135.27Gi: 1 more is needed', 'raise max to 11'],
    [{ cpuMillis: 0, memoryBytes: 0, pods: 523 }, '523 pods, but 10 nodes give 522: 1 more is needed', 'raise max to 11'],
    [
      { cpuMillis: 46_000, memoryBytes: 150 * GI, pods: 600 },
      '46 cores of CPU, but 10 nodes give 35.28; 150Gi of memory, but 10 nodes give 135.27Gi; 600 pods, but 10 nodes give 522: 4 more are needed',
      'raise max to 14',
    ],
    [
      { cpuMillis: 450 * 3528, memoryBytes: 0, pods: 0 },
      '1587.6 cores of CPU, but 10 nodes give 35.28: 440 more are needed',
      'raise max to 450',
    ],
    [
      { cpuMillis: 450 * 3528 + 1, memoryBytes: 0, pods: 0 },
      '1587.601 cores of CPU, but 10 nodes give 35.28',
      'choose larger instance types',
    ],
  ])('fails with how many nodes are missing: %j', (promised, problem, fix) => {
    expect(checkQuotasFit(promised, pool, 1)).toEqual({
      rule: 'node-capacity',
      problem: `quotas promise ${problem}`,
      fix: `${fix}, lower the agents' max, or declare an overcommit ratio`,
    });
  });

  test('in whole numbers: nothing is lost to floating point', () => {
    for (let max = 1; max <= 1000; max += 1) {
      expect(poolSupply({ ...pool, max })).toEqual({
        cpuMillis: Number((3920n * BigInt(max) * 9n) / 10n),
        // 16Gi less 255Mi, 11Mi for each of 58 pods and 100Mi
        memoryBytes: Number(((16n * 1024n - 255n - 11n * 58n - 100n) * 2n ** 20n * BigInt(max) * 9n) / 10n),
        pods: Number((58n * BigInt(max) * 9n) / 10n),
      });
    }
  });

  test('by the smallest type of a pool, and not at all on a type nobody knows', () => {
    expect(poolSupply({ ...pool, instanceTypes: ['m7i.2xlarge', 'm7i.xlarge'] })).toEqual(poolSupply(pool));
    expect(checkQuotasFit(promise(1), { ...pool, instanceTypes: ['x0.unknown'] }, 1)?.problem).toBe(
      'quotas promise 0.001 cores of CPU, but 10 nodes give 0',
    );
  });
});

test.each([
  ['Forbid', 1],
  ['Replace', 2],
  ['Allow', 2],
] as const)('a CronJob that says %s runs %s times at once (A5)', (policy, runs) => {
  expect(cronRuns(policy)).toBe(runs);
});

test('an amount that cannot be read counts as none: it is a problem where it is written', () => {
  const resources = { cpu: 'much', memory: '1Gi', ephemeralStorage: '1Gb' };
  expect(demandOf([{ peakPods: 2, resources }])).toEqual({ cpuMillis: 0, memoryBytes: 2 ** 31, ephemeralStorageBytes: 0, pods: 2 });
});

test('two demands are one, key by key', () => {
  const [a, b] = [
    { cpuMillis: 1, memoryBytes: 20, ephemeralStorageBytes: 300, pods: 4000 },
    { cpuMillis: 5, memoryBytes: 60, ephemeralStorageBytes: 700, pods: 8000 },
  ];
  expect(addDemands(a, b)).toEqual({ cpuMillis: 6, memoryBytes: 80, ephemeralStorageBytes: 1000, pods: 12_000 });
});

test.each([
  [0, 1, 0],
  [1, 1, 2],
  [10, 1, 11],
  [11, 1, 13],
  [31, 1, 35],
  [100, 1000, 1000],
  [910, 1000, 2000],
])('%d and a tenth, in steps of %d, are %d', (count, step, expected) => {
  expect(withHeadroom(count, step)).toBe(expected);
});
