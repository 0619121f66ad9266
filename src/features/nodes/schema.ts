import { choice, flag, list, number, object, text } from '../../kernel/schema';

export const NODE_POOL = object('NodePoolSpec', 'One managed node group.', {
  instanceTypes: list('EC2 instance types of one size; several for spot.', text()),
  min: number('Nodes; also the desired count at creation, which the cluster autoscaler then owns.'),
  max: number(),
  capacity: choice('', ['on-demand', 'spot'], { default: 'on-demand' }),
  tainted: flag(`Only pods that tolerate the pool's taint run on it.`, { default: true }),
  ami: choice('', ['al2023', 'bottlerocket'], { default: 'al2023' }),
  diskGiB: number('Root volume.', { default: 100 }),
});
