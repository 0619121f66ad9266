import { App, Chart, Testing } from 'cdk8s';
import { JetStreamAccount } from '../../../constructs/bus/jet-stream-account';
import type { BusAccount } from '../../../src/features/bus/account';
import { acme, pool, SEARCH } from '../../features/bus/fixture';
import { type Manifest, problemsOf } from '../agent/agent-fixture';

function rendered(account: BusAccount): Manifest[] {
  const chart = new Chart(new App(), 'acme-bus', { namespace: 'platform' });
  new JetStreamAccount(chart, 'Account', { account, secretStore: 'vault', remoteKey: 'swarm/prod/platform/bus-acme-provisioner' });
  return Testing.synth(chart) as Manifest[];
}

const specOf = (objects: Manifest[], kind: string, name: string) =>
  objects.find((object) => object.kind === kind && object.metadata.name === name)?.spec;

test('an account, its streams and consumers lie with the platform, under the account’s name', () => {
  expect(
    rendered(pool()).map(
      ({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name} of ${metadata.labels['cdk8s-agents/tenant'] ?? ''}`,
    ),
  ).toEqual([
    'ExternalSecret platform/bus-shared-provisioner of shared',
    'Account platform/shared of shared',
    'Stream platform/shared-tasks of shared',
    'Consumer platform/shared-tasks-search of shared',
    'Stream platform/shared-results of shared',
    'Consumer platform/shared-results-birch of shared',
    'Consumer platform/shared-results-cedar of shared',
  ]);
});

test('NACK logs in as the account’s provisioner, by a seed that no manifest holds', () => {
  const objects = rendered(acme());
  expect(specOf(objects, 'Account', 'acme')).toEqual({
    name: 'acme',
    servers: ['tls://nats.platform.svc.cluster.local:4222'],
    nkey: { secret: { name: 'bus-acme-provisioner' }, seed: 'seed' },
    tls: { secret: { name: 'nats-tls' }, ca: 'ca.crt' },
  });
  expect(specOf(objects, 'ExternalSecret', 'bus-acme-provisioner')).toMatchObject({
    data: [{ secretKey: 'seed', remoteRef: { key: 'swarm/prod/platform/bus-acme-provisioner', property: 'seed' } }],
    secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
  });
});

test('every field of a stream and a consumer is written: the defaults lose messages and deliver them again after a nanosecond', () => {
  const objects = rendered(acme());
  expect(specOf(objects, 'Stream', 'acme-tasks')).toMatchObject({
    account: 'acme',
    name: 'TASKS',
    subjects: ['tasks.search.>'],
    retention: 'workqueue',
    storage: 'file',
    replicas: 3,
    discard: 'new',
    maxBytes: 64 * 2 ** 20,
    maxAge: '3600s',
    duplicateWindow: '120s',
    preventDelete: true,
  });
  expect(specOf(objects, 'Consumer', 'acme-tasks-search')).toMatchObject({
    account: 'acme',
    streamName: 'TASKS',
    durableName: 'search',
    filterSubject: 'tasks.search.>',
    ackPolicy: 'explicit',
    ackWait: '30s',
    maxDeliver: 5,
    maxAckPending: 250,
    replicas: 3,
    memStorage: false,
  });
});

test('several filters stand in a list, and a backoff begins with the ack wait', () => {
  const consumer = { ...SEARCH, filterSubjects: ['tasks.search.>', 'tasks.find.>'], backoffS: [30, 60] };
  const account = acme({
    agents: [{ name: 'search', nkey: acme().users[0]?.nkey ?? '', publishes: [], consumes: { consumer }, tools: false, connections: 1 }],
  });
  expect(specOf(rendered(account), 'Consumer', 'acme-tasks-search')).toMatchObject({
    filterSubjects: ['tasks.search.>', 'tasks.find.>'],
    backoff: ['30s', '60s'],
    ackWait: '30s',
  });
});

test('fails an account that would not hold, at once', () => {
  const [stream] = acme().streams;
  if (stream === undefined) throw new Error('no stream');
  const account: BusAccount = { ...acme(), streams: [{ ...stream, maxBytes: 0, consumers: [{ ...SEARCH, ackWaitS: 0 }] }] };
  expect(problemsOf(() => rendered(account))).toEqual(['account.acme.TASKS bus-stream', 'account.acme.TASKS.search bus-consumer']);
  const chart = new Chart(new App(), 'c');
  expect(problemsOf(() => new JetStreamAccount(chart, 'A', { account: acme(), secretStore: 'My Store', remoteKey: '' }))).toEqual([
    'secretStore dns-label',
    'remoteKey secret-key',
  ]);
});

test.each([
  ['tls://nats.example.com:4222', []],
  ['nats://10.0.0.1:1', []],
  ['nats://a:65535', []],
  ['nats://a:65536', ['server bus-url']],
  ['nats://a:0', ['server bus-url']],
  ['nats://a', ['server bus-url']],
  ['a:4222', ['server bus-url']],
  ['http://a:4222', ['server bus-url']],
  ['nats://a:4222/', ['server bus-url']],
])('the address %s is judged: %j', (server, expected) => {
  const chart = new Chart(new App(), 'c');
  const props = { account: acme(), secretStore: 'vault', remoteKey: 'a/b', server };
  expect(problemsOf(() => new JetStreamAccount(chart, 'A', props))).toEqual(expected);
});
