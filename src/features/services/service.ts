import type { DeliveredKind } from './delivered';
import type { MetricSource } from './metric-source';
import type { ServicePlace } from './places';
import type { ExporterContainer, OperatedKind } from './rendered';

/** A shared service as those see it who need it: its row in the table of features. */
export interface SharedService {
  /** Word by which an agent says that it needs the service. */
  readonly need: string;
  /**
   * Places that a pod which needs it may reach; none for a service that is reached through another one.
   *
   * @param owner tenant that has one of its own; `undefined` for the one that tenants share
   */
  readonly places: (owner: string | undefined) => readonly ServicePlace[];
  /** What its clients are told in their configuration file. @default - nothing */
  readonly config?: ServiceConfig;
  /** How its clients prove who they are. @default - it asks for no proof */
  readonly proof?: ServiceProof;
  /** How clients are told of one that others run. @default - it has no address of its own, so it cannot be external */
  readonly external?: ExternalForm;
  /** Whether its certificates are signed by the ClusterIssuer of the environment. @default false */
  readonly certified?: boolean;
  /** Kinds of its operators that are delivered with it. @default - none but those of Kubernetes */
  readonly kinds?: readonly DeliveredKind[];
  /** Kinds of which its operators make pods. @default - none */
  readonly operated?: readonly OperatedKind[];
  /** What a container serves that is its exporter; `undefined` of any other. @default - it has none beside its pods */
  readonly exporter?: (container: ExporterContainer) => MetricSource | undefined;
}

/** The part of a configuration file that tells of a service. */
export interface ServiceConfig {
  /** Key of the part. */
  readonly key: string;
  /** Where the service is, for every client. */
  readonly addresses: (owner: string | undefined) => Settings;
  /** What an agent is told besides. @default - nothing */
  readonly settings?: (agent: ServiceClient) => Settings;
}

/** What its clients are told of a service that others run. */
export interface ExternalForm {
  /** The usual port. */
  readonly port: number;
  /** Where it is, given `host:port`. */
  readonly addresses: (address: string) => Settings;
  /** Whether it is dialled by TLS. */
  readonly tls: (tls: boolean) => Settings;
  /** Whether an agent is told the rest of what ours is told to it. @default false */
  readonly tellsAgent?: boolean;
  /** What an agent of a tenant is told besides. @default - nothing */
  readonly told?: (reader: ExternalReader) => Settings;
  /** Whether agents keep connections to it, so that a server can run out of them. @default false */
  readonly keepsConnections?: boolean;
}

/** Whose agent is told of a service that others run. */
export interface ExternalReader {
  readonly tenant: string;
  /** Ids of the small tenants of a pool; `undefined` for a tenant of its own. */
  readonly members: readonly string[] | undefined;
}

/** The files by which an agent proves itself to a service. */
export interface ServiceProof {
  /** The entry of the secret store, below the agent's namespace, and the file that its property becomes. */
  readonly entry: (agent: string) => { readonly file: string; readonly what: string; readonly property: string };
  /** What the configuration file says of it, given the folder the files are in. */
  readonly settings: (agent: ProvenClient, folder: string) => ProofSettings;
}

/** Part of a configuration file. */
export type Settings = Readonly<Record<string, unknown>>;

/** What a configuration file says of how its owner proves who it is. */
export type ProofSettings = Readonly<Record<string, string | boolean | string[]>>;

/** An agent as the services know it that it needs. */
export interface ServiceClient {
  /** Agent as which it stands before the services. */
  readonly identity: string;
  readonly tenant: string | undefined;
  readonly publishes: readonly string[];
  /** Whether it hears on the bus if its token budget is spent. */
  readonly budgetNotice: boolean;
  /** The queue it works on; `undefined` for none. */
  readonly consumes:
    | {
        readonly account: string;
        readonly stream: string;
        readonly consumer: string;
        /** None: all of the stream. */
        readonly subjects: readonly string[];
        readonly ackWaitS: number;
        readonly maxAckPending: number;
        /** Whether `maxAckPending` holds at every count. */
        readonly boundIsKnown: boolean;
      }
    | undefined;
}

/** An agent that proves itself. */
export interface ProvenClient {
  readonly agent: string;
  readonly tenant: string;
  /** Where its keys of the store begin, its own first. */
  readonly memoryPrefixes: readonly string[];
}
