import { object, text, whole } from '../../kernel/schema';

export const COMPUTE_QUOTA = object('ComputeQuota', 'What a tenant may use at once: requests and limits alike.', {
  cpu: text('CPU of all pods, e.g. `16`.'),
  memory: text('Memory of all pods, e.g. `64Gi`.'),
  ephemeralStorage: text('Ephemeral storage of all pods, e.g. `100Gi`.'),
  pods: whole('Pods at once.', { min: 1 }),
});
