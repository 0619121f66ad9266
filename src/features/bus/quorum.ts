import { type PodShare, podsOf } from '../../kernel/percent';
import type { Violation } from '../../kernel/problems';

/**
 * Copies a stream may have. Two or four need as many servers to agree as three or five, and survive no more losses.
 *
 * @see https://docs.nats.io/nats-concepts/jetstream/streams (Replicas: at most 5)
 */
const STREAM_REPLICAS: readonly number[] = [1, 3, 5];

/** Servers of a bus. */
const SERVERS: readonly number[] = [1, 3, 5];

/** Members of one Raft group and where they run. */
export interface QuorumGroup {
  /** Members that vote. */
  readonly members: number;
  /** Zones the members are spread over evenly, with a constraint that the scheduler must obey. */
  readonly zones: number;
  /** Members that a node drain may take at a time: `maxUnavailable` of the disruption budget. */
  readonly maxUnavailable: PodShare;
}

/**
 * Rule `quorum`: a group of an even number survives no more losses than one server fewer.
 *
 * @see https://docs.nats.io/running-a-nats-service/configuration/clustering/jetstream_clustering
 */
export function checkServers(servers: number): Violation | undefined {
  return SERVERS.includes(servers) ? undefined : { rule: 'quorum', problem: `must be 1, 3 or 5, got ${servers}`, fix: 'write 3' };
}

/** Members that must agree: ⌊n ÷ 2⌋ + 1. https://docs.nats.io/running-a-nats-service/configuration/clustering/jetstream_clustering */
export function quorumOf(members: number): number {
  return Math.floor(members / 2) + 1;
}

/** Checks `quorum-eviction` and `quorum-zones`: neither a drain nor the loss of a zone stops the group. */
export function checkQuorum(group: QuorumGroup): Violation[] {
  return [checkDrainKeepsQuorum(group), checkZoneLossKeepsQuorum(group)].filter((violation) => violation !== undefined);
}

/**
 * Rule `quorum-eviction`: a drain that takes too many members stops the whole group. Checked: n − maxUnavailable ≥ quorum.
 *
 * @see https://docs.nats.io/running-a-nats-service/configuration/clustering/jetstream_clustering
 */
export function checkDrainKeepsQuorum({ members, maxUnavailable }: Omit<QuorumGroup, 'zones'>): Violation | undefined {
  // the disruption controller rounds both kinds of disruption budget up
  const taken = Math.min(members, podsOf(maxUnavailable, members, 'up'));
  const [left, quorum] = [members - taken, quorumOf(members)];
  return left >= quorum
    ? undefined
    : {
        rule: 'quorum-eviction',
        problem: `a drain may take ${taken} of ${members} members, which leaves ${left}, but ${quorum} must agree`,
        fix: members < 3 ? 'use 3 members or more' : `set maxUnavailable to ${members - quorum} or less`,
      };
}

/**
 * Rule `quorum-zones`: the loss of one zone takes too many members and stops the whole group. Checked: ⌈n ÷ Z⌉, the fullest zone, ≤ n −
 * quorum.
 *
 * @see https://docs.nats.io/running-a-nats-service/configuration/clustering/jetstream_clustering
 */
export function checkZoneLossKeepsQuorum({ members, zones }: Omit<QuorumGroup, 'maxUnavailable'>): Violation | undefined {
  const lost = Math.ceil(members / zones);
  const [left, quorum] = [members - lost, quorumOf(members)];
  return left >= quorum
    ? undefined
    : {
        rule: 'quorum-zones',
        problem: `${members} members over ${zones} zones lose ${lost} with a zone, which leaves ${left}, but ${quorum} must agree`,
        fix: members < 3 ? 'use 3 members over 3 zones' : `spread them over ${zonesNeeded(members)} zones or more`,
      };
}

/**
 * Rule `stream-replicas`: the server refuses other numbers of copies, or more copies than servers. A stream has 1, 3 or 5 copies, each on a
 * server of its own.
 *
 * @see https://docs.nats.io/nats-concepts/jetstream/streams#configuration
 */
export function checkStreamReplicas(replicas: number, servers: number): Violation | undefined {
  const possible = STREAM_REPLICAS.filter((count) => count <= servers);
  return possible.includes(replicas)
    ? undefined
    : {
        rule: 'stream-replicas',
        problem: `a stream has 1, 3 or 5 copies, each on a server of its own; ${replicas} on ${servers} servers is none of these`,
        fix: `use ${possible.join(' or ')}, or other servers`,
      };
}

/**
 * Rule `stream-zones`: copies that lie in one zone are lost with it. Without a placement by `unique_tag`, a zone may get as many copies as
 * it has servers. A stream of one copy is allowed.
 *
 * @see https://docs.nats.io/running-a-nats-service/configuration/resource_management (unique_tag)
 */
export function checkStreamSurvivesZoneLoss(replicas: number, servers: number, zones: number): Violation | undefined {
  const together = Math.min(replicas, Math.ceil(servers / zones));
  const quorum = quorumOf(replicas);
  return replicas === 1 || replicas - together >= quorum
    ? undefined
    : {
        rule: 'stream-zones',
        problem: `${together} of ${replicas} copies may lie in one of ${zones} zones of ${servers} servers, and ${quorum} must be left`,
        fix: `place the copies in zones of their own (unique_tag), or spread the servers over more zones`,
      };
}

/** Fewest zones that lose no quorum: ⌈n ÷ (n − quorum)⌉. */
function zonesNeeded(members: number): number {
  return Math.ceil(members / (members - quorumOf(members)));
}
