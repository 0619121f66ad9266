import { BYTES, CPU } from '../../kernel/formats';
import { choice, flag, list, nested, object, text, whole } from '../../kernel/schema';

/** Most nodes of one managed node group: https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html */
const MAX_NODES = 450;

/** GiB: what an EKS image needs, and what gp3 gave for years: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html */
const DISK_GIB = { min: 20, max: 16_384 } as const;

/** Most pods that any known type has addresses for. https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html */
const MAX_PODS = 1514;

export const NODE_SIZE = object('NodeSizeSpec', 'What a node brings, before the kubelet takes its part.', {
  cpu: text('Whole vCPUs, e.g. `8`.', { format: CPU }),
  memory: text('Memory, e.g. `32Gi`.', { format: BYTES }),
  pods: whole('Pods that the node has addresses for: its network interfaces × (addresses of each − 1) + 2.', { min: 1, max: MAX_PODS }),
  architecture: choice('Of its processor.', ['x86_64', 'arm64'], { default: 'x86_64' }),
});

export const NODE_POOL = object('NodePoolSpec', 'One managed node group.', {
  instanceTypes: list('EC2 instance types of one size; several for spot.', text()),
  size: nested(
    'What a node brings, where no type of the pool is known. The known ones are those of AWS on Nitro or bare metal.',
    NODE_SIZE,
    {
      otherwise: 'the size of the instance types',
    },
  ),
  min: whole('Nodes; also the desired count at creation, which the cluster autoscaler then owns.', { min: 0, max: MAX_NODES }),
  max: whole('Nodes, at most.', { min: 1, max: MAX_NODES }),
  capacity: choice('How its nodes are bought; a spot node is taken back two minutes after its notice.', ['on-demand', 'spot'], {
    default: 'on-demand',
  }),
  tainted: flag(`Only pods that tolerate the pool's taint run on it.`, { default: true }),
  ami: choice('Family of the machine image that the nodes start from.', ['al2023', 'bottlerocket'], { default: 'al2023' }),
  diskGiB: whole('Root volume.', { default: 100, ...DISK_GIB }),
});
