import { type BusImport, type BusStream, type BusUser, PROVISIONER } from './account';

/**
 * What a puller of one consumer publishes to, and nothing else. Acknowledgements have two forms, and permissions must allow both.
 *
 * @see https://docs.nats.io/reference/reference-protocols/nats_api_reference
 */
export function consumerGrants(stream: string, consumer: string): string[] {
  return [
    `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`,
    `$JS.API.CONSUMER.INFO.${stream}.${consumer}`,
    `$JS.ACK.${stream}.${consumer}.>`,
    // domain and account hash come first from server 2.15 on
    `$JS.ACK.*.*.${stream}.${consumer}.>`,
  ];
}

/**
 * What it takes to make, change and look at these streams and consumers, and to pause those that may be. Nothing is deleted, purged or read.
 *
 * @see https://github.com/nats-io/jsm.go/blob/main/consumers.go
 */
export function provisionerGrants(streams: readonly BusStream[]): string[] {
  return streams.flatMap((stream) => [
    ...['CREATE', 'UPDATE', 'INFO'].map((verb) => `$JS.API.STREAM.${verb}.${stream.name}`),
    ...stream.consumers.flatMap(({ name, filterSubjects, paused }) => [
      // one filter stands in the subject of the request, several only in its body
      `$JS.API.CONSUMER.CREATE.${stream.name}.${name}${filterSubjects.length === 1 ? `.${filterSubjects[0] ?? ''}` : ''}`,
      `$JS.API.CONSUMER.INFO.${stream.name}.${name}`,
      // to pause and to resume is one request, and no change of a consumer does either
      ...(paused === undefined ? [] : [`$JS.API.CONSUMER.PAUSE.${stream.name}.${name}`]),
    ]),
  ]);
}

/**
 * Where a user hears answers. With `_INBOX.>` the users of an account could read each other's answers. NACK cannot use another prefix, so
 * only NACK has that one.
 */
export function inboxOf(account: string, user: string): string {
  return user === PROVISIONER ? '_INBOX.>' : `${inboxPrefix(account, user)}.>`;
}

/** Prefix that a client is told: `inboxPrefix` of its connection options. */
export function inboxPrefix(account: string, user: string): string {
  return `_INBOX_${account}_${user}`;
}

/** What a user may publish to, by the names that it has in the account to which the user belongs. */
export function reachOf({ publish, own }: BusUser): string[] {
  return own?.imports.map(({ subject }) => subject) ?? publish;
}

/**
 * A subject as an own account imports it. JetStream's requests get a domain, which a client is told as its `domain`: under their plain
 * names the server would answer in every account that it has no JetStream.
 */
export function imported(subject: string, domain: string): BusImport {
  return { subject, to: subject.startsWith(API) ? `$JS.${domain}.API.${subject.slice(API.length)}` : subject };
}

const API = '$JS.API.';
