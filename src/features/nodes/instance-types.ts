import { GI } from '../../kernel/quantity';
import { INSTANCE_TABLE } from './instance-table';

/** Chips for whose drivers EKS has machine images of their own. */
export type Accelerator = 'nvidia' | 'neuron';

/** What one EC2 instance type brings. */
export interface InstanceType {
  readonly vcpu: number;
  readonly memoryGiB: number;
  /** Pods without prefix delegation: ENIs × (addresses − 1) + 2. */
  readonly maxPods: number;
  readonly architecture: 'x86_64' | 'arm64';
  /** @default - none, or one that EKS has no image for */
  readonly accelerator?: Accelerator;
  /** GPUs of NVIDIA. @default 0 */
  readonly gpus?: number;
}

/** A line of the table: `g5 nvidia, xlarge 4 16 58 1, …`. */
function family(line: string): [string, InstanceType][] {
  const [head = '', ...sizes] = line.split(', ');
  const [name = '', ...kinds] = head.split(' ');
  const architecture = kinds.includes('arm64') ? 'arm64' : 'x86_64';
  const accelerator = (['nvidia', 'neuron'] as const).find((one) => kinds.includes(one));
  return sizes.map((text) => {
    const [size = '', ...numbers] = text.split(' ');
    const [vcpu = 0, memoryGiB = 0, maxPods = 0, gpus] = numbers.map(Number);
    const type = {
      vcpu,
      memoryGiB,
      maxPods,
      architecture,
      ...(accelerator && { accelerator }),
      ...(gpus !== undefined && { gpus }),
    } as const;
    return [`${name}.${size}`, type];
  });
}

/** The types we know; capacity rules, Terraform and fake nodes of tests read this one table. https://github.com/awslabs/amazon-eks-ami (eni-max-pods.txt) */
export const INSTANCE_TYPES: Readonly<Record<string, InstanceType>> = Object.fromEntries(INSTANCE_TABLE.trim().split('\n').flatMap(family));

/** What pods of one node may use. */
export interface Allocatable {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  readonly pods: number;
}

/**
 * Capacity less what the kubelet keeps.
 *
 * Memory 255Mi + 11Mi per pod + 100Mi eviction threshold; CPU 6 % of the first core, 1 % of the second, 0.5 % of the next two, 0.25 % of the rest.
 *
 * @see https://github.com/awslabs/amazon-eks-ami (kubelet defaults of the EKS AMI)
 */
export function allocatable({ vcpu, memoryGiB, maxPods }: InstanceType): Allocatable {
  const share = (core: number): number => (core === 0 ? 60 : core === 1 ? 10 : core < 4 ? 5 : 2.5);
  const reserved = Array.from({ length: vcpu }, (_, core) => share(core)).reduce((sum, millis) => sum + millis, 0);
  return {
    cpuMillis: Math.floor(vcpu * 1000 - reserved),
    memoryBytes: Math.max(0, memoryGiB * GI - (255 + 11 * maxPods + 100) * 2 ** 20),
    pods: maxPods,
  };
}
