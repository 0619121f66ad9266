import * as fc from 'fast-check';
import { poolSupply, checkQuotasFit } from '../../../src/features/nodes/cluster-capacity';
import { cronRuns, demandOf, quotaFor, checkQuota } from '../../../src/features/quota/quota';
import { bytes, cpuMillis } from '../../../src/kernel/quantity';

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
    [35_281, 1, 'quotas promise 35281m of CPU, but 10 nodes give 35280m'],
    [70_560, 2, undefined],
    [52_921, 1.5, 'quotas promise 52921m of CPU, but 10 nodes give 52920m'],
    [52_923, 1.50003, 'quotas promise 52923m of CPU, but 10 nodes give 52921m'],
    [70_561, 2, 'quotas promise 70561m of CPU, but 10 nodes give 70560m'],
  ])('%s millicores at an overcommit of %s', (millis, overcommit, expected) => {
    expect(checkQuotasFit(promise(millis), pool, overcommit)?.problem).toBe(expected);
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
      'quotas promise 1m of CPU, but 10 nodes give 0',
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
