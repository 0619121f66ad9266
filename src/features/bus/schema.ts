import { BYTES, IMAGE } from '../../kernel/formats';
import { duration, either, list, nested, object, record, text, whole } from '../../kernel/schema';
import { EXTERNAL_BUS } from '../external/schema';
import { EXTERNAL_HOST } from '../network/schema';
import { SERVICE_SIZE } from '../resources/schema';
import { STORAGE_CLASS } from '../storage/class';
import { TASKS_STREAM } from './account';
import { MAX_DELIVER } from './redelivery';

/** A day: what a queue keeps beyond that is better kept in a database. */
export const MAX_OUTAGE_S = 86_400;
/** A year. */
export const MAX_AGE_S = 365 * 86_400;
/** Most tenants and pools of one bus, and most users of each. */
const MAX_USERS = 10_000;

export const CONSUMES = object('ConsumesSpec', 'A durable pull consumer of JetStream and what it takes from.', {
  subjects: list('Subjects; where several tokens may follow, end in `>`.', text()),
  stream: text('Stream that it takes from.', { default: TASKS_STREAM }),
  consumer: text('Durable consumer.', { otherwise: `the agent's name` }),
  ackWait: duration('Time after which an unacknowledged message is delivered again.', {
    otherwise: 'max(30 s, 1.5 × p99), rounded up to 5 s',
  }),
  maxDeliver: whole('Deliveries of one message before it is given up.', { default: MAX_DELIVER, min: 1, max: 100 }),
  maxAckPending: whole(
    'Messages delivered and not yet acknowledged; below replicas × concurrency the last replicas idle, and it is refused.',
    { otherwise: 'largest count × concurrency × 1.25' },
  ),
});

export const NATS = object(
  'NatsSpec',
  'The bus.',
  {
    ...SERVICE_SIZE.shape,
    image: text('nats-server, by registry, tag and digest.', { format: IMAGE }),
    reloaderImage: text('Image of nats-server-config-reloader, which signals the server when its configuration has changed.', {
      format: IMAGE,
    }),
    exporterImage: text('prometheus-nats-exporter.', { format: IMAGE }),
    servers: whole('1, 3 or 5; streams have as many replicas, at most 3.', { default: 3 }),
    disk: text('Disk of one server, e.g. `50Gi`; 90 % of it may be used by streams.', { format: BYTES }),
    storageClass: STORAGE_CLASS,
    outage: duration('How long workers may be away before a queue refuses, at their base rate, at most a day.', { default: '1h' }),
    maxAge: duration('How long a message may stay in a stream, at least 2 minutes and at most a year.', { default: '72h' }),
    messageBytes: whole('Bytes of a message with its headers, as they are on average.', {
      default: 4096,
      min: 1,
      // largest message that servers take of themselves: https://docs.nats.io/running-a-nats-service/configuration (max_payload)
      max: 2 ** 20,
    }),
    apiServer: nested('Addresses of the Kubernetes API server, which the controller of streams reaches.', EXTERNAL_HOST, {
      otherwise: 'that of `services.postgres`',
    }),
    users: record(
      "Public halves of the users' nkeys, by tenant or pool id and user: `agent-<name>`, `member-<id>`, `provisioner`; under `platform`, `tool-gateway` and, where agents hear whether their token budgets are spent, `budget-publisher`. `npx cdk8s-agents bus-user` makes a pair.",
      record('', text(), { most: MAX_USERS }),
      { most: MAX_USERS },
    ),
  },
  [SERVICE_SIZE],
);

export const NATS_SERVICE = either(
  'NatsServiceSpec',
  'The bus: one that is rendered, or one that others run.',
  'external',
  object('', '', { external: nested('Where the bus is that others run.', EXTERNAL_BUS) }),
  NATS,
);
