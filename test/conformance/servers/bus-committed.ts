import { createUser, type KeyPair } from '@nats-io/nkeys';
import {
  type BusAccount,
  type BusConsumer,
  type BusStream,
  PLATFORM_ACCOUNT,
  PROVISIONER,
  SYSTEM_ACCOUNT,
} from '../../../src/features/bus/account';
import { ACCOUNTS_FILE, SERVER_FILE } from '../../../src/features/bus/configuration';
import { inboxPrefix } from '../../../src/features/bus/grants';
import { kindOf, objectOf, type Rendered } from '../../environments/rendered';
import type { Fixture } from './bus-accounts';
import { readNatsText } from './nats-text';

/** A public user nkey. */
const NKEY = /\bU[A-Z2-7]{55}\b/g;

/** The accounts of an environment as they are committed, but for the keys; and what stands in that text. */
export interface CommittedBus extends Fixture {
  /** `accounts.conf`, each public key replaced by one of the test. */
  readonly text: string;
}

interface Imported {
  readonly account: string;
  readonly subject: string;
}

/** A service that is asked, or a stream that is heard. */
type Import = { readonly to: string } & (
  { readonly service: Imported; readonly stream?: never } | { readonly stream: Imported; readonly service?: never }
);

interface Side {
  readonly allow?: string[];
}

interface User {
  readonly nkey: string;
  readonly permissions: { readonly publish: Side; readonly subscribe: Side };
}

/** What an account's block may hold. */
interface Account {
  readonly jetstream?: {
    readonly max_memory: number;
    readonly max_file: number;
    readonly max_streams: number;
    readonly max_consumers: number;
  };
  readonly limits: { readonly max_connections: number };
  readonly imports?: readonly Import[];
  readonly mappings?: Readonly<Record<string, readonly { readonly destination: string; readonly weight: string }[]>>;
  readonly users: readonly User[];
}

/** One file of the bus, as it is committed. */
export function committedFile(environment: string, file: typeof ACCOUNTS_FILE | typeof SERVER_FILE): string {
  const text = objectOf(environment, 'ConfigMap', 'platform', 'nats-config').data?.[file];
  if (text === undefined) throw new Error(`${environment} has no ${file}`);
  return text;
}

/** The text with one part replaced. @throws unless it stands there exactly so often */
export function replacedIn(text: string, part: string, by: string, times = 1): string {
  const pieces = text.split(part);
  if (pieces.length !== times + 1) throw new Error(`${part} stands there ${pieces.length - 1} times, not ${times}`);
  return pieces.join(by);
}

/** The committed accounts of an environment with keys of the test. */
export function committedBus(environment: string): CommittedBus {
  const committed = committedFile(environment, ACCOUNTS_FILE);
  const pairs = new Map<string, KeyPair>();
  let text = committed;
  for (const [own] of committed.matchAll(NKEY)) {
    const pair = createUser();
    pairs.set(pair.getPublicKey(), pair);
    text = replacedIn(text, own, pair.getPublicKey());
  }
  const accounts = readAccounts(text).map((account) => ({ ...account, streams: streamsOf(environment, account.name) }));
  const keys = new Map<string, KeyPair>();
  for (const { name, users } of accounts) {
    for (const user of users) {
      const pair = pairs.get(user.nkey);
      if (pair !== undefined) keys.set(`${name}/${user.name}`, pair);
    }
  }
  return { text, accounts, keys };
}

/** The same with one copy of each stream, for a server alone. */
export function onOneServer<T extends Fixture>(bus: T): T {
  const accounts = bus.accounts.map((account) => ({ ...account, streams: account.streams.map((stream) => ({ ...stream, replicas: 1 })) }));
  return { ...bus, accounts };
}

