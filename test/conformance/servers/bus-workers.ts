import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Fixture } from './bus-accounts';
import type { BusServers } from './bus-server';
import { inboxPrefix } from '../../../src/features/bus/grants';
import { until } from '../harness/poll';

/** A process that takes messages of one consumer. */
export interface BusWorker {
  /** Deliveries of what it handled, by the text of the message. */
  readonly handled: ReadonlyMap<string, readonly number[]>;
  /** Times that its connection broke. */
  lost(): number;
  stop(): Promise<void>;
}

/** Starts a worker and waits until it takes messages. */
export async function startWorker(
  servers: BusServers,
  { keys }: Fixture,
  {
    account,
    user,
    stream,
    consumer,
  }: { readonly account: string; readonly user: string; readonly stream: string; readonly consumer: string },
): Promise<BusWorker> {
  const pair = keys.get(`${account}/${user}`);
  if (pair === undefined) throw new Error(`no key of ${account}/${user}`);
  const options = {
    port: servers.ports[0],
    authority: servers.authority.certificate,
    seed: new TextDecoder().decode(pair.getSeed()),
    inbox: inboxPrefix(account, user),
    stream,
    consumer,
  };
  const child = spawn(process.execPath, [join(__dirname, 'bus-worker-process.js'), JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const handled = new Map<string, number[]>();
  let [ready, lost, errors] = [false, 0, ''];
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  createInterface(child.stdout).on('line', (line) => {
    const [first = '', text] = line.split(' ');
    if (first === 'ready') ready = true;
    else if (first === 'lost') lost++;
    else if (text !== undefined) handled.set(text, [...(handled.get(text) ?? []), Number(first)]);
  });
  await until(`a worker of ${consumer}`, () => {
    if (child.exitCode !== null) throw new Error(errors);
    return Promise.resolve(ready ? true : undefined);
  });
  return {
    handled,
    lost: () => lost,
    stop: async () => {
      child.stdin.end();
      await gone;
    },
  };
}
