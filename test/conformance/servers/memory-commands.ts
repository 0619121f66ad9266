/** One command or subcommand as the server describes it: https://redis.io/docs/latest/commands/command/ */
export interface ServerCommand {
  /** `get`, or `client|id`. */
  readonly name: string;
  /** Words that it takes, its name among them; below zero, that many or more. */
  readonly arity: number;
  readonly keySpecs: readonly KeySpec[];
}

/** Where a command has its keys: https://redis.io/docs/latest/develop/reference/key-specs/ */
interface KeySpec {
  readonly begin: { readonly type: string; readonly spec: Readonly<Record<string, unknown>> };
  readonly find: { readonly type: string; readonly spec: Readonly<Record<string, unknown>> };
}

/** Words of a command, and which of them are keys. */
export interface Call {
  readonly words: readonly string[];
  readonly keys: readonly number[];
}

/** What stands where anything would do: a number, because counts of keys must be one. */
const FILLER = '1';

/** Everything that one can send, read from an answer to COMMAND: commands, subcommands, and containers that are commands themselves. */
export function serverCommands(answer: unknown): ServerCommand[] {
  return list(answer).flatMap((entry) => {
    const subcommands = list(list(entry)[9]);
    const own = commandOf(entry);
    // a container that means something alone takes no other word than a subcommand's; the others take one at least
    const alone = subcommands.length === 0 ? [own] : own.arity === -1 ? [{ ...own, arity: 1 }] : [];
    return [...alone, ...subcommands.map(commandOf)];
  });
}

function commandOf(entry: unknown): ServerCommand {
  const [name, arity, , , , , , , keySpecs] = list(entry);
  return {
    name: String(name),
    arity: Number(arity),
    keySpecs: list(keySpecs)
      .map(record)
      // channels of shards are found like keys, and are none
      .filter(({ flags }) => !list(flags).includes('not_key'))
      .map(({ begin_search: begin, find_keys: find }) => ({ begin: typed(begin), find: typed(find) })),
  };
}

/** The command with a key in every place where it takes one; two where it takes any number. */
export function callOf({ name, arity, keySpecs }: ServerCommand, key: string): Call {
  const words: (string | undefined)[] = name.split('|');
  const keys: number[] = [];
  const put = (index: number, word: string): void => {
    words[index] = word;
  };
  const putKey = (index: number): void => {
    put(index, key);
    keys.push(index);
  };
  // keywords come after all that has a place of its own
  const indexed = keySpecs.filter(({ begin }) => begin.type === 'index');
  const byKeyword = keySpecs.filter(({ begin }) => begin.type === 'keyword');
  const place = ({ find }: KeySpec, begin: number): void => {
    const { spec } = find;
    if (find.type === 'keynum') {
      const [first, step] = [begin + number(spec['firstkey']), number(spec['keystep'])];
      put(begin + number(spec['keynumidx']), '2');
      putKey(first);
      putKey(first + step);
      return;
    }
    const [last, step, limit] = [number(spec['lastkey']), number(spec['keystep']), number(spec['limit'])];
    if (last >= 0) for (let at = begin; at <= begin + last; at += step) putKey(at);
    else if (limit > 1) {
      // keys in the first half of what is left, e.g. `STREAMS key id`
      putKey(begin);
      put(begin + 1, FILLER);
    } else {
      putKey(begin);
      putKey(begin + step);
      // -1 is the last word, -2 the one before, and so on; with a step, values follow the keys
      for (let after = 1; after <= step - 1 + (-1 - last); after++) put(begin + step + after, FILLER);
    }
  };
  for (const spec of indexed) place(spec, number(spec.begin.spec['index']));
  for (const spec of byKeyword) {
    const from = number(spec.begin.spec['startfrom']);
    const at = Math.max(words.length, from < 0 ? 0 : from, Math.abs(arity));
    put(at, String(spec.begin.spec['keyword']));
    place(spec, at + 1);
  }
  const length = Math.max(words.length, Math.abs(arity));
  return { words: Array.from({ length }, (_, index) => words[index] ?? FILLER), keys: [...new Set(keys)].sort((a, b) => a - b) };
}

/** The same call with another word in one place. */
export function withWord(words: readonly string[], index: number, word: string): string[] {
  return words.map((old, at) => (at === index ? word : old));
}

function typed(value: unknown): KeySpec['begin'] {
  const { type, spec } = record(value);
  return { type: String(type), spec: record(spec) };
}

/** Answers of protocol 2 have no maps: names and values take turns. */
function record(value: unknown): Record<string, unknown> {
  const words = list(value);
  return Object.fromEntries(words.flatMap((word, index) => (index % 2 === 0 ? [[String(word), words[index + 1]]] : [])));
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function number(value: unknown): number {
  return Number(value);
}
