import type { Violation } from '../../kernel/problems';
import { bytesText } from '../../kernel/quantity';

/** Share of a volume that streams may fill: file systems and compaction need the rest. */
const DISK_SHARE = 0.9;
/** Share of the memory limit for memory streams and the server together: a Go heap grows past its target before it is collected. */
const MEMORY_SHARE = 0.75;
/**
 * Replicated streams and consumers together that one cluster carries well.
 *
 * @see https://docs.nats.io/running-a-nats-service/configuration/resource_management (max_ha_assets)
 */
const MAX_HA_ASSETS = 2000;
/** Least lame duck duration in seconds; the server refuses less. https://github.com/nats-io/nats-server/blob/main/server/opts.go */
const MIN_LAME_DUCK_S = 30;

const MI = 2 ** 20;

/** What one server of the bus is given; all are alike. */
export interface BusServer {
  /** Its volume. */
  readonly diskBytes: number;
  /** `max_file_store`. */
  readonly maxFileBytes: number;
  /** Memory limit of its container. */
  readonly memoryLimitBytes: number;
  /** `max_memory_store`. */
  readonly maxMemoryBytes: number;
  /** What the server itself needs: connections, routes, indexes. */
  readonly overheadBytes: number;
  /** `max_connections`. */
  readonly maxConnections: number;
}

/**
 * Limits of one account, counted as the server counts limits without tiers: a stream with R copies takes R times its bytes.
 *
 * @see https://github.com/nats-io/nats-server/blob/main/server/jetstream_cluster.go (tieredStreamAndReservationCount)
 */
export interface BusAccountLimits {
  readonly name: string;
  readonly fileBytes: number;
  readonly memoryBytes: number;
  readonly connections: number;
  readonly streams: number;
  readonly consumers: number;
}

/** One stream as far as it takes room. */
export interface StreamSize {
  readonly name: string;
  readonly storage: 'file' | 'memory';
  /** `max_bytes` of one copy. */
  readonly maxBytes: number;
  readonly replicas: number;
  readonly consumers: number;
}

/** Largest `max_file_store` of a volume, in whole Mi. */
export function maxFileBytesOf(diskBytes: number): number {
  return wholeMi((diskBytes * Math.round(DISK_SHARE * 100)) / 100);
}

/** Largest `max_memory_store` beside `overheadBytes`, in whole Mi; 0 if nothing is left. */
export function maxMemoryBytesOf(memoryLimitBytes: number, overheadBytes: number): number {
  return Math.max(0, wholeMi((memoryLimitBytes * Math.round(MEMORY_SHARE * 100)) / 100 - overheadBytes));
}

/** Rules `bus-disk` and `bus-memory`: what a server promises to streams fits its volume and its memory limit. */
export function checkBusServer({ diskBytes, maxFileBytes, memoryLimitBytes, maxMemoryBytes, overheadBytes }: BusServer): Violation[] {
  const [file, memory] = [maxFileBytesOf(diskBytes), maxMemoryBytesOf(memoryLimitBytes, overheadBytes)];
  const used = maxMemoryBytes + overheadBytes;
  const usable = (memoryLimitBytes * Math.round(MEMORY_SHARE * 100)) / 100;
  // Rule `bus-disk`: a server that promises streams more than its volume holds stops when the volume is full.
  // https://docs.nats.io/running-a-nats-service/configuration/resource_management
  // Rule `bus-memory`: a server that promises memory streams more than its memory limit is killed by the kernel when they fill.
  // https://docs.nats.io/running-a-nats-service/configuration/resource_management
  return [
    ...(maxFileBytes <= file
      ? []
      : [
          {
            rule: 'bus-disk',
            problem: `streams may fill ${bytesText(maxFileBytes)}, but ${DISK_SHARE} of the volume of ${bytesText(diskBytes)} is ${bytesText(file)}`,
            fix: `set max_file_store to ${bytesText(file)} or less, or enlarge the volume`,
          },
        ]),
    ...(used <= usable
      ? []
      : [
          {
            rule: 'bus-memory',
            problem: `memory streams ${bytesText(maxMemoryBytes)} + server ${bytesText(overheadBytes)} = ${bytesText(used)}, but ${MEMORY_SHARE} of the limit of ${bytesText(memoryLimitBytes)} is ${bytesText(Math.floor(usable))}`,
            fix:
              memory > 0
                ? `set max_memory_store to ${bytesText(memory)} or less, or raise the limit`
                : `raise the limit to ${bytesText(Math.ceil(used / MEMORY_SHARE / MI) * MI)}`,
          },
        ]),
  ];
}

/**
 * Rule `bus-streams`: the cluster accepts streams for which its servers have no room, and fails when they fill. Checked: Σ max_bytes ×
 * copies ≤ servers × max_file_store (memory alike), and no copy is larger than a server.
 *
 * A cluster does not see to it: it takes streams for more than its servers have, and fails when they fill.
 *
 * @see https://github.com/nats-io/nats-server/blob/main/server/jetstream.go (sufficientResources: "This needs to be handled out of band")
 */
export function checkStreamsFitServers(streams: readonly StreamSize[], servers: number, server: BusServer): Violation[] {
  return (['file', 'memory'] as const).flatMap((storage) => {
    const here = streams.filter((stream) => stream.storage === storage);
    const one = storage === 'file' ? server.maxFileBytes : server.maxMemoryBytes;
    const needed = bytesOf(here);
    const large = here.filter(({ maxBytes }) => maxBytes > one);
    return [
      ...large.map(({ name, maxBytes }) => ({
        rule: 'bus-streams',
        problem: `a copy of '${name}' takes ${bytesText(maxBytes)} of ${storage}, but one server has ${bytesText(one)}`,
        fix: `lower max_bytes, or enlarge the servers`,
      })),
      ...(needed <= one * servers
        ? []
        : [
            {
              rule: 'bus-streams',
              problem: `streams take ${bytesText(needed)} of ${storage} with all copies, but ${servers} servers × ${bytesText(one)} = ${bytesText(one * servers)}`,
              fix: `lower max_bytes, or enlarge the servers`,
            },
          ]),
    ];
  });
}

