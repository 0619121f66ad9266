import { withServices } from '../../resolve/services-fixture';
import { testDefaults, testLimits } from '../limits';

testLimits(withServices, [['services.toolGateway.replicas', 2, 100_000]]);

testDefaults(withServices, [
  ['services.toolGateway.replicas', 2, 3],
  ['services.toolGateway.longestRequest', '60s', '61s'],
  ['services.toolGateway.size', 'medium', 'large'],
  ['services.toolGateway.hosts', [], [{ cidrs: ['203.0.113.0/24'] }]],
]);
