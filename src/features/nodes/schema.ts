import { choice, flag, list, object, text, whole } from '../../kernel/schema';

export const NODE_POOL = object('NodePoolSpec', 'One managed node group.', {
  instanceTypes: list('EC2 instance types of one size; several for spot.', text()),
  min: whole('Nodes; also the desired count at creation, which the cluster autoscaler then owns.'),
  max: whole('Nodes, at most.'),
  capacity: choice('', ['on-demand', 'spot'], { default: 'on-demand' }),
  tainted: flag(`Only pods that tolerate the pool's taint run on it.`, { default: true }),
  ami: choice('', ['al2023', 'bottlerocket'], { default: 'al2023' }),
  diskGiB: whole('Root volume.', { default: 100 }),
});
