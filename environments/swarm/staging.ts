import type { EnvironmentSpec } from '../../src/resolve/spec';
import * as users from './bus-users';
import { nodePools } from './node-pools';
import { services } from './services';
import { swarm } from './swarm';

export const staging: EnvironmentSpec = {
  ...swarm,
  name: 'staging',
  services: services({ users: users.staging, issuer: 'https://oidc.eks.us-west-2.amazonaws.com/id/344CAC2E7FF7017010F81D00AE9F1DF9' }),
  nodePools: nodePools({ agents: { min: 2, max: 12 }, platform: { min: 3, max: 4 }, batch: { min: 0, max: 2 } }),
};
