import { BYTES, CPU } from '../../kernel/formats';
import { object, text, whole } from '../../kernel/schema';

export const COMPUTE_QUOTA = object('ComputeQuota', 'What a tenant may use at once: requests and limits alike.', {
  cpu: text('CPU of all pods, e.g. `16`.', { format: CPU }),
  memory: text('Memory of all pods, e.g. `64Gi`.', { format: BYTES }),
  ephemeralStorage: text('Ephemeral storage of all pods, e.g. `100Gi`.', { format: BYTES }),
  pods: whole('Pods at once.', { min: 1 }),
});
