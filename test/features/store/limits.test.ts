import { withServices } from '../../resolve/services-fixture';
import { testDefaults, testLimits } from '../limits';

testLimits(withServices, [['services.redis.connectionsPerPod', 1, 10_000]]);

testDefaults(withServices, [
  ['services.redis.connectionsPerPod', 4, 5],
  ['services.redis.state.memoryPerTenant', '64Mi', '65Mi'],
  ['services.redis.cache.memoryPerTenant', '64Mi', '65Mi'],
  ['services.redis.state.size', 'medium', 'large'],
  ['services.redis.cache.size', 'medium', 'large'],
]);
