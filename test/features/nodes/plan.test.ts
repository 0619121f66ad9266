import { planNodePools } from '../../../src/features/nodes/plan';
import { checkOpenPools, checkPromises, openPools } from '../../../src/features/nodes/promises';
import type { NodePoolSpec } from '../../../src/features/nodes/spec';
import { Problems } from '../../../src/kernel/problems';

const findings = () => ({ problems: Problems.of('shop/prod'), warnings: Problems.of('shop/prod') });

const POOL: NodePoolSpec = { instanceTypes: ['m7i.2xlarge'], min: 1, max: 10 };

test('what is not written of a pool is the default of its key', () => {
  const at = findings();
  expect(planNodePools({ agents: POOL }, at)).toEqual([
    {
      name: 'agents',
      instanceTypes: ['m7i.2xlarge'],
      architecture: 'x86_64',
      min: 1,
      max: 10,
      capacity: 'on-demand',
      tainted: true,
      ami: 'al2023',
      diskGiB: 100,
    },
  ]);
  expect(at.problems.list).toEqual([]);
});

test('what is written reaches the plan', () => {
  const written: NodePoolSpec = {
    instanceTypes: ['m7g.2xlarge', 'm7g.2xlarge'],
    min: 0,
    max: 3,
    capacity: 'spot',
    tainted: false,
    ami: 'bottlerocket',
    diskGiB: 50,
  };
  expect(planNodePools({ b: written, a: POOL }, findings()).map(({ name }) => name)).toEqual(['a', 'b']);
  expect(planNodePools({ b: written }, findings())).toEqual([
    { ...written, name: 'b', instanceTypes: ['m7g.2xlarge'], architecture: 'arm64' },
  ]);
});

test.each([
  ['at the least', { min: 0, max: 1, diskGiB: 20 }, []],
  ['at the most', { min: 450, max: 450, diskGiB: 16_384 }, []],
  ['fails below the least', { min: -1, max: 0, diskGiB: 19 }, ['min', 'max', 'diskGiB']],
  ['fails above the most', { min: 0, max: 451, diskGiB: 16_385 }, ['max', 'diskGiB']],
  ['fails a maximum below the minimum', { min: 5, max: 4, diskGiB: 100 }, ['max']],
])('counts and sizes %s', (_, numbers, places) => {
  const at = findings();
  planNodePools({ agents: { ...POOL, ...numbers } }, at);
  expect(at.problems.list.map(({ place, rule }) => `${place}: ${rule}`)).toEqual(
    places.map((key) => `nodePools.agents.${key}: whole-number`),
  );
});

describe('what tenants are promised of pools', () => {
  const agent = (pool: string, peakPods: number) => ({
    nodePool: { name: pool },
    peakPods,
    resources: { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' },
  });
  const tenant = {
    quota: { cpu: '8', memory: '16Gi', ephemeralStorage: '16Gi', pods: 20 },
    agents: [agent('agents', 2)],
    batch: [],
  };
  const nodePools = planNodePools({ agents: { ...POOL, tainted: false, max: 1 } }, findings());

  test('the quota of a tenant that runs on one pool counts against it, less the overcommit', () => {
    expect(openPools([tenant, tenant], { nodePools, overcommit: 2 })).toEqual([
      { name: 'agents', instanceTypes: ['m7i.2xlarge'], max: 1, promised: { cpuMillis: 8000, memoryBytes: 16 * 2 ** 30, pods: 20 } },
    ]);
  });

  test('of a tenant on two pools each has its part and a tenth, in whole cores', () => {
    const both = { ...tenant, batch: [agent('batch', 3)] };
    expect(openPools([both], { nodePools, overcommit: 1 })[0]?.promised).toEqual({ cpuMillis: 3000, memoryBytes: 3 * 2 ** 30, pods: 3 });
  });

  test.each([
    ['fits', 1, 7, []],
    ['fails above what the nodes give', 1, 8, ['nodePools.agents: node-capacity']],
    ['fits with overcommit', 2, 8, []],
  ])('a quota %s', (_, overcommit, cpu, expected) => {
    const at = findings();
    checkPromises([{ ...tenant, quota: { ...tenant.quota, cpu: String(cpu) } }], { nodePools, overcommit }, at);
    expect(at.problems.list.map(({ place, rule }) => `${place}: ${rule}`)).toEqual(expected);
  });

  test('it is said where no pool is open to the shared services', () => {
    const [open, none, some] = [findings(), findings(), findings()];
    checkOpenPools(planNodePools({ agents: POOL }, open), open);
    checkOpenPools([], none);
    checkOpenPools(nodePools, some);
    expect(open.warnings.list.map(({ place, rule }) => `${place}: ${rule}`)).toEqual(['nodePools: platform-nodes']);
    expect([...none.warnings.list, ...some.warnings.list]).toEqual([]);
  });
});
