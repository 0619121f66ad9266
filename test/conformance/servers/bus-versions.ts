import { createUser, type KeyPair } from '@nats-io/nkeys';
import type { BusAccount, BusConsumer } from '../../../src/features/bus/account';
import { poolAccount } from '../../../src/features/bus/pool-account';
import type { QueueSwitch } from '../../../src/features/bus/queue-versions';
import { type BusAgent, tenantAccount } from '../../../src/features/bus/tenant-account';
import type { Fixture } from './bus-accounts';

const SIZE = { maxBytes: 32 * 2 ** 20, maxAgeS: 86_400, duplicateWindowS: 120 };
const NUMBERS = { ackWaitS: 30, maxDeliver: 5, maxAckPending: 1000 };

export const TENANT = 'acme';
export const POOL_OF_VERSIONS = 'pool';
export const STABLE = 'search';
export const SECOND = 'search-next';

/** One tenant whose agent `search` has two versions, and a pool with the same, by their switch; keys stay the same. */
export class VersionedBus {
  private readonly keys = new Map<string, KeyPair>();

  /** Accounts as derived; without a switch there is one version. */
  public with(queueSwitch?: QueueSwitch): Fixture & { readonly tenant: BusAccount; readonly pool: BusAccount } {
    const tenant = tenantAccount({
      name: TENANT,
      servers: 1,
      tasks: SIZE,
      provisionerNkey: this.nkey(TENANT, 'provisioner'),
      agents: this.agents(TENANT, queueSwitch),
    });
    const pool = poolAccount({
      name: POOL_OF_VERSIONS,
      servers: 1,
      tasks: SIZE,
      results: SIZE,
      resultConsumer: NUMBERS,
      provisionerNkey: this.nkey(POOL_OF_VERSIONS, 'provisioner'),
      agents: this.agents(POOL_OF_VERSIONS, queueSwitch),
      members: [{ id: 'birch', nkey: this.nkey(POOL_OF_VERSIONS, 'member-birch'), connections: 5 }],
    });
    return { accounts: [tenant, pool], keys: this.keys, tenant, pool };
  }

  private agents(account: string, queueSwitch: QueueSwitch | undefined): BusAgent[] {
    const consumer: BusConsumer = { name: STABLE, filterSubjects: ['tasks.search.>'], ...NUMBERS };
    return [
      {
        name: 'coordinator',
        nkey: this.nkey(account, 'agent-coordinator'),
        publishes: ['tasks.search.>'],
        tools: false,
        connections: 5,
      },
      {
        name: STABLE,
        nkey: this.nkey(account, 'agent-search'),
        publishes: [],
        consumes: { consumer },
        ...(queueSwitch !== undefined && { next: { switch: queueSwitch, maxAckPending: NUMBERS.maxAckPending } }),
        tools: false,
        connections: 10,
      },
    ];
  }

  private nkey(account: string, user: string): string {
    const place = `${account}/${user}`;
    const pair = this.keys.get(place) ?? createUser();
    this.keys.set(place, pair);
    return pair.getPublicKey();
  }
}
