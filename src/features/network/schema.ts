import { CIDR } from '../../kernel/formats';
import { list, object, text, whole } from '../../kernel/schema';

export const EXTERNAL_HOST = object('ExternalHostSpec', 'A host outside the cluster.', {
  name: text('DNS name; refused where no ranges are given, because a NetworkPolicy filters by address only.', { optional: true }),
  cidrs: list('Address ranges; enforced by every CNI that enforces policies.', text('', { format: CIDR }), { optional: true }),
  port: whole('Port of the host.', { default: 443, min: 1, max: 65_535 }),
});
