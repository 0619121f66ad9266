import type { EnvironmentSpec } from '../../src/resolve/spec';
import * as users from './bus-users';
import { nodePools } from './node-pools';
import { services } from './services';
import { swarm } from './swarm';

export const dev: EnvironmentSpec = {
  ...swarm,
  name: 'dev',
  services: services({ users: users.dev, issuer: 'https://oidc.eks.us-west-2.amazonaws.com/id/B0D53217F9702E80693E8AA101FD0718' }),
  nodePools: nodePools({ agents: { min: 2, max: 12 }, platform: { min: 3, max: 4 }, batch: { min: 0, max: 2 } }),
};
