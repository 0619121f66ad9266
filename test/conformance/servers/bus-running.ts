import { PLATFORM_ACCOUNT, TOOL_GATEWAY, TOOLS } from '../../../src/features/bus/account';
import type { CleanUp } from '../harness/clean-up';
import { temporaryFolder } from '../harness/process';
import type { Fixture } from './bus-accounts';
import { type BusClient, loginAll } from './bus-client';
import { type BusServers, type BusText, startBus } from './bus-server';

/** A bus with everybody logged in, and a tool gateway that answers. */
export interface RunningBus {
  /** What is declared, whatever the servers were given. */
  readonly bus: Fixture;
  readonly servers: BusServers;
  readonly clients: readonly BusClient[];
  /** @throws if there is no such user */
  as(account: string, user: string): BusClient;
}

/** Starts a server and logs all users in. */
export async function runBus(bus: Fixture, accounts: BusText, cleanUp: CleanUp): Promise<RunningBus> {
  const folder = temporaryFolder('bus-');
  cleanUp.then(() => {
    folder.remove();
  });
  const servers = cleanUp.add(await startBus(folder.path, accounts));
  const clients = await loginAll(servers, bus, bus.accounts);
  cleanUp.then(async () => {
    await Promise.all(clients.map(({ connection }) => connection.close()));
  });
  const as = (account: string, user: string): BusClient => {
    const found = clients.find((client) => client.account === account && client.user === user);
    if (found === undefined) throw new Error(`nobody is logged in as ${account}/${user}`);
    return found;
  };
  await answerTools(as(PLATFORM_ACCOUNT, TOOL_GATEWAY));
  return { bus, servers, clients, as };
}

/** What the tool gateway answers to a call: the subject under which it came. */
export function toolAnswer(account: string, subject: string): string {
  return answerTo(`${TOOLS}.${account}.${subject.slice(TOOLS.length + 1)}`);
}

async function answerTools({ connection }: BusClient): Promise<void> {
  connection.subscribe(`${TOOLS}.*.>`, { callback: (_error, message) => void message.respond(answerTo(message.subject)) });
  await connection.flush();
}

const answerTo = (subject: string): string => `answer to ${subject}`;
