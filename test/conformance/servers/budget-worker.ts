import { jetstream, type JsMsg } from '@nats-io/jetstream';
import type { BudgetNotice } from '../../../src/features/bus/budget-notice';
import type { BusClient } from './bus-client';

/** What an agent's configuration file says of the bus, as far as such a worker reads it. */
export interface BudgetedBus {
  readonly stream: string;
  readonly consumer: string;
  readonly budget: BudgetNotice;
}

/** A worker that does what its file says of its budget. */
export interface BudgetWorker {
  /** Text of the messages that it finished, in order. */
  readonly finished: readonly string[];
  /** Text of those that it handed back. */
  readonly handedBack: readonly string[];
  /** What it took for state, in order. */
  readonly told: readonly string[];
  stop(): Promise<void>;
}

/** Longest that one request for a message waits. */
const PULL_MS = 1000;
const STATES: readonly string[] = ['spent', 'open'];

/**
 * Takes one message after the other until it is told that its budget is spent, hands back what it gets then, and goes on when it is told
 * that there is budget again, or nothing any more.
 *
 * @param now milliseconds; a word is good for as long as the file says by this clock
 */
export async function startBudgetWorker(client: BusClient, bus: BudgetedBus, now: () => number): Promise<BudgetWorker> {
  const { subject: own, staleAfterSeconds } = bus.budget;
  const [finished, handedBack, told]: [string[], string[], string[]] = [[], [], []];
  let spentAt: number | undefined;
  const isSpent = (): boolean => spentAt !== undefined && now() - spentAt < staleAfterSeconds * 1000;
  const heard = client.connection.subscribe(own, {
    callback: (_error, message) => {
      const [subject, word] = [message.subject, message.string()];
      // an answer that somebody had sent here is no state: it comes under another subject, or is more than the word
      if (subject !== own || !STATES.includes(word)) return;
      told.push(word);
      spentAt = word === 'spent' ? now() : undefined;
    },
  });
  await client.connection.flush();
  const consumer = await jetstream(client.connection).consumers.get(bus.stream, bus.consumer);
  let isRunning = true;
  const handle = async (message: JsMsg): Promise<void> => {
    if (isSpent()) {
      handedBack.push(message.string());
      message.nak();
      await client.connection.flush();
    } else {
      await message.ackAck();
      finished.push(message.string());
    }
  };
  const work = async (): Promise<void> => {
    while (isRunning) {
      if (isSpent()) await new Promise((resolve) => setTimeout(resolve, 20));
      else {
        const message = await consumer.next({ expires: PULL_MS });
        if (message !== null) await handle(message);
      }
    }
  };
  const ended = work();
  return {
    finished,
    handedBack,
    told,
    stop: async () => {
      isRunning = false;
      await ended;
      heard.unsubscribe();
    },
  };
}
