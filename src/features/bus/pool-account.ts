import {
  type BusAccount,
  type BusStream,
  type BusUser,
  type ConsumerNumbers,
  memberAccount,
  memberUser,
  RESULTS,
  RESULTS_STREAM,
} from './account';
import { consumerGrants, imported, inboxOf } from './grants';
import {
  accountOf,
  agentGrants,
  allMappings,
  copiesOn,
  peakOf,
  type StreamSize,
  taskStreams,
  type TenantAccountInput,
} from './tenant-account';

/** A small tenant of a pool. */
export interface BusMember {
  readonly id: string;
  /** Public user nkey. */
  readonly nkey: string;
  /** Clients at one time. */
  readonly connections: number;
}

/** The input from which a pool's account is derived. */
export interface PoolAccountInput extends TenantAccountInput {
  readonly members: BusMember[];
  /** Of the stream of answers. */
  readonly results: StreamSize;
  /** Of each member's consumer of answers. */
  readonly resultConsumer: ConsumerNumbers;
}

/**
 * The account of a pool: members share streams and agents; each, from a small account of its own, may send tasks as itself and take its own
 * results. Members are kept apart less strictly than tenants, see `busSeparation`.
 */
export function poolAccount(input: PoolAccountInput): BusAccount {
  const { name, agents, members } = input;
  const mappings = allMappings(input);
  const tasks = taskStreams(agents, input.tasks, input.servers);
  const results: BusStream = {
    name: RESULTS_STREAM,
    subjects: [`${RESULTS}.>`],
    retention: 'limits',
    replicas: copiesOn(input.servers),
    ...input.results,
    consumers: members.map(({ id }) => ({ name: id, filterSubjects: [resultsOf(id)], ...input.resultConsumer })),
  };
  const consumed = agents.flatMap(({ consumes }) => consumes?.consumer.filterSubjects ?? []);
  const memberGrants = ({ id, nkey, connections }: BusMember): BusUser => {
    // mappings of the pool's account apply to what is imported too, behind these grants (seen on 2.14.9)
    const reached = [...tasksOf(id, consumed), ...consumerGrants(RESULTS_STREAM, id)];
    const imports = reached.map((subject) => imported(subject, name));
    return {
      name: memberUser(id),
      nkey,
      publish: imports.map(({ to }) => to),
      subscribe: [inboxOf(name, memberUser(id))],
      own: { name: memberAccount(name, id), connections, imports },
    };
  };
  return accountOf(
    input,
    [...tasks, results],
    [
      ...agents.map((agent) => agentGrants(name, agent, mappings, agent.consumes === undefined ? [] : [`${RESULTS}.>`])),
      ...members.map(memberGrants),
    ],
    peakOf(agents),
  );
}

/** Answers for one member. */
function resultsOf(member: string): string {
  return `${RESULTS}.${member}.>`;
}

/** What one member may send, of what the pool's agents take; subjects without a final `>` have no room for a member. */
function tasksOf(member: string, consumed: readonly string[]): string[] {
  return consumed.filter((subject) => subject.endsWith('.>')).map((subject) => `${subject.slice(0, -1)}${member}.>`);
}
