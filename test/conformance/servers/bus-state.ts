import { isDeepStrictEqual } from 'node:util';
import { pause } from '../harness/poll';
import type { BusServers } from './bus-server';

interface StreamDetail {
  readonly name: string;
  readonly config: unknown;
  readonly state: { readonly messages: number; readonly [key: string]: unknown };
  readonly consumer_detail?: readonly ConsumerDetail[];
}

interface ConsumerDetail {
  readonly name: string;
  readonly config: unknown;
  readonly paused?: boolean;
  readonly delivered: Readonly<Record<string, unknown>>;
  readonly ack_floor: Readonly<Record<string, unknown>>;
  readonly num_pending: number;
  readonly num_ack_pending: number;
  readonly num_redelivered: number;
}

interface Jsz {
  readonly account_details?: readonly { readonly name: string; readonly stream_detail?: readonly StreamDetail[] }[];
}

/** What a stream holds: its configuration, counts of messages, consumers and where each stands. */
export interface StreamState {
  readonly messages: number;
  readonly [key: string]: unknown;
}

/** Streams by name. */
export type BusState = Readonly<Record<string, StreamState>>;

/**
 * Everything of an account that an intruder could change, as a server alone sees it, without clocks: key-value buckets are streams too,
 * and a stream or consumer that nobody declared is in it.
 *
 * @see https://docs.nats.io/running-a-nats-service/nats_admin/monitoring#jetstream-information-jsz
 */
export async function stateOf({ monitoringPorts: [port = 0] }: BusServers, account: string): Promise<BusState> {
  const answer = await fetch(`http://127.0.0.1:${port}/jsz?accounts=true&streams=true&consumers=true&config=true`);
  const { account_details: accounts = [] } = (await answer.json()) as Jsz;
  const streams = accounts.find(({ name }) => name === account)?.stream_detail ?? [];
  return Object.fromEntries(streams.map((stream): [string, StreamState] => [stream.name, streamState(stream)]));
}

function streamState({ config, state, consumer_detail: consumers = [] }: StreamDetail): StreamState {
  const { first_ts: _first, last_ts: _last, ...counts }: StreamState = state;
  return { ...counts, config, consumers: Object.fromEntries(consumers.map((one): [string, unknown] => [one.name, consumerState(one)])) };
}

function consumerState({
  config,
  paused = false,
  delivered,
  ack_floor,
  num_pending,
  num_ack_pending,
  num_redelivered,
}: ConsumerDetail): unknown {
  const [{ last_active: _at, ...sent }, { last_active: _when, ...acknowledged }] = [delivered, ack_floor];
  return { config, paused, sent, acknowledged, num_pending, num_ack_pending, num_redelivered };
}

/** Waits until an account does not change any more: answers that are themselves requests are still on their way when all have been asked. */
export async function untilQuiet(servers: BusServers, account: string): Promise<void> {
  let last = await stateOf(servers, account);
  for (let same = 0; same < QUIET_ROUNDS;) {
    await pause();
    const now = await stateOf(servers, account);
    same = isDeepStrictEqual(now, last) ? same + 1 : 0;
    last = now;
  }
}

/** Rounds of a poll without a change that are taken for quiet. */
const QUIET_ROUNDS = 4;
