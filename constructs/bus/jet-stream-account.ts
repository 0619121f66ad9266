import { ApiObject, type ApiObjectMetadata, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { BusAccount } from '../../src/features/bus/account';
import { BUS_TLS_SECRET, SEED_FILE } from '../../src/features/bus/places';
import { planProvisioning, type ProvisioningPlan, type StreamPlan } from '../../src/features/bus/provisioning';
import { APP_LABEL, labelKeys, MANAGED_BY } from '../../src/kernel/labels';
import { Problems } from '../../src/kernel/problems';
import { TLS_FILES } from '../../src/features/services/tls';
import { externalSecretSpec } from '../secrets/external-secret-spec';
import { planned, planOf } from '../kinds/planned';
import { JetStreamStream, type JetStreamStreamProps } from './jet-stream-stream';
import { EXTERNAL_SECRETS_API } from '../secrets/external-secrets-kinds';
import { type AccountSpec, NACK_API } from './nack-kinds';
import { written } from '../kinds/door';

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
    props = written(this, 'JetStreamAccountProps', props);
    const plan = planOf<ProvisioningPlan>(props) ?? planProps(this, props);
    const { account, secret, secretStore, remoteKey, server, namespace, annotations } = plan;
    const keys = labelKeys(plan.labelDomain);
    const labels = { ...plan.labels, [keys.tenant]: account, [APP_LABEL.component]: 'bus', [APP_LABEL.managedBy]: MANAGED_BY };
    const metadataOf = (name: string): ApiObjectMetadata => ({
      name,
      namespace,
      labels,
      ...(annotations !== undefined && { annotations: { ...annotations } }),
    });
    new ApiObject(this, 'Seed', {
      apiVersion: EXTERNAL_SECRETS_API,
      kind: 'ExternalSecret',
      metadata: metadataOf(secret),
      spec: externalSecretSpec(secret, secretStore, [{ secretKey: SEED_FILE, remoteRef: { key: remoteKey, property: SEED_FILE } }]),
    });
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: NACK_API,
      kind: 'Account',
      metadata: metadataOf(account),
      spec: {
        name: account,
        servers: [server],
        nkey: { secret: { name: secret }, seed: SEED_FILE },
        tls: { secret: { name: BUS_TLS_SECRET }, ca: TLS_FILES.authority },
      } satisfies AccountSpec,
    });
    for (const stream of plan.streams) {
      const streamPlan: StreamPlan = { account, stream, namespace, labels, annotations };
      new JetStreamStream(this, stream.name, planned<JetStreamStreamProps>(streamPlan));
    }
  }
}

function planProps(provisioning: Construct, props: JetStreamAccountProps): ProvisioningPlan {
  const problems = Problems.of(provisioning.node.path);
  const plan = planProvisioning(problems, { ...props, namespace: props.namespace ?? Chart.of(provisioning).namespace });
  problems.throwIfAny();
  return plan;
}
