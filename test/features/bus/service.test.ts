import { BUS_SERVICE, busProof } from '../../../src/features/bus/service';
import type { ServiceClient } from '../../../src/features/services/service';

const AGENT: ServiceClient = { identity: 'search', tenant: undefined, publishes: [], budgetNotice: false, consumes: undefined };
const QUEUE = {
  account: 'acme',
  stream: 'TASKS',
  consumer: 'search',
  subjects: ['tasks.search.>'],
  ackWaitS: 30,
  maxAckPending: 250,
  boundIsKnown: true,
};
const told = (client: Partial<ServiceClient>) => BUS_SERVICE.config?.settings?.({ ...AGENT, ...client });

test('the bus is needed by its word, written below nats, certified, and found at one place', () => {
  const { need, written, certified, external, config } = BUS_SERVICE;
  expect([need, written.key, certified, external?.port, external?.tellsAgent, external?.keepsConnections]).toEqual([
    'bus',
    'nats',
    true,
    4222,
    true,
    true,
  ]);
  expect(BUS_SERVICE.places(undefined)).toEqual([
    { namespace: 'platform', podLabels: { 'app.kubernetes.io/name': 'nats' }, port: 4222, service: 'nats' },
  ]);
  expect([config?.key, config?.addresses(undefined)]).toEqual(['bus', { address: 'nats.platform.svc.cluster.local:4222' }]);
});

test('of a bus that others run, clients are told where it is and whether by TLS', () => {
  expect([
    BUS_SERVICE.external?.addresses('nats.example.com:4222'),
    BUS_SERVICE.external?.tls(true),
    BUS_SERVICE.external?.tls(false),
  ]).toEqual([{ address: 'nats.example.com:4222' }, { tls: true }, { tls: false }]);
});

test('three kinds of its controller are delivered, of which streams hold data', () => {
  const ready = { kind: 'condition', type: 'Ready', argoCdKnows: false };
  const kind = { group: 'jetstream.nats.io', namespaced: true, holdsData: false, read: [] };
  expect(BUS_SERVICE.kinds).toEqual([
    { ...kind, kind: 'Account', resource: 'accounts', health: { kind: 'no-status' } },
    { ...kind, kind: 'Consumer', resource: 'consumers', health: ready },
    { ...kind, kind: 'Stream', resource: 'streams', health: ready, holdsData: true },
  ]);
});

test.each<[readonly string[], boolean]>([
  [['-varz'], true],
  [['-jsz=all', 'http://localhost:8222'], true],
  [['--jsz'], true],
  [['--varz=true'], true],
  [[], false],
  [['-varzy'], false],
  [['-jszall'], false],
  [['x-varz'], false],
  [['-connz', 'jsz'], false],
])('a container with arguments %j is the exporter: %s', (args, expected) => {
  expect(BUS_SERVICE.exporter?.({ image: 'any', args }) !== undefined).toBe(expected);
});

test.each<[string, Partial<ServiceClient>, object]>([
  ['of nothing', {}, {}],
  ['its inbox, where its tenant is known', { tenant: 'acme' }, { inboxPrefix: '_INBOX_acme_agent-search' }],
  ['what it publishes', { publishes: ['events.a'] }, { publishes: ['events.a'] }],
  ['its token budget', { budgetNotice: true }, { budget: { subject: 'budget.search', staleAfterSeconds: 180, whenSpent: 'stop-pulling' } }],
  [
    'its queue, and its inbox in the account of the queue',
    { consumes: QUEUE, tenant: 'other' },
    {
      stream: 'TASKS',
      consumer: 'search',
      ackWaitSeconds: 30,
      subjects: ['tasks.search.>'],
      maxAckPending: 250,
      inboxPrefix: '_INBOX_acme_agent-search',
    },
  ],
  [
    'neither subjects of all of a stream, nor a bound that is not known',
    { consumes: { ...QUEUE, subjects: [], boundIsKnown: false } },
    { stream: 'TASKS', consumer: 'search', ackWaitSeconds: 30, inboxPrefix: '_INBOX_acme_agent-search' },
  ],
])('an agent is told %s', (_, client, expected) => {
  expect(told(client)).toEqual(expected);
});

test('an agent proves itself by a seed of its own and the authority, in the folder of its files', () => {
  expect(BUS_SERVICE.proof?.entry('search')).toEqual({ file: 'bus-seed', what: 'bus-agent-search', property: 'seed' });
  const proof = { user: 'agent-search', seedFile: '/creds/bus-seed', tls: true, authorityFile: '/creds/ca.crt' };
  expect(busProof('agent-search', '/creds')).toEqual(proof);
  expect(BUS_SERVICE.proof?.settings({ agent: 'search', tenant: 'acme', memoryPrefixes: [] }, '/creds')).toEqual(proof);
});
