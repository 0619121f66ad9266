import { poolSupply } from '../../../src/features/nodes/cluster-capacity';
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
      size: undefined,
      architecture: 'x86_64',
      accelerator: undefined,
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
    { ...written, name: 'b', instanceTypes: ['m7g.2xlarge'], size: undefined, architecture: 'arm64', accelerator: undefined },
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

describe('instance types', () => {
  const SIZE = { cpu: '8', memory: '32Gi', pods: 58 };
  const found = (change: Partial<NodePoolSpec>): string[] => {
    const at = findings();
    planNodePools({ agents: { ...POOL, ...change } }, at);
    return at.problems.list.map(({ place, problem, fix }) => `${place.replace('nodePools.agents.', '')}: ${problem}; ${fix}`);
  };
  const ask = `give the size of a node that AWS has and this release does not know: size: { cpu: '8', memory: '32Gi', pods: 58 }`;

  test.each([
    [['g5.xlarge']],
    [['t3.small']],
    [['p5.48xlarge']],
    [['trn1.2xlarge']],
    [['g5g.xlarge']],
    [['m5.large', 'm6i.large', 'm7i.large']],
  ])('AWS has %j', (instanceTypes) => {
    expect(found({ instanceTypes })).toEqual([]);
  });

  test.each([
    // a size of a family that is known was misspelt
    ['m7i.2xlrge', `there is no known instance type 'm7i.2xlrge'; write 'm7i.2xlarge' if it is meant, or ${ask}`],
    // another family is another machine: none is suggested
    ['g9.xlarge', `there is no known instance type 'g9.xlarge'; ${ask}`],
    ['m5x.xlarge', `there is no known instance type 'm5x.xlarge'; ${ask}`],
    ['large', `there is no known instance type 'large'; write one such as 'm7i.2xlarge'`],
    ['M7I.2XLARGE', `there is no known instance type 'M7I.2XLARGE'; write one such as 'm7i.2xlarge'`],
    ['m7i.2xlarge\n', `there is no known instance type 'm7i.2xlarge\\u000a'; write one such as 'm7i.2xlarge'`],
  ])('fail for %j', (name, problem) => {
    expect(found({ instanceTypes: [name] })).toEqual([`instanceTypes: ${problem}`]);
  });

  test('fail for a machine with a GPU beside one without, which is otherwise as large', () => {
    expect(found({ instanceTypes: ['m5.2xlarge', 'g5.2xlarge'] })).toEqual([
      'instanceTypes: mixes sizes: 8 vCPU with 32 GiB, 8 vCPU with 32 GiB and 1 GPU; make a node pool of each',
    ]);
  });

  test('one that is not known is taken with its size, which the rules count with', () => {
    const at = findings();
    const [pool] = planNodePools(
      { agents: { ...POOL, instanceTypes: ['m99.2xlarge'], size: { ...SIZE, architecture: 'arm64' }, max: 1 } },
      at,
    );
    expect(at.problems.list).toEqual([]);
    expect(pool).toMatchObject({ architecture: 'arm64', size: { vcpu: 8, memoryGiB: 32, maxPods: 58, architecture: 'arm64' } });
    if (pool !== undefined) expect(poolSupply(pool)).toEqual(poolSupply({ instanceTypes: ['m7g.2xlarge'], max: 1 }));
  });

  test.each([
    [
      'a size that is known already',
      ['m7i.2xlarge'],
      SIZE,
      [
        `size: the size of 'm7i.2xlarge' is known: 8 vCPU with 32 GiB; leave size out, and make a node pool of the types that are not known`,
      ],
    ],
    ['half a CPU', ['m99.large'], { ...SIZE, cpu: '500m' }, [`size.cpu: must be whole vCPUs, got '500m'; write '1'`]],
    [
      'no pod',
      ['m99.large'],
      { ...SIZE, pods: 0 },
      ['size.pods: must be a whole number from 1 to 1514, got 0; write a whole number from 1 to 1514'],
    ],
    [
      'a pod too many',
      ['m99.large'],
      { ...SIZE, pods: 1515 },
      ['size.pods: must be a whole number from 1 to 1514, got 1515; write a whole number from 1 to 1514'],
    ],
    ['the most pods', ['m99.large'], { ...SIZE, pods: 1514 }, []],
  ])('fail with %s', (_, instanceTypes, size, expected) => {
    expect(found({ instanceTypes, size })).toEqual(expected);
  });
});

describe('what tenants are promised of pools', () => {
  const agent = (pool: string, peakPods: number) => ({
    nodePool: { name: pool },
    peakPods,
    requests: { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' },
  });
  const tenant = {
    reserved: { cpu: '8', memory: '16Gi', ephemeralStorage: '16Gi', pods: 20 },
    agents: [agent('agents', 2)],
    batch: [],
  };
  const nodePools = planNodePools({ agents: { ...POOL, tainted: false, max: 1 } }, findings());

  test('the quota of a tenant that runs on one pool counts against it, less the overcommit', () => {
    expect(openPools([tenant, tenant], { nodePools, overcommit: 2 })).toEqual([
      {
        name: 'agents',
        instanceTypes: ['m7i.2xlarge'],
        size: undefined,
        max: 1,
        promised: { cpuMillis: 8000, memoryBytes: 16 * 2 ** 30, pods: 20 },
      },
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
    checkPromises([{ ...tenant, reserved: { ...tenant.reserved, cpu: String(cpu) } }], { nodePools, overcommit }, at);
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
