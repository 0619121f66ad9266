import { budgetGrant } from './budget-notice';
import {
  agentUser,
  type BusAccount,
  type BusConsumer,
  type BusMapping,
  type BusStream,
  type BusUser,
  PROVISIONER,
  TASKS_STREAM,
  TOOLS,
} from './account';
import { consumerGrants, inboxOf, provisionerGrants } from './grants';
import { afterMappings } from './mapping';
import { isExclusive, nextName, nextPaused, nextSubject, queueMappings, type QueueSwitch } from './queue-versions';
import { widest } from './subject-algebra';

/** What an agent consumes from the bus. */
export interface BusConsumes {
  /** @default 'TASKS' */
  readonly stream?: string;
  readonly consumer: BusConsumer;
}

/** The second version of an agent that works on a queue. */
export interface BusNext {
  /** Which version gets new messages. */
  readonly switch: QueueSwitch;
  /** Messages delivered to the second version and not yet acknowledged. */
  readonly maxAckPending: number;
}

/** The properties of an agent that matter to the bus. */
export interface BusAgent {
  readonly name: string;
  /** Public user nkey. */
  readonly nkey: string;
  /** Subjects it declares to publish to, before mappings. */
  readonly publishes: string[];
  /** @default - nothing */
  readonly consumes?: BusConsumes;
  /** Whether it calls tools. */
  readonly tools: boolean;
  /**
   * Whether it receives the state of its own token budget; the publisher needs `budgetPublisherNkey` of the platform's account. @default
   * false
   */
  readonly budgets?: boolean;
  /** Pods at their peak, those on their way out and those of a second version included; each holds one connection. */
  readonly connections: number;
  /** Needs `consumes`; both versions are this one user. @default - one version */
  readonly next?: BusNext;
}

/** Size of a stream. */
export interface StreamSize {
  /** Bytes of one copy. */
  readonly maxBytes: number;
  readonly maxAgeS: number;
  readonly duplicateWindowS: number;
}

/** The input from which an account is derived. */
export interface TenantAccountInput {
  /** Id of the tenant. */
  readonly name: string;
  readonly agents: BusAgent[];
  /** Public nkey of the user that makes streams and consumers. */
  readonly provisionerNkey: string;
  /** Servers of the bus; a stream has three copies, or one on fewer than three. */
  readonly servers: number;
  /** Of each stream that agents consume. */
  readonly tasks: StreamSize;
  /** Beside those of second versions, which follow from `next`. @default - none */
  readonly mappings?: BusMapping[];
}

/** Connections of the controller that makes streams, one and one more while it reconnects. */
const PROVISIONER_CONNECTIONS = 2;
/** Each further copy costs a write. The loss of a zone takes one copy of three. Two copies survive no more than one. */
const COPIES = 3;

/** The account of a tenant: its agents hold what they declare and nothing else. */
export function tenantAccount(input: TenantAccountInput): BusAccount {
  const { name, agents } = input;
  const streams = taskStreams(agents, input.tasks, input.servers);
  const mappings = allMappings(input);
  return accountOf(
    input,
    streams,
    agents.map((agent) => agentGrants(name, agent, mappings)),
    peakOf(agents),
  );
}

/** The mappings that are given, and those that send second versions their share. */
export function allMappings({ agents, mappings = [] }: Pick<TenantAccountInput, 'agents' | 'mappings'>): BusMapping[] {
  const ofVersions = agents.flatMap(({ consumes, next }) =>
    consumes === undefined || next === undefined ? [] : queueMappings(consumes.consumer.filterSubjects, next.switch),
  );
  return [...mappings, ...ofVersions];
}

/** Consumers of an agent: its own, and that of its second version. */
function consumersOf({ consumes, next }: BusAgent): BusConsumer[] {
  if (consumes === undefined) return [];
  const { consumer } = consumes;
  if (next === undefined) return [consumer];
  const second: BusConsumer = {
    ...consumer,
    name: nextName(consumer.name),
    filterSubjects: consumer.filterSubjects.map(nextSubject),
    maxAckPending: next.maxAckPending,
    ...(isExclusive(next.switch) && { paused: nextPaused(next.switch) }),
  };
  return [consumer, second];
}

