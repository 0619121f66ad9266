/** What a NATS account may use; the server refuses what goes beyond. */
export interface BusLimits {
  /** Clients at one time, over all servers. */
  readonly connections: number;
  /** Memory streams in bytes, over all copies. 0: none. */
  readonly memoryBytes: number;
  /** Streams on disk in bytes, over all copies: Σ max bytes × replicas. */
  readonly fileBytes: number;
  readonly streams: number;
  /** Consumers of all its streams, and of next versions that are not there; the server holds each stream to it. */
  readonly consumers: number;
}

/**
 * A small account around one user, which reaches the account that it belongs to through its imports and nothing else.
 *
 * Needed where users of one account must not trust each other: permissions bind what is published, not where the answer is sent, so that a
 * user that may pull can make the server send an empty answer to `$JS.API.STREAM.PURGE.…` of the same account (seen on 2.14.9).
 */
export interface BusOwnAccount {
  readonly name: string;
  /** Clients at one time. */
  readonly connections: number;
  readonly imports: BusImport[];
}

/** A subject of the account around, and what it is called inside. */
export interface BusImport {
  readonly subject: string;
  readonly to: string;
}

/** One user of an account. It holds what is listed and nothing else; there are no default permissions. */
export interface BusUser {
  /** Name, unique in its account, e.g. `agent-product-search`; also the last part of its inbox prefix. */
  readonly name: string;
  /** Public user nkey, `U…`; the private half is not known here. */
  readonly nkey: string;
  /** Subjects it may publish to, requests and acknowledgements among them; as they are after subject mappings. */
  readonly publish: string[];
  /** Subjects it may subscribe to. */
  readonly subscribe: string[];
  /** @default - it is a user of the account itself */
  readonly own?: BusOwnAccount;
}

/** Numbers of a consumer, without its name and filter. */
export interface ConsumerNumbers {
  /** Seconds after which an unacknowledged message is delivered again; equals the first of `backoffS` where there is one. */
  readonly ackWaitS: number;
  /** Deliveries of one message before it is given up; -1: no end. */
  readonly maxDeliver: number;
  readonly maxAckPending: number;
  /** Seconds before each further delivery; the last one repeats. @default - `ackWaitS` every time */
  readonly backoffS?: number[];
}

/** A durable pull consumer with explicit acknowledgement. */
export interface BusConsumer extends ConsumerNumbers {
  readonly name: string;
  readonly filterSubjects: string[];
  /**
   * Whether it is made so that it delivers nothing until a person resumes it; NATS 2.11 or later. The server reads it when the consumer is
   * made and never again, so that with either value the provisioner's user may pause and resume it. @default - never paused
   */
  readonly paused?: boolean;
}

/** How long messages stay: until acknowledged, or until a limit. */
export type BusRetention = 'workqueue' | 'limits';

/** A stream on disk. */
export interface BusStream {
  readonly name: string;
  readonly subjects: string[];
  readonly retention: BusRetention;
  readonly replicas: number;
  /** Bytes of one copy. A full work queue refuses, a full log forgets its oldest. */
  readonly maxBytes: number;
  readonly maxAgeS: number;
  /** Seconds in which a second message with the same `Nats-Msg-Id` is dropped. */
  readonly duplicateWindowS: number;
  readonly consumers: BusConsumer[];
}

/** One of the subjects that a mapping sends messages to. */
export interface BusMappingTarget {
  /** `$1` stands for the first `*` of the source; a final `>` for what the source's `>` matched. */
  readonly subject: string;
  /** Percent; what all targets leave of 100 stays where it was. */
  readonly weight: number;
}

/** Messages to a subject go elsewhere, for a canary of queue workers. */
export interface BusMapping {
  readonly source: string;
  readonly targets: BusMappingTarget[];
}

/** A NATS account: what one tenant, or one pool of small tenants, has of the bus. */
export interface BusAccount {
  /** Id of the tenant or the pool; `PLATFORM` for the platform's own. */
  readonly name: string;
  readonly limits: BusLimits;
  readonly users: BusUser[];
  readonly streams: BusStream[];
  /** Whether it imports the platform's tools as `tools.>`. */
  readonly tools: boolean;
  /** Whether it imports the states of its agents' token budgets as `budget.>`. */
  readonly budgets: boolean;
  readonly mappings: BusMapping[];
}

/** The platform's own account; tools are offered from here. */
export const PLATFORM_ACCOUNT = 'PLATFORM';
/** The account of the servers themselves: no JetStream and no users, so no client reads `$SYS`. */
export const SYSTEM_ACCOUNT = 'SYS';
/** Work that agents take. */
export const TASKS_STREAM = 'TASKS';
/** Stream of the answers of a pool's agents, with one consumer for each member. */
export const RESULTS_STREAM = 'RESULTS';
/** First token of what a pool's agents answer. */
export const RESULTS = 'results';
/** First token of calls to tools. */
export const TOOLS = 'tools';
/** Makes an account's streams and consumers. */
export const PROVISIONER = 'provisioner';
/** Answers calls to tools, in the platform's account. */
export const TOOL_GATEWAY = 'tool-gateway';

/** Bus user of an agent. */
export const agentUser = (agent: string): string => `agent-${agent}`;
/** Account of a member of a pool. No id has two hyphens in a row, so the name is unique. */
export const memberAccount = (pool: string, member: string): string => `${pool}--${member}`;
/** Bus user of a member of a pool. */
export const memberUser = (member: string): string => `member-${member}`;
