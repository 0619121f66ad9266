import { DEFAULT_LABEL_DOMAIN } from '../../kernel/labels';
import { checkDnsLabel } from '../../kernel/names';
import type { Problems, Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { checkSecretKey } from '../secrets/keys';
import { PLATFORM_NAMESPACE } from '../services/places';
import { type BusAccount, type BusStream, PROVISIONER } from './account';
import { BUS_URL } from './places';
import { busAccountFindings, checkConsumer, checkStream } from './rules';

/** What is written on every object. */
interface Metadata {
  readonly namespace: string | undefined;
  readonly labels: Readonly<Record<string, string>> | undefined;
  readonly annotations: Readonly<Record<string, string>> | undefined;
}

/** A stream and its consumers, as objects of NACK. */
export interface StreamPlan extends Metadata {
  /** Name of the `Account` of NACK, in the same namespace. */
  readonly account: string;
  readonly stream: BusStream;
}

/** What makes the streams and consumers of one account. */
export interface ProvisioningPlan {
  readonly account: string;
  readonly streams: readonly BusStream[];
  /** Name of the Secret that holds the provisioner's seed. */
  readonly secret: string;
  readonly secretStore: string;
  readonly remoteKey: string;
  readonly server: string;
  readonly labelDomain: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>> | undefined;
}

/** What both doors bring for one account. */
export interface ProvisioningInput {
  readonly account: BusAccount;
  readonly secretStore: string;
  readonly remoteKey: string;
  readonly server?: string | undefined;
  readonly labelDomain?: string | undefined;
  readonly namespace?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

/** Completes what makes one account's streams. Whoever has judged all accounts of a bus together checks nothing again. */
export function provisioningOf(input: ProvisioningInput): ProvisioningPlan {
  const { account, secretStore, remoteKey, annotations } = input;
  return {
    account: account.name,
    streams: account.streams,
    secret: `bus-${account.name}-${PROVISIONER}`,
    secretStore,
    remoteKey,
    server: input.server ?? BUS_URL,
    labelDomain: input.labelDomain ?? DEFAULT_LABEL_DOMAIN,
    namespace: input.namespace ?? PLATFORM_NAMESPACE,
    labels: input.labels ?? {},
    annotations,
  };
}

/** The same for an account on its own, checked. */
export function planProvisioning(problems: Problems, input: ProvisioningInput): ProvisioningPlan {
  const { account, secretStore, remoteKey } = input;
  problems.rule('account.name', checkDnsLabel(account.name));
  problems.rule('secretStore', checkDnsLabel(secretStore));
  problems.rule('remoteKey', checkSecretKey(remoteKey));
  if (input.server !== undefined) problems.rule('server', checkBusUrl(input.server));
  // the account of the platform is missing here; that is checked where all accounts are together
  for (const { place, violation } of busAccountFindings(account)) problems.at('account').rule(place, violation);
  const named = problems.at('account').at(account.name);
  for (const { name, consumers } of account.streams) {
    named.rule(`${name}.name`, checkStreamObject(account.name, name));
    for (const consumer of consumers) named.rule(`${name}.${consumer.name}.name`, checkDnsLabel(consumer.name));
  }
  return provisioningOf(input);
}

/** A stream on its own, checked. */
export function planStream(problems: Problems, input: Pick<StreamPlan, 'account' | 'stream'> & Partial<Metadata>): StreamPlan {
  const { account, stream, namespace, labels, annotations } = input;
  problems.rule('stream.name', checkStreamObject(account, stream.name));
  problems.rule('stream', checkStream(stream));
  stream.consumers.forEach((consumer, index) => {
    problems.rule(`stream.consumers.${index}.name`, checkDnsLabel(consumer.name));
    problems.rule(`stream.consumers.${index}`, checkConsumer(consumer));
  });
  return { account, stream, namespace, labels, annotations };
}

/** Name of the object that makes a stream; names of its consumers' objects begin with it. */
export function streamObject(account: string, stream: string): string {
  return `${account}-${stream.toLowerCase()}`;
}

/** Rule `dns-label` for that name. */
export function checkStreamObject(account: string, stream: string): Violation | undefined {
  return checkDnsLabel(streamObject(account, stream));
}

/**
 * Rule `bus-url`: NACK cannot connect to an address that is none.
 *
 * @see https://docs.nats.io/using-nats/developer/connecting
 */
function checkBusUrl(url: string): Violation | undefined {
  const port = Number(/^(?:nats|tls):\/\/[A-Za-z0-9.-]+:(\d{1,5})$/.exec(url)?.[1]);
  return port >= 1 && port <= 65_535
    ? undefined
    : { rule: 'bus-url', problem: `must be nats:// or tls://, a host and a port, got ${shown(url)}`, fix: `write '${BUS_URL}'` };
}
