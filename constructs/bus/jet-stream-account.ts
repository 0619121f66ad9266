import { ApiObject, type ApiObjectMetadata, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { type BusAccount, PROVISIONER } from '../../src/features/bus/account';
import { BUS_TLS_SECRET, BUS_URL, SEED_FILE } from '../../src/features/bus/places';
import { busAccountFindings } from '../../src/features/bus/rules';
import { APP_LABEL, DEFAULT_LABEL_DOMAIN, labelKeys, MANAGED_BY } from '../../src/kernel/labels';
import { checkDnsLabel } from '../../src/kernel/names';
import { Problems } from '../../src/kernel/problems';
import { checkSecretKey } from '../../src/features/secrets/keys';
import { PLATFORM_NAMESPACE } from '../../src/features/services/places';
import { TLS_FILES } from '../../src/features/services/tls';
import { externalSecretSpec } from '../secrets/external-secret-spec';
import { JetStreamStream } from './jet-stream-stream';
import { EXTERNAL_SECRETS_API } from '../secrets/external-secrets-kinds';
import { type AccountSpec, NACK_API } from './nack-kinds';

/** Properties for `JetStreamAccount`. */
export interface JetStreamAccountProps {
  /** Account whose streams and consumers are made. The NATS account itself is part of the configuration of `NatsBus`. */
  readonly account: BusAccount;
  /** ClusterSecretStore of External Secrets. */
  readonly secretStore: string;
  /** Key in the store whose property `seed` is the seed of the provisioner, e.g. `swarm/prod/platform/bus-acme-provisioner`. */
  readonly remoteKey: string;
  /** Address to which NACK connects. @default 'tls://nats.platform.svc.cluster.local:4222' */
  readonly server?: string;
  /** Domain of the tenant label. @default 'cdk8s-agents' */
  readonly labelDomain?: string;
  /** Write access to it can delete data, so it is not the tenant's namespace. @default 'platform' */
  readonly namespace?: string;
  /** Added to every object. @default - none */
  readonly labels?: { readonly [key: string]: string };
  /** Added to every object. @default - none */
  readonly annotations?: { readonly [key: string]: string };
}

/**
 * The streams and consumers of one NATS account, made by NACK with a user of that account alone.
 *
 * NACK must run with `--control-loop`; its user may make and change them and look at them, not delete, purge or read. So a
 * Stream or Consumer that is removed here stays on the bus, with its messages, until a person deletes it.
 *
 * @see https://github.com/nats-io/nack
 * @example
 * const account = BusAccounts.tenant({
 *   name: 'acme',
 *   servers: 3,
 *   provisionerNkey: 'UBDYY3DO3XYWRTCH6FZKN5CJQQ66BHASLUO4DUGQMSDXEPHOY5R3NHNN',
 *   tasks: { maxBytes: 2 ** 30, maxAgeS: 86_400, duplicateWindowS: 120 },
 *   agents: [
 *     {
 *       name: 'search',
 *       nkey: 'UBNIZUDWZHRIKGPXG2JVG5HZ7YONRLKKWSQCR46ITE7JZDLNLJH5EGOI',
 *       publishes: [],
 *       consumes: { consumer: { name: 'search', filterSubjects: ['tasks.search.>'], ackWaitS: 30, maxDeliver: 5, maxAckPending: 100 } },
 *       tools: false,
 *       connections: 8,
 *     },
 *   ],
 * });
 * new JetStreamAccount(chart, 'Acme', { account, secretStore: 'vault', remoteKey: 'swarm/prod/platform/bus-acme-provisioner' });
 */
export class JetStreamAccount extends Construct {
  /** The Account of NACK. */
  public readonly apiObject: ApiObject;

  /**
   * @throws InvalidInputError with every rule that does not hold.
   */
  constructor(scope: Construct, id: string, props: JetStreamAccountProps) {
    super(scope, id);
    const { account, secretStore, remoteKey, server = BUS_URL, annotations } = props;
    const problems = Problems.of(this.node.path);
    problems.rule('account.name', checkDnsLabel(account.name));
    problems.rule('secretStore', checkDnsLabel(secretStore));
    problems.rule('remoteKey', checkSecretKey(remoteKey));
    // the account of the platform is missing here; that is checked where all accounts are together
    for (const { place, violation } of busAccountFindings(account)) problems.at('account').rule(place, violation);
    problems.throwIfAny();

    const keys = labelKeys(props.labelDomain ?? DEFAULT_LABEL_DOMAIN);
    const labels = { ...props.labels, [keys.tenant]: account.name, [APP_LABEL.component]: 'bus', [APP_LABEL.managedBy]: MANAGED_BY };
    const namespace = props.namespace ?? Chart.of(this).namespace ?? PLATFORM_NAMESPACE;
    const metadataOf = (name: string): ApiObjectMetadata => ({
      name,
      namespace,
      labels,
      ...(annotations !== undefined && { annotations: { ...annotations } }),
    });
    const secret = `bus-${account.name}-${PROVISIONER}`;
    new ApiObject(this, 'Seed', {
      apiVersion: EXTERNAL_SECRETS_API,
      kind: 'ExternalSecret',
      metadata: metadataOf(secret),
      spec: externalSecretSpec(secret, secretStore, [{ secretKey: SEED_FILE, remoteRef: { key: remoteKey, property: SEED_FILE } }]),
    });
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: NACK_API,
      kind: 'Account',
      metadata: metadataOf(account.name),
      spec: {
        name: account.name,
        servers: [server],
        nkey: { secret: { name: secret }, seed: SEED_FILE },
        tls: { secret: { name: BUS_TLS_SECRET }, ca: TLS_FILES.authority },
      } satisfies AccountSpec,
    });
    for (const stream of account.streams) {
      new JetStreamStream(this, stream.name, {
        account: account.name,
        stream,
        namespace,
        labels,
        ...(annotations !== undefined && { annotations }),
      });
    }
  }
}
