import { CREDENTIAL_FILES } from '../secrets/keys';
import { delivered, NO_STATUS, ready } from '../services/delivered';
import { address } from '../services/places';
import type { ServiceRow } from '../services/row';
import { nested } from '../../kernel/schema';
import { agentUser } from './account';
import { budgetNotice } from './budget-notice';
import { inboxPrefix } from './grants';
import { natsExporter } from './metric-sources';
import { BUS_PLACE, NACK_GROUP } from './places';
import type { SharedBusPlan } from './plan';
import { type BusWorld, resolveBus } from './resolve';
import { NATS_SERVICE } from './schema';
import type { NatsServiceSpec, NatsSpec } from './spec';

/** The bus, as its agents see it. */
export const BUS_SERVICE: ServiceRow<'bus', 'nats', NatsSpec, BusWorld, SharedBusPlan, unknown, NatsServiceSpec> = {
  need: 'bus',
  written: { key: 'nats', field: nested('The bus.', NATS_SERVICE, { otherwise: 'none: no agent is on a bus' }) },
  certified: true,
  external: {
    port: BUS_PLACE.port,
    addresses: (where) => ({ address: where }),
    tls: (tls) => ({ tls }),
    tellsAgent: true,
    keepsConnections: true,
  },
  resolve: resolveBus,
  // those by which NACK makes streams and consumers
  kinds: [
    delivered(NACK_GROUP, 'Account', 'accounts', NO_STATUS),
    delivered(NACK_GROUP, 'Consumer', 'consumers', ready(false)),
    delivered(NACK_GROUP, 'Stream', 'streams', ready(false), { holdsData: true }),
  ],
  exporter: ({ args }) => (args.some((arg) => /^--?(jsz|varz)(=|$)/.test(arg)) ? natsExporter(args) : undefined),
  places: () => [BUS_PLACE],
  config: {
    key: 'bus',
    addresses: () => ({ address: address(BUS_PLACE) }),
    settings: ({ identity, tenant, consumes, publishes, budgetNotice: hears }) => {
      const account = consumes?.account ?? tenant;
      return {
        ...(consumes !== undefined && {
          stream: consumes.stream,
          consumer: consumes.consumer,
          ackWaitSeconds: consumes.ackWaitS,
          ...(consumes.subjects.length > 0 && { subjects: consumes.subjects }),
          ...(consumes.boundIsKnown && { maxAckPending: consumes.maxAckPending }),
        }),
        ...(publishes.length > 0 && { publishes }),
        ...(hears && { budget: budgetNotice(identity) }),
        // with the plain `_INBOX.>`, agents of one account would read each other's replies
        ...(account !== undefined && { inboxPrefix: inboxPrefix(account, agentUser(identity)) }),
      };
    },
  },
  proof: {
    entry: (agent) => ({ file: CREDENTIAL_FILES.busSeed, what: `bus-${agentUser(agent)}`, property: 'seed' }),
    settings: ({ agent }, folder) => ({ ...busProof(agentUser(agent), folder) }),
  },
};

/** What stands in a file below `bus` of how a user proves itself. */
interface BusProof {
  readonly user: string;
  readonly seedFile: string;
  readonly tls: true;
  readonly authorityFile: string;
}

/** A user of the bus whose files are in a folder. */
export function busProof(user: string, folder: string): BusProof {
  return {
    user,
    seedFile: `${folder}/${CREDENTIAL_FILES.busSeed}`,
    tls: true,
    authorityFile: `${folder}/${CREDENTIAL_FILES.authority}`,
  };
}
