import { withLlmGateway } from '../../resolve/services-fixture';
import { testDefaults, testLimits } from '../limits';

const GATEWAY = 'services.llmGateway';

testLimits(withLlmGateway, [
  [`${GATEWAY}.replicas`, 2, 100],
  [`${GATEWAY}.parallelRequests`, 1, 10_000],
  [`${GATEWAY}.provider.models.gpt-4o.contextTokens`, 1, 100_000_000],
  ...['perMinute', 'perHour', 'perDay', 'perMonth'].map((window) => [`${GATEWAY}.provider.limit.${window}`, 1, 4_294_967_295] as const),
]);

testDefaults(withLlmGateway, [
  [`${GATEWAY}.reserve`, '10%', '11%'],
  [`${GATEWAY}.oversubscription`, 1, 1.1],
  [`${GATEWAY}.gatewayClass`, 'envoy', 'other'],
  [`${GATEWAY}.longestRequest`, '5m', '301s'],
  [`${GATEWAY}.replicas`, 2, 3],
  [`${GATEWAY}.parallelRequests`, 16, 17],
  [`${GATEWAY}.size`, 'large', 'medium'],
  [`${GATEWAY}.processor`, { size: 'medium' }, { size: 'large' }],
]);
