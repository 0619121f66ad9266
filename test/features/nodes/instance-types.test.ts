import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { INSTANCE_TABLE } from '../../../src/features/nodes/instance-table';
import { allocatable, INSTANCE_TYPES, type InstanceType } from '../../../src/features/nodes/instance-types';
import { motoTypes, tableOf } from '../../instance-types/moto';

const MI = 2 ** 20;
const TABLE_FILE = readFileSync(join(__dirname, '..', '..', '..', 'src', 'features', 'nodes', 'instance-table.ts'), 'utf8');
const all = Object.entries(INSTANCE_TYPES);

// by hand, from the pages of AWS and from eni-max-pods.txt of the EKS machine image
test.each<[string, InstanceType]>([
  ['t3.nano', { vcpu: 2, memoryGiB: 0.5, maxPods: 4, architecture: 'x86_64' }],
  ['t3.small', { vcpu: 2, memoryGiB: 2, maxPods: 11, architecture: 'x86_64' }],
  ['t4g.medium', { vcpu: 2, memoryGiB: 4, maxPods: 17, architecture: 'arm64' }],
  ['m5.large', { vcpu: 2, memoryGiB: 8, maxPods: 29, architecture: 'x86_64' }],
  ['m7i.xlarge', { vcpu: 4, memoryGiB: 16, maxPods: 58, architecture: 'x86_64' }],
  ['m7i.4xlarge', { vcpu: 16, memoryGiB: 64, maxPods: 234, architecture: 'x86_64' }],
  ['m7g.2xlarge', { vcpu: 8, memoryGiB: 32, maxPods: 58, architecture: 'arm64' }],
  ['r7i.2xlarge', { vcpu: 8, memoryGiB: 64, maxPods: 58, architecture: 'x86_64' }],
  ['c5n.large', { vcpu: 2, memoryGiB: 5.25, maxPods: 29, architecture: 'x86_64' }],
  ['m5.24xlarge', { vcpu: 96, memoryGiB: 384, maxPods: 737, architecture: 'x86_64' }],
  ['g4dn.xlarge', { vcpu: 4, memoryGiB: 16, maxPods: 29, architecture: 'x86_64', accelerator: 'nvidia', gpus: 1 }],
  ['g5.xlarge', { vcpu: 4, memoryGiB: 16, maxPods: 58, architecture: 'x86_64', accelerator: 'nvidia', gpus: 1 }],
  ['g5.48xlarge', { vcpu: 192, memoryGiB: 768, maxPods: 345, architecture: 'x86_64', accelerator: 'nvidia', gpus: 8 }],
  ['g5g.xlarge', { vcpu: 4, memoryGiB: 8, maxPods: 58, architecture: 'arm64', accelerator: 'nvidia', gpus: 1 }],
  ['inf2.xlarge', { vcpu: 4, memoryGiB: 16, maxPods: 58, architecture: 'x86_64', accelerator: 'neuron' }],
])('%s is as AWS describes it', (name, expected) => {
  expect(INSTANCE_TYPES[name]).toEqual(expected);
});

test('a thousand types are known, each once, and all that were known before', () => {
  expect(all.length).toBeGreaterThan(1000);
  const written = INSTANCE_TABLE.trim()
    .split('\n')
    .flatMap((line) => line.split(', ').slice(1));
  expect(written).toHaveLength(all.length);
  const before = ['m5', 'm6a', 'm6i', 'm7a', 'm7i', 'm7g'].flatMap((family) => [`${family}.xlarge`, `${family}.2xlarge`]);
  expect(before.filter((name) => INSTANCE_TYPES[name] === undefined)).toEqual([]);
});

test('numbers are of machines that there are', () => {
  const strange = all.filter(
    ([, { vcpu, memoryGiB, maxPods }]) =>
      !(vcpu >= 1 && vcpu <= 2000 && memoryGiB >= 0.5 && memoryGiB <= 40_000 && maxPods >= 4 && maxPods <= 1514),
  );
  expect(strange).toEqual([]);
});

test('the kubelet keeps what the machine image of EKS tells it to, of every type', () => {
  // get_cpu_millicores_to_reserve and get_memory_mebibytes_to_reserve of the image, in its own steps
  const ranges = [0, 1000, 2000, 4000];
  const percentages = [600, 100, 50, 25];
  for (const [name, type] of all) {
    const total = type.vcpu * 1000;
    const reserved = ranges.reduce((sum, start, index) => {
      const end = Math.min(ranges[index + 1] ?? total, total);
      return end > start ? sum + ((end - start) * (percentages[index] ?? 0)) / 10_000 : sum;
    }, 0);
    const memory = type.memoryGiB * 1024 - (11 * type.maxPods + 255) - 100;
    expect([name, allocatable(type)]).toEqual([
      name,
      { cpuMillis: Math.floor(total - reserved), memoryBytes: Math.max(0, memory) * MI, pods: type.maxPods },
    ]);
  }
});

test('the table takes little of the package', () => {
  expect(TABLE_FILE.length).toBeLessThan(32 * 1024);
});

const moto = motoTypes();
const same = moto !== undefined && TABLE_FILE.includes(`Of moto ${moto.version}.`);

(same ? describe : describe.skip)('where moto of the same release is installed', () => {
  test('the table is what it says', () => {
    expect(INSTANCE_TABLE.trim().split('\n')).toEqual(tableOf(moto?.types ?? {}));
  });
});