/**
 * Rule `bus-account`: the server refuses streams and consumers beyond the limits of their account.
 *
 * @see https://docs.nats.io/running-a-nats-service/configuration/resource_management
 */
export function checkStreamsFitAccount(streams: readonly StreamSize[], limits: BusAccountLimits): Violation[] {
  const file = bytesOf(streams.filter(({ storage }) => storage === 'file'));
  const memory = bytesOf(streams.filter(({ storage }) => storage === 'memory'));
  const consumers = streams.reduce((sum, stream) => sum + stream.consumers, 0);
  const short = (what: string, needs: number, has: number, text: (value: number) => string): Violation[] =>
    needs <= has
      ? []
      : [
          {
            rule: 'bus-account',
            problem: `'${limits.name}' needs ${text(needs)} ${what}, but its limit is ${text(has)}`,
            fix: `raise the limit to ${text(needs)}, or ask for less`,
          },
        ];
  return [
    ...short('of file', file, limits.fileBytes, bytesText),
    ...short('of memory', memory, limits.memoryBytes, bytesText),
    ...short('streams', streams.length, limits.streams, String),
    ...short('consumers', consumers, limits.consumers, String),
  ];
}

/**
 * Rule `bus-accounts`: where accounts are promised more than the servers have, one account can use up the room of another. Checked: Σ
 * account limits ≤ what the servers have.
 *
 * @see https://docs.nats.io/running-a-nats-service/configuration/resource_management
 */
export function checkAccountsFitServers(accounts: readonly BusAccountLimits[], servers: number, server: BusServer): Violation[] {
  const sum = (read: (limits: BusAccountLimits) => number): number => accounts.reduce((total, limits) => total + read(limits), 0);
  const over = (storage: string, promised: number, one: number): Violation[] =>
    promised <= one * servers
      ? []
      : [
          {
            rule: 'bus-accounts',
            problem: `accounts are promised ${bytesText(promised)} of ${storage}, but ${servers} servers × ${bytesText(one)} = ${bytesText(one * servers)}`,
            fix: `lower the accounts' limits, or enlarge the servers`,
          },
        ];
  return [
    ...over(
      'file',
      sum(({ fileBytes }) => fileBytes),
      server.maxFileBytes,
    ),
    ...over(
      'memory',
      sum(({ memoryBytes }) => memoryBytes),
      server.maxMemoryBytes,
    ),
  ];
}

/**
 * Rule `bus-connections`: after servers were lost all clients gather on those that are left, and one server must carry them.
 *
 * @see https://docs.nats.io/running-a-nats-service/configuration#limits
 */
export function checkBusConnectionsFit(
  accounts: readonly Pick<BusAccountLimits, 'connections'>[],
  maxConnections: number,
): Violation | undefined {
  const promised = accounts.reduce((sum, { connections }) => sum + connections, 0);
  return promised <= maxConnections
    ? undefined
    : {
        rule: 'bus-connections',
        problem: `accounts may open ${promised} connections, but a server takes ${maxConnections}`,
        fix: `raise max_connections to ${promised}, or lower the accounts' limits`,
      };
}

/**
 * Rule `ha-assets`: each replicated stream or consumer is a Raft group, and too many of them overload the servers.
 *
 * @see https://docs.nats.io/running-a-nats-service/configuration/clustering/jetstream_clustering
 */
export function checkHaAssetsFit(streams: readonly StreamSize[], limit = MAX_HA_ASSETS): Violation | undefined {
  const groups = streams.filter(({ replicas }) => replicas > 1).reduce((sum, { consumers }) => sum + 1 + consumers, 0);
  return groups <= limit
    ? undefined
    : {
        rule: 'ha-assets',
        problem: `${groups} replicated streams and consumers, but a cluster carries ${limit} well`,
        fix: 'keep streams that can be lost in one copy, or run a second cluster',
      };
}

/**
 * Rule `lame-duck`: a server hands over its clients before it stops, and a pod that is killed earlier drops them all at once.
 *
 * @see https://github.com/nats-io/k8s/blob/main/helm/charts/nats/values.yaml (terminationGracePeriodSeconds)
 */
export function checkLameDuck(terminationGraceS: number, lameDuckGraceS: number, lameDuckDurationS: number): Violation | undefined {
  if (lameDuckDurationS < MIN_LAME_DUCK_S) {
    return {
      rule: 'lame-duck',
      problem: `lame_duck_duration is ${lameDuckDurationS} s, but the server takes ${MIN_LAME_DUCK_S} s or more`,
      fix: `set it to ${MIN_LAME_DUCK_S} s`,
    };
  }
  const handover = lameDuckGraceS + lameDuckDurationS;
  return terminationGraceS > handover
    ? undefined
    : {
        rule: 'lame-duck',
        problem: `lame_duck_grace_period ${lameDuckGraceS} s + lame_duck_duration ${lameDuckDurationS} s = ${handover} s, but terminationGracePeriod is ${terminationGraceS} s`,
        fix: `set terminationGracePeriod above ${handover} s`,
      };
}

function bytesOf(streams: readonly StreamSize[]): number {
  return streams.reduce((sum, { maxBytes, replicas }) => sum + maxBytes * replicas, 0);
}

function wholeMi(count: number): number {
  return Math.floor(count / MI) * MI;
}
