// Generated from schema.ts by `npm run generate`; not edited.

import type { ExternalBusSpec } from '../external/spec';
import type { ExternalHostSpec } from '../network/spec';
import type { ServiceSizeSpec } from '../resources/spec';

/** A durable pull consumer of JetStream and what it takes from. */
export interface ConsumesSpec {
  /** Subjects; where several tokens may follow, end in `>`. */
  readonly subjects: readonly string[];
  /** Stream that it takes from. @default 'TASKS' */
  readonly stream?: string;
  /** Durable consumer. @default - the agent's name */
  readonly consumer?: string;
  /** Time after which an unacknowledged message is delivered again. @default - max(30 s, 1.5 × p99), rounded up to 5 s */
  readonly ackWait?: string;
  /** Deliveries of one message before it is given up. From 1 to 100. @default 5 */
  readonly maxDeliver?: number;
  /** Messages delivered and not yet acknowledged; below replicas × concurrency the last replicas idle, and it is refused. @default - largest count × concurrency × 1.25 */
  readonly maxAckPending?: number;
}

/** The bus. */
export interface NatsSpec extends ServiceSizeSpec {
  /** nats-server, by registry, tag and digest. */
  readonly image: string;
  /** Image of nats-server-config-reloader, which signals the server when its configuration has changed. */
  readonly reloaderImage: string;
  /** prometheus-nats-exporter. */
  readonly exporterImage: string;
  /** 1, 3 or 5; streams have as many replicas, at most 3. @default 3 */
  readonly servers?: number;
  /** Disk of one server, e.g. `50Gi`; 90 % of it may be used by streams. */
  readonly disk: string;
  /** Storage class of the disk. @default - the cluster's default */
  readonly storageClass?: string;
  /** How long workers may be away before a queue refuses, at their base rate, at most a day. @default '1h' */
  readonly outage?: string;
  /** How long a message may stay in a stream, at least 2 minutes and at most a year. @default '72h' */
  readonly maxAge?: string;
  /** Bytes of a message with its headers, as they are on average. From 1 to 1048576. @default 4096 */
  readonly messageBytes?: number;
  /** Addresses of the Kubernetes API server, which the controller of streams reaches. @default - that of `services.postgres` */
  readonly apiServer?: ExternalHostSpec;
  /** Public halves of the users' nkeys, by tenant or pool id and user: `agent-<name>`, `member-<id>`, `provisioner`; under `platform`, `tool-gateway` and, where agents hear whether their token budgets are spent, `budget-publisher`. `npx cdk8s-agents bus-user` makes a pair. */
  readonly users: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The bus: one that is rendered, or one that others run. */
export type NatsServiceSpec = { readonly external: ExternalBusSpec } | NatsSpec;
