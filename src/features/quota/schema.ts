import { object, text, whole } from '../../kernel/schema';

export const COMPUTE_QUOTA = object('ComputeQuota', 'What a tenant may use at once: requests and limits alike.', {
  cpu: text(),
  memory: text(),
  ephemeralStorage: text(),
  pods: whole(),
});
