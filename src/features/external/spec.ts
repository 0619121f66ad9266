// Generated from schema.ts by `npm run generate`; not edited.

/** A bus that others run, with its accounts, streams and consumers. */
export interface ExternalBusSpec extends ExternalServiceSpec {
  /** Host and port at which KEDA reads the state of consumers, e.g. `nats.example.com:8222`. @default - none: no agent may be scaled on its queue by KEDA */
  readonly monitoring?: string;
}

/** A shared service that others run: where it is, and how agents prove themselves. */
export interface ExternalServiceSpec {
  /** DNS name that agents dial. Either this or `address`. */
  readonly name?: string;
  /** IP address that agents dial. Either this or `name`. */
  readonly address?: string;
  /** Address ranges of it: agents that need the service reach these and no others. @default - the `address` alone */
  readonly cidrs?: readonly string[];
  /** Port of it. From 1 to 65535. @default - the usual one: 4222 of a bus, 6379 of a store, 5432 of a database, 443 of a gateway */
  readonly port?: number;
  /** Whether it is dialled by TLS. If not, everybody on the way reads what is sent, with a warning. @default true */
  readonly tls?: boolean;
  /** What agents prove themselves with, by name, e.g. `password`: a file of each agent, named in its configuration file as `passwordFile`. @default - nothing: it asks for no proof */
  readonly credentials?: Readonly<Record<string, StoredEntrySpec>>;
  /** Certificate of the authority that signs for it. @default - the system's roots */
  readonly authority?: StoredEntrySpec;
  /** Further settings of it for the agents' configuration files, e.g. `{ database: 'orders' }`. No credentials. @default - none */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Connections that one pod of an agent opens. From 1 to 10000. @default - not known */
  readonly connectionsPerPod?: number;
  /** Connections that it holds for these agents. From 1 to 1000000. @default - not known: whether all agents may connect is unknown, with a warning where agents need it */
  readonly maxConnections?: number;
}

/** A value of the secret store. */
export interface StoredEntrySpec {
  /** Entry of the store. `{tenant}`, `{namespace}` and `{agent}` in it stand for those of the agent that reads it. */
  readonly key: string;
  /** Property of the entry. @default - the name under which it is written; of an authority `certificate` */
  readonly property?: string;
}
