import type { EnvironmentSpec } from '../../src/resolve/spec';
import * as users from './bus-users';
import { nodePools } from './node-pools';
import { services } from './services';
import { swarm } from './swarm';

export const prod: EnvironmentSpec = {
  ...swarm,
  name: 'prod',
  services: services({ users: users.prod, issuer: 'https://oidc.eks.us-west-2.amazonaws.com/id/BEBA304815EBF726EFB1E97D98FE86ED' }),
  // 8 = concurrency 10 × 0.8, at which capacity stays once the queue is empty. 10× load is 200 messages a second ÷ (10 × 0.8) = 25 replicas,
  // and a zone of five may be lost: 30. The document's 20 replicas at 50 are exactly as fast as ten times the load: the queue never drains.
  scale: {
    acme: { 'product-search': { min: 2, max: 30, onQueueDepth: 8, scaleDownWindow: '5m' } },
    'shared-tenants': { 'product-search': { min: 3, max: 30, onQueueDepth: 8, scaleDownWindow: '5m' } },
  },
  nodePools: nodePools({ agents: { min: 3, max: 14 }, platform: { min: 3, max: 6 }, batch: { min: 0, max: 4 } }),
};
