import { IMAGE } from '../../kernel/formats';
import { duration, list, object, text, whole } from '../../kernel/schema';
import { REPLICAS, SERVICE_SIZE } from '../resources/schema';
import { EXTERNAL_HOST } from '../network/schema';

export const GATEWAY = object(
  'GatewaySpec',
  'A stateless shared service.',
  {
    ...SERVICE_SIZE.shape,
    image: text('Image by registry, tag and digest.', { format: IMAGE }),
    replicas: whole('Pods.', { default: 2, min: 2, max: REPLICAS.max }),
    longestRequest: duration('Longest that a request takes; the grace period follows from it.', { default: '60s' }),
    hosts: list('Hosts outside the cluster that it reaches.', EXTERNAL_HOST, { otherwise: 'none' }),
  },
  [SERVICE_SIZE],
);
