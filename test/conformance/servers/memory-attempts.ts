import type { Redis } from 'ioredis';
import { callOf, type ServerCommand, withWord } from './memory-commands';

/** Somebody who tries, and whose keys are tried. */
export interface Party {
  readonly name: string;
  readonly prefix: string;
}

/** What came out of all attempts of one user. */
export interface Attempts {
  /** Commands that it may not send at all. */
  readonly refused: readonly string[];
  /** Calls with a foreign key or channel, each refused. */
  readonly foreignRefused: number;
  /** Commands with keys that it may send, and that work on its own. */
  readonly ownKeys: readonly string[];
  /** Commands that it may send and in which the foreign name was no key or channel to the server. */
  readonly unchecked: readonly string[];
  /** Calls on a foreign key or channel that were allowed. */
  readonly leaks: readonly string[];
  /** Words of every call that must be refused when it is really sent. */
  readonly mustFail: readonly (readonly string[])[];
}

/** Patterns of channels that reach beyond one's own. */
const BROADER = ['*', 'tenant:*', 'tenant:acme*', '__key*__:*'];

/** Asks the server, command by command, what a user may do with its own keys and with those of others. */
export async function attemptsOf(
  admin: Redis,
  commands: readonly ServerCommand[],
  user: Party,
  others: readonly Party[],
): Promise<Attempts> {
  const refused: string[] = [];
  const ownKeys: string[] = [];
  const unchecked: string[] = [];
  const leaks: string[] = [];
  const mustFail: string[][] = [];
  let foreignRefused = 0;
  const foreign = others.map(({ prefix }) => `${prefix}x`);
  for (const command of commands) {
    const own = callOf(command, `${user.prefix}x`);
    if (await deniedAtAll(admin, user.name, own.words)) {
      refused.push(command.name);
      mustFail.push([...own.words], ...foreign.slice(0, 1).map((name) => [...callOf(command, name).words]));
      continue;
    }
    const isKeyed = own.keys.length > 0;
    if (isKeyed) {
      const seen = (await admin.call('COMMAND', 'GETKEYS', ...own.words)) as string[];
      if (seen.length !== own.keys.length) throw new Error(`${own.words.join(' ')}: the server sees ${seen.length} keys`);
      const answer = await dryRun(admin, user.name, own.words);
      if (answer !== 'OK') throw new Error(`${user.name} may not ${own.words.join(' ')}: ${answer}`);
      ownKeys.push(command.name);
    }
    const first = command.name.split('|').length;
    // who takes no word cannot be told a name
    const places = isKeyed ? own.keys : first < own.words.length || command.arity < 0 ? [first] : [];
    const calls = places.flatMap((place) => [...foreign, ...(isKeyed ? [] : BROADER)].map((name) => withPlace(own.words, place, name)));
    const answers = await Promise.all(calls.map((words) => dryRun(admin, user.name, words)));
    const allowed = calls.filter((_, index) => answers[index] === 'OK');
    const denied = calls.filter((_, index) => answers[index] !== 'OK');
    foreignRefused += denied.length;
    mustFail.push(...denied);
    if (isKeyed || denied.length > 0) leaks.push(...allowed.map((words) => words.join(' ')));
    else unchecked.push(command.name);
  }
  return { refused, foreignRefused, ownKeys, unchecked, leaks, mustFail };
}

/** Commands that a user may send at all, with whatever key. */
export async function commandsOf(admin: Redis, commands: readonly ServerCommand[], user: Party): Promise<string[]> {
  const denied = await Promise.all(commands.map((command) => deniedAtAll(admin, user.name, callOf(command, `${user.prefix}x`).words)));
  return commands.filter((_, index) => denied[index] === false).map(({ name }) => name);
}

async function deniedAtAll(admin: Redis, user: string, words: readonly string[]): Promise<boolean> {
  return /no permissions to run/.test(await dryRun(admin, user, words));
}

/** `OK`, or why not; whatever is neither means that the call was none. */
async function dryRun(admin: Redis, user: string, words: readonly string[]): Promise<string> {
  return String(await admin.call('ACL', 'DRYRUN', user, ...words));
}

function withPlace(words: readonly string[], place: number, word: string): string[] {
  return place < words.length ? withWord(words, place, word) : [...words, word];
}
