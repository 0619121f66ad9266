import type { EnvironmentSpec } from '../../src/model/environment-spec';
import * as users from './bus-users';
import { nodePools } from './node-pools';
import { services } from './services';
import { swarm } from './swarm';

export const dev: EnvironmentSpec = {
  ...swarm,
  name: 'dev',
  services: services(users.dev),
  nodePools: nodePools({ agents: { min: 2, max: 12 }, platform: { min: 3, max: 4 }, batch: { min: 0, max: 2 } }),
};
