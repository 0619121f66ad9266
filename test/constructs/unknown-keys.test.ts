import { App, Chart, Duration } from 'cdk8s';
import { BusAccounts } from '../../constructs/bus/bus-accounts';
import { BusClientPolicy } from '../../constructs/bus/bus-client-policy';
import { JetStreamAccount } from '../../constructs/bus/jet-stream-account';
import { JetStreamStream } from '../../constructs/bus/jet-stream-stream';
import { NatsBus } from '../../constructs/bus/nats-bus';
import { PostgresCluster } from '../../constructs/database/postgres-cluster';
import { PostgresPooler } from '../../constructs/database/postgres-pooler';
import { PostgresTenant } from '../../constructs/database/postgres-tenant';
import { BudgetAlerts } from '../../constructs/llm/budget-alerts';
import { EnvoyGatewayClass } from '../../constructs/llm/envoy-gateway-class';
import { LlmAgentgateway } from '../../constructs/llm/llm-agentgateway';
import { LlmGateway } from '../../constructs/llm/llm-gateway';
import { RedisAcl } from '../../constructs/store/redis-acl';
import { RedisInstance } from '../../constructs/store/redis-instance';
import { PlatformDeployment } from '../../constructs/tools/platform-deployment';
import type { BusAccount } from '../../src/features/bus/account';
import { acme, agents, KEYS, platform, pool } from '../features/bus/fixture';
import { problemsOf } from './agent/agent-fixture';
import { CLUSTER } from './database/postgres-fixture';
import { BASIS, PROPS as LLM } from './llm/llm-gateway-fixture';
import { ACL, EXPORTER, REDIS } from './store/redis-fixture';

const image = (name: string): string => `registry.example.com/platform/${name}:1.0.0@sha256:${'b'.repeat(64)}`;
const SIZE = { maxBytes: 1, maxAgeS: 3600, duplicateWindowS: 120 };
const ACCOUNT = { name: 'acme', agents: agents(0), provisionerNkey: KEYS[2], servers: 3, tasks: SIZE };

function streamOf(account: BusAccount) {
  const [stream] = account.streams;
  if (stream === undefined) throw new Error('no stream');
  return stream;
}
const pooler = (chart: Chart, more: object = {}): PostgresPooler =>
  new PostgresPooler(chart, 'Pooler', { cluster: new PostgresCluster(chart, 'Cluster', CLUSTER), tenants: 1, clients: 1, ...more });

const CASES: readonly (readonly [string, (chart: Chart, more: object) => unknown])[] = [
  [
    'NatsBus',
    (chart, more) =>
      new NatsBus(chart, 'Bus', {
        image: image('nats'),
        reloaderImage: image('reloader'),
        exporterImage: image('exporter'),
        accounts: [acme(), pool(), platform()],
        issuer: 'bus',
        disk: '10Gi',
        ...more,
      }),
  ],
  ['BusClientPolicy', (chart, more) => new BusClientPolicy(chart, 'Policy', { name: 'nack', ...more })],
  [
    'JetStreamAccount',
    (chart, more) => new JetStreamAccount(chart, 'Account', { account: acme(), secretStore: 'vault', remoteKey: 'a/b', ...more }),
  ],
  ['JetStreamStream', (chart, more) => new JetStreamStream(chart, 'Stream', { account: 'acme', stream: streamOf(acme()), ...more })],
  ['BusAccounts.tenant', (_, more) => BusAccounts.tenant({ ...ACCOUNT, ...more })],
  [
    'BusAccounts.pool',
    (_, more) =>
      BusAccounts.pool({
        ...ACCOUNT,
        members: [{ id: 'birch', nkey: KEYS[6], connections: 4 }],
        results: SIZE,
        resultConsumer: { ackWaitS: 30, maxDeliver: 5, maxAckPending: 100 },
        ...more,
      }),
  ],
  ['BusAccounts.platform', (_, more) => BusAccounts.platform({ toolGatewayNkey: KEYS[8], toolGatewayConnections: 2, ...more })],
  ['LlmGateway', (chart, more) => new LlmGateway(chart, 'LlmGateway', { ...LLM, ...more })],
  [
    'LlmAgentgateway',
    (chart, more) =>
      new LlmAgentgateway(chart, 'Budgets', {
        ...BASIS,
        tenants: BASIS.tenants.filter(({ members }) => members === undefined),
        routeName: 'llm',
        rateLimitService: 'ratelimit',
        ...more,
      }),
  ],
  ['BudgetAlerts', (chart, more) => new BudgetAlerts(chart, 'Alerts', { tenants: BASIS.tenants, ...more })],
  ['EnvoyGatewayClass', (chart, more) => new EnvoyGatewayClass(chart, 'Class', more)],
  ['RedisAcl', (chart, more) => new RedisAcl(chart, 'Acl', { ...ACL, release: '7.4', ...more })],
  [
    'RedisInstance',
    (chart, more) =>
      new RedisInstance(chart, 'Redis', { role: 'cache', image: REDIS, exporterImage: EXPORTER, issuer: 'platform', ...more }),
  ],
  ['PostgresCluster', (chart, more) => new PostgresCluster(chart, 'Cluster', { ...CLUSTER, ...more })],
  ['PostgresPooler', pooler],
  [
    'PostgresTenant',
    (chart, more) =>
      new PostgresTenant(chart, 'Tenant', { pooler: pooler(chart), tenant: 'acme', secretStore: 'vault', remoteKey: 'a/b', ...more }),
  ],
  [
    'PlatformDeployment',
    (chart, more) =>
      new PlatformDeployment(chart, 'LlmGateway', { image: image('gateway'), longestRequest: Duration.seconds(30), ...more }),
  ],
];

test.each(CASES)('%s fails with a key that nobody reads, and with nothing else', (_, build) => {
  const found = (more: object): string[] => problemsOf(() => build(new Chart(new App(), 'platform'), more));
  expect(found({})).toEqual([]);
  expect(found({ colour: 'red' })).toEqual(['colour unknown-key']);
});
