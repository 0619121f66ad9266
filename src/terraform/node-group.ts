import type { EksAddon } from '@cdktf/provider-aws/lib/eks-addon';
import { EksNodeGroup } from '@cdktf/provider-aws/lib/eks-node-group';
import type { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { Token } from 'cdktf';
import { Construct } from 'constructs';
import type { EnvironmentPlan } from '../resolve/plan';
import type { NodePoolPlan } from '../features/nodes/plan';
import type { Inputs } from './inputs';
import { launchTemplateName, nodeRoleName } from './names';
import { nodeRole } from './node-role';
import { nodeTemplate } from './node-template';

/** Image family of EKS by ours, with the drivers of what the nodes have. https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html (amiType) */
const AMI_TYPE = {
  al2023: {
    x86_64: { plain: 'AL2023_x86_64_STANDARD', nvidia: 'AL2023_x86_64_NVIDIA', neuron: 'AL2023_x86_64_NEURON' },
    arm64: { plain: 'AL2023_ARM_64_STANDARD', nvidia: 'AL2023_ARM_64_NVIDIA', neuron: 'AL2023_ARM_64_STANDARD' },
  },
  bottlerocket: {
    x86_64: { plain: 'BOTTLEROCKET_x86_64', nvidia: 'BOTTLEROCKET_x86_64_NVIDIA', neuron: 'BOTTLEROCKET_x86_64' },
    arm64: { plain: 'BOTTLEROCKET_ARM_64', nvidia: 'BOTTLEROCKET_ARM_64_NVIDIA', neuron: 'BOTTLEROCKET_ARM_64' },
  },
} as const;

const CAPACITY_TYPE = { 'on-demand': 'ON_DEMAND', spot: 'SPOT' } as const;

/** What is the same for all pools of a stack. */
export interface NodeGroupConfig {
  readonly environment: EnvironmentPlan;
  readonly region: string;
  readonly inputs: Inputs;
  readonly tags: Readonly<Record<string, string>>;
  /** The CNI, if it is ours: it stands before the first node comes. */
  readonly cni: EksAddon | undefined;
}

/** One pool: role, launch template, managed node group. Returns the role, which the cluster must know. */
export function nodeGroup(scope: Construct, pool: NodePoolPlan, config: NodeGroupConfig): IamRole {
  const { environment, region, inputs, tags, cni } = config;
  const own = new Construct(scope, pool.name);
  const { role, policies } = nodeRole(own, pool.name, nodeRoleName(environment, region, pool), region);
  const template = nodeTemplate(own, pool, { name: launchTemplateName(environment, region, pool), kmsKeyArn: inputs.kmsKeyArn, tags });
  const label = environment.labels.pool;
  const group = new EksNodeGroup(own, 'Resource', {
    clusterName: inputs.clusterName,
    nodeGroupName: pool.name,
    nodeRoleArn: role.arn,
    // no version: nodes follow the cluster. No remote_access: people come through Session Manager
    amiType: AMI_TYPE[pool.ami][pool.architecture][pool.accelerator ?? 'plain'],
    capacityType: CAPACITY_TYPE[pool.capacity],
    instanceTypes: [...pool.instanceTypes],
    launchTemplate: { id: template.id, version: Token.asString(template.latestVersion) },
    subnetIds: inputs.subnetIds,
    scalingConfig: { minSize: pool.min, maxSize: pool.max, desiredSize: pool.min },
    updateConfig: { maxUnavailable: 1 },
    // drains respect PodDisruptionBudgets, and an update that cannot fails
    forceUpdateVersion: false,
    labels: { [label]: pool.name },
    ...(pool.tainted ? { taint: [{ key: label, value: pool.name, effect: 'NO_SCHEDULE' }] } : {}),
    // the autoscaler owns the count once the group exists
    lifecycle: { ignoreChanges: ['scaling_config[0].desired_size'], precondition: [inputs.zones] },
    dependsOn: cni === undefined ? [...policies] : [...policies, cni],
  });
  group.overrideLogicalId(pool.name);
  return role;
}
