import { withServices } from '../../resolve/services-fixture';
import { changed, CHAT } from '../../resolve/fixture';
import { testDefaults, testLimits } from '../limits';

const withDatabase = () =>
  changed(
    {
      [`${CHAT}.needs`]: ['memory', 'database'],
      'services.postgres.backup': { objectStore: 'backups', hosts: [{ cidrs: ['203.0.113.0/24'] }] },
    },
    withServices(),
  );

testLimits(withDatabase, [
  ['services.postgres.instances', 1, 9],
  ['services.postgres.zones', 1, 9],
  ['services.postgres.maxConnections', 20, 10_000],
  ['services.postgres.connectionsPerPod', 1, 10_000],
  ['services.postgres.pooler.instances', 1, 100],
  ['services.postgres.pooler.poolSize', 1, 10_000],
  ['services.postgres.pooler.maxClients', 1, 1_000_000],
]);

testDefaults(withDatabase, [
  ['services.postgres.size', 'memory-optimized', 'large'],
  ['services.postgres.instances', 3, 5], // of which two have no zone
  ['services.postgres.zones', 3, 2],
  ['services.postgres.apiServer.port', 443, 6443],
  ['services.postgres.maxConnections', 200, 199],
  ['services.postgres.connectionsPerPod', 5, 6],
  ['services.postgres.pooler', { instances: 2, poolSize: 10, maxClients: 1000 }, { instances: 3 }],
  ['services.postgres.pooler.instances', 2, 3],
  ['services.postgres.pooler.poolSize', 10, 11],
  ['services.postgres.pooler.maxClients', 1000, 1001],
  ['services.postgres.backup.schedule', '0 3 * * *', '0 4 * * *'],
]);
