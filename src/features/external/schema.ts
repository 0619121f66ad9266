import { CIDR } from '../../kernel/formats';
import { flag, list, object, record, nested, settings, text, whole } from '../../kernel/schema';

export const STORED_ENTRY = object('StoredEntrySpec', 'A value of the secret store.', {
  key: text('Entry of the store. `{tenant}`, `{namespace}` and `{agent}` in it stand for those of the agent that reads it.'),
  property: text('Property of the entry.', { otherwise: 'the name under which it is written; of an authority `certificate`' }),
});

export const EXTERNAL_SERVICE = object(
  'ExternalServiceSpec',
  'A shared service that others run: where it is, and how agents prove themselves.',
  {
    name: text('DNS name that agents dial. Either this or `address`.', { optional: true }),
    address: text('IP address that agents dial. Either this or `name`.', { optional: true }),
    cidrs: list('Address ranges of it: agents that need the service reach these and no others.', text('', { format: CIDR }), {
      otherwise: 'the `address` alone',
    }),
    port: whole('Port of it.', {
      otherwise: 'the usual one: 4222 of a bus, 6379 of a store, 5432 of a database, 443 of a gateway',
      min: 1,
      max: 65_535,
    }),
    tls: flag('Whether it is dialled by TLS. If not, everybody on the way reads what is sent, with a warning.', { default: true }),
    credentials: record(
      'What agents prove themselves with, by name, e.g. `password`: a file of each agent, named in its configuration file as `passwordFile`.',
      STORED_ENTRY,
      { otherwise: 'nothing: it asks for no proof', most: 10 },
    ),
    authority: nested('Certificate of the authority that signs for it.', STORED_ENTRY, { otherwise: `the system's roots` }),
    settings: settings(`Further settings of it for the agents' configuration files, e.g. \`{ database: 'orders' }\`. No credentials.`, {
      otherwise: 'none',
    }),
    connectionsPerPod: whole('Connections that one pod of an agent opens.', { otherwise: 'not known', min: 1, max: 10_000 }),
    maxConnections: whole('Connections that it holds for these agents.', {
      otherwise: 'not known: whether all agents may connect is unknown, with a warning where agents need it',
      min: 1,
      max: 1_000_000,
    }),
  },
);

export const EXTERNAL_BUS = object(
  'ExternalBusSpec',
  'A bus that others run, with its accounts, streams and consumers.',
  {
    ...EXTERNAL_SERVICE.shape,
    monitoring: text('Host and port at which KEDA reads the state of consumers, e.g. `nats.example.com:8222`.', {
      otherwise: 'none: no agent may be scaled on its queue by KEDA',
    }),
  },
  [EXTERNAL_SERVICE],
);
