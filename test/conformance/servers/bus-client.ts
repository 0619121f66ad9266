import { connect, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node';
import { type BusAccount, PROVISIONER } from '../../../src/features/bus/account';
import { inboxPrefix } from '../../../src/features/bus/grants';
import type { Fixture } from './bus-accounts';
import type { BusServers } from './bus-server';

/** A user that is logged in, with what the server refused it. */
export interface BusClient {
  readonly account: string;
  readonly user: string;
  readonly connection: NatsConnection;
  /** Where it hears answers. */
  readonly inbox: string;
  /** Of JetStream; members of a pool reach it under the pool's name. */
  readonly domain: string | undefined;
  /** Messages of the server, in order: `Permissions Violation for Publish to "…"`. */
  readonly refusals: string[];
}

/** Logs in with the stock client, by TLS and nkey, under the inbox prefix that its grants want. */
export async function login(servers: BusServers, { keys, accounts }: Fixture, account: string, user: string): Promise<BusClient> {
  const pair = keys.get(`${account}/${user}`);
  if (pair === undefined) throw new Error(`no key of ${account}/${user}`);
  const inbox = user === PROVISIONER ? '_INBOX' : inboxPrefix(account, user);
  const connection = await connect({
    servers: servers.ports.map((port) => `tls://127.0.0.1:${port}`),
    tls: { caFile: servers.authority.certificate },
    authenticator: nkeyAuthenticator(pair.getSeed()),
    inboxPrefix: inbox,
    name: `${account}/${user}`,
    ignoreAuthErrorAbort: true,
  });
  const refusals: string[] = [];
  void (async () => {
    for await (const status of connection.status()) if (status.type === 'error') refusals.push(status.error.message);
  })();
  const own = accounts.find(({ name }) => name === account)?.users.find(({ name }) => name === user)?.own;
  return { account, user, connection, inbox, refusals, domain: own === undefined ? undefined : account };
}

/** All users of accounts, logged in one after the other: dozens of handshakes at once outlast the client's patience on a small machine. */
export async function loginAll(servers: BusServers, fixture: Fixture, accounts: readonly BusAccount[]): Promise<BusClient[]> {
  const clients: BusClient[] = [];
  for (const { name, users } of accounts) for (const user of users) clients.push(await login(servers, fixture, name, user.name));
  return clients;
}
