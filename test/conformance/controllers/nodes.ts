import { allocatable, INSTANCE_TYPES } from '../../../src/features/nodes/instance-types';
import { bytesText, cpuText, GI } from '../../../src/kernel/quantity';
import { textOf } from '../../environments/rendered';
import type { KubeObject } from '../harness/kube-client';

/** Zones that the subnets of the stack are taken to lie in; a node group spreads its nodes over them. */
export const ZONES = ['us-west-2a', 'us-west-2b', 'us-west-2c'] as const;

/** Label by which a pod chooses its pool and a node says which it is in. */
export const POOL_LABEL = 'cdk8s-agents/pool';

export const ZONE_LABEL = 'topology.kubernetes.io/zone';

/** A node group as the stack declares it. */
interface NodeGroup {
  readonly capacity_type: string;
  readonly instance_types: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly node_group_name: string;
  readonly scaling_config: { readonly min_size: number; readonly max_size: number };
  readonly taint?: readonly { readonly effect: keyof typeof EFFECTS; readonly key: string; readonly value: string }[];
}

interface Stack {
  readonly resource: {
    readonly aws_eks_node_group: Readonly<Record<string, NodeGroup>>;
    readonly aws_launch_template: Readonly<
      Record<string, { readonly block_device_mappings: readonly { readonly ebs: { readonly volume_size: number } }[] }>
    >;
  };
}

/** AWS' words for effects of taints: https://docs.aws.amazon.com/eks/latest/APIReference/API_Taint.html */
const EFFECTS = { NO_SCHEDULE: 'NoSchedule', NO_EXECUTE: 'NoExecute', PREFER_NO_SCHEDULE: 'PreferNoSchedule' } as const;

/** What a kubelet keeps of a disk of that many GiB: 10 % as eviction threshold, 1 GiB for itself; a round figure, as no test is close to it. */
const usableGiB = (volumeGiB: number): number => Math.floor(volumeGiB * 0.9) - 1;

/** Nodes that the rendered stack of an environment makes: all groups at their smallest or largest. */
export function nodesOf(environment: string, region: string, size: 'min_size' | 'max_size'): KubeObject[] {
  const { resource } = stackOf(environment, region);
  return Object.entries(resource.aws_eks_node_group).flatMap(([id, group]) => {
    const volumeGiB = resource.aws_launch_template[id]?.block_device_mappings[0]?.ebs.volume_size;
    if (volumeGiB === undefined) throw new Error(`node group ${id} has no launch template with a volume`);
    return Array.from({ length: group.scaling_config[size] }, (_, index) => nodeOf(group, region, volumeGiB, index));
  });
}

/** Pools, by their label, whose nodes take every pod. */
export function poolsWithoutTaint(environment: string, region: string): string[] {
  const { resource } = stackOf(environment, region);
  const open = Object.values(resource.aws_eks_node_group).filter(({ taint = [] }) => taint.length === 0);
  return open.map(({ labels }) => labels[POOL_LABEL] ?? '').sort();
}

/** The zone a node stands in. */
export function zoneOf({ metadata }: KubeObject): string {
  return metadata.labels?.[ZONE_LABEL] ?? '';
}

function nodeOf(group: NodeGroup, region: string, volumeGiB: number, index: number): KubeObject {
  const name = `${group.node_group_name}-${index}`;
  const type = group.instance_types[index % group.instance_types.length] ?? '';
  const brings = INSTANCE_TYPES[type];
  if (brings === undefined) throw new Error(`${type} of ${name} is no instance type that is known`);
  const { cpuMillis, memoryBytes, pods } = allocatable(brings);
  const resources = {
    cpu: cpuText(cpuMillis),
    memory: bytesText(memoryBytes),
    pods: String(pods),
    'ephemeral-storage': `${usableGiB(volumeGiB)}Gi`,
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      annotations: { 'kwok.x-k8s.io/node': 'fake' },
      labels: {
        ...group.labels,
        'eks.amazonaws.com/capacityType': group.capacity_type,
        'eks.amazonaws.com/nodegroup': group.node_group_name,
        'kubernetes.io/arch': brings.architecture === 'arm64' ? 'arm64' : 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'node.kubernetes.io/instance-type': type,
        'topology.kubernetes.io/region': region,
        [ZONE_LABEL]: ZONES[index % ZONES.length] ?? '',
      },
    },
    spec: {
      taints: (group.taint ?? []).map(({ effect, key, value }) => ({ effect: EFFECTS[effect], key, value })),
    },
    status: {
      capacity: {
        cpu: String(brings.vcpu),
        memory: String(brings.memoryGiB * GI),
        pods: String(brings.maxPods),
        'ephemeral-storage': `${volumeGiB}Gi`,
      },
      allocatable: resources,
    },
  };
}

function stackOf(environment: string, region: string): Stack {
  return JSON.parse(textOf(environment, `terraform/${region}/cdk.tf.json`)) as Stack;
}
