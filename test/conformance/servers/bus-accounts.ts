import { createUser, type KeyPair } from '@nats-io/nkeys';
import type { BusAccount, BusConsumer, BusUser } from '../../../src/features/bus/account';
import { platformAccount } from '../../../src/features/bus/platform-account';
import { poolAccount } from '../../../src/features/bus/pool-account';
import { type BusAgent, tenantAccount } from '../../../src/features/bus/tenant-account';

/** Members of the pool. */
export const MEMBERS = ['birch', 'cedar', 'dune'] as const;
/** Tenants of their own; both have the same agents, streams and subjects. */
export const TENANTS = ['acme', 'globex'] as const;
export const POOL = 'shared-tenants';
/** An account whose user `careless` may do everything: what is refused to others must work there. */
export const CONTROL = 'control';

const SIZE = { maxBytes: 4 * 2 ** 20, maxAgeS: 86_400, duplicateWindowS: 120 };

/** Accounts of a bus and the private halves of their users' keys, by account and user. */
export interface Fixture {
  readonly accounts: readonly BusAccount[];
  readonly keys: ReadonlyMap<string, KeyPair>;
}

/** Two tenants, a pool of three and the platform, with fresh keys, and an account to prove that the attempts can succeed. */
export function busFixture(servers: number): Fixture {
  const keys = new Map<string, KeyPair>();
  const nkey = (account: string, user: string): string => {
    const pair = createUser();
    keys.set(`${account}/${user}`, pair);
    return pair.getPublicKey();
  };
  const consumer = (name: string): BusConsumer => ({
    name,
    filterSubjects: [`tasks.${name}.>`],
    ackWaitS: 30,
    backoffS: [30, 60, 120, 240],
    maxDeliver: 5,
    maxAckPending: 100,
  });
  const agents = (account: string): BusAgent[] => [
    {
      name: 'coordinator',
      nkey: nkey(account, 'agent-coordinator'),
      publishes: ['tasks.product-search.>', 'tasks.order-tracking.>'],
      tools: false,
      budgets: true,
      connections: 6,
    },
    ...['product-search', 'order-tracking'].map((name) => ({
      name,
      nkey: nkey(account, `agent-${name}`),
      publishes: [],
      consumes: { consumer: consumer(name) },
      tools: name === 'product-search',
      budgets: name === 'product-search',
      connections: 6,
    })),
  ];
  const tenant = (name: string): BusAccount =>
    tenantAccount({ name, agents: agents(name), provisionerNkey: nkey(name, 'provisioner'), servers, tasks: SIZE });
  const pool = poolAccount({
    name: POOL,
    agents: agents(POOL),
    provisionerNkey: nkey(POOL, 'provisioner'),
    servers,
    tasks: SIZE,
    members: MEMBERS.map((id) => ({ id, nkey: nkey(POOL, `member-${id}`), connections: 6 })),
    results: SIZE,
    resultConsumer: { ackWaitS: 30, maxDeliver: 5, maxAckPending: 100 },
  });
  const platform = platformAccount({
    toolGatewayNkey: nkey('PLATFORM', 'tool-gateway'),
    toolGatewayConnections: 6,
    budgetPublisherNkey: nkey('PLATFORM', 'budget-publisher'),
  });
  return { accounts: [...TENANTS.map(tenant), pool, platform, careless(tenant(CONTROL), nkey(CONTROL, 'careless'))], keys };
}

/** The same account with one user more, and no limits in its way. */
function careless(account: BusAccount, nkey: string): BusAccount {
  const user: BusUser = { name: 'careless', nkey, publish: ['>'], subscribe: ['>'] };
  const { limits } = account;
  return {
    ...account,
    users: [...account.users, user],
    limits: { ...limits, connections: 100, streams: 10, consumers: 100, fileBytes: limits.fileBytes * 4 },
  };
}

/** An account of the fixture by its name. */
export function accountNamed({ accounts }: Fixture, name: string): BusAccount {
  const account = accounts.find((one) => one.name === name);
  if (account === undefined) throw new Error(`no account ${name}`);
  return account;
}
