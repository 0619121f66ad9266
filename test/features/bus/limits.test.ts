import { withServices } from '../../resolve/services-fixture';
import { SEARCH } from '../../resolve/fixture';
import { testDefaults, testLimits } from '../limits';

testLimits(withServices, [['services.nats.messageBytes', 1, 2 ** 20]]);

testDefaults(withServices, [
  ['services.nats.servers', 3, 1],
  ['services.nats.outage', '1h', '2h'],
  ['services.nats.maxAge', '72h', '71h'],
  ['services.nats.messageBytes', 4096, 1024],
  ['services.nats.apiServer', { cidrs: ['10.0.0.0/16'], port: 443 }, { cidrs: ['10.1.0.0/16'] }], // that of the database
  ['services.nats.size', 'medium', 'large'],
  [`${SEARCH}.consumes.stream`, 'TASKS', 'OTHER'],
  [`${SEARCH}.consumes.consumer`, 'search', 'other'],
  [`${SEARCH}.consumes.maxDeliver`, 5, 4],
  [`${SEARCH}.consumes.ackWait`, '30s', '31s'],
  [`${SEARCH}.consumes.maxAckPending`, 375, 376], // 30 × 10 × 1.25
]);
