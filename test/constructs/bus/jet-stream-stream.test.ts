import { App, Chart, Testing } from 'cdk8s';
import { JetStreamStream, type JetStreamStreamProps } from '../../../constructs/bus/jet-stream-stream';
import type { BusStream } from '../../../src/features/bus/account';
import { SEARCH } from '../../features/bus/fixture';
import { type Manifest, problemsOf } from '../agent/agent-fixture';

const STREAM: BusStream = {
  name: 'TASKS',
  subjects: ['tasks.search.>', 'tasks.find.>'],
  retention: 'workqueue',
  replicas: 3,
  maxBytes: 1024,
  maxAgeS: 3600,
  duplicateWindowS: 120,
  consumers: [SEARCH],
};

function rendered(stream: Partial<BusStream> = {}, props: Partial<JetStreamStreamProps> = {}): Manifest[] {
  const chart = new Chart(new App(), 'acme-bus');
  new JetStreamStream(chart, 'Stream', { account: 'acme', stream: { ...STREAM, ...stream }, ...props });
  return Testing.synth(chart) as Manifest[];
}

/** Every field of NACK's Stream, because what it leaves out loses messages. */
const QUEUE = {
  account: 'acme',
  allowDirect: false,
  allowRollup: false,
  compression: 'none',
  denyDelete: false,
  denyPurge: false,
  description: 'Work of acme',
  discard: 'new',
  duplicateWindow: '120s',
  maxAge: '3600s',
  maxBytes: 1024,
  maxConsumers: -1,
  maxMsgSize: -1,
  maxMsgs: -1,
  name: 'TASKS',
  noAck: false,
  preventDelete: true,
  preventUpdate: false,
  replicas: 3,
  retention: 'workqueue',
  storage: 'file',
  subjects: ['tasks.search.>', 'tasks.find.>'],
};

/** The same of its Consumer. */
const PULL = {
  account: 'acme',
  ackPolicy: 'explicit',
  ackWait: '30s',
  deliverPolicy: 'all',
  description: 'search of acme',
  durableName: 'search',
  filterSubject: 'tasks.search.>',
  maxAckPending: 250,
  maxDeliver: 5,
  maxWaiting: 512,
  memStorage: false,
  preventDelete: true,
  preventUpdate: false,
  replayPolicy: 'instant',
  replicas: 3,
  streamName: 'TASKS',
};

test('a work queue refuses what it has no room for, a log of answers drops its oldest', () => {
  expect(rendered()[0]?.spec).toEqual(QUEUE);
  expect(rendered({ retention: 'limits' })[0]?.spec).toEqual({
    ...QUEUE,
    retention: 'limits',
    description: 'Answers of acme',
    discard: 'old',
  });
});

test.each<[string, Partial<BusStream['consumers'][number]>, object]>([
  ['one filter', {}, {}],
  ['several filters', { filterSubjects: ['a', 'b'] }, { filterSubject: undefined, filterSubjects: ['a', 'b'] }],
  ['waits of their own', { backoffS: [30, 60] }, { backoff: ['30s', '60s'] }],
  ['deliveries without an end', { maxDeliver: -1 }, { maxDeliver: -1 }],
  ['a pause', { paused: true }, { pauseUntil: '2100-01-01T00:00:00Z' }],
  ['no pause any more', { paused: false }, {}],
])('a consumer with %s has every other field as before', (_, part, changes) => {
  expect(rendered({ consumers: [{ ...SEARCH, ...part }] })[1]?.spec).toEqual({ ...PULL, ...changes });
});

test('carries what is given, and nothing where nothing is', () => {
  const given = { namespace: 'buses', labels: { team: 'a' }, annotations: { email: 'b' } };
  expect(rendered({}, given).map(({ metadata }) => metadata)).toEqual([
    { name: 'acme-tasks', ...given },
    { name: 'acme-tasks-search', ...given },
  ]);
  expect(rendered().map(({ metadata }) => metadata)).toEqual([{ name: 'acme-tasks' }, { name: 'acme-tasks-search' }]);
});

describe('one thing wrong is found at its own place', () => {
  const second = { ...SEARCH, name: 'other', filterSubjects: ['tasks.find.>'] };
  test.each<[string, Partial<BusStream>, Partial<JetStreamStreamProps>, string[]]>([
    ['a name that makes none of an object', { name: 'MY_TASKS' }, {}, ['stream.name dns-label']],
    ['an account that makes none', {}, { account: 'A' }, ['stream.name dns-label']],
    ['a stream without bounds', { maxBytes: 0 }, {}, ['stream bus-stream']],
    ['the name of a consumer', { consumers: [SEARCH, { ...second, name: 'A' }] }, {}, ['stream.consumers.1.name dns-label']],
    ['the numbers of a consumer', { consumers: [SEARCH, { ...second, ackWaitS: 0 }] }, {}, ['stream.consumers.1 bus-consumer']],
    [
      'everything',
      { name: 'A_B', subjects: [], consumers: [{ ...SEARCH, name: 'A', maxDeliver: 0 }] },
      {},
      ['stream.name dns-label', 'stream bus-stream', 'stream.consumers.0.name dns-label', 'stream.consumers.0 bus-consumer'],
    ],
  ])('%s', (_, stream, props, expected) => {
    expect(problemsOf(() => rendered(stream, props))).toEqual(expected);
  });
});