/** Accounts with users, grants, limits and imports, from the text and from nothing else; streams do not stand in it. */
export function readAccounts(text: string): BusAccount[] {
  const { [SYSTEM_ACCOUNT]: _system, ...blocks } = readNatsText(text)['accounts'] as unknown as Readonly<Record<string, Account>>;
  const found = Object.entries(blocks).map(([name, block]) => ({ name, block, around: accountAround(block) }));
  return found
    .filter(({ around }) => around === undefined)
    .map(({ name, block }) => ({
      name,
      limits: {
        connections: block.limits.max_connections,
        memoryBytes: block.jetstream?.max_memory ?? 0,
        fileBytes: block.jetstream?.max_file ?? 0,
        streams: block.jetstream?.max_streams ?? 0,
        consumers: block.jetstream?.max_consumers ?? 0,
      },
      users: [
        ...block.users.map((user) => userOf(name, user)),
        ...found
          .filter(({ around }) => around === name)
          .flatMap((own) =>
            own.block.users.map((user) => ({
              ...userOf(name, user),
              own: {
                name: own.name,
                connections: own.block.limits.max_connections,
                imports: (own.block.imports ?? []).map(({ to, ...one }) => ({ subject: importedBy(one).subject, to })),
              },
            })),
          ),
      ],
      streams: [],
      tools: (block.imports ?? []).some(({ service }) => service !== undefined),
      budgets: (block.imports ?? []).some(({ stream }) => stream !== undefined),
      mappings: Object.entries(block.mappings ?? {}).map(([source, targets]) => ({
        source,
        targets: targets.map(({ destination, weight }) => ({ subject: destination, weight: Number.parseInt(weight, 10) })),
      })),
    }));
}

/** The account whose subjects a small account around one user imports. */
function accountAround({ imports = [] }: Account): string | undefined {
  return imports.map((one) => importedBy(one).account).find((account) => account !== PLATFORM_ACCOUNT);
}

function importedBy({ service, stream }: Pick<Import, 'service' | 'stream'>): Imported {
  const found = service ?? stream;
  if (found === undefined) throw new Error('an import of neither a service nor a stream');
  return found;
}

/** Its name stands in the inbox that it may hear. */
function userOf(account: string, { nkey, permissions: { publish, subscribe } }: User): BusAccount['users'][number] {
  const inboxes = (subscribe.allow ?? []).filter((subject) => subject.startsWith('_INBOX'));
  const [inbox = '', ...more] = inboxes;
  const prefix = inboxPrefix(account, '');
  const name = inbox === '_INBOX.>' ? PROVISIONER : inbox.slice(prefix.length, -'.>'.length);
  if (more.length > 0 || (name !== PROVISIONER && !inbox.startsWith(prefix)))
    throw new Error(`inboxes of a user of ${account}: ${inboxes.join(', ')}`);
  return { name, nkey, publish: publish.allow ?? [], subscribe: subscribe.allow ?? [] };
}

/** Streams and consumers as their committed objects declare them. */
function streamsOf(environment: string, account: string): BusStream[] {
  const declared = (kind: string): Rendered['spec'][] =>
    kindOf(environment, kind).flatMap(({ spec }) => (spec['account'] === account ? [spec] : []));
  return declared('Stream').map((stream) => ({
    name: stream['name'] as string,
    subjects: stream['subjects'] as string[],
    retention: stream['retention'] as BusStream['retention'],
    replicas: stream.replicas ?? 0,
    maxBytes: stream['maxBytes'] as number,
    maxAgeS: seconds(stream['maxAge']),
    duplicateWindowS: seconds(stream['duplicateWindow']),
    consumers: declared('Consumer')
      .filter(({ streamName }) => streamName === stream['name'])
      .map(consumerOf),
  }));
}

function consumerOf(spec: Rendered['spec']): BusConsumer {
  const waits = spec['backoff'] as string[] | undefined;
  return {
    name: spec['durableName'] as string,
    filterSubjects: [spec['filterSubject'] as string],
    ackWaitS: seconds(spec['ackWait']),
    maxDeliver: spec['maxDeliver'] as number,
    maxAckPending: spec['maxAckPending'] as number,
    ...(waits !== undefined && { backoffS: waits.map(seconds) }),
  };
}

/** Of a duration that is written in seconds, as all of the bus are. */
function seconds(duration: unknown): number {
  const [, count] = /^(\d+)s$/.exec(String(duration)) ?? [];
  if (count === undefined) throw new Error(`not in seconds: ${String(duration)}`);
  return Number(count);
}