/** The last part of both kinds of accounts: the provisioner's user, and limits equal to what is declared. */
export function accountOf(
  input: Omit<TenantAccountInput, 'tasks' | 'servers'>,
  streams: readonly BusStream[],
  users: readonly BusUser[],
  connections: number,
): BusAccount {
  const { name, agents, provisionerNkey } = input;
  const provisioner: BusUser = {
    name: PROVISIONER,
    nkey: provisionerNkey,
    publish: provisionerGrants(streams),
    subscribe: [inboxOf(name, PROVISIONER)],
  };
  return {
    name,
    limits: {
      connections: connections + PROVISIONER_CONNECTIONS,
      memoryBytes: 0,
      fileBytes: streams.reduce((sum, { maxBytes, replicas }) => sum + maxBytes * replicas, 0),
      streams: streams.length,
      consumers: streams.reduce((sum, { consumers }) => sum + consumers.length, 0) + roomForNext(agents),
    },
    users: [...users, provisioner],
    streams: [...streams],
    tools: agents.some(({ tools }) => tools),
    budgets: agents.some(({ budgets }) => budgets === true),
    mappings: allMappings(input),
  };
}

/**
 * Consumers of second versions that are not declared: one that was stays on the server until a person deletes it (its user may not),
 * and would else take the place of the next one, or of another agent's.
 */
function roomForNext(agents: readonly BusAgent[]): number {
  return agents.filter(({ consumes, next }) => consumes !== undefined && next === undefined).length;
}

/**
 * One work queue for each stream that is named, of the subjects that its consumers take: a message without a consumer is refused at once.
 */
export function taskStreams(agents: readonly BusAgent[], size: StreamSize, servers: number): BusStream[] {
  const consuming = agents.filter(({ consumes }) => consumes !== undefined);
  const streamOf = ({ consumes }: BusAgent): string => consumes?.stream ?? TASKS_STREAM;
  return [...new Set(consuming.map(streamOf))].map((name) => {
    const consumers = consuming.filter((agent) => streamOf(agent) === name).flatMap(consumersOf);
    return {
      name,
      subjects: widest(consumers.flatMap(({ filterSubjects }) => filterSubjects)),
      retention: 'workqueue',
      replicas: copiesOn(servers),
      ...size,
      consumers,
    };
  });
}

/** The user of an agent, with further subjects it may publish to. */
export function agentGrants(account: string, agent: BusAgent, mappings: readonly BusMapping[], further: readonly string[] = []): BusUser {
  const { consumes, tools } = agent;
  const stream = consumes?.stream ?? TASKS_STREAM;
  const user = agentUser(agent.name);
  return {
    name: user,
    nkey: agent.nkey,
    publish: [
      ...afterMappings(agent.publishes, mappings),
      ...further,
      ...(tools ? [`${TOOLS}.>`] : []),
      ...consumersOf(agent).flatMap((consumer) => consumerGrants(stream, consumer.name)),
    ],
    subscribe: [inboxOf(account, user), ...(agent.budgets === true ? [budgetGrant(agent.name)] : [])],
  };
}

/** Copies of a stream on so many servers: 3, or 1 where there are not as many. */
export function copiesOn(servers: number): number {
  return servers >= COPIES ? COPIES : 1;
}

/** Connections of all agents at their peak. */
export function peakOf(agents: readonly BusAgent[]): number {
  return agents.reduce((sum, { connections }) => sum + connections, 0);
}

/**
 * Connections of so many replicas while a new version replaces them: each may have one on its way out beside it, which holds its connection
 * until it has finished what it began. However many may be missing or come on top, no more are ever replaced at a time.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
 */
export function connectionsOf(replicas: number): number {
  return 2 * replicas;
}
