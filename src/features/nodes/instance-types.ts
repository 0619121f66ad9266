import { GI } from '../../kernel/quantity';

/** What one EC2 instance type brings. */
export interface InstanceType {
  readonly vcpu: number;
  readonly memoryGiB: number;
  /** Pods without prefix delegation: ENIs × (addresses − 1) + 2. */
  readonly maxPods: number;
  readonly architecture: 'x86_64' | 'arm64';
}

const general = (
  memoryGiB: number,
  vcpu: number,
  maxPods: number,
  architecture: InstanceType['architecture'] = 'x86_64',
): InstanceType => ({
  vcpu,
  memoryGiB,
  maxPods,
  architecture,
});

/** The types we know; capacity rules, Terraform and fake nodes of tests read this one table. https://github.com/awslabs/amazon-eks-ami (eni-max-pods.txt) */
export const INSTANCE_TYPES: Readonly<Record<string, InstanceType>> = {
  'm5.xlarge': general(16, 4, 58),
  'm5.2xlarge': general(32, 8, 58),
  'm6a.xlarge': general(16, 4, 58),
  'm6a.2xlarge': general(32, 8, 58),
  'm6i.xlarge': general(16, 4, 58),
  'm6i.2xlarge': general(32, 8, 58),
  'm6i.4xlarge': general(64, 16, 234),
  'm7a.xlarge': general(16, 4, 58),
  'm7a.2xlarge': general(32, 8, 58),
  'm7i.xlarge': general(16, 4, 58),
  'm7i.2xlarge': general(32, 8, 58),
  'm7i.4xlarge': general(64, 16, 234),
  'm7i-flex.2xlarge': general(32, 8, 58),
  'c7i.2xlarge': general(16, 8, 58),
  'r7i.2xlarge': general(64, 8, 58),
  'm7g.xlarge': general(16, 4, 58, 'arm64'),
  'm7g.2xlarge': general(32, 8, 58, 'arm64'),
};

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
    memoryBytes: memoryGiB * GI - (255 + 11 * maxPods + 100) * 2 ** 20,
    pods: maxPods,
  };
}
